// Periods that locked submissions have closed. migrations/0004_closed_periods.sql holds them against every write.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "common/database/transaction.h"
#include "ocop/salespoints/v1/sales_submission_service.pb.h"

namespace ocop::salespoints {

// Lets no period of the province be closed until the transaction ends; waits while one is being closed. Asked before
// anything else is locked, so that nobody waits for one another in a circle.
absl::Status SharePeriods(database::Transaction& transaction, const std::string& province);

// Waits until nobody writes reports of the province any more, and keeps it so until the transaction ends.
absl::Status HoldPeriods(database::Transaction& transaction, const std::string& province);

// Closes the period of a submission, which is held, for these products and for those that it has reports of; tells in
// it what was closed.
absl::Status ClosePeriod(database::Transaction& transaction, const std::vector<std::string>& products,
                         v1::SalesSubmission& submission);

// Opens it again.
absl::Status OpenPeriod(database::Transaction& transaction, v1::SalesSubmission& submission);

struct ClosedPeriod {
  // The name of the submission.
  std::string submission;
  // As in SQL: `2024-01-31`.
  std::string first;
  std::string last;
};
// The closed periods of `products` that touch the days from `first` to `last`, by product.
absl::StatusOr<std::multimap<std::string, ClosedPeriod>> ClosedPeriods(database::Transaction& transaction,
                                                                       const std::string& province,
                                                                       const std::set<std::string>& products,
                                                                       const std::string& first,
                                                                       const std::string& last);

}  // namespace ocop::salespoints
