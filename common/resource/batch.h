// Many resources in one call, all or none: BatchGet, BatchCreate and BatchUpdate (AIP-231, 233, 234).
#pragma once

#include <functional>
#include <string>

#include "common/resource/write.h"
#include "common/rpc/service.h"

namespace ocop::resource {

// What is done with each of them: the method of one.
struct BatchParts {
  std::function<absl::StatusOr<MessagePtr>(Scope&, const google::protobuf::Message& request)> create;
  std::function<absl::StatusOr<MessagePtr>(Scope&, const google::protobuf::Message& request)> update;
  // As in Rules.
  std::function<std::string(const google::protobuf::Message& request, const google::protobuf::Message&)> redirect;
};

// Binds those that `service` has. Requests have `parent` and `names` or `requests`; responses have the resources in
// their first field. What is wrong with any of them is told at once, under `requests[3]`.
void BindBatch(rpc::Service& service, const Home& home, const Table& table, BatchParts parts);

}  // namespace ocop::resource
