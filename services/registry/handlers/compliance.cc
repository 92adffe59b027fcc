#include "services/registry/handlers/compliance.h"

#include "common/status/status.h"
#include "common/validation/term.h"
#include "services/registry/store/tables.h"

namespace ocop::registry {

absl::Status CheckCompliancePaper(resource::Scope& scope, const v1::CompliancePaper*, v1::CompliancePaper& after) {
  status::Violations violations;
  validation::RequireNotBefore(violations, "compliance_paper.expire_date", after.expire_date(), after.issue_date());
  if (!after.product().empty()) {
    const auto product = scope.Read<v1::Product>(ProductTable(), after.product());
    if (product.ok() && product->producer() != after.producer()) {
      violations.Add("compliance_paper.product", "is made by another producer");
    }
  }
  return violations.ToStatus();
}

}  // namespace ocop::registry
