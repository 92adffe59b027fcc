// What the gateway knows of the names that tasks bear: whose they are, where they lie, what they are called.
#pragma once

#include <string>

#include "services/gateway/projection/world.h"

namespace ocop::gateway {

// The locality of a locality (itself), a producer or a product; empty when none is known.
std::string LocalityOf(const World& world, const std::string& name);

// The producer of a producer (itself) or a product; empty when none is known.
std::string ProducerOf(const World& world, const std::string& name);

// What a product, producer or locality is called; another name as it is, one that is not known by its last part.
std::string Called(const World& world, const std::string& name);

}  // namespace ocop::gateway
