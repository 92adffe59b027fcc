// Who may do what. Named methods ask before they look anything up, so that a refusal tells nobody what exists
// (AIP-211).
#pragma once

#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "common/rpc/call.h"

namespace ocop::rpc {

bool HasRole(const Call& call, std::string_view role);

// PERMISSION_DENIED `ROLE_MISSING` unless the caller has one of `roles`.
absl::Status RequireRole(const Call& call, const std::vector<std::string_view>& roles);

}  // namespace ocop::rpc
