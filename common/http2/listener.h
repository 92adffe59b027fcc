// Accepts connections, and shares them out among the loops. How many may be open is for its server to say, which knows
// when one is over. Includes Boost: for this folder, and for servers that use it.
#pragma once

#include <boost/asio/basic_socket_acceptor.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "common/http2/loop.h"
#include "common/http2/socket.h"

namespace ocop::http2 {

class Listener : public std::enable_shared_from_this<Listener> {
 public:
  // Takes a connection that is `loop`'s; called on the first loop, not on that one.
  using Take = std::function<void(Socket, Loop& loop)>;

  // The loops, and what `take` refers to, must be there until Close has told that it is done.
  Listener(Loops& loops, Take take) : loops_(loops), take_(std::move(take)) {}

  // Once. `127.0.0.1:50051`, `[::]:50051`; port 0 takes a free one, which is returned.
  //
  // Errors: INVALID_ARGUMENT when there is no such address; UNAVAILABLE when it cannot be had.
  absl::StatusOr<int> Listen(const std::string& address);

  // Takes no more, and calls `closed` on the first loop when another may listen here. Also where nothing is listened
  // on.
  void Close(std::function<void()> closed);

 private:
  using Acceptor = boost::asio::basic_socket_acceptor<boost::asio::ip::tcp, Executor>;

  Loop& first() { return loops_[0]; }
  void AcceptNext();
  void Pause(const boost::system::error_code& error);

  Loops& loops_;
  const Take take_;
  std::string address_;
  // On the first loop.
  std::optional<Acceptor> acceptor_;
  std::optional<Timer> pause_;
  bool failing_ = false;
};

}  // namespace ocop::http2
