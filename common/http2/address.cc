#include "common/http2/address.h"

#include <fcntl.h>

#include <boost/asio/io_context.hpp>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"

namespace ocop::http2 {

using boost::asio::ip::tcp;

absl::StatusOr<std::pair<std::string, std::string>> HostAndPort(const std::string& address) {
  const size_t colon = address.rfind(':');
  int port = 0;
  if (colon == std::string::npos || !absl::SimpleAtoi(address.substr(colon + 1), &port) || port < 0 || port > 65535) {
    return absl::InvalidArgumentError(absl::StrCat("not an address of the form host:port: ", address));
  }
  std::string host = address.substr(0, colon);
  if (host.size() > 2 && host.front() == '[' && host.back() == ']') host = host.substr(1, host.size() - 2);
  return std::pair(std::move(host), std::to_string(port));
}

absl::StatusOr<tcp::endpoint> Resolve(const std::string& address) {
  const auto parts = HostAndPort(address);
  if (!parts.ok()) return parts.status();
  boost::asio::io_context io;
  boost::system::error_code error;
  const auto found = tcp::resolver(io).resolve(parts->first, parts->second, tcp::resolver::passive, error);
  if (error || found.empty()) {
    return absl::InvalidArgumentError(absl::StrCat("no such address: ", address, ": ", error.message()));
  }
  return found.begin()->endpoint();
}

void CloseOnExec(int socket) {
  fcntl(socket, F_SETFD, FD_CLOEXEC);
}

}  // namespace ocop::http2
