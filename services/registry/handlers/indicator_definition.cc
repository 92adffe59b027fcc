#include "services/registry/handlers/indicator_definition.h"

namespace ocop::registry {

absl::Status CheckIndicatorDefinition(resource::Scope&, const v1::IndicatorDefinition* before,
                                      v1::IndicatorDefinition& after) {
  // `before` is locked: no two changes get one version.
  after.set_version(before == nullptr ? 1 : before->version() + 1);
  return absl::OkStatus();
}

}  // namespace ocop::registry
