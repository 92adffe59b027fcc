// The whole way of a call over HTTP: socket, codec, gRPC backend and back.
#include "services/gateway/edge/connect_handler.h"

#include <gmock/gmock.h>
#include <grpcpp/create_channel.h>
#include <grpcpp/security/credentials.h>
#include <gtest/gtest.h>

#include <cstdio>
#include <thread>

#include "absl/strings/str_cat.h"
#include "nlohmann/json.hpp"
#include "ocop/journal/v1/journal_service.pb.h"
#include "ocop/registry/v1/producer_service.pb.h"
#include "ocop/registry/v1/product_service.pb.h"
#include "services/gateway/edge/compression.h"
#include "services/gateway/edge/http_server.h"
#include "services/gateway/edge/testing/http_client.h"
#include "services/gateway/edge/testing/test_backend.h"

namespace ocop::gateway {
namespace {

using ::ocop::registry::v1::GetProductRequest;
using ::ocop::registry::v1::Product;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::Key;
using ::testing::Not;
using ::testing::Pair;
using Json = nlohmann::json;

constexpr std::pair<const char*, const char*> kJson = {"Content-Type", "application/json"};
constexpr std::pair<const char*, const char*> kProto = {"Content-Type", "application/proto"};

std::string Request(const std::string& product) {
  return absl::StrCat(R"({"name":"provinces/82/products/)", product, R"("})");
}

// The service in the file of a message. Naming the message links the file in; the service's name alone would not.
template <class Message>
std::string ServiceBeside() {
  return Message::descriptor()->file()->service(0)->full_name();
}

class ConnectHandlerTest : public testing::Test {
 protected:
  ConnectHandlerTest() {
    const auto nobody = grpc::CreateChannel("127.0.0.1:1", grpc::InsecureChannelCredentials());
    auto methods = MethodTable::Create({
        {{ServiceBeside<Product>(), ServiceBeside<ocop::journal::v1::WatchRequest>()}, backend_.channel()},
        {{ServiceBeside<ocop::registry::v1::Producer>()}, nobody},
    });
    EXPECT_TRUE(methods.ok()) << methods.status();
    handler_ = std::make_unique<ConnectHandler>(
        *std::move(methods), ConnectHandler::Options{.links = {{"/label/", kGetProduct, "name"}},
                                                     .new_request_id = [] { return "made-here"; },
                                                     .healthy = [this] { return healthy_.load(); },
                                                     .observe = [this](const RequestRecord& r) { Observe(r); }});
    auto server = HttpServer::Start({.listen = "127.0.0.1:0"}, std::cref(*handler_));
    EXPECT_TRUE(server.ok()) << server.status();
    server_ = *std::move(server);
  }

  HttpClient Connect() { return HttpClient(server_->port()); }

  RequestRecord observed() {
    absl::MutexLock lock(&mutex_);
    return observed_;
  }

  TestBackend backend_;
  std::unique_ptr<ConnectHandler> handler_;
  std::unique_ptr<HttpServer> server_;
  std::atomic<bool> healthy_ = true;

 private:
  void Observe(const RequestRecord& record) {
    absl::MutexLock lock(&mutex_);
    observed_ = record;
  }

