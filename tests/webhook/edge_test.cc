// Webhooks of every service, through the gateway.
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "services/gateway/edge/testing/http_client.h"
#include "tests/support/suite.h"

namespace ocop::webhook {
namespace {

using gateway::HttpClient;
using gateway::HttpResponse;

TEST(EdgeTest, TheCallerNamesTheService) {
  ocop::testing::Suite suite;
  HttpClient client(suite.gateway_http_port());
  const std::string create = "/ocop.journal.v1.WebhookService/CreateWebhook";
  const std::string body =
      R"({"parent": "provinces/82", "webhookId": "a", "webhook": {"uri": "https://receiver.example.vn/hook"}})";
  for (const std::string& name : suite.services().names()) {
    const HttpResponse made =
        client.Call("POST", create,
                    {{"Content-Type", "application/json"}, {"x-roles", "administrator"}, {"ocop-service", name}}, body);
    EXPECT_EQ(made.status, 200) << name << made.body;
    EXPECT_NE(made.body.find("whsec_"), std::string::npos) << made.body;
    EXPECT_EQ(suite.services().database().Value(absl::StrCat("SELECT count(*) FROM ", name, ".webhook")), "1");
  }
  const HttpResponse unnamed = client.Call("POST", create, {{"Content-Type", "application/json"}}, body);
  EXPECT_EQ(unnamed.status, 400);
  EXPECT_NE(unnamed.body.find("SERVICE_NOT_NAMED"), std::string::npos) << unnamed.body;
}

}  // namespace
}  // namespace ocop::webhook
