// A year of a point of sale and of the producers who sell there.
#include "tests/salespoints/suite_fixture.h"

namespace ocop::salespoints {
namespace {

using YearTest = SuiteTest;

TEST_F(YearTest, FromTheOpeningToTheLockedFigures) {
  // January: four stars, a contract with a supermarket, a point of sale that opens in February.
  Recognise("a");
  Open("s", "28501", R"pb(sign_displayed: true
                          prices_listed: true
                          opening_hours: "7:30–19:30"
                          manager: "HTX"
                          area_m2: 40
                          location { latitude: 10.36 longitude: 106.36 })pb");
  Make<Channel>("coop", R"pb(display_name: "Co.opmart" kind: KIND_SUPERMARKET)pb");
  Make<Contract>("k", R"pb(producer: "$/producers/p1"
                           channel: "$/channels/coop"
                           contract_number: "1/HĐ"
                           start_date { year: 2024 month: 1 day: 20 })pb");
  Make<Listing>("coop-a", R"pb(product: "$/products/a"
                               channel: "$/channels/coop"
                               contract: "$/contracts/k"
                               start_date { year: 2024 month: 2 day: 1 })pb");
  Display("s", "a");
  Display("s", "c");

  // It meets the conditions, and is found from the market square.
  const auto conditions = Ask<GetSalesPointConditionsRequest, SalesPointConditions>(
      "SalesPointService/GetSalesPointConditions", R"pb(name: "$/salesPoints/s")pb" + On(2024, 12, 31));
  EXPECT_TRUE(conditions->met()) << conditions->DebugString();
  const auto nearby = Ask<ListNearbySalesPointsRequest, ListNearbySalesPointsResponse>(
      "SalesPointService/ListNearbySalesPoints", R"pb(parent: "$"
                                                      location { latitude: 10.361 longitude: 106.36 }
                                                      max_distance_m: 500)pb" +
                                                     On(2024, 12, 31));
  EXPECT_EQ(nearby->nearby_size(), 1);

  // A week of trade in the city.
  Make<TradeEvent>("week", R"pb(display_name: "Tuần lễ"
                                kind: KIND_WEEK
                                start_date { year: 2024 month: 8 day: 29 }
                                end_date { year: 2024 month: 9 day: 2 })pb");
  Make<Participation>("p1", R"pb(producer: "$/producers/p1" products: "$/products/a" contract_count: 2)pb",
                      "tradeEvents/week");
  EXPECT_EQ((Ask<GetTradeEventSummaryRequest, TradeEventSummary>("TradeEventService/GetTradeEventSummary",
                                                                 R"pb(parent: "$")pb")
                 ->contract_count()),
            2);

  // The first quarter is handed in, sent back for a slip, corrected, approved.
  Make<SalesBaseline>("a", R"pb(product: "$/products/a" year: 2022 revenue_vnd: 1000)pb");
  Make<SalesSubmission>("q1", R"pb(submitter: "$/producers/p1"
                                   period_start { year: 2024 month: 1 day: 1 }
                                   period_end { year: 2024 month: 3 day: 31 })pb");
  Make<SalesReport>("q1", R"pb(product: "$/products/a"
                               submission: "$/salesSubmissions/q1"
                               revenue_vnd: 9000
                               period_start { year: 2024 month: 1 day: 1 }
                               period_end { year: 2024 month: 3 day: 31 })pb");
  const std::string submission = R"pb(name: "$/salesSubmissions/q1" reason: "một số 0 thừa")pb";
  ASSERT_TRUE((Ask<SubmitSalesRequest, SalesSubmission>("SalesSubmissionService/SubmitSales", submission).ok()));
  ASSERT_TRUE((Ask<ReturnSalesRequest, SalesSubmission>("SalesSubmissionService/ReturnSales", submission).ok()));
  ASSERT_TRUE((Ask<UpdateSalesReportRequest, SalesReport>(
                   "SalesReportService/UpdateSalesReport",
                   R"pb(sales_report { name: "$/salesReports/q1" revenue_vnd: 1500 correction_reason: "thừa số 0" })pb")
                   .ok()));
  ASSERT_TRUE((Ask<SubmitSalesRequest, SalesSubmission>("SalesSubmissionService/SubmitSales", submission).ok()));
  ASSERT_TRUE((Ask<ApproveSalesRequest, SalesSubmission>("SalesSubmissionService/ApproveSales", submission).ok()));
  const auto growth = Ask<ListSalesGrowthRequest, ListSalesGrowthResponse>(
      "SalesReportService/ListSalesGrowth",
      R"pb(parent: "$" year: 2024 unit: UNIT_PRODUCER comparison: COMPARISON_BASELINE)pb");
  ASSERT_EQ(growth->growth_size(), 1);
  EXPECT_EQ(growth->growth(0).revenue_growth_basis_points(), 5000);

  // The contract ends, the product leaves the shelf of the supermarket, the figures stay.
  ASSERT_TRUE((Ask<DelistProductRequest, Listing>("ListingService/DelistProduct",
                                                  R"pb(name: "$/listings/coop-a"
                                                       reason: "hết hợp đồng"
                                                       end_date { year: 2024 month: 12 day: 31 })pb")
                   .ok()));
  EXPECT_THAT(
      (Ask<UpdateSalesReportRequest, SalesReport>("SalesReportService/UpdateSalesReport",
                                                  R"pb(sales_report { name: "$/salesReports/q1" revenue_vnd: 1 })pb")
           .status()),
      IsRefusal(absl::StatusCode::kFailedPrecondition, "PERIOD_LOCKED"));
}

}  // namespace
}  // namespace ocop::salespoints
