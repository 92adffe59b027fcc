// Reports that look wrong, found by the modified z-score (Iglewicz and Hoaglin): 0.6745 times the distance from the
// median, by the median of the distances; where that is 0, by their mean times 1.253314.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "common/database/transaction.h"
#include "ocop/salespoints/v1/sales_report_service.pb.h"

namespace ocop::salespoints {

// How the products of each kind sold, period by period: for each place the same group in all of these. As PostgreSQL
// writes them, so that they come back as they were.
struct KindSpreads {
  std::vector<database::Parameter> sheets, wholes, period_starts, lengths, counts, medians, medians_vnd, mads, means;
};

// Of the reports of a year, all told apart by channel or none; `products` and `sheets` are in the same order. One pass
// over the year, whose sorting PostgreSQL does within its working memory.
absl::StatusOr<KindSpreads> SpreadsOfKinds(database::Transaction& transaction, const std::string& province,
                                           int32_t year, const std::vector<std::string>& products,
                                           const std::vector<int32_t>& sheets);

// Products with reports, rising, from `first` on.
absl::StatusOr<std::vector<std::string>> ReportedProducts(database::Transaction& transaction,
                                                          const std::string& province, const std::string& first,
                                                          int limit);

struct SuspectQuery {
  std::string province;
  int32_t year;
  int32_t least_score_centi;
  int32_t least_jump;
  // The products looked at and their kinds, in the same order; 0 is no kind.
  std::vector<std::string> products;
  std::vector<int32_t> sheets;
  // Only reports after this product and id.
  std::string after_product;
  std::string after_id;
  int limit;
};

using Suspect = v1::ListSuspectSalesReportsResponse::Suspect;

// Reports of a year that look wrong, by product, then by id.
absl::StatusOr<std::vector<Suspect>> Suspects(database::Transaction& transaction, const SuspectQuery& query,
                                              const KindSpreads& spreads);

}  // namespace ocop::salespoints
