#include "services/registry/handlers/producer.h"

#include "common/status/status.h"
#include "common/validation/term.h"
#include "services/registry/store/tables.h"

namespace ocop::registry {

absl::Status CheckProducer(resource::Scope&, const v1::Producer*, v1::Producer& after) {
  status::Violations violations;
  validation::RequireNotBefore(violations, "producer.leave_date", after.leave_date(), after.join_date());
  if (after.local_worker_count() > after.worker_count()) {
    violations.Add("producer.local_worker_count", "exceeds worker_count");
  }
  return violations.ToStatus();
}

}  // namespace ocop::registry
