// How sales grew, and what cannot be said for want of a baseline. Growth by producer needs the registry:
// tests/salespoints.
#include <gmock/gmock.h>

#include "services/salespoints/testing/salespoints_fixture.h"

namespace ocop::salespoints {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class GrowthTest : public SalesPointsTest {
 protected:
  // A report of a quarter.
  void Report(const std::string& product, int year, int quarter, int64_t revenue, int64_t profit,
              const std::string& text = "") {
    const int first = 3 * quarter - 2;
    const int last_day = quarter == 1 || quarter == 4 ? 31 : 30;
    const auto made = Create<SalesReport>(
        "", absl::StrCat("product: \"$/products/", product, "\" revenue_vnd: ", revenue, " profit_vnd: ", profit,
                         " period_start { year: ", year, " month: ", first, " day: 1 } period_end { year: ", year,
                         " month: ", first + 2, " day: ", last_day, " } ", text));
    ASSERT_TRUE(made.ok()) << made.status();
  }
  void Baseline(const std::string& product, int64_t revenue, int64_t profit) {
    ASSERT_TRUE(
        Create<SalesBaseline>(product, absl::StrCat("product: \"$/products/", product,
                                                    "\" year: 2020 revenue_vnd: ", revenue, " profit_vnd: ", profit))
            .ok());
  }

