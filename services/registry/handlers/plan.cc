#include "services/registry/handlers/plan.h"

#include "common/status/status.h"
#include "common/validation/term.h"
#include "services/registry/store/tables.h"

namespace ocop::registry {

absl::Status CheckPlan(resource::Scope& scope, const v1::Plan* before, v1::Plan& after) {
  return before == nullptr ? RequireKnownProvince(scope, after.name()) : absl::OkStatus();
}

absl::Status CheckTarget(resource::Scope&, const v1::Target*, v1::Target& after) {
  if (after.maximum() == 0 || after.maximum() >= after.minimum()) return absl::OkStatus();
  return status::InvalidField("target.maximum", "is less than minimum");
}

absl::Status CheckRoadmapCommune(resource::Scope& scope, const v1::RoadmapCommune*, v1::RoadmapCommune& after) {
  const auto locality = scope.Read<v1::Locality>(LocalityTable(), after.locality());
  if (locality.ok() && locality->kind() != v1::Locality::KIND_COMMUNE) {
    return status::InvalidField("roadmap_commune.locality", "is not a commune");
  }
  return absl::OkStatus();
}

}  // namespace ocop::registry
