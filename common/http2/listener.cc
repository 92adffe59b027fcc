#include "common/http2/listener.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "common/http2/address.h"
#include "common/logging/logging.h"

namespace ocop::http2 {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

// How long to wait when the process has no file descriptor left for a new connection.
constexpr auto kAcceptPause = std::chrono::milliseconds(100);

}  // namespace

absl::StatusOr<int> Listener::Listen(const std::string& address) {
  const absl::StatusOr<tcp::endpoint> endpoint = Resolve(address);
  if (!endpoint.ok()) return endpoint.status();
  error_code error;
  Acceptor acceptor(first().io().get_executor());
  acceptor.open(endpoint->protocol(), error);
  CloseOnExec(acceptor.native_handle());
  if (!error) acceptor.set_option(tcp::acceptor::reuse_address(true), error);
  if (!error) acceptor.bind(*endpoint, error);
  if (!error) acceptor.listen(asio::socket_base::max_listen_connections, error);
  if (error) return absl::UnavailableError(absl::StrCat("cannot listen on ", address, ": ", error.message()));
  const int port = acceptor.local_endpoint().port();
  address_ = address;
  first().Post([self = shared_from_this(), acceptor = std::move(acceptor)]() mutable {
    self->acceptor_.emplace(std::move(acceptor));
    self->pause_.emplace(self->first().io().get_executor());
    self->AcceptNext();
  });
  return port;
}

void Listener::Close(std::function<void()> closed) {
  first().Post([self = shared_from_this(), closed = std::move(closed)] {
    self->acceptor_.reset();
    self->pause_.reset();
    closed();
  });
}

void Listener::AcceptNext() {
  Loop& loop = loops_.Next();
  auto socket = std::make_shared<Socket>(loop.io());
  acceptor_->async_accept(*socket, [self = shared_from_this(), socket, &loop](error_code error) {
    if (!self->acceptor_) return;
    if (error) return self->Pause(error);
    self->failing_ = false;
    self->take_(std::move(*socket), loop);
    self->AcceptNext();
  });
}

void Listener::Pause(const error_code& error) {
  if (!std::exchange(failing_, true)) {
    logging::Warning("connections can't be accepted", {{"address", address_}, {"error", error.message()}});
  }
  pause_->expires_after(kAcceptPause);
  pause_->async_wait([self = shared_from_this()](error_code cancelled) {
    if (!cancelled && self->acceptor_) self->AcceptNext();
  });
}

}  // namespace ocop::http2
