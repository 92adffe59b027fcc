#include "services/training/errors.h"

#include "absl/strings/str_cat.h"
#include "common/status/status.h"

namespace ocop::training {

absl::Status RollCalled(const std::string& name) {
  return status::WithReason(
      absl::FailedPreconditionError(absl::StrCat("roll was called in ", name, ": its sessions can no longer change")),
      "ROLL_ALREADY_CALLED", {{"name", name}});
}

}  // namespace ocop::training
