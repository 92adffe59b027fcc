// What one side sends and the other does not take, by streams that lead nowhere.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "common/rpc/server.h"
#include "services/gateway/edge/grpc_proxy.h"
#include "services/gateway/edge/http2_request.h"
#include "services/gateway/edge/stream_call.h"

namespace ocop::gateway {
namespace {

using ::testing::Contains;
using ::testing::Pair;

class Way final : public http2::Stream {
 public:
  void Send(http2::Part part) override { sent.push_back(std::move(part)); }
  void Consume(size_t bytes) override { consumed += bytes; }
  void Reset(uint32_t) override { reset = true; }
  void SetDeadline(absl::Time) override { timed = true; }

  std::vector<http2::Part> sent;
  size_t consumed = 0;
  bool reset = false;
  bool timed = false;
};

class FakeChannel final : public http2::Channel {
 public:
  std::shared_ptr<http2::Stream> Open(http2::Head, std::shared_ptr<http2::Receiver> taker) override {
    receiver = std::move(taker);
    return way;
  }

  const std::shared_ptr<Way> way = std::make_shared<Way>();
  std::shared_ptr<http2::Receiver> receiver;
};

TEST(StreamCallTest, SmallMessagesThatWaitAreNotFollowedByOthers) {
  FakeChannel backend;
  const auto call =
      StreamCall::Start(backend, "/a.Service/Watch", {}, absl::InfiniteFuture(), "", [](const StreamCall&) {});
  backend.receiver->OnHead({{":status", "200"}}, false);
  const std::string message = rpc::Frame("x");
  backend.receiver->OnData(message + message + message);
  int got = 0;
  const auto take = [&got](const std::optional<std::string>& taken) { got += taken.has_value(); };
  for (int i = 1; i <= 3; ++i) {
    call->Next(take);
    EXPECT_EQ(got, i);
    EXPECT_EQ(backend.way->consumed, 0u);
  }
  call->Next(take);
  EXPECT_EQ(backend.way->consumed, 3 * message.size());
  backend.receiver->OnGone(http2::End::kLost, 0);
}

// A call that has been passed on whole, and waits for its backend.
class GrpcProxyFlowTest : public ::testing::Test {
 protected:
  GrpcProxyFlowTest() {
    proxy_.Serve(server_);
    caller_ = server_.Acceptor()(rpc::HeadOf("/a.Service/Get", absl::InfiniteDuration(), {}), way_);
    caller_->OnData(rpc::Frame("x"));
    caller_->OnEnd({});
  }

  const std::shared_ptr<FakeChannel> backend_ = std::make_shared<FakeChannel>();
  metrics::Registry metrics_;
  rpc::Telemetry telemetry_{metrics_};
  GrpcProxy proxy_{{{"backend", {"a.Service"}, backend_}}, telemetry_};
  rpc::Server server_{{}, telemetry_};
  const std::shared_ptr<Way> way_ = std::make_shared<Way>();
  std::shared_ptr<http2::Receiver> caller_;
};

TEST_F(GrpcProxyFlowTest, WhatIsNoAnswerOfGrpcIsTakenAndNotPassedOn) {
  backend_->receiver->OnHead({{":status", "502"}}, false);
  backend_->receiver->OnData("<html>");
  backend_->receiver->OnEnd({});
  EXPECT_EQ(backend_->way->consumed, 6u);
  ASSERT_EQ(way_->sent.size(), 1u);
  EXPECT_THAT(way_->sent[0].head.value(), Contains(Pair("grpc-status", "14")));
  EXPECT_EQ(way_->sent[0].data, "");
  caller_->OnGone(http2::End::kComplete, 0);
  EXPECT_TRUE(backend_->way->reset);
  backend_->receiver->OnGone(http2::End::kGivenUp, 0);
}

// As gRPC's own server refuses what it has no thread for; what it says besides is its caller's.
TEST_F(GrpcProxyFlowTest, WhatABackendSaysOfItselfIsPassedOnAsItIs) {
  const http2::Fields trailers = {{"grpc-status", "14"}, {"grpc-message", "at another time"}, {"a", "b"}};
  backend_->receiver->OnHead(rpc::AnswerHead(), false);
  backend_->receiver->OnEnd(trailers);
  ASSERT_EQ(way_->sent.size(), 2u);
  EXPECT_EQ(way_->sent[1].trailers, trailers);
  caller_->OnGone(http2::End::kComplete, 0);
  backend_->receiver->OnGone(http2::End::kComplete, 0);
}

// Never has a piece.
class Silence final : public BodyStream {
 public:
  explicit Silence(std::function<void(std::optional<std::string>)>& asked) : asked_(asked) {}
  ~Silence() override { asked_ = nullptr; }
  void Next(std::function<void(std::optional<std::string>)> take) override { asked_ = std::move(take); }

 private:
  std::function<void(std::optional<std::string>)>& asked_;
};

TEST(Http2RequestTest, OneThatDoesNotComeInTimeIsRefused) {
  const HttpServerOptions options;
  const HttpHandler handler = [](const HttpRequest& request, const Respond& respond) -> Abandon {
    respond({.status = request.unreadable.value().http_status});
    return nullptr;
  };
  const auto way = std::make_shared<Way>();
  const auto receiver = AcceptRequests(options, handler, nullptr)({.method = "POST", .path = "/"}, way);
  receiver->OnIncomplete();
  EXPECT_TRUE(way->timed);
  EXPECT_TRUE(receiver->OnDeadline());
  ASSERT_EQ(way->sent.size(), 1u);
  EXPECT_THAT(way->sent[0].head.value(), Contains(Pair(":status", "408")));
  receiver->OnGone(http2::End::kComplete, 0);
}

TEST(Http2RequestTest, ABodyThatIsAskedLivesUntilItHasAnswered) {
  std::function<void(std::optional<std::string>)> asked;
  std::weak_ptr<BodyStream> body;
  const HttpServerOptions options;
  const HttpHandler handler = [&](const HttpRequest&, const Respond& respond) -> Abandon {
    HttpResponse response;
    response.stream = std::make_shared<Silence>(asked);
    body = response.stream;
    respond(std::move(response));
    return nullptr;
  };
  auto receiver = AcceptRequests(options, handler, nullptr)({.method = "GET", .path = "/"}, std::make_shared<Way>());
  receiver->OnEnd({});
  ASSERT_TRUE(asked);
  receiver->OnGone(http2::End::kReset, http2::kCancel);
  EXPECT_FALSE(body.expired());
  std::exchange(asked, nullptr)(std::nullopt);
  receiver.reset();
  EXPECT_TRUE(body.expired());
}

}  // namespace
}  // namespace ocop::gateway
