#include "common/validation/validation.h"

#include <gmock/gmock.h>
#include <google/protobuf/text_format.h>
#include <gtest/gtest.h>

#include "common/status/status.h"
#include "ocop/indicators/v1/indicator_service.pb.h"
#include "ocop/registry/v1/plan_service.pb.h"
#include "ocop/registry/v1/producer_service.pb.h"
#include "ocop/registry/v1/product_service.pb.h"

namespace ocop::validation {
namespace {

using namespace ocop::registry::v1;  // NOLINT(google-build-using-namespace): the messages under test
using ocop::indicators::v1::ExplainIndicatorRequest;
using ocop::indicators::v1::GetIndicatorValuesRequest;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Pair;

// Noon in Việt Nam, 2024-12-31.
const absl::Time kNow = absl::FromCivil(absl::CivilSecond(2024, 12, 31, 5, 0, 0), absl::UTCTimeZone());

template <class Request>
Request Parse(const std::string& text) {
  Request request;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &request)) << text;
  return request;
}

std::vector<std::pair<std::string, std::string>> Admitted(google::protobuf::Message& request, absl::Time now = kNow) {
  return status::ViolationsOf(Admit(request, now));
}

template <class Request>
std::vector<std::pair<std::string, std::string>> ViolationsIn(const std::string& text, absl::Time now = kNow) {
  Request request = Parse<Request>(text);
  return Admitted(request, now);
}

// A valid request, changed by `text`.
CreateProductRequest Create(const std::string& text) {
  auto request = Parse<CreateProductRequest>(R"pb(
    parent: "provinces/82"
    product { display_name: "Kẹo dừa" producer: "provinces/82/producers/p1" product_group: GROUP_FOOD })pb");
  request.MergeFrom(Parse<CreateProductRequest>(text));
  return request;
}

std::vector<std::pair<std::string, std::string>> ViolationsOfCreate(const std::string& text, absl::Time now = kNow) {
  CreateProductRequest request = Create(text);
  return Admitted(request, now);
}

// A reference is checked against the resource that it names: link its proto too.
const auto& kLinked = *Producer::descriptor();

TEST(ValidationTest, AdmitsWhatKeepsTheRules) {
  ASSERT_EQ(kLinked.name(), "Producer");
  EXPECT_THAT(ViolationsOfCreate(""), IsEmpty());
}

TEST(ValidationTest, TellsEveryViolationAtOnceWithItsPath) {
  EXPECT_THAT(ViolationsIn<CreateProductRequest>(R"pb(
                product_id: "Not An Id"
                product {
                  producer: "producers/p1"
                  score_sheet: 27
                  product_code: "1-2-3"
                  entry_date { year: 2025 month: 1 day: 1 }
                }
                request_id: "x"
              )pb"),
              ElementsAre(Pair("parent", "must not be empty"),                //
                          Pair("product_id", HasSubstr("must match")),        //
                          Pair("product.display_name", "must not be empty"),  //
                          Pair("product.producer", HasSubstr("provinces/{province}/producers/{producer}")),
                          Pair("product.product_group", "must be set"),                 //
                          Pair("product.score_sheet", "is 27; at most 26"),             //
                          Pair("product.product_code", HasSubstr("must match")),        //
                          Pair("product.entry_date", HasSubstr("lies in the future")),  //
                          Pair("request_id", HasSubstr("must match"))));
}

TEST(ValidationTest, RefusesARequestWithoutItsResource) {
  EXPECT_THAT(ViolationsIn<CreateProductRequest>(R"pb(parent: "provinces/82")pb"),
              ElementsAre(Pair("product", "must be set")));
}

TEST(ValidationTest, BringsTextsToNormalFormC) {
  CreateProductRequest request = Create("");
  request.mutable_product()->set_display_name("Ke\u0323o du\u031B\u0300a");
  ASSERT_THAT(Admitted(request), IsEmpty());
  EXPECT_EQ(request.product().display_name(), "Kẹo dừa");

  GetIndicatorValuesRequest list = Parse<GetIndicatorValuesRequest>(R"pb(parent: "provinces/82")pb");
  list.add_indicators("e\u0323");
  ASSERT_THAT(Admitted(list), IsEmpty());
  EXPECT_EQ(list.indicators(0), "ẹ");
}

