// Passes every gRPC method that this server does not serve itself on to the backend of its service: unary and
// streaming alike, as the bytes that come. Deadline, cancellation, metadata, trailers and status details pass both
// ways; what one side has not taken is not taken from the other, so a slow reader slows its writer.
//
// A service that several backends answer for is chosen by metadata: see backend_choice.h.
//
//   GrpcProxy proxy(backends, telemetry);
//   proxy.Serve(server);
#pragma once

#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "absl/status/statusor.h"
#include "common/http2/stream.h"
#include "common/rpc/gate.h"
#include "common/rpc/server.h"
#include "common/rpc/telemetry.h"
#include "services/gateway/edge/backend_choice.h"

namespace ocop::gateway {

// What is known of a method.
struct Route {
  const BackendChoice* backends;
  bool reads = false;
  bool unary = false;
  // None of a method that is in no proto that is linked in.
  const rpc::MethodTelemetry* telemetry = nullptr;
};

class GrpcProxy {
 public:
  // Must outlive the server, and `telemetry` both: it counts what is passed on. No backend may lead back to the same
  // server, or a method that does not exist would be passed round for ever.
  GrpcProxy(const std::vector<Backend>& backends, rpc::Telemetry& telemetry);

  // Takes every method of `server` that it does not serve itself; before it starts. UNIMPLEMENTED for a service that no
  // backend has; refusals of BackendChoice.
  void Serve(rpc::Server& server);

 private:
  void AddRoutes(const std::string& service, const BackendChoice& backends, rpc::Telemetry& telemetry);
  absl::StatusOr<Route> RouteOf(const std::string& path) const;
  absl::StatusOr<std::shared_ptr<http2::Receiver>> Begin(http2::Head head, const std::shared_ptr<http2::Stream>& caller,
                                                         rpc::Gate::Pass pass) const;

  const std::unordered_map<std::string, BackendChoice> services_;
  // By path, of the services that are linked in.
  std::unordered_map<std::string, Route> routes_;
};

}  // namespace ocop::gateway
