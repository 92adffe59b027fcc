// Who may do what. Named methods ask before they look anything up, so that a refusal tells nobody what exists
// (AIP-211).
#pragma once

#include <initializer_list>
#include <string_view>

#include "absl/status/status.h"
#include "common/rpc/call.h"

namespace ocop::training {

inline constexpr char kCommuneOfficer[] = "commune_officer";
inline constexpr char kProvinceOfficer[] = "province_officer";

bool HasRole(const rpc::Call& call, std::string_view role);

// PERMISSION_DENIED `ROLE_MISSING` unless the caller has one of `roles`.
absl::Status RequireRole(const rpc::Call& call, std::initializer_list<std::string_view> roles);

// Who runs classes.
bool IsOfficer(const rpc::Call& call);
absl::Status RequireOfficer(const rpc::Call& call);

}  // namespace ocop::training
