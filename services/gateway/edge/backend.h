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
};

}  // namespace ocop::gateway
