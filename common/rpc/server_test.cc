// A server's life: what it refuses to start with, health, reflection, and its end.
#include "common/rpc/server.h"

#include <gmock/gmock.h>
#include <google/protobuf/empty.pb.h>
#include <google/protobuf/unknown_field_set.h>
#include <gtest/gtest.h>

#include <thread>
#include <vector>

#include "absl/synchronization/notification.h"
#include "absl/time/clock.h"
#include "common/http2/client.h"
#include "common/rpc/testing/test_server.h"
#include "common/rpc/wire.h"
#include "common/status/status.h"

namespace ocop::rpc {
namespace {

using google::protobuf::Empty;
using ocop::indicators::v1::GetIndicatorRequest;
using ocop::indicators::v1::Indicator;
using ocop::indicators::v1::ListIndicatorsResponse;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr char kIndicators[] = "ocop.indicators.v1.IndicatorService";

// grpc.health.v1.Health/Check by hand: Debian ships no headers for its messages.
std::string HealthOf(const Client& client, const std::string& service) {
  std::string response;
  const std::string request = service.empty() ? "" : "\x0a" + std::string(1, char(service.size())) + service;
  const absl::Status status = client.CallRaw("/grpc.health.v1.Health/Check", request, response);
  if (!status.ok()) return absl::StatusCodeToString(status.code());
  return response == "\x08\x01" ? "SERVING" : response == "\x08\x02" ? "NOT_SERVING" : "?";
}

// What the reflection of a server answers to who asks for its services.
std::string ReflectionOf(const Client& client) {
  // ServerReflectionRequest.list_services, field 7; the message type is not in Debian's headers.
  Empty request;
  request.GetReflection()->MutableUnknownFields(&request)->AddLengthDelimited(7, "*");
  std::string answer;
  absl::Notification finished;
  client.Subscribe(
      "/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo", request, Empty(),
      [&answer](const google::protobuf::Message& response) { answer += response.SerializeAsString(); },
      [&finished](const absl::Status&) { finished.Notify(); });
  finished.WaitForNotification();
  return answer;
}

class ServiceDeathTest : public ::testing::Test {
 protected:
  void SetUp() override { GTEST_FLAG_SET(death_test_style, "threadsafe"); }
  metrics::Registry metrics_;
  Telemetry telemetry_{metrics_};
  Gate gate_;
};

TEST_F(ServiceDeathTest, AForgottenMethodDoesNotStart) {
  EXPECT_DEATH((void)Service(kIndicators).Build(telemetry_, gate_, nullptr, nullptr),
               "nothing is bound to .*IndicatorService.GetIndicator");
}

TEST_F(ServiceDeathTest, WrongTypesDoNotStart) {
  Service service(kIndicators);
  const auto function = [](const Call&, const GetIndicatorRequest&) { return Indicator(); };
  EXPECT_DEATH((service.Bind<GetIndicatorRequest, Indicator>("ListIndicators", function)), "other types");
  EXPECT_DEATH((service.Bind<GetIndicatorRequest, Indicator>("Nothing", function)), "no method Nothing");
}

TEST_F(ServiceDeathTest, AnUnknownServiceDoesNotStart) {
  EXPECT_DEATH(Service("ocop.Nothing"), "no proto of this process has the service ocop.Nothing");
}

TEST(ServerTest, APortInUseIsReported) {
  TestServer first;
  first.Start();
  metrics::Registry metrics;
  Telemetry telemetry(metrics);
  Server second({.listen = first.address()}, telemetry);
  const absl::Status status = second.Start();
  EXPECT_EQ(status.code(), absl::StatusCode::kUnavailable);
  EXPECT_EQ(status::ReasonOf(status), "LISTEN_FAILED");
  EXPECT_EQ(status::MetadataOf(status)["address"], first.address());
}

TEST(ServerTest, ListensNowhereElseThanItIsTold) {
  metrics::Registry metrics;
  Telemetry telemetry(metrics);
  for (const char* address : {"127.0.0.1:99999", "0.0.0.0", "50051"}) {
    Server server({.listen = address}, telemetry);
    EXPECT_EQ(server.Start().code(), absl::StatusCode::kInvalidArgument) << address;
  }
}

TEST(ServerTest, HealthIsToldPerService) {
  TestServer server;
  server.Start();
  const Client client = server.client();
  EXPECT_EQ(HealthOf(client, ""), "NOT_SERVING");
  EXPECT_EQ(HealthOf(client, kIndicators), "NOT_SERVING");
  server.server().SetServing(true);
  EXPECT_EQ(HealthOf(client, ""), "SERVING");
  EXPECT_EQ(HealthOf(client, kIndicators), "SERVING");
  EXPECT_EQ(HealthOf(client, "ocop.journal.v1.JournalService"), "SERVING");
  EXPECT_EQ(HealthOf(client, "no.Service"), "NOT_FOUND");
}

TEST(ServerTest, ReflectionListsTheServices) {
  TestServer server;
  server.Start();
  const std::string answer = ReflectionOf(server.client());
  EXPECT_THAT(answer, HasSubstr(kIndicators));
  EXPECT_THAT(answer, HasSubstr("ocop.journal.v1.JournalService"));
}

TEST(ServerTest, ServicesThatArePassedOnAreToldOfToo) {
  metrics::Registry metrics;
  Telemetry telemetry(metrics);
  Server server({}, telemetry);
  server.AddFallback([](const http2::Head& head, const std::shared_ptr<http2::Stream>&,
                        const Gate::Pass&) { return UnknownMethod(head.path); },
                     {"a.One", "a.Two"});
  ASSERT_EQ(server.Start(), absl::OkStatus());
  const Client client("127.0.0.1:" + std::to_string(server.port()));
  const std::string answer = ReflectionOf(client);
  for (const char* name : {"a.One", "a.Two"}) {
    EXPECT_THAT(answer, HasSubstr(name));
    EXPECT_EQ(HealthOf(client, name), "NOT_SERVING");
  }
  server.SetServing(true);
  EXPECT_EQ(HealthOf(client, "a.Two"), "SERVING");
}

TEST(ServerTest, DrainingFinishesWhatRunsAndServesWhatComesUntilClientsKnow) {
  TestServer server;
  absl::Notification running;
  std::shared_ptr<Exchange> held;
  server.list = [&](std::shared_ptr<Exchange> exchange) {
    held = std::move(exchange);
    running.Notify();
  };
  server.Start();
  const Client client = server.client();

  absl::Status outcome = absl::UnknownError("not answered");
  std::thread caller([&] { outcome = client.Call<ListIndicatorsResponse>(kList, TestServer::ListRequest()).status(); });
  running.WaitForNotification();
  // Until the server is not to be reached any more, no call is lost: neither refused nor cut.
  absl::Notification calling;
  absl::Status last;
  std::thread busy([&] {
    while (last.ok()) {
      last = client.Call<Indicator>(kGet, TestServer::Request()).status();
      if (!calling.HasBeenNotified()) calling.Notify();
    }
  });
  calling.WaitForNotification();
  std::thread drain([&] { server.server().Drain(); });
  busy.join();
  EXPECT_EQ(last.code(), absl::StatusCode::kUnavailable) << last;
  EXPECT_EQ(status::ReasonOf(last), "") << last;  // no answer of the server

  held->Answer(held->NewResponse());
  held.reset();
  caller.join();
  drain.join();
  EXPECT_TRUE(outcome.ok()) << outcome;
}

TEST(ServerTest, WhoWatchesHealthIsToldOfTheEndAndLetGo) {
  TestServer server;
  server.Start();
  server.server().SetServing(true);
  const Client client = server.client();
  std::vector<std::string> told;
  absl::Notification serving;
  absl::Notification finished;
  client.Subscribe(
      "/grpc.health.v1.Health/Watch", Empty(), Empty(),
      [&](const google::protobuf::Message& response) {
        told.push_back(response.SerializeAsString());
        if (told.size() == 1) serving.Notify();
      },
      [&](const absl::Status&) { finished.Notify(); });
  serving.WaitForNotification();
  server.server().OnDrain([&](absl::Time) { server.server().SetServing(true); });  // nobody can set it back
  server.server().Drain();
  finished.WaitForNotification();
  EXPECT_THAT(told, ElementsAre("\x08\x01", "\x08\x02"));
}

// The status that a call ends with.
class Outcome final : public http2::Receiver {
 public:
  void OnHead(http2::Fields head, bool last) override {
    if (last) status = http2::Find(head, "grpc-status");
  }
  void OnData(std::string_view) override {}
  void OnEnd(http2::Fields trailers) override {
    if (!trailers.empty()) status = http2::Find(trailers, "grpc-status");
  }
  void OnGone(http2::End, uint32_t) override { gone.Notify(); }
  std::string status;
  absl::Notification gone;
};

TEST(ServerTest, WhatComesAfterTheEndIsRefused) {
  TestServer server;
  server.Start();
  const auto channel = server.server().LocalChannel();
  const auto outcome = std::make_shared<Outcome>();
  server.server().Drain();
  channel->Open(HeadOf(kGet, absl::Seconds(30), {}), outcome)
      ->Send({.data = Frame(TestServer::Request()), .last = true});
  outcome->gone.WaitForNotification();
  EXPECT_EQ(outcome->status, "14");  // UNAVAILABLE
}

// A call that is never answered, and how the server ends.
void ExpectCut(absl::Duration drain_timeout, const std::function<void(Server&)>& end) {
  TestServer server({.drain_timeout = drain_timeout});
  absl::Notification running;
  std::shared_ptr<Exchange> held;
  server.list = [&](std::shared_ptr<Exchange> exchange) {
    held = std::move(exchange);
    running.Notify();
  };
  server.Start();
  absl::Status outcome;
  std::thread caller(
      [&] { outcome = server.client().Call<ListIndicatorsResponse>(kList, TestServer::ListRequest()).status(); });
  running.WaitForNotification();
  std::thread drain([&] { end(server.server()); });
  caller.join();
  EXPECT_FALSE(outcome.ok());
  held.reset();
  drain.join();
}

TEST(ServerTest, WhatRunsTooLongAfterTheEndIsCut) {
  ExpectCut(absl::Milliseconds(50), [](Server& server) { server.Drain(); });
}

// Tells when its stream is over.
class Ear final : public http2::Receiver {
 public:
  void OnData(std::string_view) override {}
  void OnEnd(http2::Fields) override {}
  void OnGone(http2::End, uint32_t) override { gone.Notify(); }
  absl::Notification gone;
};

TEST(ServerTest, ARequestThatNeverEndsHoldsUpNoEnd) {
  TestServer server({.drain_timeout = absl::Hours(1)});
  server.Start();
  const auto loops = std::make_shared<http2::Loops>();
  http2::Client client(loops, server.address());
  const auto endless = std::make_shared<Ear>();
  const auto after = std::make_shared<Ear>();
  (*loops)[0].Post([&] {  // on one connection
    client.Open(HeadOf(kGet, absl::InfiniteDuration(), {}), endless)->Send({.data = std::string(3, '\0')});
    client.Open(HeadOf(kGet, absl::InfiniteDuration(), {}), after)
        ->Send({.data = Frame(TestServer::Request()), .last = true});
  });
  after->gone.WaitForNotification();
  server.server().Drain();
  endless->gone.WaitForNotification();
}

// What a call that is sent as `head` ends with, and nothing after it.
std::string StatusOf(const TestServer& server, http2::Head head) {
  const auto loops = std::make_shared<http2::Loops>();
  http2::Client client(loops, server.address());
  const auto outcome = std::make_shared<Outcome>();
  const auto stream = client.Open(std::move(head), outcome);
  outcome->gone.WaitForNotification();
  return outcome->status;
}

TEST(ServerTest, ARequestThatNeverComesIsLateAtItsDeadline) {
  TestServer server;
  server.Start();
  EXPECT_EQ(StatusOf(server, HeadOf(kGet, absl::Milliseconds(50), {})), "4");  // DEADLINE_EXCEEDED
}

TEST(ServerTest, MessagesInAnotherFormThanProtobufAreRefused) {
  TestServer server;
  server.Start();
  http2::Head head = HeadOf(kGet, absl::Seconds(30), {});
  for (auto& [name, value] : head.fields) {
    if (name == "content-type") value = "application/grpc+json";
  }
  EXPECT_EQ(StatusOf(server, std::move(head)), "12");  // UNIMPLEMENTED
}

TEST(ServerTest, AnEndWithADeadlineIsThen) {
  ExpectCut(absl::Hours(1), [](Server& server) { server.Drain(absl::Now() + absl::Milliseconds(50)); });
}

TEST(ServerTest, HealthMayBeSetAfterTheEnd) {
  TestServer server;
  server.server().SetServing(true);
  server.Start();
  server.server().Drain();
  server.server().SetServing(true);
  server.server().Drain();
}

}  // namespace
}  // namespace ocop::rpc
