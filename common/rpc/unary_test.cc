// What one call goes through, from bytes to bytes.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <thread>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/blocking_counter.h"
#include "absl/synchronization/notification.h"
#include "absl/time/clock.h"
#include "common/logging/logging.h"
#include "common/rpc/testing/test_server.h"
#include "common/status/status.h"
#include "common/status/testing/matchers.h"

namespace ocop::rpc {
namespace {

using ocop::indicators::v1::GetIndicatorRequest;
using ocop::indicators::v1::Indicator;
using ocop::indicators::v1::ListIndicatorsRequest;
using ocop::indicators::v1::ListIndicatorsResponse;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Pair;
using ::testing::StartsWith;

TEST(UnaryTest, AFunctionsAnswerReachesTheCaller) {
  TestServer server;
  server.Start();
  const auto answer = server.client().Call<Indicator>(kGet, TestServer::Request());
  ASSERT_TRUE(answer.ok()) << answer.status();
  EXPECT_EQ(answer->name(), "provinces/82/indicators/i1");
}

TEST(UnaryTest, AnAnswerMayComeLaterFromAnotherThread) {
  TestServer server;
  std::thread later;
  server.list = [&later](std::shared_ptr<Exchange> exchange) {
    later = std::thread([exchange = std::move(exchange)] {
      auto* response = static_cast<ListIndicatorsResponse*>(exchange->NewResponse());
      response->set_next_page_token("next");
      exchange->Answer(response);
      exchange->Answer(absl::InternalError("a second answer is dropped"));
    });
  };
  server.Start();
  const auto answer = server.client().Call<ListIndicatorsResponse>(kList, TestServer::ListRequest());
  later.join();
  ASSERT_TRUE(answer.ok()) << answer.status();
  EXPECT_EQ(answer->next_page_token(), "next");
}

// More of them than there are threads.
TEST(UnaryTest, CallsThatTakeLongHoldUpNoOthers) {
  constexpr int kLong = 20;
  TestServer server;
  absl::Notification release;
  server.list_takes_long = true;
  server.list = [&release](std::shared_ptr<Exchange> exchange) {
    release.WaitForNotification();
    exchange->Answer(exchange->NewResponse());
  };
  server.Start();
  const Client client = server.client();
  std::vector<ListIndicatorsResponse> responses(kLong);
  absl::BlockingCounter answered(kLong);
  for (ListIndicatorsResponse& response : responses) {
    client.CallAsync(kList, TestServer::ListRequest(), response, {}, [&answered](const absl::Status& status) {
      EXPECT_EQ(status, absl::OkStatus());
      answered.DecrementCount();
    });
  }
  EXPECT_EQ(client.Call<Indicator>(kGet, TestServer::Request()).status(), absl::OkStatus());
  release.Notify();
  answered.Wait();
}

TEST(UnaryTest, ARefusalKeepsItsDetails) {
  TestServer server;
  const absl::Status refusal = status::WithReason(absl::AbortedError("đã đổi"), "ETAG_MISMATCH", {{"name", "x"}});
  server.get = [&refusal](const Call&, const GetIndicatorRequest&) { return refusal; };
  server.Start();
  EXPECT_EQ(server.client().Call<Indicator>(kGet, TestServer::Request()).status(), refusal);
}

TEST(UnaryTest, AFunctionNeverSeesARequestThatBreaksTheRules) {
  TestServer server;
  server.list = [](std::shared_ptr<Exchange>) { ADD_FAILURE() << "was called"; };
  server.Start();
  ListIndicatorsRequest request = TestServer::ListRequest();
  request.set_page_size(-1);
  const absl::Status status = server.client().Call<ListIndicatorsResponse>(kList, request).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(status::ViolationsOf(status), ElementsAre(Pair("page_size", "is -1; at least 0")));
}

TEST(UnaryTest, MalformedBytesAreTheCallersFault) {
  TestServer server;
  server.Start();
  const std::string not_utf8 = "\x0a\x02\xc3\x28";
  for (const std::string& bytes : {std::string("\xff\xff\xff\xff"), std::string("\x0a\x7f"), not_utf8}) {
    std::string response;
    const absl::Status status = server.client().CallRaw(kGet, bytes, response);
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument) << status;
    EXPECT_EQ(status::ReasonOf(status), "MALFORMED_MESSAGE");
  }
}

TEST(UnaryTest, WhatProtobufSaysOfMalformedBytesIsALineOfTheLog) {
  TestServer server;
  server.Start();
  std::vector<std::string> lines;
  logging::SetSink([&lines](std::string_view line) { lines.emplace_back(line); });
  std::string response;
  EXPECT_FALSE(server.client().CallRaw(kGet, "\x0a\x02\xc3\x28", response).ok());
  logging::SetSink(nullptr);
  EXPECT_THAT(lines, Contains(HasSubstr("invalid UTF-8")));
}

TEST(UnaryTest, AShortcutAnswersFromTheBytesOrLeavesTheCallAlone) {
  TestServer server;
  const std::string known = TestServer::Request().SerializeAsString();
  server.get = [&](const Call&, const GetIndicatorRequest& request) -> absl::StatusOr<Indicator> {
    EXPECT_NE(request.SerializeAsString(), known) << "was answered by the shortcut";
    Indicator indicator;
    indicator.set_code("from the function");
    return indicator;
  };
  server.shortcut = [&known](std::shared_ptr<Exchange> exchange) {
    if (exchange->request_bytes() != known) return false;
    auto* indicator = static_cast<Indicator*>(exchange->NewResponse());
    indicator->set_code("from the shortcut");
    exchange->Answer(indicator);
    return true;
  };
  server.Start();
  EXPECT_EQ(server.client().Call<Indicator>(kGet, TestServer::Request())->code(), "from the shortcut");
  GetIndicatorRequest other;
  other.set_name("provinces/82/indicators/other");
  EXPECT_EQ(server.client().Call<Indicator>(kGet, other)->code(), "from the function");
  std::string response;
  for (const std::string& malformed : {std::string(), std::string("\xff\xff\xff\xff"), std::string(100000, '\xff')}) {
    EXPECT_EQ(server.client().CallRaw(kGet, malformed, response).code(), absl::StatusCode::kInvalidArgument);
  }
}

TEST(UnaryTest, UnknownFieldsAreIgnored) {
  TestServer server;
  server.Start();
  std::string response;
  const std::string bytes = TestServer::Request().SerializeAsString() + "\xfa\x3e\x01x";
  EXPECT_TRUE(server.client().CallRaw(kGet, bytes, response).ok());
}

// The connection is shared by all whose calls a gateway passes on.
TEST(UnaryTest, ACallWithManyFieldsCutsNoneBesideIt) {
  TestServer server;
  std::shared_ptr<Exchange> held;
  absl::Notification running;
  server.list = [&](std::shared_ptr<Exchange> exchange) {
    held = std::move(exchange);
    running.Notify();
  };
  server.Start();
  const Client client = server.client();
  ListIndicatorsResponse response;
  absl::Notification answered;
  absl::Status beside;
  client.CallAsync(kList, TestServer::ListRequest(), response, {}, [&](absl::Status status) {
    beside = std::move(status);
    answered.Notify();
  });
  running.WaitForNotification();

  CallOptions options;
  for (int i = 0; i < 40; ++i) options.metadata.emplace_back(absl::StrCat("x-field-", i), std::string(1000, 'x'));
  EXPECT_EQ(client.Call<Indicator>(kGet, TestServer::Request(), options).status(), absl::OkStatus());

  held->Answer(held->NewResponse());
  held.reset();
  answered.WaitForNotification();
  EXPECT_EQ(beside, absl::OkStatus());
}

// Clients take 8 KiB of trailers, and where there is more the caller would be told of that alone.
TEST(UnaryTest, AsManyViolationsArriveAsFit) {
  TestServer server;
  server.get = [](const Call&, const TestServer::GetIndicatorRequest&) -> absl::StatusOr<TestServer::Indicator> {
    status::Violations violations;
    for (int i = 0; i < 500; ++i) {
      violations.Add(absl::StrCat("requests[", i, "].product.display_name"), "tên sản phẩm không được để trống ở đây");
    }
    return violations.ToStatus();
  };
  server.Start();
  TestServer::Indicator response;
  const absl::Status status = server.client().CallAndWait(kGet, TestServer::Request(), response);
  EXPECT_THAT(status, status::IsRefusal(absl::StatusCode::kInvalidArgument, "INVALID_FIELDS"));
  const auto violations = status::ViolationsOf(status);
  ASSERT_GT(violations.size(), 10u);
  EXPECT_EQ(violations.front().first, "requests[0].product.display_name");
  EXPECT_EQ(violations.back().second, absl::StrCat("and ", 500 - violations.size() + 1, " more"));
}

TEST(UnaryTest, ALongReasonArrivesCut) {
  TestServer server;
  server.get = [](const Call&, const TestServer::GetIndicatorRequest&) -> absl::StatusOr<TestServer::Indicator> {
    std::string names;
    for (int i = 0; i < 2000; ++i) absl::StrAppend(&names, "sản phẩm ", i, "; ");
    return status::WithReason(absl::NotFoundError(names), "MANY", {{"names", names}});
  };
  server.Start();
  TestServer::Indicator response;
  const absl::Status status = server.client().CallAndWait(kGet, TestServer::Request(), response);
  EXPECT_THAT(status, status::IsRefusal(absl::StatusCode::kNotFound, "MANY"));
  EXPECT_THAT(status::MetadataOf(status)["names"], ::testing::EndsWith("…"));
}

TEST(UnaryTest, ATooLargeBodyIsRefused) {
  TestServer server;
  server.Start();
  std::string response;
  const absl::Status status = server.client().CallRaw(kGet, std::string(10 << 20, 'x'), response);
  EXPECT_EQ(status.code(), absl::StatusCode::kResourceExhausted) << status;
}

TEST(UnaryTest, UnknownMethodsAreUnimplemented) {
  TestServer server;
  server.Start();
  for (const char* path : {"/ocop.indicators.v1.IndicatorService/Nothing", "/no.Service/Get", "/"}) {
    std::string response;
    EXPECT_THAT(server.client().CallRaw(path, "", response),
                status::IsRefusal(absl::StatusCode::kUnimplemented, "UNKNOWN_METHOD"))
        << path;
  }
}

TEST(UnaryTest, ACallerWhoseDeadlinePassesIsAnsweredAndTheFunctionCanSeeIt) {
  TestServer server;
  std::shared_ptr<Exchange> held;
  absl::Notification running;
  server.list = [&](std::shared_ptr<Exchange> exchange) {
    held = std::move(exchange);
    running.Notify();
  };
  server.Start();
  const absl::Status status =
      server.client()
          .Call<ListIndicatorsResponse>(kList, TestServer::ListRequest(), {.timeout = absl::Milliseconds(200)})
          .status();
  EXPECT_EQ(status.code(), absl::StatusCode::kDeadlineExceeded);
  running.WaitForNotification();
  const absl::Time patience = absl::Now() + absl::Seconds(10);
  while (!held->cancelled() && absl::Now() < patience) std::this_thread::yield();
  EXPECT_TRUE(held->cancelled());
  held.reset();
}

TEST(UnaryTest, ADeadlineInThePastIsExceeded) {
  TestServer server;
  server.Start();
  EXPECT_EQ(
      server.client().Call<Indicator>(kGet, TestServer::Request(), {.timeout = -absl::Seconds(1)}).status().code(),
      absl::StatusCode::kDeadlineExceeded);
}

TEST(UnaryTest, TheDeadlineReachesTheFunctionAndNoneMeansADefault) {
  TestServer server;
  absl::Duration left;
  server.get = [&left](const Call& call, const GetIndicatorRequest&) {
    left = call.deadline - call.now;
    return Indicator();
  };
  server.Start();
  ASSERT_TRUE(server.client().Call<Indicator>(kGet, TestServer::Request(), {.timeout = absl::Seconds(5)}).ok());
  // gRPC rounds what is left of it up to three digits on its way.
  EXPECT_LE(left, absl::Milliseconds(5010));
  EXPECT_GT(left, absl::Seconds(1));
  ASSERT_TRUE(server.client().Call<Indicator>(kGet, TestServer::Request(), {.timeout = absl::InfiniteDuration()}).ok());
  EXPECT_EQ(left, absl::Seconds(30));
}

TEST(UnaryTest, AFunctionThatForgetsTheCallerIsAnInternalError) {
  TestServer server;
  server.list = [](std::shared_ptr<Exchange>) {};
  server.Start();
  const absl::Status status = server.client().Call<ListIndicatorsResponse>(kList, TestServer::ListRequest()).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kInternal);
  EXPECT_EQ(status::ReasonOf(status), "NO_ANSWER");
}

