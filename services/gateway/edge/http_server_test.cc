#include "services/gateway/edge/http_server.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <thread>

#include "absl/strings/str_cat.h"
#include "services/gateway/edge/testing/http_server_fixture.h"

namespace ocop::gateway {
namespace {

using ::testing::HasSubstr;

TEST_F(HttpServerTest, PassesTheRequestAndItsAnswer) {
  Start();
  const HttpResponse response = Connect().Call("POST", "/echo", {{"X-Test", "7"}}, "hello");
  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(response.body, "hello");
  EXPECT_EQ(response.headers.Get("x-seen"), "POST 7");
}

TEST_F(HttpServerTest, ServesRequestsOfOneConnectionInTheirOrder) {
  Start();
  HttpClient client = Connect();
  EXPECT_EQ(client.Call("POST", "/echo", {}, "one").body, "one");
  // Two that do not wait for their answers, the second cut in the middle.
  client.Send(absl::StrCat(kEcho, "two", kEcho, "th"));
  EXPECT_EQ(client.Read().body, "two");
  client.Send("3");
  EXPECT_EQ(client.Read().body, "th3");
}

TEST_F(HttpServerTest, APipelinedRequestDoesNotAbandonTheOneBeforeIt) {
  Start();
  HttpClient client = Connect();
  client.Send("GET /held HTTP/1.1\r\nHost: a\r\n\r\n");
  AwaitHeld();
  client.Send(absl::StrCat(kEcho, "two"));
  Release();
  EXPECT_EQ(client.Read().body, "released");
  EXPECT_EQ(client.Read().body, "two");
}

TEST_F(HttpServerTest, ClosesWhenTheClientAsksForIt) {
  Start();
  HttpClient client = Connect();
  EXPECT_EQ(client.Call("POST", "/echo", {{"Connection", "close"}}, "x").headers.Get("connection"), "close");
  EXPECT_TRUE(client.AwaitClose());

  HttpClient old = Connect();
  old.Send("POST /echo HTTP/1.0\r\nContent-Length: 1\r\n\r\nx");
  EXPECT_EQ(old.Read().body, "x");
  EXPECT_TRUE(old.AwaitClose());
}

TEST_F(HttpServerTest, SendsAStreamPieceByPieceAndGoesOn) {
  Start();
  HttpClient client = Connect();
  const HttpResponse response = client.Call("GET", "/stream", {}, "");
  EXPECT_EQ(response.body, "abcabcabc");
  EXPECT_EQ(response.headers.Get("Transfer-Encoding"), "chunked");
  EXPECT_EQ(client.Call("POST", "/echo", {}, "one").body, "one");
  AwaitStreamGone();
}

TEST_F(HttpServerTest, EndsAStreamForAnOldClientByClosing) {
  Start();
  HttpClient client = Connect();
  client.Send("GET /stream HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
  const HttpResponse response = client.Read();
  EXPECT_EQ(response.body, "abcabcabc");
  EXPECT_EQ(response.headers.Get("Transfer-Encoding"), "");
}

TEST_F(HttpServerTest, DropsAReaderOfAStreamThatDoesNotRead) {
  Start({.write_timeout = absl::Milliseconds(100)});
  HttpClient client = Connect();
  client.Send("GET /flood HTTP/1.1\r\nHost: a\r\n\r\n");
  AwaitStreamGone();
}

TEST_F(HttpServerTest, LetsGoOfTheStreamOfAClientThatLeaves) {
  Start();
  HttpClient client = Connect();
  client.Send("GET /flood HTTP/1.1\r\nHost: a\r\n\r\n");
  EXPECT_EQ(client.ReadHead().status, 200);
  client.Close();
  AwaitStreamGone();
}

TEST_F(HttpServerTest, AnswersHeadOfAStreamWithoutIt) {
  Start();
  HttpClient client = Connect();
  client.Send("HEAD /flood HTTP/1.1\r\nHost: a\r\n\r\n");
  EXPECT_EQ(client.ReadHead().status, 200);
  AwaitStreamGone();
}

TEST_F(HttpServerTest, AnswersHeadWithoutTheBody) {
  Start();
  HttpClient client = Connect();
  client.Send(absl::StrCat("HEAD /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc", kEcho, "two"));
  // Read as an answer to GET, the head would swallow the answer that follows it.
  EXPECT_EQ(client.ReadHead().headers.Get("content-length"), "3");
  EXPECT_EQ(client.Read().body, "two");
}

TEST_F(HttpServerTest, LetsAClientGoOnThatAsksFirst) {
  Start();
  HttpClient client = Connect();
  client.Send("POST /echo HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n");
  EXPECT_EQ(client.ReadHead().status, 100);
  client.Send("abc");
  EXPECT_EQ(client.Read().body, "abc");
}

TEST_F(HttpServerTest, RefusesTooLargeABody) {
  Start({.body_limit = 10});
  HttpClient client = Connect();
  EXPECT_EQ(client.Call("POST", "/echo", {}, "0123456789").status, 200);
  const HttpResponse announced = client.Call("POST", "/echo", {}, "01234567890");
  EXPECT_EQ(announced.status, 413);
  EXPECT_THAT(announced.body, HasSubstr("resource_exhausted"));

  HttpClient chunked = Connect();
  chunked.Send("POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nb\r\n01234567890\r\n0\r\n\r\n");
  EXPECT_EQ(chunked.Read().status, 413);
}

TEST_F(HttpServerTest, TheAnswerReachesAClientThatIsStillSending) {
  Start({.body_limit = 10});
  EXPECT_EQ(Connect().Call("POST", "/echo", {}, std::string(10 << 20, 'x')).status, 413);
}

TEST_F(HttpServerTest, RefusesTooLargeAHeader) {
  Start({.header_limit = 200});
  EXPECT_EQ(Connect().Call("POST", "/echo", {{"X-Test", std::string(300, 'x')}}, "").status, 431);
}

TEST_F(HttpServerTest, RefusesWhatIsNotHttp) {
  Start();
  for (const char* bytes :
       {"nonsense\r\n\r\n", "GET / HTTP/9.9\r\n\r\n", "POST /echo HTTP/1.1\r\nContent-Length: -1\r\n\r\n",
        "POST /echo HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab"}) {
    HttpClient client = Connect();
    client.Send(bytes);
    EXPECT_EQ(client.Read().status, 400) << bytes;
    EXPECT_TRUE(client.AwaitClose());
  }
}

// What a proxy in front takes for one request must not be two here (RFC 9112, 6.1 and 6.3).
TEST_F(HttpServerTest, RefusesTransferCodingsThatItDoesNotRead) {
  Start();
  const std::pair<const char*, int> cases[] = {
      {"HTTP/1.1\r\nTransfer-Encoding: gzip", 400},
      {"HTTP/1.1\r\nTransfer-Encoding:", 400},
      {"HTTP/1.1\r\nTransfer-Encoding: identity", 400},
      {"HTTP/1.1\r\nTransfer-Encoding: chunked;a=b", 400},
      {"HTTP/1.1\r\nTransfer-Encoding: chunked, gzip", 400},
      {"HTTP/1.1\r\nTransfer-Encoding: chunked;a=b, gzip", 400},
      {"HTTP/1.1\r\nTransfer-Encoding: \"a, chunked", 400},
      {"HTTP/1.1\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: gzip", 400},
      {"HTTP/1.1\r\nTransfer-Encoding: chunked, chunked", 400},
      {"HTTP/1.1\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked", 400},
      {"HTTP/1.1\r\nTransfer-Encoding: gzip\r\nContent-Length: 3", 400},
      {"HTTP/1.1\r\nContent-Length: 3\r\nTransfer-Encoding: chunked", 400},
      {"HTTP/1.1\r\nTransfer-Encoding: chunked\r\nContent-Length: 3", 400},
      {"HTTP/1.1\r\nTransfer-Encoding: gzip, chunked", 501},
      {"HTTP/1.1\r\nTransfer-Encoding: gzip\r\nTransfer-Encoding: chunked", 501},
      {"HTTP/1.0\r\nTransfer-Encoding: chunked", 400},
  };
  for (const auto& [head, status] : cases) {
    HttpClient client = Connect();
    client.Send(absl::StrCat("POST /echo ", head, "\r\nHost: a\r\n\r\n3\r\nabc\r\n0\r\n\r\n", kEcho, "two"));
    EXPECT_EQ(client.Read().status, status) << head;
    EXPECT_EQ(client.Read().status, 0) << head;  // closed: where the next request begins is not known
  }
}

TEST_F(HttpServerTest, ReadsABodyInChunks) {
  Start();
  HttpClient client = Connect();
  for (const char* coding : {"chunked", "Chunked", " , chunked ,"}) {
    client.Send(absl::StrCat("POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: ", coding,
                             "\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n"));
    EXPECT_EQ(client.Read().body, "abcde") << coding;
  }
}

// A proxy in front that takes a field out of the header may leave it in the trailer (RFC 9110, 6.5.1).
TEST_F(HttpServerTest, TakesNothingOfATrailerForTheHeader) {
  Start();
  HttpClient client = Connect();
  client.Send("POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\nX-Test: 7\r\n\r\n");
  const HttpResponse response = client.Read();
  EXPECT_EQ(response.body, "abc");
  EXPECT_EQ(response.headers.Get("X-Seen"), "POST");
}

TEST_F(HttpServerTest, RefusesARequestWithoutOneHost) {
  Start();
  for (const char* head : {"HTTP/1.1", "HTTP/1.1\r\nHost: a\r\nHost: a", "HTTP/1.1\r\nHost: a\r\nhost: b",
                           "HTTP/1.0\r\nHost: a\r\nHost: b"}) {
    HttpClient client = Connect();
    client.Send(absl::StrCat("POST /echo ", head, "\r\nContent-Length: 1\r\n\r\nx"));
    EXPECT_EQ(client.Read().status, 400) << head;
    EXPECT_EQ(client.Read().status, 0) << head;
  }
}

// RFC 9112, 3.2.2.
TEST_F(HttpServerTest, TakesATargetInAbsoluteForm) {
  Start();
  HttpClient client = Connect();
  for (const char* target : {"http://a/echo", "HTTPS://a:8080/echo"}) {
    client.Send(absl::StrCat("POST ", target, " HTTP/1.1\r\nHost: b\r\nContent-Length: 3\r\n\r\nabc"));
    EXPECT_EQ(client.Read().body, "abc") << target;
  }
}

TEST_F(HttpServerTest, SlowAndSilentClientsBlockNobody) {
  Start();
  // More than there are threads.
  std::vector<std::unique_ptr<HttpClient>> slow;
  for (unsigned i = 0; i < 4 * std::thread::hardware_concurrency(); ++i) {
    slow.emplace_back(new HttpClient(Connect()));
    slow.emplace_back(new HttpClient(Connect()))->Send("POST /echo HT");
  }
  HttpClient in_body = Connect();
  in_body.Send(absl::StrCat(kEcho, "a"));
  EXPECT_EQ(Connect().Call("POST", "/echo", {}, "x").body, "x");
  in_body.Send("bc");
  EXPECT_EQ(in_body.Read().body, "abc");
}

TEST_F(HttpServerTest, ClosesAConnectionThatNothingComesOn) {
  Start({.idle_timeout = absl::Milliseconds(20), .body_timeout = absl::Milliseconds(20)});
  EXPECT_TRUE(Connect().AwaitClose());
  HttpClient in_header = Connect();
  in_header.Send("POST /echo HT");
  EXPECT_TRUE(in_header.AwaitClose());
  HttpClient in_body = Connect();
  in_body.Send(absl::StrCat(kEcho, "a"));
  EXPECT_TRUE(in_body.AwaitClose());
}

TEST_F(HttpServerTest, KnowsHttp2AlsoWhenItsBeginningComesInPieces) {
  Start();
  HttpClient client = Connect();
  client.Send("P");
  client.Send("RI * HT");
  client.Send(absl::StrCat("TP/2.0\r\n\r\nSM\r\n\r\n", std::string("\0\0\0\x4\0\0\0\0\0", 9)));
  constexpr char kSettings = 4;  // the type of the first frame (RFC 9113, 3.4)
  EXPECT_EQ(client.ReadBytes(9)[3], kSettings);
}

// Also one whose client went before it said a word, or in the middle of the first.
TEST_F(HttpServerTest, ForgetsAConnectionWhoseClientIsGone) {
  Start({.max_connections = 20});
  for (const char* begun : {"", "P", "PRI *", "GET"}) {
    for (int i = 0; i < 20; ++i) Connect().Send(begun);
    const absl::Time patience = absl::Now() + absl::Seconds(10);
    std::string body;
    // Until there is room for another, it is closed at once.
    while (body != "x" && absl::Now() < patience) body = Connect().Call("POST", "/echo", {}, "x").body;
    EXPECT_EQ(body, "x") << begun;
  }
}

TEST_F(HttpServerTest, ClosesAConnectionOverTheMost) {
  Start({.max_connections = 1});
  HttpClient first = Connect();
  EXPECT_EQ(first.Call("POST", "/echo", {}, "x").body, "x");
  EXPECT_TRUE(Connect().AwaitClose());
  EXPECT_EQ(first.Call("POST", "/echo", {}, "y").body, "y");
}

TEST_F(HttpServerTest, AbandonsTheRequestOfAClientThatLeaves) {
  Start();
  HttpClient client = Connect();
  client.Send("GET /held HTTP/1.1\r\nHost: a\r\n\r\n");
  AwaitHeld();
  client.Close();
  AwaitAbandoned();
}

TEST_F(HttpServerTest, AnswersAClientThatSendsNoMore) {
  Start();
  HttpClient client = Connect();
  client.Send("GET /held HTTP/1.1\r\nHost: a\r\n\r\n");
  AwaitHeld();
  client.EndSending();
  // By it the server asks whether the client is still there.
  EXPECT_EQ(client.ReadHead().status, 100);
  Release();
  EXPECT_EQ(client.Read().body, "released");
  EXPECT_EQ(client.Read().status, 0);
}

// HTTP/1.0 knows no `100 Continue`, so it can't be asked.
TEST_F(HttpServerTest, AnswersAnOldClientThatSendsNoMore) {
  Start();
  HttpClient client = Connect();
  client.Send("GET /held HTTP/1.0\r\n\r\n");
  AwaitHeld();
  client.EndSending();
  Release();
  EXPECT_EQ(client.Read().body, "released");
  EXPECT_EQ(client.Read().status, 0);
}

TEST_F(HttpServerTest, ShutdownLetsARunningRequestFinish) {
  Start();
  HttpClient idle = Connect();
  EXPECT_EQ(idle.Call("POST", "/echo", {}, "x").body, "x");
  HttpClient running = Connect();
  running.Send("GET /held HTTP/1.1\r\nHost: a\r\n\r\n");
  AwaitHeld();

  std::thread shutdown([this] { server_->Shutdown(absl::InfiniteFuture()); });
  EXPECT_TRUE(idle.AwaitClose());
  Release();
  const HttpResponse response = running.Read();
  EXPECT_EQ(response.body, "released");
  EXPECT_EQ(response.headers.Get("connection"), "close");
  EXPECT_TRUE(running.AwaitClose());
  running.Close();
  shutdown.join();
}

TEST_F(HttpServerTest, ShutdownAbandonsWhatIsRunningAtTheDeadline) {
  Start();
  HttpClient client = Connect();
  client.Send("GET /held HTTP/1.1\r\nHost: a\r\n\r\n");
  AwaitHeld();
  server_->Shutdown(absl::Now());
  AwaitAbandoned();
}

TEST_F(HttpServerTest, SaysWhyItCannotListen) {
  Start();
  const std::string taken = absl::StrCat("127.0.0.1:", server_->port());
  const auto second = HttpServer::Start({.listen = taken}, [](HttpRequest, Respond) { return nullptr; });
  EXPECT_EQ(second.status().code(), absl::StatusCode::kUnavailable);
  EXPECT_THAT(std::string(second.status().message()), HasSubstr(absl::StrCat(taken, ": Address already in use")));

  for (const char* wrong : {"", "8080", "127.0.0.1:", "127.0.0.1:99999", "127.0.0.1:http", "no such host:1"}) {
    const auto server = HttpServer::Start({.listen = wrong}, [](HttpRequest, Respond) { return nullptr; });
    EXPECT_EQ(server.status().code(), absl::StatusCode::kInvalidArgument) << wrong;
  }
}

}  // namespace
}  // namespace ocop::gateway
