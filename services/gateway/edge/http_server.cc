#include "services/gateway/edge/http_server.h"

#include <atomic>
#include <boost/asio/co_spawn.hpp>
#include <set>
#include <thread>
#include <utility>

#include "absl/synchronization/mutex.h"
#include "common/http2/listener.h"
#include "common/http2/server.h"
#include "services/gateway/edge/http2_request.h"
#include "services/gateway/edge/http_session.h"

namespace ocop::gateway {
namespace {

namespace asio = boost::asio;

// Of one connection of HTTP/2: requests at a time, and bytes of each that come before they are taken.
constexpr uint32_t kMostStreams = 100;
constexpr int32_t kWindow = 64 << 10;

}  // namespace

class HttpServer::Impl {
 public:
  Impl(HttpServerOptions options, HttpHandler handler, http2::Accept grpc, std::shared_ptr<http2::Loops> loops)
      : options_(std::move(options)),
        handler_(std::move(handler)),
        loops_(std::move(loops)),
        listener_(std::make_shared<http2::Listener>(
            *loops_, [this](Socket socket, http2::Loop& loop) { Serve(std::move(socket), loop); })),
        http2_(loops_,
               {.largest_fields = options_.header_limit,
                .most_streams = kMostStreams,
                .window = kWindow,
                .most_connections = options_.max_connections,
                .stall = options_.write_timeout,
                .idle = options_.idle_timeout},
               AcceptRequests(options_, handler_, std::move(grpc))) {}

  absl::Status Listen() {
    const absl::StatusOr<int> port = listener_->Listen(options_.listen);
    running_ = port.ok();
    port_ = port.value_or(0);
    return port.status();
  }

  int port() const { return port_; }

  void SendAway(absl::Time deadline) {
    if (!running_) return;
    TellToGo();
    http2_.SendAway(deadline);
  }

  void Shutdown(absl::Time deadline) {
    if (!running_) return;
    TellToGo();
    std::thread http2_end([this, deadline] { http2_.Shutdown(deadline); });
    {
      absl::MutexLock lock(&mutex_);
      const absl::Condition closed(
          +[](std::set<std::shared_ptr<HttpSession>>* sessions) { return sessions->empty(); }, &sessions_);
      if (!mutex_.AwaitWithDeadline(closed, deadline)) {
        for (const auto& session : sessions_) session->Abort();
        mutex_.Await(closed);
      }
      // A call's answer that comes late holds its session, whose socket needs the loop.
      mutex_.Await(absl::Condition(
          +[](Impl* self) { return self->Ended(); }, this));
    }
    http2_end.join();
    running_ = false;
  }

 private:
  void TellToGo() {
    if (draining_) return;
    listener_->Close([this] {
      absl::MutexLock lock(&mutex_);
      accepting_ = false;
    });
    absl::MutexLock lock(&mutex_);
    draining_ = true;
    for (const auto& session : sessions_) session->CloseIfIdle();
  }

  bool Ended() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) { return alive_ == 0 && !accepting_; }

  void Serve(Socket socket, http2::Loop& loop) {
    const auto executor = socket.get_executor();
    const auto session = MakeSession(std::move(socket));
    {
      absl::MutexLock lock(&mutex_);
      if (draining_ || sessions_.size() + http2_.open() >= options_.max_connections)
        return;  // its destructor closes the connection
      sessions_.insert(session);
    }
    asio::co_spawn(
        executor,
        [this, session, &loop] {
          return session->Run([this, &loop](Socket taken, const std::string& received) {
            http2_.Adopt(loop, taken.release(), received);
          });
        },
        [this, session](std::exception_ptr) {
          absl::MutexLock lock(&mutex_);
          sessions_.erase(session);  // not the last holder: this function is another
        });
  }

  // Counted until it is gone, which may be on another thread.
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
  const std::shared_ptr<http2::Loops> loops_;
  bool running_ = false;
  const std::shared_ptr<http2::Listener> listener_;
  http2::Server http2_;
  int port_ = 0;

  std::atomic<bool> draining_ = false;  // set under `mutex_`, so that no session is added after it

  absl::Mutex mutex_;
  std::set<std::shared_ptr<HttpSession>> sessions_ ABSL_GUARDED_BY(mutex_);
  int alive_ ABSL_GUARDED_BY(mutex_) = 0;
  bool accepting_ ABSL_GUARDED_BY(mutex_) = true;
};

HttpServer::HttpServer(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}

HttpServer::~HttpServer() {
  Shutdown(absl::Now());
}

absl::StatusOr<std::unique_ptr<HttpServer>> HttpServer::Start(HttpServerOptions options, HttpHandler handler,
                                                              http2::Accept grpc, std::shared_ptr<http2::Loops> loops) {
  auto impl = std::make_unique<Impl>(std::move(options), std::move(handler), std::move(grpc), std::move(loops));
  if (absl::Status status = impl->Listen(); !status.ok()) return status;
  return std::unique_ptr<HttpServer>(new HttpServer(std::move(impl)));
}

int HttpServer::port() const {
  return impl_->port();
}

void HttpServer::SendAway(absl::Time deadline) {
  impl_->SendAway(deadline);
}

void HttpServer::Shutdown(absl::Time deadline) {
  impl_->Shutdown(deadline);
}

}  // namespace ocop::gateway
