// Producers that were merged as duplicates: learners name them still, and count for the ones that they go on as.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "common/rpc/call.h"
#include "services/training/handlers/context.h"

namespace ocop::training {

// The producer that each goes on as, by its name.
using GoesOnAs = std::map<std::string, std::string>;

// Calls `then` with `producers` of the province, each as itself, and with those that were merged into one of them, or
// with UNAVAILABLE `PEER_UNAVAILABLE`.
void FindMerged(const Context& context, const rpc::Call& call, const std::string& province,
                const std::vector<std::string>& producers, std::function<void(absl::StatusOr<GoesOnAs>)> then);

}  // namespace ocop::training
