#include "services/registry/handlers/compliance.h"

#include "absl/strings/str_cat.h"
#include "common/status/status.h"
#include "common/validation/term.h"
#include "services/registry/store/producers.h"
#include "services/registry/store/tables.h"

namespace ocop::registry {

absl::Status CheckCompliancePaper(resource::Scope& scope, const v1::CompliancePaper* before,
                                  v1::CompliancePaper& after) {
  status::Violations violations;
  if (before == nullptr) {
    OCOP_ASSIGN_OR_RETURN(const ProducerFate fate, FateOf(scope.transaction(), after.producer()));
    if (!fate.merged_into.empty()) {
      violations.Add("compliance_paper.producer", absl::StrCat("was merged into ", fate.merged_into));
    }
  }
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
