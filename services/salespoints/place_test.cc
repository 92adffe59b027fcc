// Where points are: coordinates, distances, and what an officer enters about them.
#include <gmock/gmock.h>

#include "services/salespoints/testing/salespoints_fixture.h"

namespace ocop::salespoints {
namespace {

class PlaceTest : public SalesPointsTest {
 protected:
  static std::string At(double latitude, double longitude) {
    return absl::StrCat(Shop(), " location { latitude: ", latitude, " longitude: ", longitude, " } ");
  }
  std::vector<std::pair<std::string, int64_t>> Nearby(const std::string& text) const {
    const auto answer = Ask<ListNearbySalesPointsRequest, ListNearbySalesPointsResponse>(
        "SalesPointService/ListNearbySalesPoints", R"pb(parent: "$")pb" + text);
    EXPECT_TRUE(answer.ok()) << answer.status();
    std::vector<std::pair<std::string, int64_t>> found;
    for (const auto& nearby : answer->nearby()) {
      found.emplace_back(nearby.sales_point().name().substr(parent().size() + 1), nearby.distance_m());
    }
    return found;
  }
  static constexpr char kMyTho[] = "location { latitude: 10.36 longitude: 106.36 }";
};

// Distances by the haversine formula on a sphere of 6371.0088 km, worked out apart: one degree of latitude is 111,195
// m, one of longitude on the latitude of 10.36 degrees 109,382 m.
TEST_F(PlaceTest, TheNearestComesFirstWithItsDistance) {
  ASSERT_TRUE(Create<SalesPoint>("north", At(11.36, 106.36)).ok());
  ASSERT_TRUE(Create<SalesPoint>("east", At(10.36, 107.36)).ok());
  ASSERT_TRUE(Create<SalesPoint>("here", At(10.36, 106.36)).ok());
  ASSERT_TRUE(Create<SalesPoint>("nowhere", Shop()).ok());
  EXPECT_THAT(Nearby(kMyTho), ::testing::ElementsAre(::testing::Pair("salesPoints/here", 0),
                                                     ::testing::Pair("salesPoints/east", 109382),
                                                     ::testing::Pair("salesPoints/north", 111195)));
  EXPECT_EQ(Nearby(absl::StrCat(kMyTho, " page_size: 2")).size(), 2);
  EXPECT_EQ(Nearby(absl::StrCat(kMyTho, " max_distance_m: 109390")).size(), 2);
  EXPECT_EQ(Nearby(absl::StrCat(kMyTho, " max_distance_m: 109370")).size(), 1);
}

// The shortest way between Fiji and Samoa crosses the line of 180 degrees.
TEST_F(PlaceTest, TheLineWhereTheDateChangesIsNoWall) {
  ASSERT_TRUE(Create<SalesPoint>("west", At(0, 179.5)).ok());
  ASSERT_TRUE(Create<SalesPoint>("far", At(0, 170)).ok());
  EXPECT_THAT(Nearby("location { longitude: -179.5 }"),
              ::testing::ElementsAre(::testing::Pair("salesPoints/west", 111195), ::testing::_));
}

TEST_F(PlaceTest, OnlyPointsThatAreOpenOnTheDay) {
  ASSERT_TRUE(Create<SalesPoint>("closed", At(10.36, 106.36) + "closing_date { year: 2025 month: 1 day: 31 }").ok());
  EXPECT_EQ(Nearby(absl::StrCat(kMyTho, " as_of { year: 2025 month: 1 day: 31 }")).size(), 1);
  EXPECT_EQ(Nearby(absl::StrCat(kMyTho, " as_of { year: 2025 month: 2 day: 1 }")).size(), 0);
  EXPECT_EQ(Nearby(absl::StrCat(kMyTho, " as_of { year: 2024 month: 10 day: 13 }")).size(), 0);
}

TEST_F(PlaceTest, APlaceIsOnTheEarth) {
  EXPECT_THAT(Create<SalesPoint>("p", At(90.01, 180.01)).status(),
              AreInvalidFields({"sales_point.location.latitude", "sales_point.location.longitude"}));
  EXPECT_THAT(Create<SalesPoint>("p", Shop() + "location { latitude: nan }").status(),
              IsInvalidField("sales_point.location.latitude"));
  EXPECT_TRUE(Create<SalesPoint>("p", At(-90, -180)).ok());
  const auto asked = Ask<ListNearbySalesPointsRequest, ListNearbySalesPointsResponse>(
      "SalesPointService/ListNearbySalesPoints", R"pb(parent: "$"
                                                      location { longitude: inf })pb");
  EXPECT_THAT(asked.status(), IsInvalidField("location.longitude"));
}

TEST_F(PlaceTest, UpgradesComeAfterTheOpeningAndOneAfterTheOther) {
  const std::string first = "upgrade_dates { year: 2025 month: 1 day: 1 }";
  EXPECT_THAT(Create<SalesPoint>("p", Shop() + "upgrade_dates { year: 2024 month: 10 day: 13 }").status(),
              IsInvalidField("sales_point.upgrade_dates[0]"));
  EXPECT_THAT(Create<SalesPoint>("p", Shop() + first + first).status(), IsInvalidField("sales_point.upgrade_dates[1]"));
  EXPECT_TRUE(Create<SalesPoint>("p", Shop() + first + "upgrade_dates { year: 2025 month: 1 day: 2 }").ok());
}

TEST_F(PlaceTest, WhatIsEnteredIsReadAgain) {
  ASSERT_TRUE(Create<SalesPoint>("p", At(10.36, 106.36) + R"pb(area_m2: 80
                                                               equipment: "tủ mát"
                                                               equipment: "kệ"
                                                               sign_displayed: true
                                                               prices_listed: true)pb")
                  .ok());
  const auto read = Get<SalesPoint>("salesPoints/p");
  ASSERT_TRUE(read.ok()) << read.status();
  EXPECT_EQ(read->location().latitude(), 10.36);
  EXPECT_EQ(read->area_m2(), 80);
  EXPECT_THAT(read->equipment(), ::testing::ElementsAre("tủ mát", "kệ"));
  EXPECT_TRUE(read->sign_displayed() && read->prices_listed());
}

}  // namespace
}  // namespace ocop::salespoints
