// The life of a gRPC server: services, health, reflection, and an end in which nothing is cut.
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/http2/loop.h"
#include "common/http2/stream.h"
#include "common/rpc/gate.h"
#include "common/rpc/health.h"
#include "common/rpc/service.h"
#include "common/rpc/telemetry.h"
#include "common/rpc/workers.h"
#include "common/tokens/verifier.h"

namespace ocop::http2 {
class Server;
}

namespace ocop::rpc {

struct ServerOptions {
  // `127.0.0.1:50051`; port 0 takes a free one.
  std::string listen = "127.0.0.1:0";
  // How long running calls may go on after the end was asked for.
  absl::Duration drain_timeout = absl::Seconds(20);
  // How long a connection takes new calls: clients behind a headless DNS name see new replicas when they connect anew.
  absl::Duration connection_age = absl::Minutes(10);
  // Bytes of metadata that a call may bring. Who passes calls on takes less than those behind it.
  size_t largest_metadata = 64 << 10;
  // Calls a second that one connection may give up for long (http2::ConnectionOptions).
  uint64_t most_resets = 33;
  // Says who calls; null where callers are believed. Health and reflection ask nobody who they are.
  std::shared_ptr<const tokens::Verifier> verifier = nullptr;
};

// Takes a call of a method that no service serves, and keeps the pass until it is over; or refuses it.
using Fallback = std::function<absl::StatusOr<std::shared_ptr<http2::Receiver>>(
    http2::Head, const std::shared_ptr<http2::Stream>&, Gate::Pass)>;

// UNIMPLEMENTED `UNKNOWN_METHOD`. `path`: `/package.Service/Method`.
absl::Status UnknownMethod(std::string_view path);

class Server {
 public:
  Server(ServerOptions options, Telemetry& telemetry,
         std::shared_ptr<http2::Loops> loops = std::make_shared<http2::Loops>());
  ~Server();

  void Add(Service service);
  // Takes every method that no service serves, for a proxy; without one they are refused as unknown. `services`: of
  // which health, with the state of this server, and reflection tell.
  void AddFallback(Fallback fallback, const std::vector<std::string>& services);
  // Called when the server drains, with the time until which it waits for running calls: end your streams, and what
  // calls it without a socket.
  void OnDrain(std::function<void(absl::Time)> action);

  // Begins to serve. INVALID_ARGUMENT when the address is none, UNAVAILABLE `LISTEN_FAILED` when it cannot be had.
  absl::Status Start();
  int port() const { return port_; }

  // Answers NOT_SERVING or SERVING for every service and for the server as a whole. NOT_SERVING until first told, and
  // for good once the server drains. Thread safe.
  void SetServing(bool serving);

  // What takes its calls, for who listens for them elsewhere too.
  http2::Accept Acceptor();
  // A channel to this server without a socket. Its calls must be over before the server is destroyed.
  std::shared_ptr<http2::Channel> LocalChannel();

  // Health goes NOT_SERVING, and those who watch it are let go. Clients are told to open no more calls; what they open
  // until they know it is served. What comes later, without a socket or from who does not listen, is answered
  // UNAVAILABLE `SERVER_DRAINING`. Running calls finish; what is not finished after `drain_timeout` is cut.
  void Drain();
  // The same with a deadline that others share.
  void Drain(absl::Time deadline);

 private:
  std::shared_ptr<http2::Receiver> Accept(http2::Head head, const std::shared_ptr<http2::Stream>& stream);
  absl::StatusOr<std::shared_ptr<http2::Receiver>> Begin(http2::Head head,
                                                         const std::shared_ptr<http2::Stream>& stream);

  const ServerOptions options_;
  Telemetry& telemetry_;
  const std::shared_ptr<http2::Loops> loops_;
  Gate gate_;
  Health health_;
  std::vector<std::string> names_;
  http2::Table calls_;
  // None where no method takes long.
  std::unique_ptr<Workers> workers_;
  Fallback fallback_;
  std::vector<std::function<void(absl::Time)>> drain_actions_;
  std::atomic<bool> draining_ = false;
  std::unique_ptr<http2::Server> server_;
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
