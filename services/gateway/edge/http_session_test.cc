// What one connection bears, and what every answer on it has.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "services/gateway/edge/testing/http_server_fixture.h"

namespace ocop::gateway {
namespace {

using ::testing::HasSubstr;

using HttpSessionTest = HttpServerTest;

constexpr char kChunked[] = "POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";

TEST_F(HttpSessionTest, HoldsNoEndlessExtensionOrTrailer) {
  Start();
  const std::string endless(3 << 20, 'x');
  for (const std::string& rest : {absl::StrCat("3;a=", endless), absl::StrCat("3\r\nabc\r\n0;a=", endless),
                                  absl::StrCat("3\r\nabc\r\n0\r\nX-Test: ", endless)}) {
    HttpClient client = Connect();
    client.Send(absl::StrCat(kChunked, rest));
    const HttpResponse response = client.Read();
    EXPECT_EQ(response.status, 431);
    EXPECT_THAT(response.body, HasSubstr("HEADER_TOO_LARGE"));
    EXPECT_EQ(client.Read().status, 0);
  }
}

TEST_F(HttpSessionTest, ReadsABodyOfManyChunksWithExtensions) {
  Start();
  std::string chunks;
  for (int i = 0; i < 10'000; ++i) absl::StrAppend(&chunks, "3;name=value;other=\"a value\"\r\nabc\r\n");
  HttpClient client = Connect();
  client.Send(absl::StrCat(kChunked, chunks, "0\r\n\r\n"));
  EXPECT_EQ(client.Read().body.size(), 30'000u);
}

TEST_F(HttpSessionTest, AbandonsTheRequestOfAClientThatLeavesAfterItHasSentMore) {
  Start();
  HttpClient client = Connect();
  client.Send("GET /held HTTP/1.1\r\nHost: a\r\n\r\n");
  AwaitHeld();
  client.Send("G");
  // Until the server has seen it, and that the client is there.
  HttpClient other = Connect();
  const absl::Time seen = absl::Now() + absl::Milliseconds(50);
  while (absl::Now() < seen) other.Call("POST", "/echo", {}, "x");
  client.Close();
  AwaitAbandoned();
}

TEST_F(HttpSessionTest, AnswersAClientThatHasSentMoreAndStays) {
  Start();
  HttpClient client = Connect();
  client.Send("GET /held HTTP/1.1\r\nHost: a\r\n\r\n");
  AwaitHeld();
  client.Send(absl::StrCat(kEcho, "two"));
  client.EndSending();
  Release();
  EXPECT_EQ(client.Read().body, "released");
  EXPECT_EQ(client.Read().body, "two");
  EXPECT_EQ(client.Read().status, 0);
}

// RFC 9110, 6.6.1.
TEST_F(HttpSessionTest, DatesEveryAnswer) {
  Start();
  for (const char* target : {"/echo", "/stream"}) {
    const absl::Time before = absl::Now() - absl::Seconds(1);
    const HttpResponse response = Connect().Call("POST", target, {}, "x");
    absl::Time date;
    std::string error;
    ASSERT_TRUE(absl::ParseTime("%a, %d %b %Y %H:%M:%S GMT", response.headers.Get("Date"), &date, &error)) << error;
    EXPECT_GT(date, before) << target;
    EXPECT_LE(date, absl::Now()) << target;
  }
}

// RFC 9110, 10.1.1.
TEST_F(HttpSessionTest, AsksNoOldClientToGoOn) {
  Start();
  HttpClient client = Connect();
  client.Send("POST /echo HTTP/1.0\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\nabc");
  const HttpResponse response = client.ReadHead();
  EXPECT_EQ(response.status, 200);
}

}  // namespace
}  // namespace ocop::gateway
