#include "common/rpc/roles.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "common/status/status.h"

namespace ocop::rpc {

bool HasRole(const Call& call, std::string_view role) {
  return std::find(call.roles.begin(), call.roles.end(), role) != call.roles.end();
}

absl::Status RequireRole(const Call& call, const std::vector<std::string_view>& roles) {
  std::string list;
  for (const std::string_view role : roles) {
    if (HasRole(call, role)) return absl::OkStatus();
    list.append(list.empty() ? "" : ", ").append(role);
  }
  return status::WithReason(absl::PermissionDeniedError(absl::StrCat("this needs the role ", list)), "ROLE_MISSING",
                            {{"roles", list}});
}

}  // namespace ocop::rpc
