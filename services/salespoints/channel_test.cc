// Contracts with channels, and products taken off sale.
#include "services/salespoints/testing/salespoints_fixture.h"

namespace ocop::salespoints {
namespace {

class ContractTest : public SalesPointsTest {
 protected:
  void SetUp() override {
    ASSERT_TRUE(Create<Channel>("c", Supermarket()).ok());
    ASSERT_TRUE(Create<Channel>("d", Supermarket()).ok());
  }
  static std::string Signed() {
    return R"pb(producer: "$/producers/a"
                channel: "$/channels/c"
                contract_number: "12/HĐ"
                start_date { year: 2024 month: 1 day: 1 })pb";
  }
  static std::string OnSale() {
    return R"pb(product: "$/products/a"
                channel: "$/channels/c"
                start_date { year: 2024 month: 11 day: 1 })pb";
  }
};

// Criterion 4.1 of the score sheets.
TEST_F(ContractTest, HasANumberOrAShop) {
  EXPECT_THAT(Create<Contract>("k", Signed() + R"pb(contract_number: "")pb").status(),
              IsInvalidField("contract.contract_number"));
  EXPECT_TRUE(Create<Contract>("k", Signed() + R"pb(contract_number: "" shop_uri: "https://shopee.vn/a")pb").ok());
  EXPECT_THAT(Create<Contract>("l", Signed() + R"pb(shop_uri: "javascript:alert(1)")pb").status(),
              IsInvalidField("contract.shop_uri"));
}

TEST_F(ContractTest, EndsNoEarlierThanItBegins) {
  EXPECT_THAT(Create<Contract>("k", Signed() + "end_date { year: 2023 month: 12 day: 31 }").status(),
              IsInvalidField("contract.end_date"));
  EXPECT_TRUE(Create<Contract>("k", Signed() + "end_date { year: 2030 month: 12 day: 31 }").ok());
}

TEST_F(ContractTest, OfAListingIsWithTheSameChannel) {
  ASSERT_TRUE(Create<Contract>("k", Signed()).ok());
  ASSERT_TRUE(Create<SalesPoint>("p", Shop()).ok());
  EXPECT_TRUE(Create<Listing>("a", OnSale() + R"pb(contract: "$/contracts/k")pb").ok());
  EXPECT_THAT(Create<Listing>("b", OnSale() + R"pb(channel: "$/channels/d" contract: "$/contracts/k")pb").status(),
              IsInvalidField("listing.contract"));
  EXPECT_THAT(Create<Listing>("b", OnSale() + R"pb(contract: "$/contracts/none")pb").status(),
              IsInvalidField("listing.contract"));
  EXPECT_THAT(Delete<Contract>("contracts/k"), IsRefusal(absl::StatusCode::kFailedPrecondition, "RESOURCE_IN_USE"));
}

class DelistTest : public ContractTest {
 protected:
  Answer<Listing> Delist(const std::string& text) const {
    return Ask<DelistProductRequest, Listing>("ListingService/DelistProduct", R"pb(name: "$/listings/a")pb" + text);
  }
  static std::string On(int month, int day) {
    return absl::StrCat(" reason: \"hết hợp đồng\" end_date { year: 2025 month: ", month, " day: ", day, " }");
  }
};

TEST_F(DelistTest, SetsTheLastDayAndSaysWhy) {
  ASSERT_TRUE(Create<Listing>("a", OnSale()).ok());
  const auto ended = Delist(On(3, 31));
  ASSERT_TRUE(ended.ok()) << ended.status();
  EXPECT_EQ(Get<Listing>("listings/a")->end_date().month(), 3);
  EXPECT_EQ(ended->end_reason(), "hết hợp đồng");
}

TEST_F(DelistTest, ADayThatIsNotGivenIsToday) {
  ASSERT_TRUE(Create<Listing>("a", OnSale()).ok());
  const auto ended = Delist(R"pb(reason: "r")pb");
  ASSERT_TRUE(ended.ok()) << ended.status();
  EXPECT_EQ(ended->end_date().ShortDebugString(),
            Parse<google::type::Date>(DayFromToday(0).substr(1, DayFromToday(0).rfind('}') - 1)).ShortDebugString());
}

TEST_F(DelistTest, NeedsAReasonAListingAndTheCurrentEtag) {
  ASSERT_TRUE(Create<Listing>("a", OnSale()).ok());
  EXPECT_THAT(Delist("").status(), IsInvalidField("reason"));
  EXPECT_THAT(Delist(R"pb(reason: "r" etag: "old")pb").status(),
              IsRefusal(absl::StatusCode::kAborted, "ETAG_MISMATCH"));
  EXPECT_THAT(Delist(R"pb(reason: "r" name: "$/listings/none")pb").status(),
              IsRefusal(absl::StatusCode::kNotFound, "RESOURCE_NOT_FOUND"));
  EXPECT_FALSE(Get<Listing>("listings/a")->has_end_date());
}

TEST_F(DelistTest, NeitherBeforeTheFirstDayNorAfterTheLast) {
  ASSERT_TRUE(Create<Listing>("a", OnSale() + "end_date { year: 2025 month: 3 day: 31 }").ok());
  EXPECT_THAT(Delist(R"pb(reason: "r"
                          end_date { year: 2024 month: 10 day: 31 })pb")
                  .status(),
              IsInvalidField("end_date"));
  EXPECT_THAT(Delist(On(4, 1)).status(), IsRefusal(absl::StatusCode::kFailedPrecondition, "LISTING_ENDED"));
  EXPECT_TRUE(Delist(On(3, 30)).ok());
}

TEST_F(DelistTest, ATrialChangesNothing) {
  ASSERT_TRUE(Create<Listing>("a", OnSale()).ok());
  EXPECT_TRUE(Delist(On(3, 31) + " validate_only: true").ok());
  EXPECT_FALSE(Get<Listing>("listings/a")->has_end_date());
}

}  // namespace
}  // namespace ocop::salespoints
