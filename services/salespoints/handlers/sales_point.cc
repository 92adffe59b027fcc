#include "services/salespoints/handlers/sales_point.h"

#include "common/status/status.h"
#include "common/validation/term.h"
#include "services/salespoints/store/tables.h"

namespace ocop::salespoints {

absl::Status CheckSalesPoint(resource::Scope&, const v1::SalesPoint*, v1::SalesPoint& after) {
  status::Violations violations;
  validation::RequireNotBefore(violations, "sales_point.closing_date", after.closing_date(), after.opening_date());
  return violations.ToStatus();
}

}  // namespace ocop::salespoints
