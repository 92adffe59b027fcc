// Where to listen, and where to connect to. Includes Boost: for this folder, and for servers that use it.
#pragma once

#include <boost/asio/ip/tcp.hpp>
#include <string>
#include <utility>

#include "absl/status/statusor.h"

namespace ocop::http2 {

// `host:port`, an IPv6 host in brackets, as its two halves.
//
// Errors: INVALID_ARGUMENT.
absl::StatusOr<std::pair<std::string, std::string>> HostAndPort(const std::string& address);

// To listen on; waits for the name service when the host is a name.
//
// Errors: INVALID_ARGUMENT.
absl::StatusOr<boost::asio::ip::tcp::endpoint> Resolve(const std::string& address);

// Asio opens sockets so that a process started from here would have them too: one that listens would keep its port.
void CloseOnExec(int socket);

}  // namespace ocop::http2
