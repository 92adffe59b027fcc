// The refusals of the standard methods, one function each.
#pragma once

#include <string>

#include "absl/status/status.h"

namespace ocop::resource {

// Reason of AlreadyExists.
inline constexpr char kAlreadyExists[] = "RESOURCE_ALREADY_EXISTS";

// What a change on trial (AIP-163) ends with, so that its transaction is undone; never sent.
inline constexpr char kValidatedOnly[] = "VALIDATED_ONLY";
absl::Status ValidatedOnly();

absl::Status NotFound(const std::string& name);
absl::Status AlreadyExists(const std::string& name);
absl::Status ParentNotFound(const std::string& name);
absl::Status AlreadyTaken(const std::string& name, const std::string& field);
absl::Status InUse(const std::string& name, const std::string& constraint);
absl::Status EtagMismatch(const std::string& name);
// EtagMismatch when the request names an etag that is not, or no longer, the resource's.
template <class Request, class Resource>
absl::Status RequireCurrent(const Request& request, const Resource& resource) {
  return request.etag().empty() || request.etag() == resource.etag() ? absl::OkStatus() : EtagMismatch(resource.name());
}
absl::Status Deleted(const std::string& name);
absl::Status NotDeleted(const std::string& name);
// Tells the log as well, which alone the operators see. What is stored stands in neither: it may be somebody's address.
absl::Status Unreadable(const std::string& name, const std::string& field);
absl::Status RequestIdReused(const std::string& request_id);
absl::Status InvalidOrderBy(const std::string& order_by, const std::string& problem);

}  // namespace ocop::resource
