// What callers over HTTP are told when a call is refused, or gets no answer.
#include <gmock/gmock.h>

#include "nlohmann/json.hpp"
#include "services/gateway/edge/testing/edge_fixture.h"

namespace ocop::gateway {
namespace {

using ::testing::HasSubstr;

using Json = nlohmann::json;
using EdgeRefusalTest = EdgeHandlerTest;

TEST_F(EdgeRefusalTest, TellsWhatIsKnownOfACallThatGotNoAnswer) {
  HttpClient client = Connect();
  // Of one that nobody took it is known; whether one that broke off was carried out is not.
  const std::pair<const char*, const char*> cases[] = {{"ProducerService/GetProducer", "SERVICE_UNREACHABLE"},
                                                       {"ProducerService/CreateProducer", "SERVICE_UNREACHABLE"},
                                                       {"PlanTaskService/GetPlanTask", "SERVICE_UNREACHABLE"},
                                                       {"PlanTaskService/CreatePlanTask", "OUTCOME_UNKNOWN"}};
  for (const auto& [method, reason] : cases) {
    const std::string path = absl::StrCat("/ocop.registry.v1.", method);
    const HttpResponse response = client.Call("POST", path, {kJson}, "{}");
    EXPECT_EQ(response.status, 503) << method;
    EXPECT_EQ(ReasonOf(response.body), reason) << method;
    EXPECT_THAT(client.Call("POST", path, {{"Content-Type", "application/grpc-web+proto"}}, Frame(0, "")).body,
                HasSubstr("grpc-status: 14"));
  }
}

TEST_F(EdgeRefusalTest, TellsOfAPathThatIsNoText) {
  const HttpResponse response = Connect().Call("GET", "/\xFF\xFE", {}, "");
  EXPECT_EQ(response.status, 404);
  EXPECT_EQ(ReasonOf(response.body), "UNKNOWN_METHOD");
  EXPECT_THAT(response.body, HasSubstr("/\uFFFD\uFFFD"));
}

TEST_F(EdgeRefusalTest, NamesTheContentTypesThatItTakes) {
  HttpClient client = Connect();
  for (const auto& [path, own] :
       {std::pair(kGetProduct, "application/json"), std::pair(kWatch, "application/connect+json")}) {
    const HttpResponse response = client.Call("POST", path, {{"Content-Type", "text/plain"}}, "{}");
    EXPECT_EQ(response.status, 415);
    EXPECT_EQ(ReasonOf(response.body), "UNKNOWN_CONTENT_TYPE");
    for (const char* type :
         {own, "application/grpc-web+proto", "application/grpc-web+json", "application/grpc-web-text"}) {
      EXPECT_THAT(response.headers.Get("Accept-Post"), HasSubstr(type)) << path;
    }
  }
  const HttpResponse other = client.Call("GET", absl::StrCat(kGetProduct, "?encoding=xml&message=%7B%7D"), {}, "");
  EXPECT_EQ(other.status, 415);
  EXPECT_EQ(ReasonOf(other.body), "UNKNOWN_CONTENT_TYPE");
}

}  // namespace
}  // namespace ocop::gateway
