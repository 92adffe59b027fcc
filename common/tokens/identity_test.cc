// Who calls a server that verifies tokens: through real calls, of every kind.
#include <gmock/gmock.h>
#include <google/protobuf/empty.pb.h>
#include <gtest/gtest.h>

#include "absl/strings/str_format.h"
#include "absl/synchronization/notification.h"
#include "absl/time/clock.h"
#include "common/rpc/calls.h"
#include "common/rpc/testing/test_server.h"
#include "common/rpc/wire.h"
#include "common/status/status.h"
#include "common/status/testing/matchers.h"
#include "common/tokens/testing/claims.h"
#include "common/tokens/testing/issuer.h"
#include "ocop/journal/v1/journal_service.pb.h"

namespace ocop::tokens {
namespace {

using ::ocop::status::IsRefusal;
using rpc::kGet;
using rpc::TestServer;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

class IdentityTest : public ::testing::Test {
 protected:
  IdentityTest() {
    keys_->Set(std::make_shared<const KeySet>(*KeySet::Parse(JwkSet({key_.Jwk()}))), absl::Now());
    server_.get = [this](const rpc::Call& call, const TestServer::GetIndicatorRequest&) {
      call_ = call;
      return TestServer::Indicator();
    };
  }

  // Valid for so long from now on.
  std::string Token(absl::Duration left = absl::Hours(1)) const {
    const absl::Time now = absl::Now();
    return TokenOf(HeaderOf("ES256", key_.id()),
                   Claims(absl::StrCat(R"("iat":)", absl::ToUnixSeconds(now) - 3600, R"(,"exp":)",
                                       absl::StrFormat("%.3f", absl::ToDoubleSeconds(now + left - absl::UnixEpoch())))),
                   key_, "ES256");
  }
  absl::Status Call(const rpc::CallOptions& options) const {
    return server_.client().Call<TestServer::Indicator>(kGet, TestServer::Request(), options).status();
  }

  const TestKey key_ = TestKey::Ec("k1");
  const std::shared_ptr<Keys> keys_ = std::make_shared<Keys>();
  TestServer server_{{.verifier = std::make_shared<const Verifier>(TestRules(), keys_)}};
  rpc::Call call_;
};

TEST_F(IdentityTest, IsTheTokens) {
  server_.Start();
  const std::string authorization = "Bearer " + Token();
  ASSERT_EQ(Call({.authorization = authorization}), absl::OkStatus());
  EXPECT_EQ(call_.actor, "officer@example.vn");
  EXPECT_THAT(call_.roles, ElementsAre("commune_officer", "producer"));
  // What is asked of others for this caller.
  const rpc::CallOptions sent = OnBehalfOf(call_);
  EXPECT_EQ(sent.authorization, authorization);
  EXPECT_EQ(sent.actor, "");
  EXPECT_EQ(sent.roles, "");
}

TEST_F(IdentityTest, WithoutATokenIsNobodys) {
  server_.Start();
  ASSERT_EQ(Call({}), absl::OkStatus());
  EXPECT_EQ(call_.actor, "anonymous");
  EXPECT_THAT(call_.roles, IsEmpty());
  const rpc::CallOptions sent = OnBehalfOf(call_);
  EXPECT_EQ(sent.authorization + sent.actor + sent.roles, "");
}

TEST_F(IdentityTest, IsNotWhatACallerSaysOfItself) {
  server_.Start();
  for (const auto& [name, options] :
       {std::pair<const char*, rpc::CallOptions>("x-actor", {.actor = "officer@example.vn"}),
        {"x-roles", {.roles = "administrator"}},
        {"x-actor", {.actor = "somebody", .authorization = "Bearer " + Token()}}}) {
    const absl::Status refused = Call(options);
    EXPECT_THAT(refused, IsRefusal(absl::StatusCode::kInvalidArgument, "INVALID_HEADER"));
    EXPECT_EQ(status::MetadataOf(refused)["header"], name);
  }
  EXPECT_THAT(Call({.metadata = {{"authorization", "Bearer " + Token()}, {"authorization", "Bearer " + Token()}}}),
              IsRefusal(absl::StatusCode::kInvalidArgument, "INVALID_HEADER"));
}

TEST_F(IdentityTest, OfABadTokenIsRefusedBeforeAnythingIsAnswered) {
  server_.shortcut = [](std::shared_ptr<rpc::Exchange>) {
    ADD_FAILURE() << "was asked";
    return false;
  };
  server_.get = [](const rpc::Call&, const TestServer::GetIndicatorRequest&) {
    ADD_FAILURE() << "was called";
    return TestServer::Indicator();
  };
  server_.Start();
  EXPECT_THAT(Call({.authorization = "Bearer " + Token(-absl::Hours(2))}), IsUnauthenticated("TOKEN_EXPIRED"));
  EXPECT_THAT(Call({.authorization = "Basic dTpw"}), IsUnauthenticated("TOKEN_SCHEME"));
  ocop::journal::v1::WatchRequest watch;
  absl::Notification finished;
  absl::Status ended;
  const auto subscription = server_.client().Subscribe(
      rpc::kWatch, watch, ocop::journal::v1::WatchResponse(), [](const google::protobuf::Message&) {},
      [&](const absl::Status& status) {
        ended = status;
        finished.Notify();
      },
      {.authorization = "Bearer x"});
  finished.WaitForNotification();
  EXPECT_THAT(ended, IsUnauthenticated("TOKEN_MALFORMED"));
}

// Keeps what is answered.
class Way final : public http2::Stream {
 public:
  void Send(http2::Part part) override { sent = std::move(part); }
  void Consume(size_t) override {}
  void Reset(uint32_t) override {}
  void SetDeadline(absl::Time) override {}

