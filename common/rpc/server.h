// The life of a gRPC server: services, health, reflection, and an end in which nothing is cut.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "common/rpc/gate.h"
#include "common/rpc/service.h"
#include "common/rpc/telemetry.h"

namespace grpc {
class CallbackGenericService;
class CallbackServerContext;
class Channel;
class GenericCallbackServerContext;
class Server;
class ServerUnaryReactor;
template <class Request, class Response>
class ServerBidiReactor;
class ByteBuffer;
using ServerGenericBidiReactor = ServerBidiReactor<ByteBuffer, ByteBuffer>;
}  // namespace grpc

namespace ocop::rpc {

struct ServerOptions {
  // `127.0.0.1:50051`; port 0 takes a free one.
  std::string listen = "127.0.0.1:0";
  // How long running calls may go on after the end was asked for.
  absl::Duration drain_timeout = absl::Seconds(20);
  // How long a connection takes new calls: clients behind a headless DNS name see new replicas when they connect anew.
  absl::Duration connection_age = absl::Minutes(10);
  // Bytes of metadata that a call may bring. gRPC cuts a connection with more, and with it every call of all who share
  // it, so who passes calls on takes less than those behind it.
  int largest_metadata = 64 << 10;
};

// Begins a call of a method that no service serves: the reactor that answers it and keeps the pass until then, or a
// refusal.
using Fallback =
    std::function<absl::StatusOr<grpc::ServerGenericBidiReactor*>(grpc::GenericCallbackServerContext*, Gate::Pass)>;

// The same for a call with one message each way; both messages live until the reactor is done.
using UnaryFallback = std::function<absl::StatusOr<grpc::ServerUnaryReactor*>(
    const std::string& path, grpc::CallbackServerContext*, const grpc::ByteBuffer* request, grpc::ByteBuffer* response,
    Gate::Pass)>;

// UNIMPLEMENTED `UNKNOWN_METHOD`. `path`: `/package.Service/Method`.
absl::Status UnknownMethod(std::string_view path);

class Server {
 public:
  Server(ServerOptions options, Telemetry& telemetry);
  ~Server();

  void Add(Service service);
  // Takes every method that no service serves, for a proxy; without one they are refused as unknown.
  void AddFallback(Fallback fallback);
  // Takes the unary methods of these paths. They could also go to the other fallback, but this one is a third faster:
  // gRPC reads the request before it tells of the call. Their services are told of by health, with the state of this
  // server, and by reflection.
  void AddUnaryFallback(const std::vector<std::string>& paths, const UnaryFallback& fallback);
  // Called when the server begins to drain, before it waits for running calls: end your streams.
  void OnDrain(std::function<void()> action);

  // Begins to serve. INVALID_ARGUMENT when the address is none, UNAVAILABLE `LISTEN_FAILED` when it cannot be had.
  absl::Status Start();
  int port() const { return port_; }

  // Answers NOT_SERVING or SERVING for every service and for the server as a whole. NOT_SERVING until first told, and
  // for good once the server drains. Thread safe.
  void SetServing(bool serving);

  // A channel to this server without a socket.
  std::shared_ptr<grpc::Channel> InProcessChannel();

  // Health goes NOT_SERVING, new calls are answered UNAVAILABLE `SERVER_DRAINING`, running ones finish; what is not
  // finished after `drain_timeout` is cut. Those who watch the health have been told, and are let go.
  void Drain();
  // The same with a deadline that others share.
  void Drain(absl::Time deadline);

 private:
  void TellHealth(bool serving) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  const ServerOptions options_;
  Telemetry& telemetry_;
  Gate gate_;
  std::vector<std::string> names_;
  std::vector<std::unique_ptr<grpc::Service>> services_;
  std::unique_ptr<grpc::CallbackGenericService> fallback_;
  std::vector<std::function<void()>> drain_actions_;
  // Of health: whoever watches the database may tell it at any time, also during the end.
  absl::Mutex mutex_;
  bool draining_ ABSL_GUARDED_BY(mutex_) = false;
  std::unique_ptr<grpc::Server> server_;
  int port_ = 0;
};

// Called first thing in the main of a server. Debian builds Abseil with its deadlock detector on, which takes one lock
// of the whole process for every mutex, gRPC's included: it costs a third of a small call. Tests keep it.
void SwitchOffDeadlockDetection();

// Waits for SIGTERM or SIGINT. Made first thing in main, before any thread: it blocks the signals for all of them.
class StopSignal {
 public:
  StopSignal();
  // Returns the signal's name.
  std::string Wait();
};

}  // namespace ocop::rpc
