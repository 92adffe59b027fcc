// The refusals of sales points, one function each.
#pragma once

#include <string>
#include <vector>

#include "absl/status/status.h"

namespace ocop::salespoints {

// `allowed`: what can be done instead.
absl::Status WrongSubmissionState(const std::string& name, const std::string& state, const std::string& action,
                                  const std::vector<std::string>& allowed);
absl::Status SubmissionEmpty(const std::string& name);
absl::Status PeriodLocked(const std::string& submission);
absl::Status ListingEnded(const std::string& name, const std::string& day);
// `first` and `last`: the days of the other listing; no last day while it goes on.
absl::Status ListedAlready(const std::string& product, const std::string& other, const std::string& first,
                           const std::string& last);
absl::Status WrongLine(int64_t first_line, int64_t next_line);
absl::Status TrialTooLarge(size_t most);
absl::Status TraceUnknown(const std::string& code);
absl::Status LabelAddressUnknown();

}  // namespace ocop::salespoints