TEST(ValidationTest, IgnoresOutputOnlyFields) {
  CreateProductRequest request = Create(R"pb(product {
                                               create_time { seconds: -999999999999999 }
                                               delete_time { seconds: 1 }
                                             })pb");
  ASSERT_THAT(Admitted(request), IsEmpty());
  EXPECT_FALSE(request.product().has_create_time());
  EXPECT_FALSE(request.product().has_delete_time());
}

TEST(ValidationTest, AnUpdateMayLeaveRequiredFieldsOut) {
  EXPECT_THAT(ViolationsIn<UpdateProductRequest>(R"pb(product { name: "provinces/82/products/a" })pb"), IsEmpty());
}

TEST(ValidationTest, WhatAnUpdateBringsKeepsTheRules) {
  EXPECT_THAT(
      ViolationsIn<UpdateProductRequest>(
          R"pb(product { name: "provinces/82/products/a" display_name: " \t" score_sheet: -1 product_group: 9 })pb"),
      ElementsAre(Pair("product.display_name", "must not be blank"),
                  Pair("product.product_group", "9 is not a value of ocop.registry.v1.Product.Group"),
                  Pair("product.score_sheet", "is -1; at least 0")));
}

TEST(ValidationTest, AnUpdateBringsItsResource) {
  EXPECT_THAT(ViolationsIn<UpdateProductRequest>(""), ElementsAre(Pair("product", "must be set")));
}

TEST(ValidationTest, ACompleteResourceIsCheckedUnderItsPath) {
  Product product;
  product.set_display_name("Kẹo dừa");
  EXPECT_THAT(status::ViolationsOf(CheckResource(product, "product", clock::Today(kNow))),
              ElementsAre(Pair("product.producer", "must not be empty"), Pair("product.product_group", "must be set")));
}

TEST(ValidationTest, RefusesUnknownNumbersOfEnums) {
  EXPECT_THAT(ViolationsOfCreate("product { product_group: 77 }"),
              ElementsAre(Pair("product.product_group", "77 is not a value of ocop.registry.v1.Product.Group")));
}

TEST(ValidationTest, DatesAreWholeDaysThatExist) {
  EXPECT_THAT(ViolationsOfCreate("product { entry_date { year: 2023 month: 2 day: 29 } }"),
              ElementsAre(Pair("product.entry_date", "2023-2-29 is not a day")));
  EXPECT_THAT(ViolationsOfCreate("product { entry_date { year: 2024 } }"),
              ElementsAre(Pair("product.entry_date", "2024-0-0 is not a day")));
  EXPECT_THAT(ViolationsOfCreate("product { entry_date {} }"),
              ElementsAre(Pair("product.entry_date", "0-0-0 is not a day")));
  EXPECT_THAT(ViolationsOfCreate("product { entry_date { year: 2024 month: 2 day: 29 } }"), IsEmpty());
  EXPECT_THAT(ViolationsIn<GetIndicatorValuesRequest>(
                  R"pb(parent: "provinces/82"
                       as_of { year: 2024 month: 1 day: 1 }
                       as_of { year: 2024 month: 13 day: 1 })pb"),
              ElementsAre(Pair("as_of[1]", "2024-13-1 is not a day")));
}

// 17:00 UTC is midnight in Việt Nam.
TEST(ValidationTest, TheFutureBeginsAtMidnightInVietNam) {
  const std::string first_of_january = "product { entry_date { year: 2025 month: 1 day: 1 } }";
  const absl::Time midnight = absl::FromCivil(absl::CivilSecond(2024, 12, 31, 17, 0, 0), absl::UTCTimeZone());
  EXPECT_THAT(ViolationsOfCreate(first_of_january, midnight - absl::Nanoseconds(1)),
              ElementsAre(Pair("product.entry_date", "2025-01-01 lies in the future; today is 2024-12-31")));
  EXPECT_THAT(ViolationsOfCreate(first_of_january, midnight), IsEmpty());
}

