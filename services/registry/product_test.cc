// Products and their registration for evaluation.
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "services/registry/testing/registry_fixture.h"

namespace ocop::registry {
namespace {

class ProductTest : public RegistryTest {
 protected:
  void SetUp() override { MakeProducts(); }
};

TEST_F(ProductTest, IsNotMadeByAProducerThatIsDeleted) {
  ASSERT_TRUE(Delete<Producer>("producers/p2").ok());
  EXPECT_THAT(Create<Product>("b", CandyOf("p2")).status(), IsInvalidField("product.producer"));
  EXPECT_THAT(Update<Product>("products/a", R"pb(producer: "$/producers/p2")pb").status(),
              IsInvalidField("product.producer"));
}

TEST_F(ProductTest, OutlivesItsProducer) {
  ASSERT_TRUE(Delete<Producer>("producers/p1").ok());
  EXPECT_TRUE(Update<Product>("products/a", R"pb(specification: "Hũ 500 g")pb").ok());
}

TEST_F(ProductTest, HasACodeOfItsOwn) {
  const std::string code = R"pb(product_code: "82-28501-01-2024")pb";
  ASSERT_TRUE(Create<Product>("b", CandyOf("p1") + code).ok());
  EXPECT_THAT(Create<Product>("c", CandyOf("p1") + code).status(),
              IsRefusal(absl::StatusCode::kAlreadyExists, "VALUE_ALREADY_TAKEN"));
  EXPECT_THAT(Update<Product>("products/a", code).status(),
              IsRefusal(absl::StatusCode::kAlreadyExists, "VALUE_ALREADY_TAKEN"));
  EXPECT_TRUE(Create<Product>("c", CandyOf("p1")).ok()) << "products without a code do not get into each other's way";
}

TEST_F(ProductTest, TheCodeHasADistrictPartOrNone) {
  EXPECT_TRUE(Create<Product>("b", CandyOf("p1") + R"pb(product_code: "82-815-28501-1-2024")pb").ok());
  EXPECT_THAT(Create<Product>("c", CandyOf("p1") + R"pb(product_code: "82-28501-2024")pb").status(),
              IsInvalidField("product.product_code"));
}

TEST_F(ProductTest, HasOneOfTwentySixScoreSheets) {
  EXPECT_TRUE(Create<Product>("b", CandyOf("p1") + "product_group: GROUP_TOURISM score_sheet: 26").ok());
  EXPECT_THAT(Create<Product>("c", CandyOf("p1") + "score_sheet: 27").status(), IsInvalidField("product.score_sheet"));
}

TEST_F(ProductTest, TheCatalogueOfTheLawHasItsGroupSubGroupAndSheet) {
  const auto made = Create<Product>("b", CandyOf("p1") + "score_sheet: 7");
  ASSERT_TRUE(made.ok()) << made.status();
  EXPECT_EQ(made->sub_group(), "food-processed") << "it follows from the sheet";
  EXPECT_EQ(Create<Product>("c", CandyOf("p1") + R"pb(sub_group: "food-coffee-cocoa")pb")->score_sheet(), 13)
      << "the sub-group has one sheet";
  EXPECT_EQ(Create<Product>("d", CandyOf("p1") + R"pb(sub_group: "food-tea")pb")->score_sheet(), 0)
      << "it has two: somebody has to choose";

  EXPECT_THAT(Create<Product>("e", CandyOf("p1") + "score_sheet: 14").status(), IsInvalidField("product.score_sheet"));
  EXPECT_THAT(Create<Product>("e", CandyOf("p1") + R"pb(sub_group: "drinks-alcoholic")pb").status(),
              IsInvalidField("product.sub_group"));
  EXPECT_THAT(Create<Product>("e", CandyOf("p1") + R"pb(sub_group: "food-tea" score_sheet: 13)pb").status(),
              IsInvalidField("product.score_sheet"));
}

TEST_F(ProductTest, TheSubGroupFollowsWhatIsChanged) {
  ASSERT_TRUE(Create<Product>("b", CandyOf("p1") + "score_sheet: 7").ok());
  EXPECT_EQ(Update<Product>("products/b", "score_sheet: 11")->sub_group(), "food-tea");
  const auto drinks = Update<Product>("products/b", "product_group: GROUP_DRINKS score_sheet: 17");
  ASSERT_TRUE(drinks.ok()) << drinks.status();
  EXPECT_EQ(drinks->sub_group(), "drinks-non-alcoholic");
  EXPECT_THAT(Update<Product>("products/b", "product_group: GROUP_FOOD").status(),
              IsInvalidField("product.score_sheet"));
  EXPECT_TRUE(Update<Product>("products/b", R"pb(specification: "Chai 330 ml")pb").ok());
}

// Decision 26/2026/QĐ-TTg article 2.3: with tourism alone also associations, operating centres and the like.
TEST_F(ProductTest, TheLawKnowsSomeProducersForTourismAlone) {
  const auto made = [&](const std::string& producer, const std::string& group, const std::string& id) {
    return Create<Product>(id, CandyOf(producer) + "product_group: " + group).status();
  };
  const std::vector<std::string> others = {"GROUP_FOOD", "GROUP_DRINKS", "GROUP_MEDICINAL", "GROUP_HANDICRAFT",
                                           "GROUP_ORNAMENTAL"};
  for (const char* kind : {"KIND_ASSOCIATION", "KIND_OPERATING_CENTRE"}) {
    const std::string id = absl::AsciiStrToLower(absl::StrReplaceAll(kind, {{"_", "-"}}));
    ASSERT_TRUE(Create<Producer>(id, Cooperative() + absl::StrCat("kind: ", kind)).ok());
    for (const std::string& group : others) {
      EXPECT_THAT(made(id, group, "x"), IsInvalidField("product.product_group")) << kind << " " << group;
    }
    EXPECT_TRUE(made(id, "GROUP_TOURISM", id).ok());
    EXPECT_THAT(
        Update<Product>("products/" + id, "product_group: GROUP_FOOD", {"product_group", "score_sheet"}).status(),
        IsInvalidField("product.product_group"));
    EXPECT_THAT(Update<Product>("products/a", "producer: \"$/producers/" + id + "\"").status(),
                IsInvalidField("product.product_group"));
  }
  for (const char* kind : {"KIND_COOPERATIVE", "KIND_COOPERATIVE_GROUP", "KIND_ENTERPRISE", "KIND_FARM",
                           "KIND_PRODUCTION_HOUSEHOLD", "KIND_BUSINESS_HOUSEHOLD"}) {
    const std::string id = absl::AsciiStrToLower(absl::StrReplaceAll(kind, {{"_", "-"}}));
    ASSERT_TRUE(Create<Producer>(id, Cooperative() + absl::StrCat("kind: ", kind)).ok());
    EXPECT_TRUE(made(id, "GROUP_FOOD", id + "-food").ok()) << kind;
    EXPECT_TRUE(made(id, "GROUP_TOURISM", id + "-tourism").ok()) << kind;
  }
}

// The rule came into force on 2026-05-22; before that day the law knew no kinds.
TEST_F(ProductTest, TheLawOfTheDayOfEntryTellsWhoTakesPart) {
  ASSERT_TRUE(Create<Producer>("hoi", Cooperative() + "kind: KIND_ASSOCIATION").ok());
  const auto entered = [](int day) { return absl::StrCat("entry_date { year: 2026 month: 5 day: ", day, " }"); };
  EXPECT_THAT(Create<Product>("x", CandyOf("hoi") + entered(22)).status(), IsInvalidField("product.product_group"));
  ASSERT_TRUE(Create<Product>("x", CandyOf("hoi") + entered(21)).ok());
  EXPECT_TRUE(Update<Product>("products/x", "product_group: GROUP_DRINKS").ok()) << "a correction of the past";
  EXPECT_THAT(Update<Product>("products/x", entered(22)).status(), IsInvalidField("product.product_group"));
  EXPECT_THAT(Update<Product>("products/x", "", {"entry_date"}).status(), IsInvalidField("product.product_group"));
  EXPECT_THAT(Update<Product>("products/a", R"pb(producer: "$/producers/hoi")pb").status(),
              IsInvalidField("product.product_group"));
}

TEST_F(ProductTest, AProducerBecomesNoKindThatTheLawDoesNotKnowForItsProducts) {
  const std::string association = "kind: KIND_ASSOCIATION";
  EXPECT_THAT(Update<Producer>("producers/p1", association).status(), IsInvalidField("producer.kind"));
  EXPECT_TRUE(Update<Producer>("producers/p1", "kind: KIND_ENTERPRISE").ok());
  EXPECT_TRUE(Update<Producer>("producers/p2", association).ok()) << "it has no product";

  // What is deleted stands in nobody's way, until it is to come back.
  ASSERT_TRUE(Delete<Product>("products/a").ok());
  ASSERT_TRUE(Create<Product>("tour", CandyOf("p1") + "product_group: GROUP_TOURISM").ok());
  ASSERT_TRUE(Create<Product>("past", CandyOf("p1") + "entry_date { year: 2026 month: 5 day: 21 }").ok());
  ASSERT_TRUE(Update<Producer>("producers/p1", association).ok());
  UndeleteProductRequest undelete;
  undelete.set_name(Name("products/a"));
  EXPECT_THAT(Call<Product>("/ocop.registry.v1.ProductService/UndeleteProduct", undelete).status(),
              IsInvalidField("name"));
  ASSERT_TRUE(Update<Producer>("producers/p1", "kind: KIND_FARM").ok());
  EXPECT_TRUE(Call<Product>("/ocop.registry.v1.ProductService/UndeleteProduct", undelete).ok());
}

TEST_F(ProductTest, TheCatalogueIsOfItsDay) {
  GetProductCatalogueRequest request;
  const auto catalogue_on = [&](int year, int month, int day) {
    request.mutable_as_of()->set_year(year);
    request.mutable_as_of()->set_month(month);
    request.mutable_as_of()->set_day(day);
    return Call<ProductCatalogue>("/ocop.registry.v1.ProductService/GetProductCatalogue", request);
  };
  EXPECT_EQ(catalogue_on(2026, 5, 22)->id(), "qd26-2026");
  EXPECT_EQ(catalogue_on(2026, 5, 21)->id(), "qd148-2023");
  EXPECT_THAT(catalogue_on(2023, 2, 23).status(), IsRefusal(absl::StatusCode::kNotFound, "NO_CATALOGUE"));
  // The numbers of the law's appendix: six groups, 26 sheets.
  const auto catalogue = catalogue_on(2026, 12, 31);
  ASSERT_EQ(catalogue->groups_size(), 6);
  int sheets = 0;
  for (const auto& group : catalogue->groups()) {
    for (const auto& sub_group : group.sub_groups()) sheets += sub_group.sheets_size();
  }
  EXPECT_EQ(sheets, 26);
}

class ProductCodeTest : public ProductTest {
 protected:
  Answer<Product> LookUp(const std::string& code) const {
    return Call<Product>("/ocop.registry.v1.ProductService/LookUpProductCode",
                         Parse<LookUpProductCodeRequest>(R"pb(parent: "$" product_code: ")pb" + code + "\""));
  }
};

TEST_F(ProductCodeTest, LeadsToItsProductForEver) {
  ASSERT_TRUE(Create<Product>("b", CandyOf("p1") + R"pb(product_code: "82-815-28501-1-2022")pb").ok());
  EXPECT_EQ(LookUp("82-815-28501-1-2022")->name(), Name("products/b"));
  const auto renumbered = Update<Product>("products/b", R"pb(product_code: "82-28249-1-2026")pb");
  ASSERT_TRUE(renumbered.ok()) << renumbered.status();
  EXPECT_THAT(renumbered->former_product_codes(), ::testing::ElementsAre("82-815-28501-1-2022"));
  EXPECT_EQ(LookUp("82-28249-1-2026")->name(), Name("products/b"));
  EXPECT_EQ(LookUp("82-815-28501-1-2022")->name(), Name("products/b"));
  EXPECT_THAT(LookUp("82-28249-2-2026").status(), IsRefusal(absl::StatusCode::kNotFound, "PRODUCT_CODE_NOT_FOUND"));
}

TEST_F(ProductCodeTest, OldAndNewAreOneProductsAlone) {
  ASSERT_TRUE(Create<Product>("b", CandyOf("p1") + R"pb(product_code: "82-28249-1-2026"
                                                        former_product_codes: "82-815-28501-1-2022")pb")
                  .ok());
  EXPECT_THAT(Create<Product>("c", CandyOf("p1") + R"pb(product_code: "82-815-28501-1-2022")pb").status(),
              IsRefusal(absl::StatusCode::kAlreadyExists, "VALUE_ALREADY_TAKEN"));
  EXPECT_THAT(Create<Product>("c", CandyOf("p1") + R"pb(former_product_codes: "82-28249-1-2026")pb").status(),
              IsRefusal(absl::StatusCode::kAlreadyExists, "VALUE_ALREADY_TAKEN"));
  EXPECT_TRUE(Update<Product>("products/b", "", {"former_product_codes"}).ok());
  EXPECT_TRUE(Create<Product>("c", CandyOf("p1") + R"pb(product_code: "82-815-28501-1-2022")pb").ok());
}

TEST_F(ProductCodeTest, OfManyAtOnceOneTakesACode) {
  std::atomic<int> made = 0;
  Together(8, [&](int i) {
    const std::string field = i % 2 == 0 ? "product_code" : "former_product_codes";
    made += Create<Product>("", CandyOf("p1") + field + ": \"82-28249-1-2026\"").ok() ? 1 : 0;
  });
  EXPECT_EQ(made, 1);
}

class RegistrationTest : public ProductTest {
 protected:
  static std::string First() {
    return R"pb(product: "$/products/a"
                kind: KIND_FIRST
                register_date { year: 2024 month: 1 day: 1 })pb";
  }
};

