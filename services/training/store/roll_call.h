// Questions about the roll call that no standard method answers.
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "common/database/transaction.h"

namespace ocop::training {

// Whether anyone is entered as present in a session of the class.
absl::StatusOr<bool> RollWasCalled(database::Transaction& transaction, const std::string& class_name);

}  // namespace ocop::training
