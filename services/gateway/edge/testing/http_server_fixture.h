// An HTTP server with a handler that a test can hold up.
#pragma once

#include <gtest/gtest.h>

#include <limits>
#include <memory>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "absl/synchronization/notification.h"
#include "common/status/grpc_status.h"
#include "services/gateway/edge/connect_error.h"
#include "services/gateway/edge/http_server.h"
#include "services/gateway/edge/testing/http_client.h"

namespace ocop::gateway {

// So many times the same piece; tells when nobody reads it any more.
class Pieces final : public BodyStream {
 public:
  Pieces(std::string piece, int64_t count, absl::Notification* gone)
      : piece_(std::move(piece)), left_(count), gone_(gone) {}
  ~Pieces() override { gone_->Notify(); }

  void Next(std::function<void(std::optional<std::string>)> take) override {
    if (left_-- == 0) return take(std::nullopt);
    take(piece_);
  }

 private:
  const std::string piece_;
  int64_t left_;
  absl::Notification* const gone_;
};

// Answers `POST /echo` with its body at once, `/stream` with three pieces, `/flood` with pieces without end; keeps any
// other request until Release or until it is abandoned.
class HttpServerTest : public testing::Test {
 protected:
  ~HttpServerTest() override { Release(); }

  void Start(HttpServerOptions options = {}) {
    options.listen = "127.0.0.1:0";
    auto server = HttpServer::Start(options, [this](HttpRequest request, Respond respond) {
      return Handle(std::move(request), std::move(respond));
    });
    ASSERT_TRUE(server.ok()) << server.status();
    server_ = *std::move(server);
  }

  HttpClient Connect() { return HttpClient(server_->port()); }

  void AwaitHeld() {
    absl::MutexLock lock(&mutex_);
    mutex_.Await(absl::Condition(
        +[](Respond* held) { return *held != nullptr; }, &held_));
  }

  void Release() {
    absl::MutexLock lock(&mutex_);
    if (held_) std::exchange(held_, nullptr)({.body = "released"});
  }

  void AwaitAbandoned() { abandoned_.WaitForNotification(); }
  void AwaitStreamGone() { stream_gone_.WaitForNotification(); }

  std::unique_ptr<HttpServer> server_;

 private:
  Abandon Handle(HttpRequest request, Respond respond) {
    if (request.unreadable) {
      respond(ErrorResponse(status::ToGrpc(request.unreadable->error), request.unreadable->http_status));
      return nullptr;
    }
    if (request.target == "/echo") {
      HttpResponse response{.body = std::move(request.body)};
      response.headers.Add("X-Seen", absl::StrCat(request.method, " ", std::string(request.headers.Get("x-test"))));
      respond(std::move(response));
      return nullptr;
    }
    if (request.target == "/stream" || request.target == "/flood") {
      const bool flood = request.target == "/flood";
      HttpResponse response;
      response.stream = std::make_shared<Pieces>(flood ? std::string(64 << 10, 'x') : "abc",
                                                 flood ? std::numeric_limits<int64_t>::max() : 3, &stream_gone_);
      respond(std::move(response));
      return nullptr;
    }
    absl::MutexLock lock(&mutex_);
    held_ = std::move(respond);
    return [this] {
      absl::MutexLock lock(&mutex_);
      if (held_ == nullptr) return;
      std::exchange(held_, nullptr)({.status = 499});
      abandoned_.Notify();
    };
  }

  absl::Mutex mutex_;
  Respond held_ ABSL_GUARDED_BY(mutex_);
  absl::Notification abandoned_;
  absl::Notification stream_gone_;
};

inline constexpr char kEcho[] = "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\n";

}  // namespace ocop::gateway
