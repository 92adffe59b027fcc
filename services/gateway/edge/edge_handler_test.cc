// The whole way of a call over HTTP: socket, codec, gRPC backend and back.
#include <gmock/gmock.h>

#include <cstdio>
#include <thread>

#include "absl/strings/escaping.h"
#include "common/compression/compression.h"
#include "nlohmann/json.hpp"
#include "ocop/journal/v1/journal_service.pb.h"
#include "services/gateway/edge/testing/edge_fixture.h"

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

TEST_F(EdgeHandlerTest, CallsAMethodWithJson) {
  const HttpResponse response = Connect().Call("POST", kGetProduct, {kJson}, Request("plain"));
  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(response.headers.Get("Content-Type"), "application/json");
  EXPECT_EQ(Json::parse(response.body),
            Json::parse(R"({"name":"provinces/82/products/plain","displayName":"Kẹo dừa"})"));
  EXPECT_EQ(response.headers.Get("X-Served-By"), "backend");
  EXPECT_EQ(response.headers.Get("Trailer-X-Cost"), "7");
  EXPECT_EQ(response.headers.Get("Trailer-X-Blob-Bin"), "AP8");
}

TEST_F(EdgeHandlerTest, CallsAMethodWithBinary) {
  GetProductRequest request;
  request.set_name("provinces/82/products/plain");
  const HttpResponse response = Connect().Call("POST", kGetProduct, {kProto}, request.SerializeAsString());
  EXPECT_EQ(response.headers.Get("Content-Type"), "application/proto");
  Product product;
  ASSERT_TRUE(product.ParseFromString(response.body));
  EXPECT_EQ(product.display_name(), "Kẹo dừa");
}

