#include "services/training/handlers/learner.h"

#include "common/status/status.h"
#include "common/validation/term.h"
#include "services/training/store/tables.h"

namespace ocop::training {

absl::Status CheckLearner(resource::Scope&, const v1::Learner*, v1::Learner& after) {
  status::Violations violations;
  const bool of_producer = after.kind() == v1::Learner::KIND_PRODUCER_PERSON;
  if (of_producer && after.producer().empty())
    violations.Add("learner.producer", "must be set for a producer's person");
  if (!of_producer && after.locality().empty()) violations.Add("learner.locality", "must be set for an officer");
  validation::RequireNotBefore(violations, "learner.post_end_date", after.post_end_date(), after.post_start_date());
  return violations.ToStatus();
}

}  // namespace ocop::training
