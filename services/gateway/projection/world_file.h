// A world as bytes, and back.
#pragma once

#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "services/gateway/projection/world.h"

namespace ocop::gateway {

void AppendWorld(const World& world, std::string& bytes);

// Takes one world off the front of `bytes` into an empty world, without the links between its rows. DATA_LOSS for bytes
// that are no world.
absl::Status TakeWorld(std::string_view& bytes, World& world);

}  // namespace ocop::gateway
