#include "services/gateway/edge/pages.h"

#include <gmock/gmock.h>
#include <google/protobuf/descriptor.pb.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "common/compression/compression.h"
#include "google/longrunning/operations.pb.h"
#include "nlohmann/json.hpp"
#include "ocop/journal/v1/journal_service.pb.h"
#include "ocop/registry/v1/plan_service.pb.h"
#include "ocop/registry/v1/product_service.pb.h"

namespace ocop::gateway {
namespace {

using Json = nlohmann::json;

Headers With(const std::string& name, const std::string& value) {
  Headers headers;
  headers.Add(name, value);
  return headers;
}

std::string BodyOf(const HttpResponse& response) {
  std::string body;
  bool more = response.stream != nullptr;
  while (more) {
    response.stream->Next([&](std::optional<std::string> piece) {
      more = piece.has_value();
      body += piece.value_or("");
    });
  }
  return body;
}

std::string BodyOf(const Pages& pages, std::string_view path) {
  return BodyOf(pages.Find(path, {}).value());
}

TEST(PagesTest, ALargeOneIsGivenInPieces) {
  Pages pages;
  const std::string large(1 << 20, 'x');
  pages.Add("/a", "text/plain", large);
  const HttpResponse response = *pages.Find("/a", {});
  EXPECT_EQ(response.headers.Get("Content-Length"), std::to_string(large.size()));
  size_t first = 0;
  response.stream->Next([&first](const std::optional<std::string>& piece) { first = piece->size(); });
  EXPECT_LT(first, large.size() / 10);
  EXPECT_EQ(first + BodyOf(response).size(), large.size());
}

TEST(PagesTest, AnswersPlainOrPackedOrNotAgain) {
  Pages pages;
  pages.Add("/a", "text/plain", "some words");
  EXPECT_FALSE(pages.Find("/b", {}).has_value());

  const HttpResponse plain = *pages.Find("/a", {});
  EXPECT_EQ(BodyOf(plain), "some words");
  EXPECT_EQ(plain.headers.Get("Content-Type"), "text/plain");
  EXPECT_EQ(plain.headers.Get("Cache-Control"), "public, max-age=300");

  const HttpResponse packed = *pages.Find("/a", With("Accept-Encoding", "gzip"));
  EXPECT_EQ(packed.headers.Get("Content-Encoding"), "gzip");
  EXPECT_EQ(*compression::Gunzip(BodyOf(packed), 100), "some words");
  // A strong tag is of the bytes.
  EXPECT_NE(packed.headers.Get("ETag"), plain.headers.Get("ETag"));

  const HttpResponse same = *pages.Find("/a", With("If-None-Match", std::string(plain.headers.Get("ETag"))));
  EXPECT_EQ(same.status, 304);
  EXPECT_EQ(BodyOf(same), "");
  EXPECT_EQ(same.headers.Get("Content-Length"), "");
  EXPECT_EQ(pages.Find("/a", With("If-None-Match", std::string(packed.headers.Get("ETag"))))->status, 200);
}

// Two services of the suite behind one gateway, and a third beside one of them.
TEST(PagesTest, DescribesTheMethodsThatAreServed) {
  const std::string journal = ocop::journal::v1::WatchRequest::descriptor()->file()->service(0)->full_name();
  const std::string products = ocop::registry::v1::Product::descriptor()->file()->service(0)->full_name();
  const auto methods = MethodTable::Create({{"a", {journal, products}, nullptr}, {"b", {journal}, nullptr}});
  ASSERT_TRUE(methods.ok()) << methods.status();
  const auto pages = PagesOf(*methods);
  ASSERT_TRUE(pages.ok()) << pages.status();

  const Json api = Json::parse(BodyOf(*pages, "/openapi.json"));
  // Uploads are not for HTTP.
  size_t served = 0, repeatable = 0;
  for (const auto* service : {ocop::journal::v1::WatchRequest::descriptor()->file()->service(0),
                              ocop::registry::v1::Product::descriptor()->file()->service(0)}) {
    for (int i = 0; i < service->method_count(); ++i) {
      const auto& method = *service->method(i);
      if (!method.client_streaming()) ++served;
      const bool reads = method.options().idempotency_level() == google::protobuf::MethodOptions::NO_SIDE_EFFECTS;
      if (reads && !method.server_streaming()) ++repeatable;
    }
  }
  EXPECT_EQ(api["paths"].size(), served);
  EXPECT_TRUE(api["paths"]["/ocop.registry.v1.ProductService/GetProduct"].contains("get"));
  EXPECT_FALSE(api["paths"]["/ocop.registry.v1.ProductService/CreateProduct"].contains("get"));
  const Json& watch = api["paths"]["/ocop.journal.v1.JournalService/Watch"];
  EXPECT_FALSE(watch.contains("get"));
  EXPECT_EQ(watch["post"]["parameters"][0]["schema"]["enum"], Json({"a", "b"}));

  for (const char* name : {"X-Actor", "X-Roles"}) {
    const std::string pointer = std::string("#/components/parameters/") + name;
    const Json& parameter = api.at(Json::json_pointer(pointer.substr(1)));
    EXPECT_EQ(parameter["name"], name);
    EXPECT_EQ(parameter["in"], "header");
    EXPECT_EQ(parameter["required"], false);
    const Json reference = {{"$ref", pointer}};
    for (const auto& [path, operations] : api["paths"].items()) {
      for (const auto& [verb, operation] : operations.items()) {
        const Json& parameters = operation["parameters"];
        EXPECT_EQ(std::count(parameters.begin(), parameters.end(), reference), 1) << verb << " " << path;
      }
    }
  }

  EXPECT_FALSE(api.contains("security"));

  const Json config = Json::parse(BodyOf(*pages, "/service-config.json"));
  EXPECT_EQ(config["methodConfig"][0]["name"].size(), repeatable);  // reads that answer once

  google::protobuf::FileDescriptorSet set;
  ASSERT_TRUE(set.ParseFromString(BodyOf(*pages, "/descriptor-set")));
  const auto file = std::find_if(set.file().begin(), set.file().end(),
                                 [](const auto& f) { return f.name() == "ocop/registry/v1/product_service.proto"; });
  ASSERT_NE(file, set.file().end());
  EXPECT_GT(file->source_code_info().location_size(), 0);

  EXPECT_THAT(BodyOf(*pages, "/reference"), testing::HasSubstr("reference.js"));
  EXPECT_TRUE(pages->Find("/reference.js", {}).has_value());
}

TEST(PagesTest, SaysWhatACallerMustSend) {
  const auto methods =
      MethodTable::Create({{"a",
                            {ocop::registry::v1::Product::descriptor()->file()->service(0)->full_name(),
                             ocop::registry::v1::Plan::descriptor()->file()->service(0)->full_name()},
                            nullptr}});
  ASSERT_TRUE(methods.ok()) << methods.status();
  const auto pages = PagesOf(*methods);
  ASSERT_TRUE(pages.ok()) << pages.status();
  const Json api = Json::parse(BodyOf(*pages, "/openapi.json"));
  const auto schema = [&](const std::string& name) {
    return api["components"]["schemas"].at("ocop.registry.v1." + name);
  };

  // Of a change what changes, of a new one all that must be there: a number too, where it can't be 0.
  EXPECT_EQ(schema("UpdatePlanRequest")["required"], Json::array({"plan"}));
  const Json part = schema("UpdatePlanRequest")["properties"]["plan"];
  EXPECT_EQ(part["$ref"], "#/components/schemas/ocop.registry.v1.Plan.Partial");
  EXPECT_FALSE(schema("Plan.Partial").contains("required"));
  EXPECT_EQ(schema("Plan.Partial")["properties"], schema("Plan")["properties"]);
  EXPECT_EQ(schema("CreatePlanRequest")["properties"]["plan"]["$ref"], "#/components/schemas/ocop.registry.v1.Plan");
  EXPECT_THAT(schema("Plan")["required"].get<std::vector<std::string>>(), testing::Contains("year"));

  const auto summary = [&](const std::string& method) {
    return api["paths"].at("/ocop.registry.v1.ProductService/" + method)["post"]["summary"].get<std::string>();
  };
  EXPECT_EQ(summary("GetProduct"), "Reads one product");
  EXPECT_THAT(summary("SearchProducts"),
              testing::EndsWith("the last one perhaps only begun, with letters left out or mistaken"));
  EXPECT_THAT(summary("DeleteProduct"), testing::EndsWith("marked with `delete_time`"));
}

// Google's own protos say by their mapping to HTTP which methods only read.
TEST(PagesTest, OffersReadsOfOperationsWithGet) {
  const std::string operations = google::longrunning::Operation::descriptor()->file()->service(0)->full_name();
  const auto methods = MethodTable::Create({{"a", {operations}, nullptr}});
  ASSERT_TRUE(methods.ok()) << methods.status();
  const auto pages = PagesOf(*methods);
  ASSERT_TRUE(pages.ok()) << pages.status();
  const Json paths = Json::parse(BodyOf(*pages, "/openapi.json"))["paths"];
  const auto has_get = [&](const std::string& method) {
    return paths.at("/" + operations + "/" + method).contains("get");
  };
  for (const char* read : {"GetOperation", "ListOperations"}) EXPECT_TRUE(has_get(read)) << read;
  for (const char* other : {"WaitOperation", "CancelOperation", "DeleteOperation"})
    EXPECT_FALSE(has_get(other)) << other;
}

// Where tokens are verified there is nothing to say of oneself.
TEST(PagesTest, DescribesWhoseTokensAreTaken) {
  const std::string products = ocop::registry::v1::Product::descriptor()->file()->service(0)->full_name();
  const auto methods = MethodTable::Create({{"a", {products}, nullptr}});
  ASSERT_TRUE(methods.ok()) << methods.status();
  const auto pages = PagesOf(*methods, "https://issuer.example.vn/");
  ASSERT_TRUE(pages.ok()) << pages.status();
  const std::string text = BodyOf(*pages, "/openapi.json");
  const Json api = Json::parse(text);
  const Json& schemes = api["components"]["securitySchemes"];
  EXPECT_EQ(schemes["token"]["scheme"], "bearer");
  EXPECT_EQ(schemes["issuer"]["openIdConnectUrl"], "https://issuer.example.vn/.well-known/openid-configuration");
  EXPECT_EQ(api["security"], Json::parse(R"([{}, {"token": []}, {"issuer": []}])"));
  EXPECT_EQ(text.find("X-Actor"), std::string::npos);
}

}  // namespace
}  // namespace ocop::gateway
