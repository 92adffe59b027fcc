#include "common/resource/errors.h"

#include "absl/strings/str_cat.h"
#include "common/logging/logging.h"
#include "common/status/status.h"

namespace ocop::resource {

using status::WithReason;

absl::Status ValidatedOnly() {
  return WithReason(absl::CancelledError("validated only"), kValidatedOnly);
}

absl::Status NotFound(const std::string& name) {
  return WithReason(absl::NotFoundError(absl::StrCat("there is no ", name)), "RESOURCE_NOT_FOUND", {{"name", name}});
}

absl::Status AlreadyExists(const std::string& name) {
  return WithReason(absl::AlreadyExistsError(absl::StrCat(name, " exists already")), kAlreadyExists, {{"name", name}});
}

absl::Status ParentNotFound(const std::string& name) {
  return WithReason(absl::NotFoundError(absl::StrCat("the parent of ", name, " does not exist")), "PARENT_NOT_FOUND",
                    {{"name", name}});
}

absl::Status AlreadyTaken(const std::string& name, const std::string& field) {
  return WithReason(
      absl::AlreadyExistsError(absl::StrCat("another resource has the ", field, " of ", name, " already")),
      "VALUE_ALREADY_TAKEN", {{"name", name}, {"field", field}});
}

absl::Status InUse(const std::string& name, const std::string& constraint) {
  return WithReason(
      absl::FailedPreconditionError(absl::StrCat(name, " is referred to by other resources (", constraint, ")")),
      "RESOURCE_IN_USE", {{"name", name}, {"constraint", constraint}});
}

absl::Status EtagMismatch(const std::string& name) {
  return WithReason(absl::AbortedError(absl::StrCat(name, " was changed since its etag was read; read it again")),
                    "ETAG_MISMATCH", {{"name", name}});
}

absl::Status Deleted(const std::string& name) {
  return WithReason(absl::FailedPreconditionError(absl::StrCat(name, " is deleted; undelete it first")),
                    "RESOURCE_DELETED", {{"name", name}});
}

absl::Status NotDeleted(const std::string& name) {
  return WithReason(absl::AlreadyExistsError(absl::StrCat(name, " is not deleted")), "RESOURCE_NOT_DELETED",
                    {{"name", name}});
}

absl::Status Unreadable(const std::string& name, const std::string& field) {
  logging::Error("a stored value can't be read", {{"name", name}, {"field", field}});
  return WithReason(
      absl::InternalError(absl::StrCat("the ", field, " of ", name, " is stored in a form that is not its own")),
      "STORED_VALUE_UNREADABLE", {{"name", name}, {"field", field}});
}

absl::Status RequestIdReused(const std::string& request_id) {
  return WithReason(absl::InvalidArgumentError(
                        absl::StrCat("request_id ", request_id, " was used for another request; take a new one")),
                    "REQUEST_ID_REUSED", {{"request_id", request_id}});
}

absl::Status InvalidOrderBy(const std::string& order_by, const std::string& problem) {
  return WithReason(absl::InvalidArgumentError(absl::StrCat("order_by \"", order_by, "\": ", problem)),
                    "INVALID_ORDER_BY", {{"order_by", order_by}});
}

}  // namespace ocop::resource
