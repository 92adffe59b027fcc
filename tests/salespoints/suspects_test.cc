// Reports that look wrong, against an oracle that sorts and counts; growth by producer.
#include <algorithm>
#include <cmath>
#include <map>
#include <random>

#include "tests/salespoints/suite_fixture.h"

namespace ocop::salespoints {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using Reason = ListSuspectSalesReportsResponse::Reason;

double Median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  const size_t half = values.size() / 2;
  return values.size() % 2 == 1 ? values[half] : (values[half - 1] + values[half]) / 2;
}

// Iglewicz and Hoaglin 1993, as they write it: 0.6745 (x - median) / MAD, and with the mean distance where MAD is 0.
double ModifiedZ(double x, const std::vector<double>& values) {
  const double median = Median(values);
  std::vector<double> distances;
  double sum = 0;
  for (double value : values) {
    distances.push_back(std::abs(value - median));
    sum += distances.back();
  }
  const double mad = Median(distances);
  if (mad > 0) return 0.6745 * (x - median) / mad;
  const double mean = sum / static_cast<double>(values.size());
  return mean > 0 ? (x - median) / (1.253314 * mean) : 0;
}

class SuspectTest : public SuiteTest {
 protected:
  // A month's report.
  void Report(const std::string& product, int year, int month, int64_t revenue, int64_t profit = 0) {
    const int days[] = {31, year % 4 == 0 ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    Make<SalesReport>(
        absl::StrCat(product, "-", year, "-", month),
        absl::StrCat("product: \"$/products/", product, "\" revenue_vnd: ", revenue, " profit_vnd: ", profit,
                     " period_start { year: ", year, " month: ", month, " day: 1 } period_end { year: ", year,
                     " month: ", month, " day: ", days[month - 1], " }"));
    revenues_[product][{year, month}] = static_cast<double>(revenue);
  }

  // `a-2024-1 1 3`: the report with the kinds of its reasons.
  std::vector<std::string> Suspects(int year, const std::string& text = "") {
    std::vector<std::string> told;
    std::string token;
    do {
      const auto page = Ask<ListSuspectSalesReportsRequest, ListSuspectSalesReportsResponse>(
          "SalesReportService/ListSuspectSalesReports",
          absl::StrCat("parent: \"$\" page_size: 3 year: ", year, " ", text, " page_token: \"", token, "\""));
      EXPECT_TRUE(page.ok()) << page.status();
      if (!page.ok()) break;
      for (const auto& suspect : page->suspects()) {
        const std::string& name = suspect.sales_report().name();
        told.push_back(name.substr(name.rfind('/') + 1));
        for (const Reason& reason : suspect.reasons()) absl::StrAppend(&told.back(), " ", reason.kind());
      }
      token = page->next_page_token();
    } while (!token.empty());
    return told;
  }

  // The same by the definitions; all products of one kind.
  std::vector<std::string> Expected(int year) const {
    std::map<std::string, std::string> found;
    for (const auto& [product, figures] : revenues_) {
      std::vector<double> own;
      for (const auto& [month, revenue] : figures) {
        if (month.first <= year) own.push_back(revenue);
      }
      for (const auto& [month, revenue] : figures) {
        if (month.first != year) continue;
        std::string reasons;
        if (own.size() >= 5 && std::abs(ModifiedZ(revenue, own)) >= 3.5) absl::StrAppend(&reasons, " 1");
        std::vector<double> peers;
        for (const auto& [other, of_other] : revenues_) {
          if (of_other.contains(month)) peers.push_back(std::log(of_other.at(month) + 1));
        }
        if (peers.size() >= 5 && std::abs(ModifiedZ(std::log(revenue + 1), peers)) >= 3.5)
          absl::StrAppend(&reasons, " 2");
        const auto before = figures.find({month.first - 1, month.second});
        if (before != figures.end() && before->second > 0 &&
            (revenue >= 5 * before->second || revenue * 5 <= before->second)) {
          absl::StrAppend(&reasons, " 3");
        }
        if (!reasons.empty()) found[absl::StrCat(product, "-", month.first, "-", month.second)] = reasons;
      }
    }
    std::vector<std::string> told;
    for (const auto& [id, reasons] : found) told.push_back(id + reasons);
    return told;
  }

 private:
  std::map<std::string, std::map<std::pair<int, int>, double>> revenues_;
};

TEST_F(SuspectTest, AreThoseThatTheDefinitionsFind) {
  std::mt19937 random(20260101);
  std::vector<std::string> products = {"a", "b", "c"};
  for (const char* more : {"d", "e", "f", "g"}) {
    Product(more, "p1");
    products.emplace_back(more);
  }
  for (const std::string& product : products) {
    for (int year : {2023, 2024}) {
      for (int month = 1; month <= 12; ++month) {
        int64_t revenue = 900'000 + static_cast<int64_t>(random() % 200'000);
        // Slips of the pen: a zero too many, one too few, and nothing at all.
        switch (random() % 12) {
          case 0:
            revenue *= 10;
            break;
          case 1:
            revenue /= 10;
            break;
          case 2:
            revenue = 0;
            break;
          default:
            break;
        }
        Report(product, year, month, revenue);
      }
    }
  }
  const auto expected = Expected(2024);
  ASSERT_GT(expected.size(), 10);
  EXPECT_EQ(Suspects(2024), expected);
  EXPECT_EQ(Suspects(2023), Expected(2023));
}

