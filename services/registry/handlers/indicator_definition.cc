#include "services/registry/handlers/indicator_definition.h"

#include "common/filter/filter.h"
#include "common/status/status.h"
#include "services/registry/handlers/context.h"

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
  // `before` is locked: no two changes get one version.
  after.set_version(before == nullptr ? 1 : before->version() + 1);
  return absl::OkStatus();
}

}  // namespace ocop::registry
