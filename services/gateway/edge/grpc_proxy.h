// Passes every gRPC method that this server does not serve itself on to the backend of its service: unary and
// streaming alike, message by message, unparsed. Deadline, cancellation, metadata, trailers and status details pass
// both ways; at most one message is held in each direction, so a slow reader slows its writer.
//
// A service that several backends answer for is chosen by metadata: see backend_choice.h.
//
//   GrpcProxy proxy(backends);
//   server.AddFallback(std::bind_front(&GrpcProxy::Start, &proxy));
#pragma once

#include <grpcpp/generic/async_generic_service.h>

#include <memory>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "absl/status/statusor.h"
#include "common/rpc/gate.h"
#include "services/gateway/edge/backend_choice.h"

namespace ocop::gateway {

class GrpcProxy {
 public:
  // Must outlive the server. No backend may lead back to the same server, or a method that does not exist would be
  // passed round for ever.
  explicit GrpcProxy(const std::vector<Backend>& backends);

  // Starts one call. Errors: UNIMPLEMENTED for a service that no backend has; those of BackendChoice.
  absl::StatusOr<grpc::ServerGenericBidiReactor*> Start(grpc::GenericCallbackServerContext* context,
                                                        rpc::Gate::Pass pass);

 private:
  std::unordered_map<std::string, BackendChoice> services_;
  std::unordered_set<std::string> unary_paths_;
};

}  // namespace ocop::gateway
