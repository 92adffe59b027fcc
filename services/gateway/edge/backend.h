// A process behind the gateway, or the gateway's own gRPC server: the services it answers for and the way to it.
#pragma once

#include <grpcpp/channel.h>

#include <memory>
#include <string>
#include <vector>

namespace ocop::gateway {

struct Backend {
  std::string name;                   // `registry`
  std::vector<std::string> services;  // full names: `ocop.registry.v1.ProductService`
  std::shared_ptr<grpc::Channel> channel;
  // For calls that stream; without one they take `channel` too. A connection bears so many calls at a time, and streams
  // that stay open must not hold up the others.
  std::shared_ptr<grpc::Channel> streams = nullptr;
};

}  // namespace ocop::gateway