TEST(UnaryTest, RequestIdAndTraceAreTakenOver) {
  TestServer server;
  Call seen;
  server.get = [&seen](const Call& call, const GetIndicatorRequest&) {
    seen = call;
    return Indicator();
  };
  server.Start();
  const std::string trace = "4bf92f3577b34da6a3ce929d0e0e4736";
  ASSERT_TRUE(server.client()
                  .Call<Indicator>(kGet, TestServer::Request(),
                                   {.request_id = "slip-7", .traceparent = "00-" + trace + "-00f067aa0ba902b7-01"})
                  .ok());
  EXPECT_EQ(seen.method, kGet);
  EXPECT_EQ(seen.request_id, "slip-7");
  EXPECT_THAT(seen.traceparent, StartsWith("00-" + trace + "-"));
  EXPECT_NE(seen.traceparent, "00-" + trace + "-00f067aa0ba902b7-01") << "this hop has a span of its own";

  ASSERT_TRUE(server.client().Call<Indicator>(kGet, TestServer::Request()).ok());
  EXPECT_FALSE(seen.request_id.empty());
  EXPECT_FALSE(seen.traceparent.empty());
}

TEST(UnaryTest, WhoCallsReachesTheFunction) {
  TestServer server;
  Call seen;
  server.get = [&seen](const Call& call, const GetIndicatorRequest&) {
    seen = call;
    return Indicator();
  };
  server.Start();
  const std::string longest(200, 'a');
  ASSERT_TRUE(server.client()
                  .Call<Indicator>(kGet, TestServer::Request(),
                                   {.actor = longest, .roles = " producer, commune_officer ,,province_officer,"})
                  .ok());
  EXPECT_EQ(seen.actor, longest);
  EXPECT_THAT(seen.roles, ElementsAre("producer", "commune_officer", "province_officer"));
  ASSERT_TRUE(server.client().Call<Indicator>(kGet, TestServer::Request()).ok());
  EXPECT_EQ(seen.actor, "anonymous");
  EXPECT_THAT(seen.roles, ElementsAre());
}

