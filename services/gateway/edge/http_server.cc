#include "services/gateway/edge/http_server.h"

#include <algorithm>
#include <atomic>
#include <boost/asio/basic_socket_acceptor.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <chrono>
#include <list>
#include <set>
#include <thread>
#include <utility>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "common/logging/logging.h"
#include "services/gateway/edge/http_session.h"

namespace ocop::gateway {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

// How long to wait when the process has no file descriptor left for a new connection.
constexpr auto kAcceptPause = std::chrono::milliseconds(100);

absl::StatusOr<tcp::endpoint> Resolve(const std::string& listen, asio::io_context& io) {
  const size_t colon = listen.rfind(':');
  int port = 0;
  if (colon == std::string::npos || !absl::SimpleAtoi(listen.substr(colon + 1), &port) || port < 0 || port > 65535) {
    return absl::InvalidArgumentError(absl::StrCat("not an address of the form host:port: ", listen));
  }
  std::string host = listen.substr(0, colon);
  if (host.size() > 2 && host.front() == '[' && host.back() == ']') host = host.substr(1, host.size() - 2);  // IPv6
  error_code error;
  const auto found = tcp::resolver(io).resolve(host, std::to_string(port), tcp::resolver::passive, error);
  if (error || found.empty()) {
    return absl::InvalidArgumentError(absl::StrCat("no such address: ", listen, ": ", error.message()));
  }
  return found.begin()->endpoint();
}

}  // namespace

class HttpServer::Impl {
 public:
  Impl(HttpServerOptions options, HttpHandler handler)
      : options_(std::move(options)),
        handler_(std::move(handler)),
        loops_(static_cast<size_t>(std::max(1, options_.threads))),
        acceptor_(loops_.front().io) {}

  absl::Status Listen() {
    absl::StatusOr<tcp::endpoint> endpoint = Resolve(options_.listen, loops_.front().io);
    if (!endpoint.ok()) return endpoint.status();
    error_code error;
    acceptor_.open(endpoint->protocol(), error);
    if (!error) acceptor_.set_option(tcp::acceptor::reuse_address(true), error);
    if (!error) acceptor_.bind(*endpoint, error);
    if (!error) acceptor_.listen(tcp::acceptor::max_listen_connections, error);
    if (error) return absl::UnavailableError(absl::StrCat("cannot listen on ", options_.listen, ": ", error.message()));
    port_ = acceptor_.local_endpoint().port();
    return absl::OkStatus();
  }

  void Run() {
    asio::co_spawn(acceptor_.get_executor(), Accept(), [](std::exception_ptr) {});
    for (Loop& loop : loops_) loop.thread = std::thread([&loop] { loop.io.run(); });
    running_ = true;
  }

  int port() const { return port_; }

  void Shutdown(absl::Time deadline) {
    if (!running_) return;
    asio::post(acceptor_.get_executor(), [this] {
      error_code ignored;
      acceptor_.close(ignored);
    });
    {
      absl::MutexLock lock(&mutex_);
      draining_ = true;
      for (const auto& session : sessions_) session->CloseIfIdle();
      const absl::Condition closed(
          +[](std::set<std::shared_ptr<HttpSession>>* sessions) { return sessions->empty(); }, &sessions_);
      if (!mutex_.AwaitWithDeadline(closed, deadline)) {
        for (const auto& session : sessions_) session->Abort();
        mutex_.Await(closed);
      }
      // A call's answer that comes late holds its session, whose socket needs the context.
      mutex_.Await(absl::Condition(
          +[](int* alive) { return *alive == 0; }, &alive_));
    }
    for (Loop& loop : loops_) {
      loop.work.reset();
      loop.thread.join();  // nothing is left to do, so it ends
    }
    running_ = false;
  }

 private:
  // A thread and what runs on it.
  struct Loop {
    asio::io_context io{1};
    asio::executor_work_guard<Executor> work = asio::make_work_guard(io);
    std::thread thread;
  };

  Awaitable<void> Accept() {
    Timer pause(acceptor_.get_executor());
    bool failing = false;
    for (auto loop = loops_.begin();; ++loop) {
      if (loop == loops_.end()) loop = loops_.begin();
      error_code error;
      Socket socket(loop->io);
      co_await acceptor_.async_accept(socket, asio::redirect_error(kAwait, error));
      if (!acceptor_.is_open()) co_return;
      if (!error) {
        failing = false;
        Serve(std::move(socket));
        continue;
      }
      if (!std::exchange(failing, true)) {
        logging::Warning("connections over HTTP can't be accepted", {{"error", error.message()}});
      }
      pause.expires_after(kAcceptPause);
      co_await pause.async_wait(asio::redirect_error(kAwait, error));
    }
  }

  void Serve(Socket socket) {
    const auto executor = socket.get_executor();
    const auto session = MakeSession(std::move(socket));
    {
      absl::MutexLock lock(&mutex_);
      if (draining_ || sessions_.size() >= options_.max_connections) return;  // its destructor closes the connection
      sessions_.insert(session);
    }
    asio::co_spawn(
        executor, [session] { return session->Run(); },
        [this, session](std::exception_ptr) {
          absl::MutexLock lock(&mutex_);
          sessions_.erase(session);  // not the last holder: this function is another
        });
  }

  // Counted until it is gone, which may be on a thread of gRPC.
  std::shared_ptr<HttpSession> MakeSession(Socket socket) {
    {
      absl::MutexLock lock(&mutex_);
      ++alive_;
    }
    return {new HttpSession(std::move(socket), options_, handler_, draining_), [this](HttpSession* session) {
              delete session;
              absl::MutexLock lock(&mutex_);
              --alive_;
            }};
  }

  const HttpServerOptions options_;
  const HttpHandler handler_;
  std::list<Loop> loops_;  // the first one also accepts
  bool running_ = false;
  asio::basic_socket_acceptor<tcp, Executor> acceptor_;
  int port_ = 0;

  std::atomic<bool> draining_ = false;  // set under `mutex_`, so that no session is added after it

  absl::Mutex mutex_;
  std::set<std::shared_ptr<HttpSession>> sessions_ ABSL_GUARDED_BY(mutex_);
  int alive_ ABSL_GUARDED_BY(mutex_) = 0;
};

HttpServer::HttpServer(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}

HttpServer::~HttpServer() {
  Shutdown(absl::Now());
}

absl::StatusOr<std::unique_ptr<HttpServer>> HttpServer::Start(HttpServerOptions options, HttpHandler handler) {
  auto impl = std::make_unique<Impl>(std::move(options), std::move(handler));
  if (absl::Status status = impl->Listen(); !status.ok()) return status;
  impl->Run();
  return std::unique_ptr<HttpServer>(new HttpServer(std::move(impl)));
}

int HttpServer::port() const {
  return impl_->port();
}

void HttpServer::Shutdown(absl::Time deadline) {
  impl_->Shutdown(deadline);
}

}  // namespace ocop::gateway
