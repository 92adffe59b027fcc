// Get and Create.
#include <google/protobuf/util/message_differencer.h>

#include "common/resource/testing/registry_fixture.h"

namespace ocop::resource {
namespace {

using google::protobuf::util::MessageDifferencer;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::MatchesRegex;
using ::testing::Pair;
using ::testing::SizeIs;

using CreateTest = RegistryTest;

TEST_F(CreateTest, WhatIsMadeCanBeReadAndStandsInTheJournal) {
  MakeGround();
  const auto made = MakeProduct("a", R"pb(score_sheet: 3
                                          product_code: "82-28501-1-2024"
                                          synthetic: true
                                          entry_date { year: 2024 month: 2 day: 29 })pb");
  ASSERT_TRUE(made.ok()) << made.status();
  EXPECT_EQ(made->name(), Name("products", "a"));
  EXPECT_FALSE(made->etag().empty());
  EXPECT_TRUE(made->has_create_time());

  const auto read = GetProduct("a");
  ASSERT_TRUE(read.ok()) << read.status();
  EXPECT_TRUE(MessageDifferencer::Equals(*read, *made)) << read->DebugString();

  const std::vector<JournalEntry> journal = JournalOf(made->name());
  ASSERT_THAT(journal, SizeIs(1));
  EXPECT_EQ(journal[0].action(), JournalEntry::ACTION_CREATE);
  Product entered;
  ASSERT_TRUE(journal[0].resource().UnpackTo(&entered));
  EXPECT_TRUE(MessageDifferencer::Equals(entered, *made)) << entered.DebugString();
}

TEST_F(CreateTest, WithoutAnIdOneIsGiven) {
  MakeGround();
  const auto made = MakeProduct("");
  ASSERT_TRUE(made.ok()) << made.status();
  EXPECT_THAT(made->name(), MatchesRegex(province() + "/products/[0-9a-f]+-[0-9a-f]+-7[0-9a-f-]+"));
}

TEST_F(CreateTest, ATakenNameIsRefused) {
  MakeGround();
  ASSERT_TRUE(MakeProduct("a").ok());
  EXPECT_THAT(MakeProduct("a", R"pb(display_name: "Other")pb").status(),
              IsRefusal(absl::StatusCode::kAlreadyExists, "RESOURCE_ALREADY_EXISTS"));
  EXPECT_EQ(GetProduct("a")->display_name(), "Kẹo dừa");
}

TEST_F(CreateTest, WhatIsNotThereIsNotFound) {
  EXPECT_THAT(GetProduct("none").status(), IsRefusal(absl::StatusCode::kNotFound, "RESOURCE_NOT_FOUND"));
}

TEST_F(CreateTest, NamesOfAnotherFormAreRefused) {
  for (const std::string bad :
       {"a", "provinces/82/producers/a", "provinces/82/products/", "provinces/82/products/a/b"}) {
    GetProductRequest request;
    request.set_name(bad);
    EXPECT_THAT(Call<Product>("ProductService/GetProduct", request).status(), IsInvalidField("name")) << bad;
  }
  CreateProductRequest request = NewProduct("a");
  request.set_parent("producers/82");
  EXPECT_THAT(Call<Product>("ProductService/CreateProduct", request).status(), IsInvalidField("parent"));
  request.set_parent("provinces/eighty-two");
  request.mutable_product()->set_producer("provinces/eighty-two/producers/p1");
  EXPECT_EQ(Call<Product>("ProductService/CreateProduct", request).status().code(), absl::StatusCode::kInvalidArgument);
}

TEST_F(CreateTest, AReferenceToNothingNamesTheField) {
  MakeGround();
  CreateProductRequest request = NewProduct("a");
  request.mutable_product()->set_producer(Name("producers", "none"));
  EXPECT_THAT(Call<Product>("ProductService/CreateProduct", request).status(), IsInvalidField("product.producer"));
  EXPECT_THAT(JournalOf(Name("products", "a")), IsEmpty());
}

// The row keeps the last part of a reference alone; the rest must be the resource's own.
TEST_F(CreateTest, AReferenceIntoAnotherProvinceIsRefused) {
  MakeGround();
  CreateProductRequest request = NewProduct("a");
  request.mutable_product()->set_producer("provinces/01/producers/p1");
  EXPECT_THAT(Call<Product>("ProductService/CreateProduct", request).status(), IsInvalidField("product.producer"));
  ASSERT_TRUE(MakeProduct("b").ok());
  EXPECT_THAT(UpdateProduct(ProductUpdate("b", R"pb(product { producer: "provinces/01/producers/p1" })pb")).status(),
              IsInvalidField("product.producer"));
}

TEST_F(CreateTest, AUniqueValueIsTakenOnce) {
  MakeGround();
  const std::string code = R"pb(product_code: "82-28501-1-2024")pb";
  ASSERT_TRUE(MakeProduct("a", code).ok());
  const absl::Status refusal = MakeProduct("b", code).status();
  EXPECT_THAT(refusal, IsRefusal(absl::StatusCode::kAlreadyExists, "VALUE_ALREADY_TAKEN"));
  EXPECT_EQ(status::MetadataOf(refusal)["field"], "product_code");
  EXPECT_TRUE(MakeProduct("c").ok()) << "no code is no code twice";
  EXPECT_TRUE(MakeProduct("d").ok());
}

TEST_F(CreateTest, ValidateOnlyAnswersAndChangesNothing) {
  MakeGround();
  const int before = JournalCount();
  CreateProductRequest request = NewProduct("a");
  request.set_validate_only(true);
  const auto answer = Call<Product>("ProductService/CreateProduct", request);
  ASSERT_TRUE(answer.ok()) << answer.status();
  EXPECT_EQ(answer->name(), Name("products", "a"));
  EXPECT_EQ(GetProduct("a").status().code(), absl::StatusCode::kNotFound);
  EXPECT_EQ(JournalCount(), before);

  request.mutable_product()->set_producer(Name("producers", "none"));
  EXPECT_THAT(Call<Product>("ProductService/CreateProduct", request).status(), IsInvalidField("product.producer"));
}

TEST_F(CreateTest, EveryRuleOfTheProtoHolds) {
  CreateProductRequest request;
  request.set_parent(province());
  request.mutable_product()->set_score_sheet(-1);
  EXPECT_THAT(
      status::ViolationsOf(Call<Product>("ProductService/CreateProduct", request).status()),
      ElementsAre(Pair("product.display_name", "must not be empty"), Pair("product.producer", "must not be empty"),
                  Pair("product.product_group", "must be set"), Pair("product.score_sheet", "is -1; at least 0")));
}

}  // namespace
}  // namespace ocop::resource