// What a proxy adds stands beside what the caller says of itself.
TEST(UnaryTest, WhoCallsIsSaidOnceAndInFull) {
  TestServer server;
  server.get = [](const Call&, const GetIndicatorRequest&) -> absl::StatusOr<Indicator> {
    ADD_FAILURE() << "was called";
    return Indicator();
  };
  server.shortcut = [](std::shared_ptr<Exchange>) {
    ADD_FAILURE() << "was asked";
    return false;
  };
  server.Start();
  for (const char* name : {"x-actor", "x-roles", "authorization"}) {
    const absl::Status status =
        server.client().Call<Indicator>(kGet, TestServer::Request(), {.metadata = {{name, "a"}, {name, "a"}}}).status();
    EXPECT_THAT(status, status::IsRefusal(absl::StatusCode::kInvalidArgument, "INVALID_HEADER")) << name;
    EXPECT_EQ(status::MetadataOf(status)["header"], name);
  }
  EXPECT_THAT(server.client().Call<Indicator>(kGet, TestServer::Request(), {.actor = std::string(201, 'a')}).status(),
              status::IsRefusal(absl::StatusCode::kInvalidArgument, "INVALID_HEADER"));
}

TEST(UnaryTest, CallsAreCountedByMethodAndCode) {
  TestServer server;
  server.get = [](const Call&, const GetIndicatorRequest&) { return absl::NotFoundError("none"); };
  server.Start();
  const auto counted = [&server](const char* code) {
    return server.metrics().Counters("ocop_rpc_requests_total", "").With({{"method", kGet}, {"code", code}}).Value();
  };
  std::string response;
  (void)server.client().Call<Indicator>(kGet, TestServer::Request());
  (void)server.client().Call<Indicator>(kGet, TestServer::Request());
  (void)server.client().CallRaw(kGet, "\xff", response);
  EXPECT_EQ(counted("NOT_FOUND"), 2);
  EXPECT_EQ(counted("INVALID_ARGUMENT"), 1);
  EXPECT_EQ(counted("OK"), 0);
}

}  // namespace
}  // namespace ocop::rpc
