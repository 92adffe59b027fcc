// Products and their registration for evaluation.
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
  EXPECT_TRUE(Create<Product>("b", CandyOf("p1") + "score_sheet: 26").ok());
  EXPECT_THAT(Create<Product>("c", CandyOf("p1") + "score_sheet: 27").status(), IsInvalidField("product.score_sheet"));
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
