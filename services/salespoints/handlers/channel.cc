#include "services/salespoints/handlers/channel.h"

#include "common/status/status.h"
#include "common/validation/term.h"

namespace ocop::salespoints {

absl::Status CheckContract(resource::Scope&, const v1::Contract*, v1::Contract& after) {
  status::Violations violations;
  if (after.contract_number().empty() && after.shop_uri().empty()) {
    violations.Add("contract.contract_number", "set contract_number, shop_uri or both");
  }
  validation::RequireNotBefore(violations, "contract.end_date", after.end_date(), after.start_date());
  return violations.ToStatus();
}

}  // namespace ocop::salespoints
