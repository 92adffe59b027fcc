// Listens for connections and shares them out among the loops.
#pragma once

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/http2/connection_options.h"
#include "common/http2/loop.h"
#include "common/http2/stream.h"

namespace ocop::http2 {

class Server {
 public:
  // `accept` is called on the loops, for as long as the server is there.
  Server(std::shared_ptr<Loops> loops, const ConnectionOptions& options, Accept accept);
  ~Server();

  // `127.0.0.1:50051`, `[::]:50051`; port 0 takes a free one, which is returned.
  //
  // Errors: INVALID_ARGUMENT when there is no such address; UNAVAILABLE when it cannot be had.
  absl::StatusOr<int> Listen(const std::string& address);

  // Serves a connection that somebody else accepted on `loop`, and who has `received` so much of it. On that loop.
  void Adopt(Loop& loop, int socket, const std::string& received);
  // How many connections are open. Thread safe.
  size_t open() const;

  // Takes no new connections, and tells those that are open to go; what they still bring until they know is taken.
  // Returns when no more streams can come, after a moment or at `deadline`. Not on a loop.
  void SendAway(absl::Time deadline);

  // The same, and returns when all have ended. Requests that have come whole have until `deadline` to be answered, and
  // everything else a moment from when all were told. Not on a loop.
  void Shutdown(absl::Time deadline);

 private:
  class Impl;
  const std::shared_ptr<Impl> impl_;
};

}  // namespace ocop::http2