  // Each row as `a 150/100 +5000 7/5 +4000`; without a base `b -`, without the profit of one `c 150/100 +5000 0/0 -`.
  std::vector<std::string> Growth(const std::string& text, std::string* token = nullptr) {
    const auto answer = Ask<ListSalesGrowthRequest, ListSalesGrowthResponse>(
        "SalesReportService/ListSalesGrowth", R"pb(parent: "$" year: 2024 unit: UNIT_PRODUCT)pb" + text);
    EXPECT_TRUE(answer.ok()) << answer.status();
    std::vector<std::string> rows;
    for (const auto& growth : answer->growth()) {
      std::string row = growth.unit().substr(growth.unit().rfind('/') + 1);
      if (growth.products_without_base_size() > 0) {
        rows.push_back(row + " -");
        continue;
      }
      absl::StrAppend(&row, " ", growth.revenue_vnd(), "/", growth.base_revenue_vnd());
      if (growth.has_revenue_growth_basis_points()) absl::StrAppend(&row, " ", growth.revenue_growth_basis_points());
      absl::StrAppend(&row, " ", growth.profit_vnd(), "/", growth.base_profit_vnd());
      if (growth.has_profit_growth_basis_points()) absl::StrAppend(&row, " ", growth.profit_growth_basis_points());
      if (growth.products_without_base_profit_size() > 0) absl::StrAppend(&row, " -");
      rows.push_back(row);
    }
    if (token != nullptr) *token = answer->next_page_token();
    return rows;
  }
  static constexpr char kYear[] = " comparison: COMPARISON_PREVIOUS_YEAR ";
  static constexpr char kBaseline[] = " comparison: COMPARISON_BASELINE ";
};

TEST_F(GrowthTest, AgainstTheYearBefore) {
  Report("a", 2023, 1, 100, 10);
  Report("a", 2024, 1, 100, 4);
  Report("a", 2024, 4, 50, 3);
  Report("b", 2024, 2, 7, 1);
  Report("c", 2023, 2, 7, 1);
  Report("d", 2023, 1, 3, -1);
  Report("d", 2024, 1, 2, 1);
  EXPECT_THAT(Growth(kYear),
              ElementsAre("a 150/100 5000 7/10 -3000", "b -", "c 0/7 -10000 0/1 -10000", "d 2/3 -3333 1/-1"));
}

// A report of one channel and one of all are both sales of the product.
TEST_F(GrowthTest, EveryReportOfTheYearIsAddedUp) {
  ASSERT_TRUE(Create<Channel>("c", Supermarket()).ok());
  Report("a", 2023, 4, 10, 0);
  Report("a", 2024, 4, 5, 0);
  Report("a", 2024, 4, 10, 0, R"pb(channel: "$/channels/c")pb");
  EXPECT_THAT(Growth(kYear), ElementsAre("a 15/10 5000 0/0"));
}

TEST_F(GrowthTest, UpToAMonthOfBothYears) {
  for (int year : {2023, 2024}) {
    Report("a", year, 1, year - 2000, 0);
    Report("a", year, 2, 1000, 0);
  }
  EXPECT_THAT(Growth(absl::StrCat(kYear, "through_month: 3")), ElementsAre("a 24/23 434 0/0"));
  EXPECT_THAT(Growth(absl::StrCat(kYear, "through_month: 5")), ElementsAre("a 24/23 434 0/0"));
  EXPECT_THAT(Growth(absl::StrCat(kYear, "through_month: 6")), ElementsAre("a 1024/1023 9 0/0"));
}

// Five months against a quarter would be growth out of nothing.
TEST_F(GrowthTest, ReportsOfBothYearsReachToTheSameMonth) {
  Report("a", 2023, 1, 30, 0);
  Report("a", 2024, 1, 30, 0);
  ASSERT_TRUE(Create<SalesReport>("", R"pb(product: "$/products/a"
                                           revenue_vnd: 10
                                           period_start { year: 2024 month: 4 day: 1 }
                                           period_end { year: 2024 month: 4 day: 30 })pb")
                  .ok());
  EXPECT_THAT(Growth(absl::StrCat(kYear, "through_month: 4")), ElementsAre("a -"));
  EXPECT_THAT(Growth(absl::StrCat(kYear, "through_month: 3")), ElementsAre("a 30/30 0 0/0"));
}

TEST_F(GrowthTest, AgainstTheBaseline) {
  Report("a", 2024, 1, 300, 30);
  Report("b", 2024, 1, 300, 30);
  Report("c", 2023, 1, 300, 30);
  Baseline("a", 200, -5);
  Baseline("c", 200, 20);
  EXPECT_THAT(Growth(kBaseline), ElementsAre("a 300/200 5000 30/-5", "b -"));
}

TEST_F(GrowthTest, ABaselineMayTellNoProfit) {
  Report("a", 2024, 1, 300, 30);
  Report("b", 2024, 1, 300, 30);
  ASSERT_TRUE(Create<SalesBaseline>("a", R"pb(product: "$/products/a" year: 2020 revenue_vnd: 200)pb").ok());
  Baseline("b", 200, 0);
  EXPECT_THAT(Growth(kBaseline), ElementsAre("a 300/200 5000 0/0 -", "b 300/200 5000 30/0"));
}

// What was sold before joining is no growth against what was sold later.
TEST_F(GrowthTest, ABaselineIsOfAYearBefore) {
  for (const int year : {2020, 2021}) Report("a", year, 1, 300, 30);
  Baseline("a", 200, 20);
  const auto of = [](int year) { return absl::StrCat(kBaseline, "year: ", year); };
  EXPECT_THAT(Growth(of(2020)), ElementsAre("a -"));
  EXPECT_THAT(Growth(of(2021)), ElementsAre("a 300/200 5000 30/20 5000"));
}

TEST_F(GrowthTest, SumsHoldAsFarAsTheyGo) {
  const int64_t most = std::numeric_limits<int64_t>::max();
  Report("a", 2023, 1, 1, 1);
  for (int quarter : {1, 2}) Report("a", 2024, quarter, most, quarter == 1 ? most : -most);
  EXPECT_THAT(Growth(kYear), ElementsAre(absl::StrCat("a ", most, "/1 ", most, " 0/1 -10000")));
}

TEST_F(GrowthTest, ComesInPages) {
  for (const char* product : {"a", "b", "c", "d", "e"}) {
    Report(product, 2024, 1, 2, 0);
    Report(product, 2023, 1, 1, 0);
  }
  std::string token;
  EXPECT_EQ(Growth(absl::StrCat(kYear, "page_size: 2"), &token).size(), 2);
  EXPECT_THAT(Growth(absl::StrCat(kYear, "page_size: 2 page_token: \"", token, "\""), &token),
              ElementsAre("c 2/1 10000 0/0", "d 2/1 10000 0/0"));
  EXPECT_THAT(Growth(absl::StrCat(kYear, "page_size: 2 page_token: \"", token, "\""), &token),
              ElementsAre("e 2/1 10000 0/0"));
  EXPECT_EQ(token, "");
}

TEST_F(GrowthTest, TellsWhatIsWrongWithTheQuestion) {
  const auto refused = [&](const std::string& text) {
    return Ask<ListSalesGrowthRequest, ListSalesGrowthResponse>("SalesReportService/ListSalesGrowth", text).status();
  };
  EXPECT_THAT(refused(R"pb(parent: "$")pb"), AreInvalidFields({"year", "unit", "comparison"}));
  EXPECT_THAT(
      refused(R"pb(parent: "$" year: 2024 unit: UNIT_PRODUCT comparison: COMPARISON_BASELINE through_month: 3)pb"),
      IsInvalidField("through_month"));
  EXPECT_THAT(refused(R"pb(parent: "$/x" year: 2024 unit: UNIT_PRODUCT comparison: COMPARISON_BASELINE)pb"),
              IsInvalidField("parent"));
  EXPECT_THAT(refused(R"pb(parent: "$" year: 2024 unit: UNIT_PRODUCER comparison: COMPARISON_BASELINE)pb"),
              IsRefusal(absl::StatusCode::kUnavailable, "PEER_UNAVAILABLE"));
}

TEST_F(GrowthTest, MissingBaselinesAreListed) {
  for (const char* product : {"a", "b", "c", "d"}) Report(product, 2024, 1, 1, 0);
  Report("e", 2023, 1, 1, 0);
  Baseline("b", 1, 0);
  const auto ask = [&](const std::string& text) {
    return Ask<ListMissingBaselinesRequest, ListMissingBaselinesResponse>(
        "SalesReportService/ListMissingBaselines", R"pb(parent: "$" year: 2024 page_size: 2)pb" + text);
  };
  const auto first = ask("");
  ASSERT_TRUE(first.ok()) << first.status();
  EXPECT_THAT(first->products(), ElementsAre(Name("products/a"), Name("products/c")));
  const auto second = ask(absl::StrCat(" page_token: \"", first->next_page_token(), "\""));
  EXPECT_THAT(second->products(), ElementsAre(Name("products/d")));
  EXPECT_EQ(second->next_page_token(), "");
}

class MissingReportsTest : public SalesPointsTest {
 protected:
  void OnSale(const std::string& product, const std::string& days) {
    if (!Get<SalesPoint>("salesPoints/point").ok()) {
      ASSERT_TRUE(Create<SalesPoint>("point", R"pb(display_name: "Điểm bán"
                                                   place_kind: PLACE_KIND_MARKET
                                                   opening_date { year: 2023 month: 1 day: 1 }
                                                   locality: "$/localities/28501")pb")
                      .ok());
    }
    const auto made = Create<Listing>(
        product, absl::StrCat("sales_point: \"$/salesPoints/point\" product: \"$/products/", product, "\" ", days));
    ASSERT_TRUE(made.ok()) << made.status();
  }
  absl::StatusOr<ListMissingSalesReportsResponse> SecondQuarter(const std::string& text = "") {
    return Ask<ListMissingSalesReportsRequest, ListMissingSalesReportsResponse>(
        "SalesReportService/ListMissingSalesReports",
        R"pb(parent: "$"
             period_start { year: 2024 month: 4 day: 1 }
             period_end { year: 2024 month: 6 day: 30 })pb" +
            text);
  }
  static std::vector<std::string> ProductsOf(const absl::StatusOr<ListMissingSalesReportsResponse>& answer) {
    EXPECT_TRUE(answer.ok()) << answer.status();
    std::vector<std::string> products;
    if (!answer.ok()) return products;
    for (const auto& missing : answer->missing_sales_reports()) products.push_back(missing.product());
    return products;
  }
};

