// When a class is completed.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "common/clock/day.h"
#include "common/status/status.h"
#include "ocop/training/v1/course_service.pb.h"

namespace ocop::training {

// A count or a percentage, not both.
void CheckCompletionRule(const v1::CompletionRule& rule, const std::string& path, status::Violations& violations);

// Of `sessions`, at least one, how many must be attended.
int RequiredSessions(const v1::CompletionRule& rule, int sessions);

bool AreSame(const v1::CompletionRule& a, const v1::CompletionRule& b);

// The day on which the last required session was attended, of those attended in their order; none before, and none
// without the score.
std::optional<clock::Day> CompletionDay(const v1::CompletionRule& rule, int sessions,
                                        const std::vector<clock::Day>& attended, int test_score_centi);

}  // namespace ocop::training
