#include "services/training/access.h"

#include "services/roles.h"

namespace ocop::training {

bool IsOfficer(const rpc::Call& call) {
  return RequireOfficer(call).ok();
}

absl::Status RequireOfficer(const rpc::Call& call) {
  return RequireRole(call, {kCommuneOfficer, kProvinceOfficer});
}

}  // namespace ocop::training