TEST_F(RegistrationTest, IsMadeOncePerProductAndYear) {
  ASSERT_TRUE(Create<Registration>("r", First()).ok());
  EXPECT_THAT(Create<Registration>("s", First() + "register_date { year: 2024 month: 12 day: 31 }").status(),
              IsRefusal(absl::StatusCode::kAlreadyExists, "VALUE_ALREADY_TAKEN"));
  ASSERT_TRUE(Create<Registration>("s", First() + "register_date { year: 2025 month: 1 day: 1 }").ok());
  EXPECT_THAT(Update<Registration>("registrations/s", "register_date { year: 2024 month: 6 day: 1 }").status(),
              IsRefusal(absl::StatusCode::kAlreadyExists, "VALUE_ALREADY_TAKEN"));
}

TEST_F(RegistrationTest, OfManyAtOnceOneIsMade) {
  std::atomic<int> made = 0;
  Together(10, [&](int) { made += Create<Registration>("", First()).ok() ? 1 : 0; });
  EXPECT_EQ(made, 1);
}

TEST_F(RegistrationTest, IsNotMadeForAProductThatIsDeleted) {
  ASSERT_TRUE(Create<Registration>("r", First()).ok());
  ASSERT_TRUE(Delete<Product>("products/a").ok());
  EXPECT_THAT(Create<Registration>("s", First() + "register_date { year: 2025 month: 1 day: 1 }").status(),
              IsInvalidField("registration.product"));
  EXPECT_TRUE(Update<Registration>("registrations/r", R"pb(slip_number: "01/PĐK-82-28501-2024")pb").ok());
}

TEST_F(RegistrationTest, StaysWithItsProduct) {
  ASSERT_TRUE(Create<Registration>("r", First()).ok());
  ASSERT_TRUE(Create<Product>("b", CandyOf("p1")).ok());
  EXPECT_THAT(Update<Registration>("registrations/r", R"pb(product: "$/products/b")pb").status(),
              IsInvalidField("registration.product"));
}

TEST_F(RegistrationTest, SaysWhatEvaluationIsAskedFor) {
  EXPECT_THAT(Create<Registration>("r", First() + "kind: KIND_UNSPECIFIED").status(),
              IsInvalidField("registration.kind"));
}

TEST_F(RegistrationTest, HasBeenReceived) {
  EXPECT_THAT(Create<Registration>("r", First() + "register_date " + DayFromToday(2)).status(),
              IsInvalidField("registration.register_date"));
}

}  // namespace
}  // namespace ocop::registry
