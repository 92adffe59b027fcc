// An HTTP server: connections, limits and draining; HTTP/1.1 by Boost.Beast, and HTTP/2 for clients that begin with it.
// What a request means is its handler's business.
//
// Connections are kept alive; requests on one connection are answered one after the other, in their order. A client
// that is slow, silent or gone costs a timer, never a thread. A client that leaves while its request is running
// has that request abandoned; one that only says that it sends no more is answered, after a `100 Continue` by which it
// is asked whether it is there.
#pragma once

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/http2/loop.h"
#include "common/http2/stream.h"
#include "services/gateway/edge/http_message.h"

namespace ocop::gateway {

struct HttpServerOptions {
  std::string listen = "127.0.0.1:8080";            // host:port; port 0 takes a free one
  size_t max_connections = 10'000;                  // one more is closed at once
  size_t header_limit = 16 << 10;                   // bytes; more is answered 431
  size_t body_limit = 6 << 20;                      // bytes as sent; more is answered 413
  absl::Duration idle_timeout = absl::Seconds(75);  // until the next request's header is complete
  absl::Duration body_timeout = absl::Seconds(30);  // until its body is complete
  absl::Duration write_timeout = absl::Seconds(30);
};

class HttpServer {
 public:
  // Listens and serves until Shutdown. `grpc`: takes the calls of gRPC that come over HTTP/2, if any do.
  //
  // Errors: INVALID_ARGUMENT when `listen` is no address; UNAVAILABLE when it cannot be listened on, such as a port in
  // use. The message names the address and the cause.
  static absl::StatusOr<std::unique_ptr<HttpServer>> Start(
      HttpServerOptions options, HttpHandler handler, http2::Accept grpc = nullptr,
      std::shared_ptr<http2::Loops> loops = std::make_shared<http2::Loops>());

  ~HttpServer();

  // The port listened on.
  int port() const;

  // Takes no new connection, closes idle ones, and tells the others to go: what their clients send until they know is
  // answered. Returns after a moment, or at `deadline`.
  void SendAway(absl::Time deadline);

  // The same, and lets running requests finish; those that are still running at `deadline` are abandoned. Returns when
  // the last connection is closed. The first call counts.
  void Shutdown(absl::Time deadline);

 private:
  class Impl;
  explicit HttpServer(std::unique_ptr<Impl> impl);

  std::unique_ptr<Impl> impl_;
};

}  // namespace ocop::gateway
