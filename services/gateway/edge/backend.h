// A process behind the gateway, or the gateway's own gRPC server: the services it answers for and the way to it.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "common/http2/stream.h"

namespace ocop::gateway {

struct Backend {
  std::string name;                   // `registry`
  std::vector<std::string> services;  // full names: `ocop.registry.v1.ProductService`
  std::shared_ptr<http2::Channel> channel;
  // For calls that stream; without one they take `channel` too. A connection bears so many calls at a time, and streams
  // that stay open must not hold up the others.
  std::shared_ptr<http2::Channel> streams = nullptr;
};

}  // namespace ocop::gateway
