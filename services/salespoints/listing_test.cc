// Where a product is sold: points of sale, channels, and the listings that place a product there.
#include "services/salespoints/testing/salespoints_fixture.h"

namespace ocop::salespoints {
namespace {

using SalesPointTest = SalesPointsTest;

TEST_F(SalesPointTest, ClosesNoEarlierThanItOpens) {
  EXPECT_THAT(Create<SalesPoint>("p", Shop() + "closing_date { year: 2024 month: 10 day: 13 }").status(),
              IsInvalidField("sales_point.closing_date"));
  EXPECT_TRUE(Create<SalesPoint>("p", Shop() + "closing_date { year: 2024 month: 10 day: 14 }").ok());
}

TEST_F(SalesPointTest, OpensAndClosesOnDaysThatHaveCome) {
  EXPECT_THAT(Create<SalesPoint>("p", Shop() + "opening_date " + DayFromToday(2)).status(),
              IsInvalidField("sales_point.opening_date"));
  EXPECT_THAT(Create<SalesPoint>("p", Shop() + "closing_date " + DayFromToday(2)).status(),
              IsInvalidField("sales_point.closing_date"));
}

TEST_F(SalesPointTest, StandsSomewhere) {
  EXPECT_THAT(Create<SalesPoint>("p", Shop() + R"pb(locality: "")pb").status(), IsInvalidField("sales_point.locality"));
  EXPECT_THAT(Create<SalesPoint>("p", Shop() + R"pb(locality: "Mỹ Tho")pb").status(),
              IsInvalidField("sales_point.locality"));
}

TEST_F(SalesPointTest, ItsKindAndAChannelsKindAreStated) {
  EXPECT_THAT(Create<SalesPoint>("p", Shop() + "place_kind: PLACE_KIND_UNSPECIFIED").status(),
              IsInvalidField("sales_point.place_kind"));
  EXPECT_THAT(Create<Channel>("c", Supermarket() + "kind: KIND_UNSPECIFIED").status(), IsInvalidField("channel.kind"));
}

class ListingTest : public SalesPointsTest {
 protected:
  void SetUp() override {
    ASSERT_TRUE(Create<SalesPoint>("p", Shop()).ok());
    ASSERT_TRUE(Create<Channel>("c", Supermarket()).ok());
  }

