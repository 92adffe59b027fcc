// The plan's questions, with what a request leaves open filled in.
#pragma once

#include <functional>
#include <string>

#include "absl/status/statusor.h"
#include "common/rpc/call.h"
#include "ocop/training/v1/coverage_service.pb.h"
#include "ocop/training/v1/training_rules.pb.h"
#include "services/day_page.h"
#include "services/training/handlers/context.h"
#include "services/training/store/coverage.h"

namespace ocop::training {

struct AskedQuestion {
  Question question;
  // The units that lie in the one that is asked about are still to be added: NameUnits.
  bool with_units_within = false;
  // As the answer tells it.
  v1::TrainingQuestion told;
  // Where the list goes on; of the day that the whole list is about.
  DayPage page;
};

// INVALID_ARGUMENT with every violation: a parent that is no province, a year that has not begun, a day before it; or
// `INVALID_PAGE_TOKEN`.
absl::StatusOr<AskedQuestion> AskQuestion(const v1::TrainingRules& rules, const rpc::Call& call,
                                          const v1::ListUntrainedLearnersRequest& request);
absl::StatusOr<AskedQuestion> AskQuestion(const v1::TrainingRules& rules, const rpc::Call& call,
                                          const v1::GetTrainingCoverageRequest& request);
absl::StatusOr<AskedQuestion> AskQuestion(const v1::TrainingRules& rules, const rpc::Call& call,
                                          const v1::ListNewcomersRequest& request);

// Adds the units that the question is about, and the producers in them when it is about their people, of the registry
// where it must be asked, and calls `then` with the question or UNAVAILABLE `PEER_UNAVAILABLE`. The call lives until
// then.
void NameUnits(const Context& context, const rpc::Call& call, AskedQuestion asked,
               std::function<void(absl::StatusOr<AskedQuestion>)> then);

}  // namespace ocop::training