  http2::Part sent;
};

TEST_F(IdentityTest, OfWhoUploadsIsTheTokensToo) {
  using google::protobuf::Empty;
  metrics::Registry metrics;
  rpc::Telemetry telemetry(metrics);
  rpc::Gate gate;
  const Verifier verifier(TestRules(), keys_);
  const rpc::CallKind kind{"/a.Service/Upload",
                           Empty::default_instance(),
                           Empty::default_instance(),
                           telemetry.ForMethod("/a.Service/Upload"),
                           gate,
                           nullptr,
                           &verifier};
  std::vector<std::string> actors;
  const http2::Accept accept = AcceptUpload(kind, [&actors](const std::shared_ptr<rpc::Upload>& upload) {
    actors.push_back(upload->call().actor);
    upload->Answer(absl::AbortedError("enough"));
  });
  const auto upload = [&](const std::string& token) {
    const auto way = std::make_shared<Way>();
    accept(rpc::HeadOf(kind.path, absl::InfiniteDuration(), {{"authorization", "Bearer " + token}}), way);
    return std::string(http2::Find(way->sent.head.value_or(http2::Fields()), "grpc-status"));
  };
  upload(Token());
  EXPECT_THAT(actors, ElementsAre("officer@example.vn"));
  EXPECT_EQ(upload("x"), "16");
  EXPECT_THAT(actors, ElementsAre("officer@example.vn")) << "nor was anything called";
}

TEST_F(IdentityTest, OfAStreamEndsWithItsToken) {
  std::shared_ptr<rpc::Stream> held;
  server_.watch = [&held](std::shared_ptr<rpc::Stream> stream) {
    EXPECT_EQ(stream->call().actor, "officer@example.vn");
    stream->Write(ocop::journal::v1::WatchResponse(), [](bool) {});
    held = std::move(stream);  // nothing more comes
  };
  server_.Start();
  absl::Notification finished;
  absl::Status ended;
  int received = 0;
  // The leeway has passed but for a second.
  const auto subscription = server_.client().Subscribe(
      rpc::kWatch, ocop::journal::v1::WatchRequest(), ocop::journal::v1::WatchResponse(),
      [&](const google::protobuf::Message&) { ++received; },
      [&](const absl::Status& status) {
        ended = status;
        finished.Notify();
      },
      {.authorization = "Bearer " + Token(absl::Seconds(1) - TestRules().leeway)});
  ASSERT_TRUE(finished.WaitForNotificationWithTimeout(absl::Seconds(30)));
  EXPECT_THAT(ended, IsUnauthenticated("TOKEN_EXPIRED"));
  EXPECT_EQ(received, 1);
}

TEST_F(IdentityTest, IsNotAskedForByHealth) {
  server_.Start();
  std::string answer;
  EXPECT_EQ(server_.client().CallRaw("/grpc.health.v1.Health/Check", "", answer, {.authorization = "Bearer x"}),
            absl::OkStatus());
}

}  // namespace
}  // namespace ocop::tokens