  absl::Mutex mutex_;
  RequestRecord observed_ ABSL_GUARDED_BY(mutex_);
};

TEST_F(ConnectHandlerTest, CallsAMethodWithJson) {
  const HttpResponse response = Connect().Call("POST", kGetProduct, {kJson}, Request("plain"));
  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(response.headers.Get("Content-Type"), "application/json");
  EXPECT_EQ(Json::parse(response.body),
            Json::parse(R"({"name":"provinces/82/products/plain","displayName":"Kẹo dừa"})"));
  EXPECT_EQ(response.headers.Get("X-Served-By"), "backend");
  EXPECT_EQ(response.headers.Get("Trailer-X-Cost"), "7");
  EXPECT_EQ(response.headers.Get("Trailer-X-Blob-Bin"), "AP8");
}

TEST_F(ConnectHandlerTest, CallsAMethodWithBinary) {
  GetProductRequest request;
  request.set_name("provinces/82/products/plain");
  const HttpResponse response = Connect().Call("POST", kGetProduct, {kProto}, request.SerializeAsString());
  EXPECT_EQ(response.headers.Get("Content-Type"), "application/proto");
  Product product;
  ASSERT_TRUE(product.ParseFromString(response.body));
  EXPECT_EQ(product.display_name(), "Kẹo dừa");
}

TEST_F(ConnectHandlerTest, SpeaksGzipBothWays) {
  const HttpResponse response = Connect().Call(
      "POST", kGetProduct, {kJson, {"Content-Encoding", "gzip"}, {"Accept-Encoding", "gzip"}}, Gzip(Request("large")));
  EXPECT_EQ(response.headers.Get("Content-Encoding"), "gzip");
  EXPECT_LT(response.body.size(), 10'000u);
  EXPECT_EQ(Json::parse(*Gunzip(response.body, 1 << 20))["displayName"].get<std::string>().size(), 200'000u);
}

TEST_F(ConnectHandlerTest, CurlCallsAMethod) {
  const std::string command = absl::StrCat("curl -sS --compressed -H 'Content-Type: application/json' -d '",
                                           Request("plain"), "' http://127.0.0.1:", server_->port(), kGetProduct);
  const std::unique_ptr<FILE, int (*)(FILE*)> curl(popen(command.c_str(), "r"), pclose);
  char output[1000];
  const size_t size = fread(output, 1, sizeof output, curl.get());
  EXPECT_EQ(Json::parse(std::string(output, size))["displayName"], "Kẹo dừa");
}

TEST_F(ConnectHandlerTest, FollowsALink) {
  const HttpResponse response = Connect().Call("GET", "/label/plain?a=\"b", {}, "");
  EXPECT_EQ(response.status, 200) << response.body;
  EXPECT_EQ(response.headers.Get("Content-Type"), "application/json");
  EXPECT_EQ(Json::parse(response.body)["name"], "/label/plain?a=\"b");
  EXPECT_EQ(Connect().Call("POST", "/label/plain", {kJson}, "{}").status, 404);
}

TEST_F(ConnectHandlerTest, PassesTheBackendsRefusalWithEveryDetail) {
  const HttpResponse response = Connect().Call("POST", kGetProduct, {kProto}, [] {
    GetProductRequest request;
    request.set_name("provinces/82/products/missing");
    return request.SerializeAsString();
  }());
  EXPECT_EQ(response.status, 404);
  EXPECT_EQ(response.headers.Get("Content-Type"), "application/json");
  const Json body = Json::parse(response.body);
  EXPECT_EQ(body["code"], "not_found");
  EXPECT_EQ(body["message"], "no product is named provinces/82/products/missing");
  ASSERT_EQ(body["details"].size(), 3u);
  EXPECT_EQ(body["details"][0]["debug"]["reason"], "RESOURCE_NOT_FOUND");
  EXPECT_EQ(body["details"][1]["debug"]["message"], "Không có sản phẩm này");
  EXPECT_EQ(body["details"][2]["debug"]["locale"], "en");
}

TEST_F(ConnectHandlerTest, RefusesWhatIsNoCall) {
  struct {
    const char* method;
    const char* target;
    std::pair<const char*, const char*> header;
    const char* body;
    int http_status;
    const char* code;
  } const cases[] = {
      {"POST", "/ocop.registry.v1.ProductService/Nope", kJson, "{}", 404, "unimplemented"},
      {"POST", "/nope", kJson, "{}", 404, "unimplemented"},
      {"POST", "/", kJson, "{}", 404, "unimplemented"},
      {"GET", "/ocop.registry.v1.ProductService", kJson, "", 404, "unimplemented"},
      {"GET", kGetProduct, kJson, "", 405, "unimplemented"},
      {"POST", kGetProduct, {"Content-Type", "text/plain"}, "{}", 415, "invalid_argument"},
      {"POST", kGetProduct, {"Accept", "*/*"}, "{}", 415, "invalid_argument"},
      {"POST", kGetProduct, kJson, "{", 400, "invalid_argument"},
      {"POST", kGetProduct, kJson, "{\"name\":\"\xff\"}", 400, "invalid_argument"},
      {"POST", kGetProduct, kJson, R"({"name":"provinces/82/products/broken"})", 500, "internal"},
      {"POST", "/ocop.journal.v1.JournalService/Watch", kJson, "{}", 501, "unimplemented"},
      {"POST", "/ocop.registry.v1.ProducerService/GetProducer", kJson, "{}", 503, "unavailable"},
  };
  HttpClient client = Connect();  // one connection for all: a refusal does not end it
  for (const auto& c : cases) {
    const HttpResponse response = client.Call(c.method, c.target, {c.header}, c.body);
    EXPECT_EQ(response.status, c.http_status) << c.method << c.target << c.body;
    EXPECT_EQ(Json::parse(response.body)["code"], c.code) << c.method << c.target << c.body;
    EXPECT_EQ(response.headers.Get("Allow"), response.status == 405 ? "POST" : "");
    EXPECT_EQ(response.headers.Get("Accept-Post"), response.status == 415 ? kAcceptPost : "");
  }
}

TEST_F(ConnectHandlerTest, TellsWhereTheJsonIsWrong) {
  for (const char* body : {R"({"name":"kẹo dừa kẹo dừa" x)", "{\"name\":\"\xff\"}"}) {
    const Json error = Json::parse(Connect().Call("POST", kGetProduct, {kJson}, body).body);
    EXPECT_THAT(error["message"].get<std::string>(), HasSubstr("is not a JSON ocop.registry.v1.GetProductRequest"));
    EXPECT_EQ(error["details"][0]["debug"]["reason"], "INVALID_JSON");
  }
}

TEST_F(ConnectHandlerTest, RefusesABodyThatIsTooLargePackedOrPlain) {
  const std::string large = Request(std::string(5 << 20, 'x'));
  for (const HttpResponse& response :
       {Connect().Call("POST", kGetProduct, {kJson}, large),
        Connect().Call("POST", kGetProduct, {kJson, {"Content-Encoding", "gzip"}}, Gzip(large))}) {
    EXPECT_EQ(response.status, 413);
    EXPECT_EQ(Json::parse(response.body)["code"], "resource_exhausted");
  }
}

TEST_F(ConnectHandlerTest, ForwardsContextAndDeadline) {
  const absl::Time start = absl::Now();
  Connect().Call("POST", kGetProduct,
                 {kJson,
                  {"Connect-Timeout-Ms", "60000"},
                  {"Authorization", "Bearer t"},
                  {"X-Request-Id", "r1"},
                  {"X-Actor", "a@example.vn"},
                  {"X-Roles", "producer"},
                  {"Traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"},
                  {"Cookie", "c"}},
                 Request("plain"));
  const auto metadata = backend_.metadata();
  EXPECT_THAT(metadata, Contains(Pair("authorization", "Bearer t")));
  EXPECT_THAT(metadata, Contains(Pair("x-request-id", "r1")));
  EXPECT_THAT(metadata, Contains(Pair("x-actor", "a@example.vn")));
  EXPECT_THAT(metadata, Contains(Pair("x-roles", "producer")));
  EXPECT_THAT(metadata, Contains(Pair("traceparent", HasSubstr("0af7651916cd43dd8448eb211c80319c"))));
  EXPECT_THAT(metadata, Not(Contains(Key("cookie"))));
  EXPECT_GT(backend_.deadline(), start + absl::Seconds(55));
  EXPECT_LT(backend_.deadline(), absl::Now() + absl::Seconds(65));
}

TEST_F(ConnectHandlerTest, NamesARequestThatHasNoName) {
  const HttpResponse response = Connect().Call("POST", kGetProduct, {kJson}, Request("plain"));
  EXPECT_EQ(response.headers.Get("X-Request-Id"), "made-here");
  EXPECT_THAT(backend_.metadata(), Contains(Pair("x-request-id", "made-here")));
  for (const std::string& wrong : {std::string("kẹo"), std::string(129, 'x')}) {
    const HttpResponse renamed = Connect().Call("POST", kGetProduct, {kJson, {"X-Request-Id", wrong}}, "{}");
    EXPECT_EQ(renamed.headers.Get("X-Request-Id"), "made-here");
  }
}

TEST_F(ConnectHandlerTest, AnswersWhenTheDeadlineHasPassed) {
  const HttpResponse response =
      Connect().Call("POST", kGetProduct, {kJson, {"Connect-Timeout-Ms", "50"}}, Request("held"));
  EXPECT_EQ(response.status, 504);
  EXPECT_EQ(Json::parse(response.body)["code"], "deadline_exceeded");
}

TEST_F(ConnectHandlerTest, CancelsTheCallOfAClientThatLeaves) {
  HttpClient client = Connect();
  client.Send(absl::StrCat("POST ", kGetProduct, " HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n",
                           "Content-Length: ", Request("held").size(), "\r\n\r\n", Request("held")));
  backend_.AwaitHeld();
  client.Close();
  backend_.AwaitHeldCancelled();
}

TEST_F(ConnectHandlerTest, ShutdownLetsARunningCallFinish) {
  HttpResponse response;
  std::thread caller([&] { response = Connect().Call("POST", kGetProduct, {kJson}, Request("held")); });
  backend_.AwaitHeld();
  HttpClient idle = Connect();
  EXPECT_EQ(idle.Call("GET", "/", {}, "").status, 200);
  std::thread shutdown([this] { server_->Shutdown(absl::InfiniteFuture()); });
  EXPECT_TRUE(idle.AwaitClose());  // draining has begun
  backend_.ReleaseHeld();
  caller.join();
  shutdown.join();
  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(response.headers.Get("Connection"), "close");
}

TEST_F(ConnectHandlerTest, ShutdownCancelsACallAtTheDeadline) {
  std::thread caller([&] { Connect().Call("POST", kGetProduct, {kJson}, Request("held")); });
  backend_.AwaitHeld();
  server_->Shutdown(absl::Now());
  backend_.AwaitHeldCancelled();
  caller.join();
}

TEST_F(ConnectHandlerTest, TellsItsHealth) {
  HttpClient client = Connect();
  EXPECT_EQ(client.Call("GET", "/healthz", {}, "").status, 200);
  healthy_ = false;
  EXPECT_EQ(client.Call("GET", "/healthz", {}, "").status, 503);
  EXPECT_THAT(client.Call("GET", "/", {}, "").body, HasSubstr("POST /{service}/{method}"));
}

TEST_F(ConnectHandlerTest, RecordsWhatBecameOfARequest) {
  HttpClient client = Connect();
  client.Call("POST", kGetProduct, {kJson, {"X-Request-Id", "r1"}}, Request("missing"));
  EXPECT_EQ(observed().method, kGetProduct);
  EXPECT_EQ(observed().code, "not_found");
  EXPECT_EQ(observed().http_status, 404);
  EXPECT_EQ(observed().request_id, "r1");
  // A caller cannot make up label values.
  client.Call("POST", "/made/up", {kJson}, "{}");
  EXPECT_EQ(observed().method, "unknown");
}

TEST(MethodTableTest, RefusesAServiceThatIsUnknownOrServedTwice) {
  const auto channel = grpc::CreateChannel("127.0.0.1:1", grpc::InsecureChannelCredentials());
  EXPECT_EQ(MethodTable::Create({{{"no.such.Service"}, channel}}).status().code(), absl::StatusCode::kNotFound);
  const Backend backend{{"ocop.registry.v1.ProductService"}, channel};
  EXPECT_EQ(MethodTable::Create({backend, backend}).status().code(), absl::StatusCode::kAlreadyExists);
}

}  // namespace
}  // namespace ocop::gateway
