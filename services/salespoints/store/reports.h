// Sums and comparisons over sales reports.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "common/clock/day.h"
#include "common/database/transaction.h"
#include "ocop/salespoints/v1/sales_report_service.pb.h"

namespace ocop::salespoints {

// Whether a submission has any report.
absl::StatusOr<bool> HasReports(database::Transaction& transaction, const std::string& submission);

struct Days {
  clock::Day first;
  clock::Day last;
};

struct Sums {
  int64_t revenue_vnd = 0;
  int64_t profit_vnd = 0;
};

// What sales are compared with. A baseline may tell no profit.
struct Base {
  int64_t revenue_vnd = 0;
  std::optional<int64_t> profit_vnd;
};

// Sales of a product in a time, and what they are compared with; without `base` there is nothing to compare with.
struct ProductSales {
  std::string product;
  Sums sales;
  std::optional<Base> base;
};

// What the sales of a time are compared with: those of another time, or the baselines.
struct Comparison {
  Days time;
  std::optional<Days> base_time;
  // Products whose reports do not reach to the same month in both times have nothing to compare with: the time is not
  // over, and a quarter may have been reported as one.
  bool to_same_month = false;
};

// Products of a province with reports in `comparison.time`, after `after`, rising by name, at most `limit`. With
// `only_without_baseline` those that have a baseline are left out.
absl::StatusOr<std::vector<ProductSales>> SalesByProduct(database::Transaction& transaction,
                                                         const std::string& province, const Comparison& comparison,
                                                         bool only_without_baseline, const std::string& after,
                                                         int limit);

// Of these products, those with reports in `comparison.time`.
absl::StatusOr<std::vector<ProductSales>> SalesOfProducts(database::Transaction& transaction,
                                                          const std::string& province, const Comparison& comparison,
                                                          const std::vector<std::string>& products);

// Products of a province that were on sale on a day of the period, have no report that touches it, and for which it is
// not closed; after `after`, rising by name, at most `limit`.
absl::StatusOr<std::vector<std::string>> ProductsWithoutReport(database::Transaction& transaction,
                                                               const std::string& province, const Days& period,
                                                               const std::string& after, int limit);

}  // namespace ocop::salespoints
