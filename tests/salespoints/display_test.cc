// What is on display, whether a point meets the conditions, which points lie in a unit of either map, and what a label
// tells: answers for which the registry and evaluation are asked.
#include "tests/salespoints/suite_fixture.h"

namespace ocop::salespoints {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class DisplayTest : public SuiteTest {
 protected:
  // `a 4`, or `c 0 other` for one from elsewhere.
  std::vector<std::string> Displayed(const std::string& text) {
    const auto answer = Ask<ListDisplayedProductsRequest, ListDisplayedProductsResponse>(
        "SalesPointService/ListDisplayedProducts", R"pb(name: "$/salesPoints/s")pb" + text);
    EXPECT_TRUE(answer.ok()) << answer.status();
    std::vector<std::string> told;
    for (const auto& product : answer->displayed_products()) {
      told.push_back(absl::StrCat(product.product().substr(product.product().rfind('/') + 1), " ", product.stars(),
                                  product.from_other_locality() ? " other" : ""));
    }
    return told;
  }
  SalesPointConditions Conditions(const std::string& text) {
    const auto answer = Ask<GetSalesPointConditionsRequest, SalesPointConditions>(
        "SalesPointService/GetSalesPointConditions", R"pb(name: "$/salesPoints/s")pb" + text);
    EXPECT_TRUE(answer.ok()) << answer.status();
    return answer.ok() ? *answer : SalesPointConditions();
  }
  static std::vector<std::string> Unmet(const SalesPointConditions& conditions) {
    std::vector<std::string> unmet;
    for (const auto& condition : conditions.conditions()) {
      if (!condition.met()) unmet.push_back(condition.id());
    }
    return unmet;
  }
  // Ids of the points of a unit.
  std::vector<std::string> Points(const std::string& locality, const std::string& text) {
    const auto answer = Ask<ListLocalitySalesPointsRequest, ListLocalitySalesPointsResponse>(
        "SalesPointService/ListLocalitySalesPoints", absl::StrCat("locality: \"", locality, "\" ", text));
    EXPECT_TRUE(answer.ok()) << answer.status();
    std::vector<std::string> ids;
    for (const auto& point : answer->sales_points()) ids.push_back(point.name().substr(point.name().rfind('/') + 1));
    return ids;
  }
};

// The plan: "connects products of other localities"; by district until there were none, by commune since.
TEST_F(DisplayTest, TellsStarsAndWhichProductsComeFromElsewhere) {
  Open("s", "28501");
  for (const char* product : {"a", "b", "c"}) Display("s", product);
  Recognise("a");
  EXPECT_THAT(Displayed(On(2024, 12, 31)), ElementsAre("a 4", "b 0", "c 0 other"));
  EXPECT_THAT(Displayed(On(2024, 1, 14)), IsEmpty());
  // 28502 has become part of the same commune as 28501.
  EXPECT_THAT(Displayed(On(2025, 7, 1)), ElementsAre("a 4", "b 0", "c 0 other"));
  EXPECT_THAT(Displayed(On(2027, 1, 15)), ElementsAre("a 0", "b 0", "c 0 other"));
}

TEST_F(DisplayTest, WhoIsKnownOnlyToLieInTheProvinceIsOfNoOtherLocality) {
  Make<registry::v1::Producer>("p4", absl::StrCat(R"pb(display_name: "Chủ thể 4"
                                                       kind: KIND_COOPERATIVE
                                                       join_date { year: 2020 month: 1 day: 1 }
                                                       locality: "$/localities/)pb",
                                                  parent().substr(10), "\""));
  Product("d", "p4");
  Open("s", "28501");
  Display("s", "c");
  Display("s", "d");
  EXPECT_THAT(Displayed(On(2024, 12, 31)), ElementsAre("c 0 other", "d 0"));
  EXPECT_THAT(Displayed(On(2025, 7, 1)), ElementsAre("c 0 other", "d 0"));
}

TEST_F(DisplayTest, AProductIsOnDisplayFromItsFirstDayToItsLast) {
  Open("s", "28501");
  Display("s", "a", "end_date { year: 2024 month: 3 day: 31 }");
  EXPECT_THAT(Displayed(On(2024, 2, 29)), IsEmpty());
  EXPECT_THAT(Displayed(On(2024, 3, 1)), ElementsAre("a 0"));
  EXPECT_THAT(Displayed(On(2024, 3, 31)), ElementsAre("a 0"));
  EXPECT_THAT(Displayed(On(2024, 4, 1)), IsEmpty());
}

TEST_F(DisplayTest, ARevokedProductHasNoStarsFromThatDay) {
  Open("s", "28501");
  Display("s", "a");
  const auto recognition = Recognise("a");
  evaluation::v1::RevokeRecognitionRequest request;
  request.set_name(recognition.name());
  request.set_ground(Recognition::REVOCATION_GROUND_MARK_MISUSE);
  request.set_decision_number("15/QĐ-UBND");
  request.mutable_revoke_date()->set_year(2024);
  request.mutable_revoke_date()->set_month(6);
  request.mutable_revoke_date()->set_day(1);
  rpc::CallOptions officer;
  officer.actor = "province@example.vn";
  officer.roles = "province_officer";
  ASSERT_TRUE(services()
                  .client("evaluation")
                  .Call<Recognition>("/ocop.evaluation.v1.RecognitionService/RevokeRecognition", request, officer)
                  .ok());
  EXPECT_THAT(Displayed(On(2024, 5, 31)), ElementsAre("a 4"));
  EXPECT_THAT(Displayed(On(2024, 6, 1)), ElementsAre("a 0"));
}

TEST_F(DisplayTest, ComesInPages) {
  Open("s", "28501");
  for (const char* product : {"a", "b", "c"}) Display("s", product);
  const auto first = Ask<ListDisplayedProductsRequest, ListDisplayedProductsResponse>(
      "SalesPointService/ListDisplayedProducts", R"pb(name: "$/salesPoints/s" page_size: 2)pb");
  ASSERT_EQ(first->displayed_products_size(), 2);
  EXPECT_THAT(Displayed(absl::StrCat(" page_size: 2 page_token: \"", first->next_page_token(), "\"")),
              ElementsAre("c 0 other"));
}

TEST_F(DisplayTest, TheConditionsTellWhatIsMissing) {
  Open("s", "28501", "place_kind: PLACE_KIND_OTHER");
  auto told = Conditions(On(2024, 12, 31));
  EXPECT_EQ(told.condition_set(), "qd950-2023");
  EXPECT_FALSE(told.met() || told.lapsed());
  EXPECT_THAT(Unmet(told), ElementsAre("place", "products", "other-localities", "operation"));
  EXPECT_THAT(told.conditions(4).missing(), ElementsAre("sign_displayed = true", "prices_listed = true",
                                                        "hours_stated = true", "manager_named = true", "area_m2 >= 1"));

  Open("t", "28501", R"pb(sign_displayed: true
                          prices_listed: true
                          opening_hours: "7:30–19:30"
                          manager: "Liên minh HTX"
                          area_m2: 60)pb");
  Display("t", "a");
  Display("t", "c");
  Recognise("a");
  told = Conditions(R"pb(name: "$/salesPoints/t")pb" + On(2024, 12, 31));
  EXPECT_TRUE(told.met()) << told.DebugString();
  EXPECT_EQ(told.facts().product_count(), 2);
  EXPECT_EQ(told.facts().starred_product_count(), 1);
  EXPECT_EQ(told.facts().other_locality_product_count(), 1);
  // The document is for the years until 2025.
  EXPECT_TRUE(Conditions(R"pb(name: "$/salesPoints/t")pb" + On(2026, 1, 1)).lapsed());
  EXPECT_EQ(Conditions(R"pb(name: "$/salesPoints/t")pb" + On(2023, 4, 17)).condition_set(), "");
  EXPECT_THAT(Unmet(Conditions(R"pb(name: "$/salesPoints/t")pb" + On(2024, 1, 31))),
              ElementsAre("open", "products", "other-localities"));
}

TEST_F(DisplayTest, PointsOfAUnitOnBothMaps) {
  Open("one", "28501");
  Open("two", "28502", "closing_date { year: 2025 month: 12 day: 31 }");
  Open("three", "28601");
  Open("four", "30001", "opening_date { year: 2025 month: 8 day: 1 }");
  EXPECT_THAT(Points("$/localities/28501", On(2024, 6, 1)), ElementsAre("one"));
  EXPECT_THAT(Points("$/localities/815", On(2024, 6, 1)), ElementsAre("one", "two"));
  EXPECT_THAT(Points("$/localities/30001", On(2025, 9, 1)), ElementsAre("four", "one", "two"));
  // All of the new commune has grown out of the old district.
  EXPECT_THAT(Points("$/localities/815", On(2025, 9, 1)), ElementsAre("four", "one", "two"));
  // But not out of one of its communes.
  EXPECT_THAT(Points("$/localities/28501", On(2025, 9, 1)), ElementsAre("one"));
  EXPECT_THAT(Points("$/localities/30001", On(2026, 1, 1)), ElementsAre("four", "one"));
  EXPECT_THAT(Points("$", On(2025, 9, 1)), ElementsAre("four", "one", "three", "two"));
  // Of the district no more is known than that both its communes became the new one.
  Open("five", "815");
  EXPECT_THAT(Points("$/localities/30001", On(2026, 1, 1)), ElementsAre("five", "four", "one"));
  EXPECT_THAT(Points("$/localities/28501", On(2026, 1, 1)), ElementsAre("one"));
  EXPECT_THAT((Ask<ListLocalitySalesPointsRequest, ListLocalitySalesPointsResponse>(
                   "SalesPointService/ListLocalitySalesPoints", R"pb(locality: "$/localities/99999")pb")
                   .status()),
              IsRefusal(absl::StatusCode::kNotFound, "LOCALITY_NOT_FOUND"));
}

TEST_F(DisplayTest, ALabelTellsTheBuyerWhatHeMayKnow) {
  Recognise("a");
  const auto lot = Make<Lot>("l", R"pb(product: "$/products/a"
                                       lot_number: "L1"
                                       description: "Vườn xoài Hòa Lộc"
                                       expiry_date { year: 2026 month: 6 day: 1 })pb");
  const auto trace =
      Ask<LookUpTraceRequest, Trace>("TraceService/LookUpTrace", absl::StrCat("code: \"", lot.digital_link(), "\""));
  ASSERT_TRUE(trace.ok()) << trace.status();
  EXPECT_EQ(trace->product().display_name(), "Sản phẩm a");
  EXPECT_EQ(trace->producer().display_name(), "Chủ thể 1");
  EXPECT_EQ(trace->producer().locality_display_name(), "Xã 28501");
  EXPECT_EQ(trace->recognition().stars(), 4);
  EXPECT_TRUE(trace->recognition().valid_today());
  EXPECT_EQ(trace->recognition().expire_date().year(), 2027);
  EXPECT_EQ(trace->lot().lot_number(), "L1");
  EXPECT_TRUE(trace->lot().expired());
  EXPECT_THAT(trace->test_reports(), IsEmpty());
  EXPECT_THAT(trace->DebugString(), ::testing::Not(::testing::HasSubstr("0900000000"))) << "nothing personal";
}

TEST_F(DisplayTest, ALabelTellsOfStarsThatAreOver) {
  Make<Recognition>("old", R"pb(product: "$/products/b"
                                stars: 3
                                decision_date { year: 2021 month: 1 day: 15 }
                                expire_date { year: 2024 month: 1 day: 14 })pb");
  const auto lot = Make<Lot>("l", R"pb(product: "$/products/b" lot_number: "L1")pb");
  const auto trace =
      Ask<LookUpTraceRequest, Trace>("TraceService/LookUpTrace", absl::StrCat("code: \"", lot.trace_code(), "\""));
  ASSERT_TRUE(trace.ok()) << trace.status();
  EXPECT_EQ(trace->recognition().stars(), 0);
  EXPECT_FALSE(trace->recognition().valid_today());
  EXPECT_EQ(trace->recognition().expire_date().year(), 2024);
}

using PeerTest = DisplayTest;

TEST_F(PeerTest, OneThatIsDownIsNamed) {
  Open("s", "28501");
  Display("s", "a");
  services().Stop("evaluation");
  const auto told = Ask<GetSalesPointConditionsRequest, SalesPointConditions>(
      "SalesPointService/GetSalesPointConditions", R"pb(name: "$/salesPoints/s")pb");
  services().Start("evaluation");
  EXPECT_THAT(told.status(), IsRefusal(absl::StatusCode::kUnavailable, "PEER_UNAVAILABLE"));
  EXPECT_EQ(status::MetadataOf(told.status())["peer"], "evaluation");
}

}  // namespace
}  // namespace ocop::salespoints
