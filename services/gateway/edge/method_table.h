// Every method that can be called over HTTP, with its messages and the backend that answers it.
#pragma once

#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>
#include <grpcpp/generic/generic_stub.h>

#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "absl/status/statusor.h"
#include "services/gateway/edge/backend.h"

namespace ocop::gateway {

struct Method {
  std::string path;  // `/ocop.registry.v1.ProductService/GetProduct`
  const google::protobuf::MethodDescriptor* descriptor;
  const google::protobuf::Message* request;   // prototype
  const google::protobuf::Message* response;  // prototype
  std::shared_ptr<grpc::GenericStub> backend;
};

class MethodTable {
 public:
  // Errors: NOT_FOUND when the descriptor of a service is not linked into this binary; ALREADY_EXISTS when two backends
  // name the same service.
  static absl::StatusOr<MethodTable> Create(const std::vector<Backend>& backends);

  // Null when there is no such method. Valid as long as the table.
  const Method* Find(std::string_view path) const;

 private:
  std::unordered_map<std::string, Method> methods_;
};

}  // namespace ocop::gateway
