// Sales reports and the baseline that they are measured against.
#include "absl/time/clock.h"
#include "common/clock/day.h"
#include "services/salespoints/testing/salespoints_fixture.h"

namespace ocop::salespoints {
namespace {

class SalesReportTest : public SalesPointsTest {
 protected:
  void SetUp() override { ASSERT_TRUE(Create<Channel>("c", Supermarket()).ok()); }

  // The first quarter of 2024.
  static std::string FirstQuarter() {
    return R"pb(product: "$/products/a"
                revenue_vnd: 1000000
                period_start { year: 2024 month: 1 day: 1 }
                period_end { year: 2024 month: 3 day: 31 })pb";
  }
  static std::string From(int month, int day) { return absl::StrCat("period_start ", Day(month, day)); }
  static std::string To(int month, int day) { return absl::StrCat("period_end ", Day(month, day)); }

 private:
  static std::string Day(int month, int day) {
    return absl::StrCat("{ year: 2024 month: ", month, " day: ", day, " } ");
  }
};

TEST_F(SalesReportTest, PeriodsMeetButDoNotOverlap) {
  ASSERT_TRUE(Create<SalesReport>("q1", FirstQuarter()).ok());
  EXPECT_TRUE(Create<SalesReport>("q2", FirstQuarter() + From(4, 1) + To(6, 30)).ok());
  const std::string overlaps[] = {From(1, 1) + To(3, 31), From(3, 1) + To(3, 31), From(2, 1) + To(2, 29),
                                  From(1, 1) + To(12, 31), From(6, 1) + To(6, 30)};
  for (const std::string& period : overlaps) {
    EXPECT_THAT(Create<SalesReport>("", FirstQuarter() + period).status(),
                IsRefusal(absl::StatusCode::kAlreadyExists, "VALUE_ALREADY_TAKEN"))
        << period;
  }
}

TEST_F(SalesReportTest, OtherProductsAndChannelsHaveTheirOwnPeriods) {
  ASSERT_TRUE(Create<SalesReport>("all", FirstQuarter()).ok());
  EXPECT_TRUE(Create<SalesReport>("b", FirstQuarter() + R"pb(product: "$/products/b")pb").ok());
  EXPECT_TRUE(Create<SalesReport>("c", FirstQuarter() + R"pb(channel: "$/channels/c")pb").ok());
  EXPECT_THAT(Create<SalesReport>("d", FirstQuarter() + R"pb(channel: "$/channels/c")pb").status(),
              IsRefusal(absl::StatusCode::kAlreadyExists, "VALUE_ALREADY_TAKEN"));
}

TEST_F(SalesReportTest, OfManyAtOnceOneIsMade) {
  // January, the quarter and the year, in turn.
  const std::string ends[] = {To(1, 31), To(3, 31), To(12, 31)};
  std::atomic<int> made = 0;
  Together(10, [&](int i) { made += Create<SalesReport>("", FirstQuarter() + ends[i % 3]).ok() ? 1 : 0; });
  EXPECT_EQ(made, 1);
}

TEST_F(SalesReportTest, AReportThatIsDeletedGivesItsPeriodBack) {
  ASSERT_TRUE(Create<SalesReport>("q1", FirstQuarter()).ok());
  ASSERT_TRUE(Delete<SalesReport>("salesReports/q1").ok());
  EXPECT_TRUE(Create<SalesReport>("again", FirstQuarter()).ok());
}

TEST_F(SalesReportTest, APeriodIsAMonthAQuarterOrAYear) {
  const std::string periods[] = {From(2, 1) + To(2, 29), From(4, 1) + To(4, 30), From(10, 1) + To(12, 31)};
  for (const std::string& period : periods)
    EXPECT_TRUE(Create<SalesReport>("", FirstQuarter() + period).ok()) << period;
  EXPECT_TRUE(Create<SalesReport>("", FirstQuarter() + To(12, 31) + R"pb(product: "$/products/b")pb").ok());
  const std::string others[] = {From(1, 2) + To(1, 31),
                                From(1, 1) + To(1, 30),
                                From(2, 1) + To(4, 30),
                                From(1, 1) + To(6, 30),
                                From(2, 1) + To(2, 28),
                                From(3, 1) + To(2, 29),
                                To(12, 30),
                                "period_end { year: 2025 month: 12 day: 31 }"};
  for (const std::string& period : others) {
    EXPECT_THAT(Create<SalesReport>("", FirstQuarter() + period + R"pb(product: "$/products/c")pb").status(),
                IsInvalidField("sales_report.period_end"))
        << period;
  }
}

TEST_F(SalesReportTest, APeriodIsOver) {
  const std::string later = DayFromToday(2);
  EXPECT_THAT(Create<SalesReport>("r", FirstQuarter() + "period_start " + later + "period_end " + later).status(),
              AreInvalidFields({"sales_report.period_start", "sales_report.period_end"}));
}

TEST_F(SalesReportTest, RevenueIsNotNegativeAndProfitMayBe) {
  EXPECT_THAT(Create<SalesReport>("r", FirstQuarter() + "revenue_vnd: -1").status(),
              IsInvalidField("sales_report.revenue_vnd"));
  const auto loss = Create<SalesReport>("r", FirstQuarter() + "revenue_vnd: 0 profit_vnd: -5000000");
  ASSERT_TRUE(loss.ok()) << loss.status();
  EXPECT_EQ(loss->profit_vnd(), -5000000);
}

TEST_F(SalesReportTest, MoneyHasRoomForAnySum) {
  const auto made = Create<SalesReport>("r", FirstQuarter() + "revenue_vnd: 9223372036854775807");
  ASSERT_TRUE(made.ok()) << made.status();
  EXPECT_EQ(Get<SalesReport>("salesReports/r")->revenue_vnd(), std::numeric_limits<int64_t>::max());
}

TEST_F(SalesReportTest, WhatItIsAboutStaysAsItIs) {
  ASSERT_TRUE(Create<SalesReport>("r", FirstQuarter()).ok());
  EXPECT_THAT(Update<SalesReport>("salesReports/r", From(1, 2) + To(3, 30) + R"pb(product: "$/products/b"
                                                                                  channel: "$/channels/c")pb")
                  .status(),
              AreInvalidFields({"sales_report.product", "sales_report.channel", "sales_report.period_start",
                                "sales_report.period_end"}));
  EXPECT_TRUE(Update<SalesReport>("salesReports/r", "revenue_vnd: 2").ok());
}

TEST_F(SalesReportTest, TheChannelExists) {
  EXPECT_THAT(Create<SalesReport>("r", FirstQuarter() + R"pb(channel: "$/channels/none")pb").status(),
              IsInvalidField("sales_report.channel"));
}

class SalesBaselineTest : public SalesPointsTest {
 protected:
  static std::string Of2021() { return R"pb(year: 2021 revenue_vnd: 500000000 product: "$/products/a")pb"; }
};

TEST_F(SalesBaselineTest, AProductHasOne) {
  ASSERT_TRUE(Create<SalesBaseline>("a", Of2021()).ok());
  EXPECT_THAT(Create<SalesBaseline>("b", Of2021() + "year: 2020").status(),
              IsRefusal(absl::StatusCode::kAlreadyExists, "VALUE_ALREADY_TAKEN"));
  EXPECT_TRUE(Create<SalesBaseline>("b", Of2021() + R"pb(product: "$/products/b")pb").ok());
}

TEST_F(SalesBaselineTest, TheYearMayBeCorrectedButNotTheProduct) {
  ASSERT_TRUE(Create<SalesBaseline>("a", Of2021()).ok());
  EXPECT_TRUE(Update<SalesBaseline>("salesBaselines/a", "year: 2020").ok());
  EXPECT_THAT(Update<SalesBaseline>("salesBaselines/a", R"pb(product: "$/products/b")pb").status(),
              IsInvalidField("sales_baseline.product"));
}

TEST_F(SalesBaselineTest, NoProfitIsNotAProfitOfNothing) {
  ASSERT_TRUE(Create<SalesBaseline>("a", Of2021()).ok());
  EXPECT_FALSE(Get<SalesBaseline>("salesBaselines/a")->has_profit_vnd());
  ASSERT_TRUE(Update<SalesBaseline>("salesBaselines/a", "profit_vnd: 0").ok());
  EXPECT_TRUE(Get<SalesBaseline>("salesBaselines/a")->has_profit_vnd());
  ASSERT_TRUE(Create<SalesBaseline>("b", Of2021() + R"pb(product: "$/products/b")pb").ok());
  ASSERT_TRUE(Create<SalesBaseline>("c", Of2021() + R"pb(product: "$/products/c" profit_vnd: -1)pb").ok());
  const auto ids = [&](const std::string& text) {
    const auto page = Ask<ListSalesBaselinesRequest, ListSalesBaselinesResponse>(
        "SalesReportService/ListSalesBaselines", R"pb(parent: "$")pb" + text);
    EXPECT_TRUE(page.ok()) << page.status();
    std::string told;
    for (const auto& baseline : page->sales_baselines()) told += baseline.name().back();
    return told;
  };
  EXPECT_EQ(ids(R"pb(order_by: "profit_vnd")pb"), "bca") << "the unknown first";
  EXPECT_EQ(ids(R"pb(order_by: "profit_vnd desc")pb"), "acb");
  EXPECT_EQ(ids(R"pb(filter: "profit_vnd = 0")pb"), "a");
  EXPECT_EQ(ids(R"pb(filter: "profit_vnd:*")pb"), "ac");
  ASSERT_TRUE(Update<SalesBaseline>("salesBaselines/a", Of2021(), {"*"}).ok());
  EXPECT_FALSE(Get<SalesBaseline>("salesBaselines/a")->has_profit_vnd());
}

TEST_F(SalesBaselineTest, RevenueIsNotNegativeAndTheYearIsSensible) {
  EXPECT_THAT(Create<SalesBaseline>("a", Of2021() + "revenue_vnd: -1 year: 1989").status(),
              AreInvalidFields({"sales_baseline.revenue_vnd", "sales_baseline.year"}));
}

TEST_F(SalesBaselineTest, TheYearHasBegun) {
  const int this_year = clock::ToCivilDay(clock::Today(absl::Now())).year();
  EXPECT_THAT(Create<SalesBaseline>("a", absl::StrCat(Of2021(), "year: ", this_year + 1)).status(),
              IsInvalidField("sales_baseline.year"));
  ASSERT_TRUE(Create<SalesBaseline>("a", Of2021()).ok());
  EXPECT_THAT(Update<SalesBaseline>("salesBaselines/a", absl::StrCat("year: ", this_year + 2)).status(),
              IsInvalidField("sales_baseline.year"));
  EXPECT_TRUE(Update<SalesBaseline>("salesBaselines/a", absl::StrCat("year: ", this_year)).ok());
}

}  // namespace
}  // namespace ocop::salespoints
