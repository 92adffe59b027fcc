#include <algorithm>

#include "absl/strings/str_cat.h"
#include "ocop/salespoints/v1/sales_report_service.pb.h"
#include "services/ocopctl/dates.h"
#include "services/ocopctl/generate/subjects.h"

namespace ocop::ocopctl::generate {
namespace {

using salespoints::v1::SalesBaseline;
using salespoints::v1::SalesReport;

constexpr int kPercentSelling = 97;  // S2
constexpr int kPercentWithBaseline = 90;
constexpr int kPercentMoreRevenue = 94;  // S3, of those with a baseline
constexpr int kPercentMoreMargin = 90;   // S4

// What a product earned, in đồng; derived from its random sequence once and written in two passes.
struct Ledger {
  bool selling;
  bool has_baseline;
  int64_t baseline_revenue;
  int64_t baseline_profit;
  int64_t year_revenue;  // of 2024
  int64_t year_profit;
};

int64_t InThousands(int64_t vnd) {
  return vnd / 1000 * 1000;
}

Ledger Keep(Random& random) {
  Ledger ledger;
  ledger.selling = random.Chance(kPercentSelling);
  ledger.has_baseline = random.Chance(kPercentWithBaseline);
  ledger.baseline_revenue = random.Between(60, 900) * int64_t{1'000'000};
  const int growth = random.Chance(kPercentMoreRevenue) ? random.Between(108, 165) : random.Between(75, 98);
  ledger.year_revenue = ledger.baseline_revenue * growth / 100;
  const int margin = random.Between(12, 22);
  ledger.baseline_profit = InThousands(ledger.baseline_revenue * margin / 100);
  const int margin_after = random.Chance(kPercentMoreMargin) ? margin + random.Between(0, 4) : margin / 2;
  ledger.year_profit = InThousands(ledger.year_revenue * margin_after / 100);
  return ledger;
}

class Books {
 public:
  Books(const Province& province, Random& random, Writer& writer) : province_(province), writer_(writer) {
    for (const Product& product : province.products) {
      if (InForce(product, kYearEnd)) ledgers_.push_back({&product, Keep(random)});
    }
  }

  void Write() {
    for (const auto& [product, ledger] : ledgers_) {
      if (ledger.has_baseline) WriteBaseline(*product, ledger);
    }
    for (const auto& [product, ledger] : ledgers_) {
      if (ledger.selling) WriteReports(*product, ledger);
    }
  }

 private:
  // The last full year before its producer joined.
  void WriteBaseline(const Product& product, const Ledger& ledger) {
    SalesBaseline resource;
    resource.set_name(SyntheticName("salesBaselines", "baseline", ++baselines_));
    resource.set_product(product.name);
    resource.set_year(static_cast<int>(province_.producers[product.producer].join_date.year()) - 1);
    resource.set_revenue_vnd(ledger.baseline_revenue);
    resource.set_profit_vnd(ledger.baseline_profit);
    writer_.Write(resource);
  }

  void WriteReports(const Product& product, const Ledger& ledger) {
    // 2023 as one period, when the product was in the programme by then: four fifths of 2024.
    if (product.evaluations.front().registered < absl::CivilDay(2023, 1, 1)) {
      WriteReport(product, absl::CivilDay(2023, 1, 1), absl::CivilDay(2023, 12, 31),
                  InThousands(ledger.year_revenue * 4 / 5), InThousands(ledger.year_profit * 4 / 5));
    }
    // The last quarter, with Tết ahead, takes what the others leave.
    const int64_t revenue = InThousands(ledger.year_revenue * 22 / 100),
                  profit = InThousands(ledger.year_profit * 22 / 100);
    WriteReport(product, absl::CivilDay(2024, 1, 1), absl::CivilDay(2024, 3, 31), revenue, profit);
    WriteReport(product, absl::CivilDay(2024, 4, 1), absl::CivilDay(2024, 6, 30), revenue, profit);
    WriteReport(product, absl::CivilDay(2024, 7, 1), absl::CivilDay(2024, 9, 30), revenue, profit);
    WriteReport(product, absl::CivilDay(2024, 10, 1), absl::CivilDay(2024, 12, 31), ledger.year_revenue - 3 * revenue,
                ledger.year_profit - 3 * profit);
  }

  void WriteReport(const Product& product, absl::CivilDay start, absl::CivilDay end, int64_t revenue, int64_t profit) {
    SalesReport resource;
    resource.set_name(SyntheticName("salesReports", "report", ++reports_));
    resource.set_product(product.name);
    *resource.mutable_period_start() = ToDate(start);
    *resource.mutable_period_end() = ToDate(end);
    resource.set_revenue_vnd(revenue);
    resource.set_profit_vnd(profit);
    writer_.Write(resource);
  }

  const Province& province_;
  Writer& writer_;
  std::vector<std::pair<const Product*, Ledger>> ledgers_;
  int baselines_ = 0;
  int reports_ = 0;
};

}  // namespace

void WriteSales(const Province& province, Random random, Writer& writer) {
  Books(province, random, writer).Write();
}

}  // namespace ocop::ocopctl::generate
