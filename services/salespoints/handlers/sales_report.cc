#include "services/salespoints/handlers/sales_report.h"

#include "common/status/status.h"
#include "common/validation/term.h"
#include "services/salespoints/store/tables.h"

namespace ocop::salespoints {

absl::Status CheckSalesReport(resource::Scope&, const v1::SalesReport*, v1::SalesReport& after) {
  status::Violations violations;
  validation::RequireNotBefore(violations, "sales_report.period_end", after.period_end(), after.period_start());
  if (after.period_end().year() != after.period_start().year()) {
    violations.Add("sales_report.period_end", "lies in another year than period_start");
  }
  return violations.ToStatus();
}

}  // namespace ocop::salespoints
