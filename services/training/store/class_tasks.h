// What waits in classes with seats that are not cancelled.
#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "common/clock/day.h"
#include "common/database/transaction.h"
#include "ocop/training/v1/class_service.pb.h"

namespace ocop::training {

struct WaitingStep {
  v1::ListClassTasksResponse::ClassTask task;
  // Its place in the list.
  std::string key;
};

// Whose steps, and where to go on.
struct WaitingQuestion {
  std::string province;
  // Of the learner who answers or gives feedback.
  std::string account;
  // Sessions until this day are to be called; invitations to classes that were over before it wait no more.
  clock::Day today = 0;
  // Key of the last that was sent; empty: from the beginning.
  std::string after;
  int limit = 0;
};

absl::StatusOr<std::vector<WaitingStep>> WaitingSteps(database::Transaction& transaction,
                                                      v1::ListClassTasksRequest::Step step,
                                                      const WaitingQuestion& question);

}  // namespace ocop::training
