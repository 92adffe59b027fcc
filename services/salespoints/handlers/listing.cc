#include "services/salespoints/handlers/listing.h"

#include "common/status/status.h"
#include "common/validation/term.h"
#include "services/salespoints/store/tables.h"

namespace ocop::salespoints {

absl::Status CheckListing(resource::Scope&, const v1::Listing*, v1::Listing& after) {
  status::Violations violations;
  if (after.sales_point().empty() == after.channel().empty()) {
    violations.Add("listing.channel", "set exactly one of sales_point and channel");
  }
  validation::RequireNotBefore(violations, "listing.end_date", after.end_date(), after.start_date());
  return violations.ToStatus();
}

}  // namespace ocop::salespoints
