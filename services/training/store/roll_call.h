// Questions about the roll call that no standard method answers.
#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "common/database/transaction.h"
#include "ocop/training/v1/class_service.pb.h"

namespace ocop::training {

// Whether anyone is entered as present in a session of the class.
absl::StatusOr<bool> RollWasCalled(database::Transaction& transaction, const std::string& class_name);

// Everyone's attendance of the class, by the learners' names; locked, so that none is certified meanwhile.
absl::StatusOr<std::vector<v1::Attendance>> Roll(database::Transaction& transaction, const std::string& class_name);

// Whether the roll call found this learner at a session of the class.
absl::StatusOr<bool> HasAttended(database::Transaction& transaction, const std::string& class_name,
                                 const std::string& learner_id);

}  // namespace ocop::training