TEST(ValidationTest, LengthIsCountedInCharactersOfNormalFormC) {
  CreateProductRequest request = Create("");
  std::string decomposed;
  for (int i = 0; i < 300; ++i) decomposed += "e\u0323";
  request.mutable_product()->set_display_name(decomposed);
  EXPECT_THAT(Admitted(request), IsEmpty());
  request.mutable_product()->set_display_name(decomposed + "e");
  EXPECT_THAT(Admitted(request), ElementsAre(Pair("product.display_name", "has 301 characters; at most 300")));
}

TEST(ValidationTest, NoTextIsWithoutALimit) {
  ExplainIndicatorRequest request = Parse<ExplainIndicatorRequest>(R"pb(indicator: "provinces/82/indicators/i")pb");
  request.set_locality(std::string(1001, 'x'));
  EXPECT_THAT(Admitted(request), ElementsAre(Pair("locality", "has 1001 characters; at most 1000")));
}

TEST(ValidationTest, RefusesControlCharacters) {
  CreateProductRequest request = Create("");
  for (const std::string& bad : {std::string("a\0b", 3), std::string("a\x7f"), std::string("a\r\nb")}) {
    request.mutable_product()->set_specification(bad);
    EXPECT_THAT(Admitted(request), ElementsAre(Pair("product.specification", "has a control character")));
  }
  request.mutable_product()->set_specification("one\n\ttwo");
  EXPECT_THAT(Admitted(request), IsEmpty());
}

TEST(ValidationTest, APatternHoldsForTheWholeText) {
  EXPECT_THAT(ViolationsOfCreate(R"pb(product { product_code: "82-28501-1-2024" })pb"), IsEmpty());
  EXPECT_THAT(ViolationsOfCreate(R"pb(product { product_code: "82-28501-1-2024x" })pb"),
              ElementsAre(Pair("product.product_code", HasSubstr("must match"))));
  EXPECT_THAT(ViolationsOfCreate(R"pb(product_id: "-a")pb"), ElementsAre(Pair("product_id", HasSubstr("must match"))));
}

TEST(ValidationTest, AReferenceHasTheFormOfItsResource) {
  for (const std::string bad :
       {"p1", "provinces/82/products/p1", "provinces/82/producers/", "provinces/82/producers/a/b",
        "/provinces/82/producers/a", "provinces/82/producers/a b"}) {
    CreateProductRequest request = Create("");
    request.mutable_product()->set_producer(bad);
    EXPECT_THAT(Admitted(request), ElementsAre(Pair("product.producer", HasSubstr("of the form")))) << bad;
  }
}

TEST(ValidationTest, IntegersKeepTheirBounds) {
  EXPECT_THAT(ViolationsIn<ListProductsRequest>(R"pb(parent: "provinces/82" page_size: -1)pb"),
              ElementsAre(Pair("page_size", "is -1; at least 0")));
  EXPECT_THAT(ViolationsIn<UpdateTargetRequest>(
                  R"pb(target { name: "provinces/82/plans/2024/targets/t" minimum: -9223372036854775808 })pb"),
              ElementsAre(Pair("target.minimum", "is -9223372036854775808; at least 0")));
}

TEST(ValidationTest, AMomentIsOne) {
  const std::string request = R"pb(indicator: "provinces/82/indicators/i"
                                   known_at { time {)pb";
  for (const char* time : {"seconds: -62135596801", "seconds: 253402300800", "nanos: -1", "nanos: 1000000000"}) {
    EXPECT_THAT(ViolationsIn<ExplainIndicatorRequest>(request + time + " } }"),
                ElementsAre(Pair("known_at.time", "is not a moment of the years 1 to 9999")))
        << time;
  }
  for (const char* time : {"", "seconds: -62135596800", "seconds: 253402300799 nanos: 999999999"}) {
    EXPECT_THAT(ViolationsIn<ExplainIndicatorRequest>(request + time + " } }"), IsEmpty()) << time;
  }
}

TEST(ValidationTest, ListsAreLimited) {
  GetIndicatorValuesRequest request = Parse<GetIndicatorValuesRequest>(R"pb(parent: "provinces/82")pb");
  for (int i = 0; i < 1000; ++i) request.add_localities("l");
  EXPECT_THAT(Admitted(request), IsEmpty());
  request.add_localities("l");
  EXPECT_THAT(Admitted(request), ElementsAre(Pair("localities", "has 1001 elements; at most 1000")));
}

}  // namespace
}  // namespace ocop::validation
