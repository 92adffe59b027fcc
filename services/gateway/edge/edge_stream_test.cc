// Streams over HTTP, in the frames of Connect and of gRPC-Web.
#include <gmock/gmock.h>

#include "absl/strings/escaping.h"
#include "common/compression/compression.h"
#include "common/rpc/testing/test_server.h"
#include "nlohmann/json.hpp"
#include "services/gateway/edge/testing/edge_fixture.h"

namespace ocop::gateway {
namespace {

using ::ocop::registry::v1::GetProductRequest;
using ::ocop::registry::v1::Product;
using ::testing::HasSubstr;

using Json = nlohmann::json;
using EdgeStreamTest = EdgeHandlerTest;

TEST_F(EdgeStreamTest, StreamsInConnectsFrames) {
  const HttpResponse response =
      Connect().Call("POST", kWatch, {kConnectJson, kOfRegistry}, Frame(0, R"({"resumeToken":"two"})"));
  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(response.headers.Get("Content-Type"), "application/connect+json");
  EXPECT_EQ(response.headers.Get("X-Served-By"), "backend");
  const auto frames = FramesOf(response.body);
  ASSERT_EQ(frames.size(), 3u);
  for (int i = 0; i < 2; ++i) {
    EXPECT_EQ(frames[i].first, 0);
    EXPECT_EQ(Json::parse(frames[i].second)["resumeToken"], std::string(64 << 10, 'x'));
  }
  EXPECT_EQ(frames[2].first, 2);
  EXPECT_EQ(Json::parse(frames[2].second), Json::parse(R"({"metadata":{"x-cost":["7"]}})"));
}

TEST_F(EdgeStreamTest, TellsAtTheEndOfAStreamThatItWasRefused) {
  const HttpResponse response =
      Connect().Call("POST", kWatch, {kConnectJson, kOfRegistry}, Frame(0, R"({"resumeToken":"refused"})"));
  const auto frames = FramesOf(response.body);
  ASSERT_EQ(frames.size(), 2u);
  const Json end = Json::parse(frames[1].second);
  EXPECT_EQ(end["error"]["code"], "not_found");
  EXPECT_EQ(end["error"]["details"].size(), 3u);
  EXPECT_EQ(observed().code, "not_found");
}

TEST_F(EdgeStreamTest, PacksTheMessagesOfAStream) {
  const HttpResponse response = Connect().Call(
      "POST", kWatch,
      {kConnectJson, kOfRegistry, {"Connect-Content-Encoding", "gzip"}, {"Connect-Accept-Encoding", "gzip"}},
      Frame(1, compression::Gzip(R"({"resumeToken":"two"})")));
  EXPECT_EQ(response.headers.Get("Connect-Content-Encoding"), "gzip");
  const auto frames = FramesOf(response.body);
  ASSERT_EQ(frames.size(), 3u);
  EXPECT_EQ(frames[0].first, 1);
  EXPECT_LT(frames[0].second.size(), 1000u);
  EXPECT_EQ(Json::parse(*compression::Gunzip(frames[0].second, 1 << 20))["resumeToken"], std::string(64 << 10, 'x'));
}

TEST_F(EdgeStreamTest, UnpacksNoEmptyMessage) {
  GetProductRequest plain;
  plain.set_name("provinces/82/products/plain");
  HttpClient client = Connect();
  const auto call = [&](const std::string& coding, const std::string& frame) {
    return FramesOf(client
                        .Call("POST", kGetProduct,
                              {{"Content-Type", "application/grpc-web+proto"}, {"Grpc-Encoding", coding}}, frame)
                        .body);
  };
  EXPECT_EQ(call("gzip", Frame(1, "")).size(), 2u);
  EXPECT_EQ(call("GZIP", Frame(1, compression::Gzip(plain.SerializeAsString()))).size(), 2u);
  EXPECT_THAT(call("br", Frame(1, "")).front().second, HasSubstr("grpc-status: 12"));
}

TEST_F(EdgeStreamTest, SpeaksGrpcWeb) {
  GetProductRequest request;
  request.set_name("provinces/82/products/plain");
  const std::string body = Frame(0, request.SerializeAsString());
  HttpClient client = Connect();
  const HttpResponse plain = client.Call("POST", kGetProduct, {{"Content-Type", "application/grpc-web+proto"}}, body);
  EXPECT_EQ(plain.headers.Get("Content-Type"), "application/grpc-web+proto");
  EXPECT_EQ(plain.headers.Get("X-Served-By"), "backend");
  auto frames = FramesOf(plain.body);
  ASSERT_EQ(frames.size(), 2u);
  Product product;
  ASSERT_TRUE(product.ParseFromString(frames[0].second));
  EXPECT_EQ(product.display_name(), "Kẹo dừa");
  EXPECT_EQ(frames[1].first, 0x80);
  EXPECT_EQ(frames[1].second, "grpc-status: 0\r\nx-blob-bin: AP8\r\nx-cost: 7\r\n");

  request.set_name("provinces/82/products/kẹo/missing");
  const HttpResponse refused = client.Call("POST", kGetProduct, {{"Content-Type", "application/grpc-web"}},
                                           Frame(0, request.SerializeAsString()));
  EXPECT_EQ(refused.status, 200);
  frames = FramesOf(refused.body);
  ASSERT_EQ(frames.size(), 1u);
  EXPECT_THAT(frames[0].second,
              HasSubstr("grpc-status: 5\r\ngrpc-message: no product is named provinces/82/products/k%E1%BA%B9o/"));
  EXPECT_THAT(frames[0].second, HasSubstr("grpc-status-details-bin: "));
}

// They are reached without a socket.
TEST(OwnServicesTest, ACallOfGrpcWebLeavesNothingThatHoldsUpTheEnd) {
  rpc::TestServer own;
  own.Start();
  auto methods =
      MethodTable::Create({{"indicators", {"ocop.indicators.v1.IndicatorService"}, own.server().LocalChannel()}});
  ASSERT_TRUE(methods.ok()) << methods.status();
  const EdgeHandler handler(*std::move(methods), {.new_request_id = [] { return "made-here"; }});
  auto server = HttpServer::Start({.listen = "127.0.0.1:0"}, std::cref(handler));
  ASSERT_TRUE(server.ok()) << server.status();
  HttpClient client((*server)->port());
  const std::string body = Frame(0, rpc::TestServer::Request().SerializeAsString());
  for (int i = 0; i < 10; ++i) {
    const auto frames =
        FramesOf(client.Call("POST", rpc::kGet, {{"Content-Type", "application/grpc-web+proto"}}, body).body);
    ASSERT_EQ(frames.size(), 2u);
    EXPECT_EQ(frames[1].second, "grpc-status: 0\r\n");
  }
  (*server)->Shutdown(absl::InfiniteFuture());
  own.server().Drain();
}

TEST_F(EdgeStreamTest, TellsOverGrpcWebThatAnAnswerIsNoMessage) {
  const HttpResponse response = Connect().Call("POST", kGetProduct, {{"Content-Type", "application/grpc-web+json"}},
                                               Frame(0, R"({"name":"provinces/82/products/broken"})"));
  const auto frames = FramesOf(response.body);
  ASSERT_EQ(frames.size(), 1u);
  EXPECT_THAT(frames[0].second, HasSubstr("grpc-status: 13"));
  EXPECT_EQ(observed().code, "internal");
}

TEST_F(EdgeStreamTest, SpeaksGrpcWebInText) {
  GetProductRequest request;
  request.set_name("provinces/82/products/plain");
  const HttpResponse response = Connect().Call("POST", kGetProduct, {{"Content-Type", "application/grpc-web-text"}},
                                               absl::Base64Escape(Frame(0, request.SerializeAsString())));
  // Each frame is padded by itself.
  const size_t trailers = response.body.find("gAAA");  // 0x80 and zeros
  ASSERT_NE(trailers, std::string::npos) << response.body;
  std::string message;
  ASSERT_TRUE(absl::Base64Unescape(response.body.substr(0, trailers), &message)) << response.body;
  EXPECT_THAT(message, HasSubstr("Kẹo dừa"));
}

TEST_F(EdgeStreamTest, RefusesABodyThatIsNoFrame) {
  const std::string good = Frame(0, R"({"resumeToken":"two"})");
  HttpClient client = Connect();
  for (const std::string& body :
       {std::string(), good.substr(0, 3), good.substr(0, 5), good.substr(0, good.size() - 1), good + "x", good + good,
        Frame(2, "{}"), Frame(1, "{}"), Frame(0, "{"), Frame(0, "[]"), std::string("\0\xff\xff\xff\xff", 5)}) {
    const HttpResponse response = client.Call("POST", kWatch, {kConnectJson, kOfRegistry}, body);
    EXPECT_EQ(response.status, 200);
    const auto frames = FramesOf(response.body);
    ASSERT_EQ(frames.size(), 1u) << body;
    EXPECT_THAT(frames[0].second, testing::AnyOf(HasSubstr("invalid_argument"), HasSubstr("unimplemented"))) << body;
  }
  const HttpResponse text =
      client.Call("POST", kWatch, {{"Content-Type", "application/grpc-web-text"}, kOfRegistry}, "!!!");
  std::string trailers;
  ASSERT_TRUE(absl::Base64Unescape(text.body, &trailers));
  EXPECT_THAT(trailers, HasSubstr("grpc-status: 3"));
}

TEST_F(EdgeStreamTest, KnowsOneProtocolVersionOfStreams) {
  HttpClient client = Connect();
  const std::string body = Frame(0, R"({"resumeToken":"two"})");
  const std::pair<const char*, const char*> first = {"Connect-Protocol-Version", "1"};
  const std::pair<const char*, const char*> second = {"Connect-Protocol-Version", "2"};
  EXPECT_EQ(FramesOf(client.Call("POST", kWatch, {kConnectJson, kOfRegistry, first}, body).body).size(), 3u);
  EXPECT_THAT(client.Call("POST", kWatch, {kConnectJson, kOfRegistry, second}, body).body, HasSubstr("INVALID_HEADER"));
}

TEST_F(EdgeStreamTest, CancelsTheStreamOfAClientThatLeaves) {
  HttpClient client = Connect();
  const std::string body = Frame(0, "{}");
  client.Send(absl::StrCat("POST ", kWatch, " HTTP/1.1\r\nHost: a\r\nContent-Type: application/connect+json\r\n",
                           "Ocop-Service: registry\r\nContent-Length: ", body.size(), "\r\n\r\n", body));
  EXPECT_EQ(client.ReadHead().status, 200);
  client.Close();
  backend_.AwaitWatchCancelled();
}

// Nothing is written to it by which its leaving would show.
TEST_F(EdgeStreamTest, CancelsTheQuietStreamOfAClientThatHasSentMoreAndLeaves) {
  HttpClient client = Connect();
  const std::string body = Frame(0, R"({"resumeToken":"quiet"})");
  client.Send(absl::StrCat("POST ", kWatch, " HTTP/1.1\r\nHost: a\r\nContent-Type: application/connect+json\r\n",
                           "Ocop-Service: registry\r\nContent-Length: ", body.size(), "\r\n\r\n", body, "\r\n"));
  EXPECT_EQ(client.ReadHead().status, 200);
  client.Close();
  backend_.AwaitWatchCancelled();
}

}  // namespace
}  // namespace ocop::gateway