  static std::string OnSale() {
    return R"pb(product: "$/products/a"
                start_date { year: 2024 month: 11 day: 1 })pb";
  }
  static std::string AtThePoint() { return OnSale() + R"pb(sales_point: "$/salesPoints/p")pb"; }
};

TEST_F(ListingTest, IsOfAProductOnceAtAPlaceAtATime) {
  ASSERT_TRUE(Create<Listing>("a", AtThePoint() + "end_date { year: 2024 month: 11 day: 30 }").ok());
  // The last day of one is no first day of the other.
  const absl::Status refused =
      Create<Listing>("b", AtThePoint() + "start_date { year: 2024 month: 11 day: 30 }").status();
  EXPECT_THAT(refused, IsRefusal(absl::StatusCode::kAlreadyExists, "LISTED_ALREADY"));
  EXPECT_EQ(status::MetadataOf(refused)["listing"], Name("listings/a"));
  EXPECT_EQ(status::MetadataOf(refused)["end_date"], "2024-11-30");
  ASSERT_TRUE(Create<Listing>("b", AtThePoint() + "start_date { year: 2024 month: 12 day: 1 }").ok());
  EXPECT_THAT(Update<Listing>("listings/a", "end_date { year: 2024 month: 12 day: 1 }").status(),
              IsRefusal(absl::StatusCode::kAlreadyExists, "LISTED_ALREADY"));
  EXPECT_THAT(Create<Listing>("c", AtThePoint() + "start_date { year: 2026 month: 1 day: 1 }").status(),
              IsRefusal(absl::StatusCode::kAlreadyExists, "LISTED_ALREADY"))
      << "b goes on";
  EXPECT_TRUE(Create<Listing>("d", AtThePoint() + R"pb(product: "$/products/b")pb").ok()) << "another product";
  EXPECT_TRUE(Create<Listing>("e", OnSale() + R"pb(channel: "$/channels/c")pb").ok()) << "another place";
  EXPECT_TRUE(Update<Listing>("listings/a", "end_date { year: 2024 month: 11 day: 20 }").ok());
}

TEST_F(ListingTest, OfManyAtOnceOneIsListed) {
  std::vector<absl::Status> made(8);
  Together(8, [&](int i) { made[static_cast<size_t>(i)] = Create<Listing>("", AtThePoint()).status(); });
  EXPECT_EQ(std::count(made.begin(), made.end(), absl::OkStatus()), 1);
  for (const absl::Status& status : made) {
    EXPECT_TRUE(status.ok() || status.code() == absl::StatusCode::kAlreadyExists) << status;
  }
}

TEST_F(ListingTest, HasExactlyOnePlace) {
  EXPECT_TRUE(Create<Listing>("a", AtThePoint()).ok());
  EXPECT_TRUE(Create<Listing>("b", OnSale() + R"pb(channel: "$/channels/c")pb").ok());
  EXPECT_THAT(Create<Listing>("c", OnSale()).status(), IsInvalidField("listing.channel"));
  EXPECT_THAT(Create<Listing>("c", AtThePoint() + R"pb(channel: "$/channels/c")pb").status(),
              IsInvalidField("listing.channel"));
}

TEST_F(ListingTest, ThePlaceExists) {
  EXPECT_THAT(Create<Listing>("a", OnSale() + R"pb(sales_point: "$/salesPoints/none")pb").status(),
              IsInvalidField("listing.sales_point"));
  EXPECT_THAT(Create<Listing>("a", OnSale() + R"pb(channel: "$/channels/none")pb").status(),
              IsInvalidField("listing.channel"));
}

TEST_F(ListingTest, EndsNoEarlierThanItBegins) {
  EXPECT_THAT(Create<Listing>("a", AtThePoint() + "end_date { year: 2024 month: 10 day: 31 }").status(),
              IsInvalidField("listing.end_date"));
  EXPECT_TRUE(Create<Listing>("a", AtThePoint() + "end_date { year: 2024 month: 11 day: 1 }").ok());
}

// A contract has an end that is known before it comes.
TEST_F(ListingTest, HasBegunAndMayEndInTheFuture) {
  EXPECT_THAT(Create<Listing>("a", AtThePoint() + "start_date " + DayFromToday(2)).status(),
              IsInvalidField("listing.start_date"));
  EXPECT_TRUE(Create<Listing>("a", AtThePoint() + "end_date " + DayFromToday(100)).ok());
}

TEST_F(ListingTest, StaysWithItsProductAndPlace) {
  ASSERT_TRUE(Create<Listing>("a", AtThePoint()).ok());
  EXPECT_THAT(Update<Listing>("listings/a", R"pb(product: "$/products/b" channel: "$/channels/c")pb").status(),
              AreInvalidFields({"listing.product", "listing.channel"}));
  EXPECT_THAT(Update<Listing>("listings/a", "", {"sales_point"}).status(), IsInvalidField("listing.sales_point"));
}

TEST_F(ListingTest, APlaceInUseIsNotDeleted) {
  ASSERT_TRUE(Create<Listing>("a", AtThePoint()).ok());
  EXPECT_THAT(Delete<SalesPoint>("salesPoints/p"), IsRefusal(absl::StatusCode::kFailedPrecondition, "RESOURCE_IN_USE"));
  ASSERT_TRUE(Delete<Listing>("listings/a").ok());
  EXPECT_TRUE(Delete<SalesPoint>("salesPoints/p").ok());
}

}  // namespace
}  // namespace ocop::salespoints