TEST_F(SuspectTest, AProfitAboveTheRevenueIsOne) {
  Report("a", 2024, 1, 100, 100);
  Report("a", 2024, 2, 100, 101);
  EXPECT_THAT(Suspects(2024), ElementsAre("a-2024-2 4"));
}

TEST_F(SuspectTest, TheGreatestFigureIsTakenToo) {
  Report("a", 2023, 1, std::numeric_limits<int64_t>::max());
  Report("a", 2024, 1, 1);
  Report("b", 2023, 1, 1);
  Report("b", 2024, 1, std::numeric_limits<int64_t>::max());
  EXPECT_THAT(Suspects(2024), ElementsAre("a-2024-1 3", "b-2024-1 3"));
}

TEST_F(SuspectTest, ProductsWithoutAScoreSheetAreNoKind) {
  for (const char* product : {"d", "e", "f", "g", "h", "i"}) {
    Product(product, "p1", 0);
    Report(product, 2024, 1, *product == 'i' ? 1'000'000'000 : 1000 + *product);
  }
  EXPECT_THAT(Suspects(2024), IsEmpty());
}

TEST_F(SuspectTest, NoFigureIsChanged) {
  Report("a", 2023, 1, 1);
  Report("a", 2024, 1, 100);
  const std::string entries = services().database().Value("SELECT count(*) FROM salespoints.journal");
  EXPECT_THAT(Suspects(2024), ElementsAre("a-2024-1 3"));
  EXPECT_THAT(Suspects(2024, "least_jump: 101"), IsEmpty());
  EXPECT_EQ(services().database().Value("SELECT count(*) FROM salespoints.journal"), entries);
}

// All products of a producer that have something to compare with are one sum.
TEST_F(SuspectTest, GrowthByProducer) {
  Product("a2", "p1");
  Product("a3", "p1");
  Report("a", 2023, 1, 100);
  Report("a", 2024, 1, 110);
  Report("a2", 2023, 1, 100);
  Report("a3", 2024, 1, 7);
  Report("b", 2024, 1, 5);
  const auto growth = [&](const std::string& text) {
    const auto answer = Ask<ListSalesGrowthRequest, ListSalesGrowthResponse>(
        "SalesReportService/ListSalesGrowth",
        R"pb(parent: "$" year: 2024 unit: UNIT_PRODUCER comparison: COMPARISON_PREVIOUS_YEAR)pb" + (" " + text));
    EXPECT_TRUE(answer.ok()) << answer.status();
    std::vector<std::string> told;
    for (const auto& each : answer->growth()) {
      told.push_back(absl::StrCat(each.unit().substr(each.unit().rfind('/') + 1), " ", each.revenue_vnd(), "/",
                                  each.base_revenue_vnd(), " of ", each.product_count(), ", without ",
                                  each.products_without_base_size()));
    }
    return told;
  };
  EXPECT_THAT(growth(""), ElementsAre("p1 110/200 of 2, without 1", "p2 0/0 of 0, without 1"));
  EXPECT_THAT(growth(R"pb(producer: "$/producers/p2")pb"), ElementsAre("p2 0/0 of 0, without 1"));
}

}  // namespace
}  // namespace ocop::salespoints
