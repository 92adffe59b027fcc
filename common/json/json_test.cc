#include "common/json/json.h"

#include <google/protobuf/any.pb.h>
#include <google/protobuf/timestamp.pb.h>
#include <gtest/gtest.h>

#include "ocop/registry/v1/product_service.pb.h"

namespace ocop::json {
namespace {

using google::protobuf::Timestamp;
using registry::v1::Product;

// The expected texts are those of https://protobuf.dev/programming-guides/json/.
TEST(JsonTest, PrintsAsProtobufDoes) {
  Product product;
  product.set_display_name("Nước mắm \"Phú Quốc\"");
  product.add_former_product_codes("82-1");
  product.add_former_product_codes("82-2");
  product.mutable_create_time()->set_seconds(1704067200);
  product.mutable_recognition_expire_date()->set_year(2026);
  EXPECT_EQ(*Print(product), R"({"displayName":"Nước mắm \"Phú Quốc\"","formerProductCodes":["82-1","82-2"],)"
                             R"("recognitionExpireDate":{"year":2026},"createTime":"2024-01-01T00:00:00Z"})");
  EXPECT_EQ(*Print(Product()), "{}");
}

TEST(JsonTest, ParsesWhatItPrintsAgainAndAgain) {
  Product product;
  product.set_display_name("Nước mắm");
  product.mutable_create_time()->set_seconds(1704067200);
  product.set_state(Product::STATE_IDEA_RETURNED);
  for (int turn = 0; turn < 2; ++turn) {
    Product parsed;
    ASSERT_TRUE(Parse(*Print(product), parsed).ok());
    EXPECT_EQ(parsed.SerializeAsString(), product.SerializeAsString());
  }
}

TEST(JsonTest, MergesIntoTheMessage) {
  Product product;
  product.set_display_name("Nước mắm");
  ASSERT_TRUE(Parse(R"({"productCode": "82-1"})", product).ok());
  EXPECT_EQ(product.display_name(), "Nước mắm");
  EXPECT_EQ(product.product_code(), "82-1");
  ASSERT_TRUE(Parse("{}", product).ok());
  EXPECT_EQ(product.product_code(), "82-1");
}

TEST(JsonTest, TellsWhatItCannotRead) {
  Product product;
  for (const char* text : {"", "{", "[]", R"({"no_such_field": 1})", R"({"createTime": "yesterday"})"}) {
    EXPECT_EQ(Parse(text, product).code(), absl::StatusCode::kInvalidArgument) << text;
  }
  EXPECT_NE(Parse(R"({"noSuchField": 1})", product).message().find("noSuchField"), std::string::npos);
}

// As JsonParseOptions.ignore_unknown_fields is described.
TEST(JsonTest, SkipsWhatANewerVersionWrote) {
  Product product;
  ASSERT_TRUE(Parse(R"({"displayName": "Nước mắm", "noSuchField": {"a": [1]}, "state": "STATE_OF_TOMORROW",
                        "steps": [{"action": "AcceptIdea", "mood": "glad", "state": "STATE_OF_TOMORROW"}]})",
                    product, Unknown::kSkipped)
                  .ok());
  EXPECT_EQ(product.display_name(), "Nước mắm");
  EXPECT_EQ(product.state(), Product::STATE_UNSPECIFIED);
  ASSERT_EQ(product.steps_size(), 1);
  EXPECT_EQ(product.steps(0).action(), "AcceptIdea");
  EXPECT_EQ(product.steps(0).state(), Product::STATE_UNSPECIFIED);
}

TEST(JsonTest, WhatCannotBeReadIsToldAlsoWhereUnknownFieldsAreSkipped) {
  Product product;
  for (const char* text : {"", "{", "[]", R"({"createTime": "yesterday"})", R"({"steps": "none"})"}) {
    EXPECT_EQ(Parse(text, product, Unknown::kSkipped).code(), absl::StatusCode::kInvalidArgument) << text;
  }
}

TEST(JsonTest, TellsWhatHasNoJson) {
  Timestamp time;
  time.set_seconds(INT64_MAX);
  EXPECT_EQ(Print(time).status().code(), absl::StatusCode::kInvalidArgument);
  google::protobuf::Any any;
  any.set_type_url("type.googleapis.com/no.such.Type");
  any.set_value("x");
  EXPECT_EQ(Print(any).status().code(), absl::StatusCode::kInvalidArgument);
}

}  // namespace
}  // namespace ocop::json
