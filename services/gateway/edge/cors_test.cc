#include "services/gateway/edge/cors.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace ocop::gateway {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr char kPage[] = "https://dashboard.example.vn";

// What the handler behind answers, and what it is made of it for `origin`.
HttpResponse Ask(const std::string& allowed, const std::string& method, const std::string& origin) {
  const HttpHandler handler = WithCors(OriginsOf(allowed), [](HttpRequest, Respond respond) -> Abandon {
    respond({.body = "answer"});
    return nullptr;
  });
  HttpRequest request{.method = method};
  if (!origin.empty()) request.headers.Add("Origin", origin);
  if (method == "OPTIONS") request.headers.Add("Access-Control-Request-Method", "POST");
  HttpResponse answer;
  handler(std::move(request), [&answer](HttpResponse response) { answer = std::move(response); });
  return answer;
}

TEST(CorsTest, ReadsItsList) {
  EXPECT_THAT(OriginsOf(""), IsEmpty());
  EXPECT_THAT(OriginsOf(" a , b,"), ElementsAre("a", "b"));
}

TEST(CorsTest, LetsAPageOfAnAllowedOriginReadTheAnswer) {
  for (const char* allowed : {"https://a.vn,https://dashboard.example.vn", "*"}) {
    const HttpResponse answer = Ask(allowed, "POST", kPage);
    EXPECT_EQ(answer.body, "answer");
    EXPECT_EQ(answer.headers.Get("Access-Control-Allow-Origin"), *allowed == '*' ? "*" : kPage);
    EXPECT_EQ(answer.headers.Get("Access-Control-Expose-Headers"), "*");
    EXPECT_EQ(answer.headers.Get("Vary"), "Origin");
  }
}

TEST(CorsTest, AnswersAPreflight) {
  const HttpResponse answer = Ask(kPage, "OPTIONS", kPage);
  EXPECT_EQ(answer.status, 204);
  EXPECT_EQ(answer.body, "");
  EXPECT_THAT(std::string(answer.headers.Get("Access-Control-Allow-Methods")), HasSubstr("POST"));
  for (const char* name : {"authorization", "connect-protocol-version", "x-grpc-web", "grpc-timeout", "ocop-service"}) {
    EXPECT_THAT(std::string(answer.headers.Get("Access-Control-Allow-Headers")), HasSubstr(name));
  }
}

TEST(CorsTest, TellsNothingToOthers) {
  for (const char* origin : {"https://evil.example", "https://dashboard.example.vn.evil.example", "null", ""}) {
    const HttpResponse preflight = Ask(kPage, "OPTIONS", origin);
    EXPECT_EQ(preflight.status, 403) << origin;
    EXPECT_EQ(preflight.headers.Get("Access-Control-Allow-Origin"), "") << origin;
    EXPECT_EQ(Ask(kPage, "POST", origin).headers.Get("Access-Control-Allow-Origin"), "") << origin;
  }
  EXPECT_EQ(Ask("", "POST", kPage).headers.Get("Access-Control-Allow-Origin"), "");
}

}  // namespace
}  // namespace ocop::gateway
