#include "services/registry/handlers/indicator_definition.h"

#include "common/filter/filter.h"
#include "common/status/status.h"
#include "services/registry/handlers/context.h"
#include "services/registry/store/indicator_definitions.h"

namespace ocop::registry {
namespace {

void RequireFilter(status::Violations& violations, const std::string& path, const std::string& text) {
  if (const auto filter = filter::Parse(text); !filter.ok()) {
    violations.Add(path, std::string(filter.status().message()));
  }
}

}  // namespace

absl::Status CheckIndicatorDefinition(resource::Scope& scope, const v1::IndicatorDefinition* before,
                                      v1::IndicatorDefinition& after) {
  status::Violations violations;
  RequireFilter(violations, "indicator_definition.denominator_filter", after.denominator_filter());
  RequireFilter(violations, "indicator_definition.numerator_filter", after.numerator_filter());
  RequireFilter(violations, "indicator_definition.candidate_filter", after.candidate_filter());
  OCOP_RETURN_IF_ERROR(violations.ToStatus());
  if (before == nullptr) OCOP_RETURN_IF_ERROR(RequireKnownProvince(scope, after.name()));
  const int32_t last = before == nullptr ? 0 : before->version();
  OCOP_ASSIGN_OR_RETURN(const int32_t version, NextIndicatorVersion(scope.transaction(), after.name(), last));
  after.set_version(version);
  return absl::OkStatus();
}

}  // namespace ocop::registry