TEST_F(EdgeHandlerTest, SpeaksGzipBothWays) {
  const HttpResponse response =
      Connect().Call("POST", kGetProduct, {kJson, {"Content-Encoding", "gzip"}, {"Accept-Encoding", "gzip"}},
                     compression::Gzip(Request("large")));
  EXPECT_EQ(response.headers.Get("Content-Encoding"), "gzip");
  EXPECT_LT(response.body.size(), 10'000u);
  EXPECT_EQ(Json::parse(*compression::Gunzip(response.body, 1 << 20))["displayName"].get<std::string>().size(),
            200'000u);
}

TEST_F(EdgeHandlerTest, CurlCallsAMethod) {
  const std::string command = absl::StrCat("curl -sS --compressed -H 'Content-Type: application/json' -d '",
                                           Request("plain"), "' http://127.0.0.1:", server_->port(), kGetProduct);
  const std::unique_ptr<FILE, int (*)(FILE*)> curl(popen(command.c_str(), "r"), pclose);
  char output[1000];
  const size_t size = fread(output, 1, sizeof output, curl.get());
  EXPECT_EQ(Json::parse(std::string(output, size))["displayName"], "Kẹo dừa");
}

TEST_F(EdgeHandlerTest, AnswersAReadWithGet) {
  const std::string message = "%7B%22name%22%3A%22provinces%2F82%2Fproducts%2Fplain%22%7D";
  HttpClient client = Connect();
  const HttpResponse json =
      client.Call("GET", absl::StrCat(kGetProduct, "?connect=v1&encoding=json&message=", message), {}, "");
  EXPECT_EQ(json.status, 200) << json.body;
  EXPECT_EQ(Json::parse(json.body)["displayName"], "Kẹo dừa");
  EXPECT_EQ(json.headers.Get("Cache-Control"), "private, no-cache");

  GetProductRequest request;
  request.set_name("provinces/82/products/plain");
  std::string packed;
  absl::WebSafeBase64Escape(compression::Gzip(request.SerializeAsString()), &packed);
  const HttpResponse binary = client.Call(
      "GET", absl::StrCat(kGetProduct, "?encoding=proto&base64=1&compression=gzip&message=", packed), {}, "");
  Product product;
  ASSERT_TRUE(product.ParseFromString(binary.body));
  EXPECT_EQ(product.display_name(), "Kẹo dừa");
}

TEST_F(EdgeHandlerTest, SaysThatAnAnswerIsTheOneItsCallerHas) {
  HttpClient client = Connect();
  const std::string target = absl::StrCat(kGetProduct, "?encoding=json&message=%7B%22name%22:%22p/plain%22%7D");
  const HttpResponse first = client.Call("GET", target, {}, "");
  const std::string tag(first.headers.Get("ETag"));
  ASSERT_THAT(tag, testing::MatchesRegex("\"[0-9a-f]{32}\""));
  const HttpResponse again = client.Call("GET", target, {{"If-None-Match", "\"x\", " + tag}}, "");
  EXPECT_EQ(again.status, 304);
  EXPECT_EQ(again.body, "");
  EXPECT_EQ(again.headers.Get("ETag"), tag);
  EXPECT_EQ(client.Call("GET", target, {{"If-None-Match", "\"x\""}}, "").status, 200);
  const std::string other = absl::StrCat(kGetProduct, "?encoding=json&message=%7B%22name%22:%22q/plain%22%7D");
  EXPECT_EQ(client.Call("GET", other, {{"If-None-Match", tag}}, "").status, 200);
}

TEST_F(EdgeHandlerTest, RefusesAQueryThatIsNoMessage) {
  HttpClient client = Connect();
  for (const char* query : {"", "?", "?message={}", "?encoding=json", "?encoding=json&message=%7",
                            "?encoding=json&message=%zz", "?encoding=json&message=%",
                            "?encoding=proto&base64=1&message=%21%21", "?connect=v2&encoding=json&message=%7B%7D",
                            "?encoding=proto&compression=gzip&message=nogzip", "?encoding=json&message=%FF"}) {
    const HttpResponse response = client.Call("GET", absl::StrCat(kGetProduct, query), {}, "");
    EXPECT_EQ(response.status, 400) << query << response.body;
  }
}

TEST_F(EdgeHandlerTest, AsksWhichServiceIsMeantWhereSeveralAnswer) {
  HttpClient client = Connect();
  for (const char* name : {"", "nothing"}) {
    const HttpResponse response = client.Call("POST", kWatch, {kConnectJson, {"Ocop-Service", name}}, Frame(0, "{}"));
    EXPECT_THAT(response.body, HasSubstr("name one in the metadata ocop-service: registry, nobody")) << name;
  }
  EXPECT_THAT(client.Call("POST", kWatch, {kConnectJson, {"ocop-service", "nobody"}}, Frame(0, "{}")).body,
              HasSubstr("unavailable"));
}

TEST_F(EdgeHandlerTest, AnswersHeadOfAReadWithoutABody) {
  HttpClient client = Connect();
  client.Send(absl::StrCat("HEAD ", kGetProduct, "?encoding=json&message=%7B%7D HTTP/1.1\r\nHost: a\r\n\r\n"));
  EXPECT_EQ(client.ReadHead().status, 200);
}

TEST_F(EdgeHandlerTest, FollowsALink) {
  const HttpResponse response = Connect().Call("GET", "/label/plain?a=\"b", {}, "");
  EXPECT_EQ(response.status, 200) << response.body;
  EXPECT_EQ(response.headers.Get("Content-Type"), "application/json");
  EXPECT_EQ(Json::parse(response.body)["name"], "/label/plain?a=\"b");
}

TEST_F(EdgeHandlerTest, PassesTheBackendsRefusalWithEveryDetail) {
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

TEST_F(EdgeHandlerTest, RefusesWhatIsNoCall) {
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
      {"POST", "/", kJson, "{}", 405, "unimplemented"},
      {"POST", "/healthz", kJson, "{}", 405, "unimplemented"},
      {"DELETE", "/page", kJson, "", 405, "unimplemented"},
      {"TRACE", "/", kJson, "", 405, "unimplemented"},
      {"OPTIONS", "/page?a=b", kJson, "", 405, "unimplemented"},
      {"POST", "/label/plain", kJson, "{}", 405, "unimplemented"},
      {"GET", "/ocop.registry.v1.ProductService", kJson, "", 404, "unimplemented"},
      {"PUT", kGetProduct, kJson, "{}", 405, "unimplemented"},
      {"GET", kCreateProduct, kJson, "", 405, "unimplemented"},
      {"GET", kWatch, kJson, "", 405, "unimplemented"},
      {"GET", kGetProduct, kJson, "", 400, "invalid_argument"},
      {"POST", kGetProduct, {"Content-Type", "text/plain"}, "{}", 415, "invalid_argument"},
      {"POST", kGetProduct, {"Accept", "*/*"}, "{}", 415, "invalid_argument"},
      {"POST", kGetProduct, kJson, "{", 400, "invalid_argument"},
      {"POST", kGetProduct, kJson, "{\"name\":\"\xff\"}", 400, "invalid_argument"},
      {"POST", kGetProduct, kJson, R"({"name":"provinces/82/products/broken"})", 500, "internal"},
      {"POST", kGetProduct, {"Content-Type", "application/connect+json"}, "{}", 415, "invalid_argument"},
      {"POST", kWatch, kJson, "{}", 415, "invalid_argument"},
      {"POST", "/ocop.journal.v1.JournalService/ListEntries", kJson, "{}", 400, "invalid_argument"},
      {"POST", "/ocop.registry.v1.ProducerService/GetProducer", kJson, "{}", 503, "unavailable"},
  };
  HttpClient client = Connect();  // one connection for all: a refusal does not end it
  for (const auto& c : cases) {
    const HttpResponse response = client.Call(c.method, c.target, {c.header}, c.body);
    EXPECT_EQ(response.status, c.http_status) << c.method << c.target << c.body;
    const Json error = Json::parse(response.body);
    EXPECT_EQ(error["code"], c.code) << c.method << c.target << c.body;
    EXPECT_NE(ReasonOf(response.body), "") << error;
    EXPECT_EQ(!response.headers.Get("Allow").empty(), response.status == 405);
    EXPECT_EQ(!response.headers.Get("Accept-Post").empty(), response.status == 415);
  }
}

TEST_F(EdgeHandlerTest, SaysWhyAMethodThatTakesAStreamIsNotCalled) {
  const HttpResponse response = Connect().Call("POST", kUpload, {kJson, kOfRegistry}, "");
  EXPECT_EQ(response.status, 501);
  EXPECT_EQ(ReasonOf(response.body), "CLIENT_STREAMING_NOT_SERVED");
  // Where the protocol has a place for the end of a stream, a client looks for it there.
  const HttpResponse framed = Connect().Call("POST", kUpload, {kConnectJson, kOfRegistry}, "");
  EXPECT_EQ(framed.status, 200);
  EXPECT_THAT(framed.body, AllOf(HasSubstr("unimplemented"), HasSubstr("CLIENT_STREAMING_NOT_SERVED")));
}

TEST_F(EdgeHandlerTest, TellsWhereTheJsonIsWrong) {
  const struct {
    const char* body;
    const char* line;
    const char* column;
  } cases[] = {
      {R"({"name":"kẹo dừa kẹo dừa" x)", "1", "27"},
      {"{\n  \"name\":\n    \"kẹo\" \"dừa\"\n}", "3", "15"},
      {"{\"name\":\"\xff\"}", "1", "10"},
      {"{\n", "2", "1"},
      {"", "1", "1"},
      {"{} {}", "1", "4"},
  };
  for (const auto& c : cases) {
    const Json error = Json::parse(Connect().Call("POST", kGetProduct, {kJson}, c.body).body);
    EXPECT_THAT(error["message"].get<std::string>(),
                HasSubstr(absl::StrCat("is not a JSON ocop.registry.v1.GetProductRequest: line ", c.line, ", column ",
                                       c.column, ": ")));
    ASSERT_EQ(error["details"].size(), 1u) << c.body;
    EXPECT_EQ(error["details"][0]["debug"]["reason"], "INVALID_JSON") << c.body;
    EXPECT_EQ(error["details"][0]["debug"]["metadata"], Json({{"line", c.line}, {"column", c.column}})) << c.body;
  }
}

TEST_F(EdgeHandlerTest, TellsWhichFieldOfTheJsonIsWrong) {
  const struct {
    const char* body;
    const char* field;
    const char* description;
  } cases[] = {
      {R"({"nope":1})", "nope", "Cannot find field."},
      {R"({"product":{"nope":1}})", "product.nope", "Cannot find field."},
      {R"({"product":{"displayName":1}})", "product.display_name", "invalid value 1 for type TYPE_STRING"},
      {R"({"product":7})", "product", "invalid value 7 for type type.googleapis.com/ocop.registry.v1.Product"},
      {R"({"product":[]})", "product", "Proto field is not repeating, cannot start list."},
  };
  for (const auto& c : cases) {
    const Json error = Json::parse(Connect().Call("POST", kCreateProduct, {kJson}, c.body).body);
    ASSERT_EQ(error["details"].size(), 2u) << c.body << error;
    EXPECT_THAT(error.dump(), HasSubstr(R"("reason":"INVALID_JSON")")) << c.body;
    Json violations;
    for (const Json& detail : error["details"]) {
      if (detail["type"] == "google.rpc.BadRequest") violations = detail["debug"]["fieldViolations"];
    }
    EXPECT_EQ(violations, Json::array({{{"field", c.field}, {"description", c.description}}})) << c.body;
  }
  // Where protobuf does not tell the field, nothing is made up; nor is anything of any length repeated.
  for (const std::string& body :
       {std::string("[]"), std::string(R"({"product":1e999 x)"), R"({")" + std::string(5'000, 'x') + R"(":1})",
        R"({"product":")" + std::string(5'000, 'x') + R"("})"}) {
    const Json error = Json::parse(Connect().Call("POST", kCreateProduct, {kJson}, body).body);
    EXPECT_EQ(error["details"].size(), 1u) << error;
  }
}

TEST_F(EdgeHandlerTest, RefusesABodyThatIsTooLargePackedOrPlain) {
  const std::string large = Request(std::string(7 << 20, 'x'));
  for (const HttpResponse& response :
       {Connect().Call("POST", kGetProduct, {kJson}, large),
        Connect().Call("POST", kGetProduct, {kJson, {"Content-Encoding", "gzip"}}, compression::Gzip(large))}) {
    EXPECT_EQ(response.status, 413);
    EXPECT_EQ(ReasonOf(response.body), "BODY_TOO_LARGE");
  }
}

TEST_F(EdgeHandlerTest, ForwardsContextAndDeadline) {
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

TEST_F(EdgeHandlerTest, NamesARequestThatHasNoName) {
  const HttpResponse response = Connect().Call("POST", kGetProduct, {kJson}, Request("plain"));
  EXPECT_EQ(response.headers.Get("X-Request-Id"), "made-here");
  EXPECT_THAT(backend_.metadata(), Contains(Pair("x-request-id", "made-here")));
  for (const std::string& wrong : {std::string("kẹo"), std::string(129, 'x')}) {
    const HttpResponse renamed = Connect().Call("POST", kGetProduct, {kJson, {"X-Request-Id", wrong}}, "{}");
    EXPECT_EQ(renamed.headers.Get("X-Request-Id"), "made-here");
  }
}

TEST_F(EdgeHandlerTest, AnswersWhenTheDeadlineHasPassed) {
  const HttpResponse response =
      Connect().Call("POST", kGetProduct, {kJson, {"Connect-Timeout-Ms", "50"}}, Request("held"));
  EXPECT_EQ(response.status, 504);
  const Json error = Json::parse(response.body);
  EXPECT_EQ(error["code"], "deadline_exceeded");
  EXPECT_EQ(ReasonOf(response.body), "DEADLINE_EXCEEDED");
}

TEST_F(EdgeHandlerTest, CancelsTheCallOfAClientThatLeaves) {
  HttpClient client = Connect();
  client.Send(absl::StrCat("POST ", kGetProduct, " HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n",
                           "Content-Length: ", Request("held").size(), "\r\n\r\n", Request("held")));
  backend_.AwaitHeld();
  client.Close();
  backend_.AwaitHeldCancelled();
}

TEST_F(EdgeHandlerTest, AnswersAClientThatSendsNoMore) {
  const auto post = [](const char* path, const char* fields, const std::string& body) {
    return absl::StrCat("POST ", path, " HTTP/1.1\r\nHost: a\r\n", fields, "Content-Length: ", body.size(), "\r\n\r\n",
                        body);
  };
  HttpClient client = Connect();
  client.Send(post(kGetProduct, "Content-Type: application/json\r\n", Request("held")));
  client.Send(post(kWatch, "Content-Type: application/connect+json\r\nOcop-Service: registry\r\n",
                   Frame(0, R"({"resumeToken":"two"})")));
  client.EndSending();
  backend_.AwaitHeld();
  backend_.ReleaseHeld();
  EXPECT_EQ(client.Read().status, 200);
  EXPECT_EQ(FramesOf(client.Read().body).size(), 3u);
}

TEST_F(EdgeHandlerTest, ShutdownLetsARunningCallFinish) {
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

TEST_F(EdgeHandlerTest, ShutdownCancelsACallAtTheDeadline) {
  std::thread caller([&] { Connect().Call("POST", kGetProduct, {kJson}, Request("held")); });
  backend_.AwaitHeld();
  server_->Shutdown(absl::Now());
  backend_.AwaitHeldCancelled();
  caller.join();
}

TEST_F(EdgeHandlerTest, TellsItsHealth) {
  HttpClient client = Connect();
  EXPECT_EQ(client.Call("GET", "/healthz", {}, "").status, 200);
  EXPECT_EQ(client.Call("GET", "http://other.example/healthz", {}, "").status, 200);
  healthy_ = false;
  EXPECT_EQ(client.Call("GET", "/healthz", {}, "").status, 503);
  EXPECT_THAT(client.Call("GET", "http://other.example", {}, "").body, HasSubstr("POST /{service}/{method}"));
  EXPECT_THAT(client.Call("GET", "http://other.example?a=/b", {}, "").body, HasSubstr("POST /{service}/{method}"));
  EXPECT_THAT(client.Call("GET", "/", {}, "").body, HasSubstr("POST /{service}/{method}"));
}

TEST_F(EdgeHandlerTest, ReadsAListOnSeveralLinesAsOne) {
  HttpClient client = Connect();
  const HttpResponse packed = client.Call("GET", "/page", {{"Accept-Encoding", "br"}, {"accept-encoding", "gzip"}}, "");
  EXPECT_EQ(packed.headers.Get("Content-Encoding"), "gzip");
  const std::string tag(client.Call("GET", "/page", {}, "").headers.Get("ETag"));
  EXPECT_EQ(client.Call("GET", "/page", {{"If-None-Match", "\"x\""}, {"If-None-Match", tag}}, "").status, 304);

  client.Call("POST", kGetProduct, {kJson, {"Tracestate", "a=1"}, {"Tracestate", "b=2"}}, Request("plain"));
  EXPECT_THAT(backend_.metadata(), Contains(Pair("tracestate", "a=1, b=2")));
}

// A proxy that adds who the caller is to what the caller says of itself must not be overridden, nor mistaken.
TEST_F(EdgeHandlerTest, RefusesACallerOfTwoNames) {
  HttpClient client = Connect();
  for (const char* name : {"X-Actor", "X-Roles", "Authorization"}) {
    const HttpResponse unary = client.Call("POST", kGetProduct, {kJson, {name, "a"}, {name, "b"}}, Request("plain"));
    EXPECT_EQ(unary.status, 400) << name;
    EXPECT_THAT(unary.body, HasSubstr("INVALID_HEADER")) << name;
    EXPECT_EQ(client.Call("GET", "/label/plain", {{name, "a"}, {name, "a"}}, "").status, 400) << name;
    const HttpResponse stream =
        client.Call("POST", kWatch, {kConnectJson, kOfRegistry, {name, "a"}, {name, "b"}}, Frame(0, "{}"));
    EXPECT_THAT(stream.body, HasSubstr("INVALID_HEADER")) << name;
  }
}

TEST_F(EdgeHandlerTest, TellsTheVerbsThatItTakes) {
  HttpClient client = Connect();
  EXPECT_EQ(client.Call("POST", "/healthz", {}, "").headers.Get("Allow"), "GET, HEAD");
  EXPECT_EQ(observed().method, "/healthz");
  EXPECT_EQ(observed().http_status, 405);
  EXPECT_EQ(client.Call("PUT", "/label/plain", {}, "").headers.Get("Allow"), "GET, HEAD");
  EXPECT_EQ(client.Call("PUT", kGetProduct, {}, "").headers.Get("Allow"), "GET, HEAD, POST");
  EXPECT_EQ(client.Call("PUT", kCreateProduct, {}, "").headers.Get("Allow"), "POST");
}

TEST_F(EdgeHandlerTest, RecordsWhatBecameOfARequest) {
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

TEST_F(EdgeHandlerTest, AnswersAndRecordsWhatTheServerCouldNotReadAsEverythingElse) {
  const std::string from =
      absl::StrCat("POST ", kGetProduct, " HTTP/1.1\r\nHost: a\r\nOrigin: ", kDashboard, "\r\nX-Request-Id: r1\r\n");
  const struct {
    std::string bytes;
    int http_status;
    const char* code;
    const char* reason;
  } cases[] = {
      {absl::StrCat(from, "Content-Length: 99999999\r\n\r\n"), 413, "resource_exhausted", "BODY_TOO_LARGE"},
      {absl::StrCat(from, "Content-Length: -1\r\n\r\n"), 400, "invalid_argument", "MALFORMED_HTTP"},
      {absl::StrCat(from, "Transfer-Encoding: gzip, chunked\r\n\r\n"), 501, "unimplemented", "UNKNOWN_TRANSFER_CODING"},
      {absl::StrCat(from, "Cookie: ", std::string(20'000, 'x'), "\r\n\r\n"), 431, "resource_exhausted",
       "HEADER_TOO_LARGE"},
  };
  for (const auto& c : cases) {
    HttpClient client = Connect();
    client.Send(c.bytes);
    const HttpResponse response = client.Read();
    EXPECT_EQ(response.status, c.http_status) << c.bytes;
    EXPECT_EQ(response.headers.Get("Access-Control-Allow-Origin"), kDashboard) << c.bytes;
    EXPECT_EQ(response.headers.Get("X-Request-Id"), "r1") << c.bytes;
    const Json error = Json::parse(response.body);
    EXPECT_EQ(error["code"], c.code) << c.bytes;
    EXPECT_EQ(ReasonOf(response.body), c.reason) << c.bytes;
    EXPECT_EQ(observed().http_status, c.http_status) << c.bytes;
    EXPECT_EQ(observed().code, c.code) << c.bytes;
    EXPECT_EQ(observed().method, kGetProduct) << c.bytes;
    EXPECT_EQ(observed().request_id, "r1") << c.bytes;
  }

  // Of a header that is too large nothing is known but what stands before the limit.
  const HttpResponse large = Connect().Call("GET", "/healthz", {{"Cookie", std::string(20'000, 'x')}}, "");
  EXPECT_EQ(large.status, 431);
  EXPECT_EQ(ReasonOf(large.body), "HEADER_TOO_LARGE");
  EXPECT_EQ(large.headers.Get("X-Request-Id"), "made-here");
  EXPECT_EQ(observed().http_status, 431);
  EXPECT_EQ(observed().method, "unknown");

  // A preflight that cannot be read is none.
  HttpClient preflight = Connect();
  preflight.Send(absl::StrCat("OPTIONS / HTTP/1.1\r\nHost: a\r\nOrigin: ", kDashboard,
                              "\r\nAccess-Control-Request-Method: POST\r\nContent-Length: -1\r\n\r\n"));
  EXPECT_EQ(preflight.Read().status, 400);
}

TEST(MethodTableTest, RefusesAServiceThatIsUnknown) {
  EXPECT_EQ(MethodTable::Create({{"a", {"no.such.Service"}, nullptr}}).status().code(), absl::StatusCode::kNotFound);
}

}  // namespace
}  // namespace ocop::gateway
