#include "services/gateway/edge/connect_error.h"

#include <gtest/gtest.h>

#include "absl/strings/escaping.h"
#include "common/status/grpc_status.h"
#include "common/status/status.h"
#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"
#include "nlohmann/json.hpp"

namespace ocop::gateway {
namespace {

using Json = nlohmann::json;

TEST(ConnectErrorTest, EveryCodeHasItsNameAndHttpStatus) {
  for (int code = 1; code <= 16; ++code) {
    EXPECT_NE(ConnectCode(static_cast<grpc::StatusCode>(code)), "ok") << code;
    EXPECT_GE(HttpStatus(static_cast<grpc::StatusCode>(code)), 400) << code;
  }
  EXPECT_EQ(ConnectCode(grpc::StatusCode::CANCELLED), "canceled");
  EXPECT_EQ(HttpStatus(grpc::StatusCode::CANCELLED), 499);
  EXPECT_EQ(HttpStatus(grpc::StatusCode::NOT_FOUND), 404);
  EXPECT_EQ(HttpStatus(grpc::StatusCode::DEADLINE_EXCEEDED), 504);
  EXPECT_EQ(ConnectCode(static_cast<grpc::StatusCode>(77)), "unknown");
  EXPECT_EQ(HttpStatus(static_cast<grpc::StatusCode>(77)), 500);
}

// RFC 6750, 3.
TEST(ConnectErrorTest, ABadTokenIsAnsweredWithTheSchemeToUse) {
  const HttpResponse response = ErrorResponse({grpc::StatusCode::UNAUTHENTICATED, "the token has expired"});
  EXPECT_EQ(response.status, 401);
  EXPECT_EQ(response.headers.Get("WWW-Authenticate"), "Bearer error=\"invalid_token\"");
  EXPECT_EQ(ErrorResponse({grpc::StatusCode::PERMISSION_DENIED, ""}).headers.Get("WWW-Authenticate"), "");
}

TEST(ConnectErrorTest, CarriesADetailAsBytesAndReadable) {
  const absl::Status error =
      status::WithReason(absl::NotFoundError("no such product"), "RESOURCE_NOT_FOUND", {{"name", "x"}});
  const HttpResponse response = ErrorResponse(status::ToGrpc(error));
  EXPECT_EQ(response.status, 404);
  EXPECT_EQ(response.headers.Get("content-type"), "application/json");

  const Json body = Json::parse(response.body);
  EXPECT_EQ(body["code"], "not_found");
  EXPECT_EQ(body["message"], "no such product");
  ASSERT_EQ(body["details"].size(), 1u);
  const Json& detail = body["details"][0];
  EXPECT_EQ(detail["type"], "google.rpc.ErrorInfo");
  EXPECT_EQ(detail["debug"],
            Json::parse(R"({"reason":"RESOURCE_NOT_FOUND","domain":"ocop.vn","metadata":{"name":"x"}})"));

  const std::string value = detail["value"];
  EXPECT_EQ(value.find('='), std::string::npos);
  std::string bytes;
  google::rpc::ErrorInfo info;
  ASSERT_TRUE(absl::Base64Unescape(value, &bytes) && info.ParseFromString(bytes));
  EXPECT_EQ(info.reason(), "RESOURCE_NOT_FOUND");
}

TEST(ConnectErrorTest, KeepsDetailsOfOneTypeApart) {
  google::rpc::Status details;
  for (const char* locale : {"vi", "en"}) {
    google::rpc::LocalizedMessage text;
    text.set_locale(locale);
    details.add_details()->PackFrom(text);
  }
  const Json body = Json::parse(ErrorResponse({grpc::StatusCode::ABORTED, "stale", details.SerializeAsString()}).body);
  ASSERT_EQ(body["details"].size(), 2u);
  EXPECT_EQ(body["details"][0]["debug"]["locale"], "vi");
  EXPECT_EQ(body["details"][1]["debug"]["locale"], "en");
}

TEST(ConnectErrorTest, AnUnknownDetailHasNoReadableForm) {
  google::rpc::Status details;
  auto* detail = details.add_details();
  detail->set_type_url("type.googleapis.com/other.Thing");
  detail->set_value("\x01");
  const Json body = Json::parse(ErrorResponse({grpc::StatusCode::INTERNAL, "", details.SerializeAsString()}).body);
  EXPECT_EQ(body["details"][0], Json::parse(R"({"type":"other.Thing","value":"AQ"})"));
  EXPECT_FALSE(body.contains("message"));
}

TEST(ConnectErrorTest, SurvivesAMessageThatIsNotUtf8) {
  const HttpResponse response = ErrorResponse({grpc::StatusCode::INVALID_ARGUMENT, "near \xff"});
  EXPECT_EQ(Json::parse(response.body)["message"], "near \xef\xbf\xbd");
}

TEST(ConnectErrorTest, TakesAnHttpStatusOfItsOwn) {
  EXPECT_EQ(ErrorResponse({grpc::StatusCode::RESOURCE_EXHAUSTED, "too large"}, 413).status, 413);
}

}  // namespace
}  // namespace ocop::gateway
