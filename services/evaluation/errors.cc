#include "services/evaluation/errors.h"

#include "absl/strings/str_cat.h"
#include "common/status/status.h"

namespace ocop::evaluation {

using status::WithReason;

absl::Status AlreadyRevoked(const std::string& name) {
  return WithReason(absl::FailedPreconditionError(absl::StrCat(name, " is revoked already")),
                    "RECOGNITION_ALREADY_REVOKED", {{"name", name}});
}

absl::Status NotYetInForce(const std::string& name) {
  return WithReason(absl::FailedPreconditionError(absl::StrCat("revoke_date lies before the decision of ", name)),
                    "RECOGNITION_NOT_YET_IN_FORCE", {{"name", name}});
}

absl::Status Expired(const std::string& name) {
  return WithReason(absl::FailedPreconditionError(absl::StrCat("revoke_date lies after the term of ", name)),
                    "RECOGNITION_EXPIRED", {{"name", name}});
}

}  // namespace ocop::evaluation
