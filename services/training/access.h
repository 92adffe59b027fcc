// Who may do what.
#pragma once

#include "absl/status/status.h"
#include "common/rpc/call.h"
#include "common/rpc/roles.h"

namespace ocop::training {

// Who runs classes.
bool IsOfficer(const rpc::Call& call);
absl::Status RequireOfficer(const rpc::Call& call);

}  // namespace ocop::training