TEST_F(MissingReportsTest, ThoseOnSaleInThePeriodWithoutAReportThatTouchesIt) {
  OnSale("a", "start_date { year: 2024 month: 6 day: 30 }");
  OnSale("b", "start_date { year: 2024 month: 7 day: 1 }");
  OnSale("c", "start_date { year: 2023 month: 1 day: 1 } end_date { year: 2024 month: 3 day: 31 }");
  OnSale("d", "start_date { year: 2023 month: 1 day: 1 } end_date { year: 2024 month: 4 day: 1 }");
  OnSale("e", "start_date { year: 2023 month: 1 day: 1 }");
  EXPECT_THAT(ProductsOf(SecondQuarter()), ElementsAre(Name("products/a"), Name("products/d"), Name("products/e")));
  const auto first = SecondQuarter(" page_size: 2 ");
  EXPECT_THAT(ProductsOf(first), ElementsAre(Name("products/a"), Name("products/d")));
  EXPECT_THAT(ProductsOf(SecondQuarter(absl::StrCat(" page_token: \"", first->next_page_token(), "\""))),
              ElementsAre(Name("products/e")));
  // 2024-07-01 00:00 in Việt Nam.
  EXPECT_EQ(first->missing_sales_reports(0).since().seconds(), 1719766800);

  ASSERT_TRUE(Create<SalesReport>("", R"pb(product: "$/products/d"
                                           revenue_vnd: 1
                                           period_start { year: 2024 month: 5 day: 1 }
                                           period_end { year: 2024 month: 5 day: 31 })pb")
                  .ok());
  EXPECT_THAT(ProductsOf(SecondQuarter()), ElementsAre(Name("products/a"), Name("products/e")));
}

TEST_F(MissingReportsTest, APeriodDoesNotEndBeforeItBegins) {
  EXPECT_THAT(SecondQuarter(" period_end { month: 3 } ").status(), IsInvalidField("period_end"));
}

}  // namespace
}  // namespace ocop::salespoints
