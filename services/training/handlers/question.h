// The plan's questions, with what a request leaves open filled in.
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "common/rpc/call.h"
#include "ocop/training/v1/coverage_service.pb.h"
#include "ocop/training/v1/training_rules.pb.h"
#include "services/training/store/coverage.h"

namespace ocop::training {

struct AskedQuestion {
  Question question;
  // As the answer tells it.
  v1::TrainingQuestion told;
  // Everything that decides which rows come, for page tokens.
  std::string text;
};

// INVALID_ARGUMENT with every violation: a parent that is no province, a year that has not begun, a day before it.
absl::StatusOr<AskedQuestion> AskQuestion(const v1::TrainingRules& rules, const rpc::Call& call,
                                          const v1::ListUntrainedLearnersRequest& request);
absl::StatusOr<AskedQuestion> AskQuestion(const v1::TrainingRules& rules, const rpc::Call& call,
                                          const v1::GetTrainingCoverageRequest& request);
absl::StatusOr<AskedQuestion> AskQuestion(const v1::TrainingRules& rules, const rpc::Call& call,
                                          const v1::ListNewcomersRequest& request);

}  // namespace ocop::training
