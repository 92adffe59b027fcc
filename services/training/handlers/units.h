// Which units a question is about.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "common/rpc/call.h"
#include "services/training/handlers/context.h"

namespace ocop::training {

// The unit and all units below it on its map, by name, as the registry has them; a unit that it does not know is alone.
// Calls `then` once, from a gRPC thread. UNAVAILABLE `PEER_UNAVAILABLE`.
void UnitsWithin(const Context& context, const rpc::Call& call, const std::string& unit,
                 std::function<void(absl::StatusOr<std::vector<std::string>>)> then);

}  // namespace ocop::training
