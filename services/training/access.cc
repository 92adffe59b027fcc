#include "services/training/access.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "common/status/status.h"

namespace ocop::training {

bool HasRole(const rpc::Call& call, std::string_view role) {
  return std::find(call.roles.begin(), call.roles.end(), role) != call.roles.end();
}

absl::Status RequireRole(const rpc::Call& call, std::initializer_list<std::string_view> roles) {
  std::string list;
  for (const std::string_view role : roles) {
    if (HasRole(call, role)) return absl::OkStatus();
    list.append(list.empty() ? "" : ", ").append(role);
  }
  return status::WithReason(absl::PermissionDeniedError(absl::StrCat("this needs the role ", list)), "ROLE_MISSING",
                            {{"roles", list}});
}

bool IsOfficer(const rpc::Call& call) {
  return RequireOfficer(call).ok();
}

absl::Status RequireOfficer(const rpc::Call& call) {
  return RequireRole(call, {kCommuneOfficer, kProvinceOfficer});
}

}  // namespace ocop::training
