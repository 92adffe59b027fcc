#include "services/salespoints/handlers/sales_point.h"

#include "absl/strings/str_cat.h"
#include "common/clock/date.h"
#include "common/status/status.h"
#include "common/validation/term.h"
#include "services/salespoints/rules/place.h"

namespace ocop::salespoints {

absl::Status CheckSalesPoint(resource::Scope&, const v1::SalesPoint*, v1::SalesPoint& after) {
  status::Violations violations;
  validation::RequireNotBefore(violations, "sales_point.closing_date", after.closing_date(), after.opening_date());
  if (after.has_location()) RequirePlace(violations, "sales_point.location", after.location());
  for (int i = 0; i < after.upgrade_dates_size(); ++i) {
    const std::string field = absl::StrCat("sales_point.upgrade_dates[", i, "]");
    validation::RequireNotBefore(violations, field, after.upgrade_dates(i), after.opening_date());
    if (i > 0 && clock::FromDate(after.upgrade_dates(i)) <= clock::FromDate(after.upgrade_dates(i - 1))) {
      violations.Add(field, "must be later than the one before");
    }
  }
  return violations.ToStatus();
}

}  // namespace ocop::salespoints
