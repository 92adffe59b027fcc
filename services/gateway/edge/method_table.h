// Every method that can be called over HTTP, with its messages and the backend that answers it.
#pragma once

#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>

#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "absl/status/statusor.h"
#include "services/gateway/edge/backend_choice.h"

namespace ocop::gateway {

// Whether a call changes nothing: it may be repeated, and be made with GET.
bool OnlyReads(const google::protobuf::MethodDescriptor& method);

struct Method {
  std::string path;  // `/ocop.registry.v1.ProductService/GetProduct`
  const google::protobuf::MethodDescriptor* descriptor;
  const google::protobuf::Message* request;   // prototype
  const google::protobuf::Message* response;  // prototype
  BackendChoice backends;

  bool IsRead() const { return OnlyReads(*descriptor); }
  bool streams() const { return descriptor->client_streaming() || descriptor->server_streaming(); }
};

class MethodTable {
 public:
  // Errors: NOT_FOUND when the descriptor of a service is not linked into this binary.
  static absl::StatusOr<MethodTable> Create(const std::vector<Backend>& backends);

  // In the order of the services' names, and within a service in that of its proto.
  std::vector<const Method*> All() const;

  // Null when there is no such method. Valid as long as the table.
  const Method* Find(std::string_view path) const;

 private:
  std::unordered_map<std::string, Method> methods_;
};

}  // namespace ocop::gateway
