// Rules of a province's own indicators.
#pragma once

#include "common/resource/write.h"
#include "ocop/registry/v1/indicator_definition_service.pb.h"

namespace ocop::registry {

// Counts its versions.
absl::Status CheckIndicatorDefinition(resource::Scope& scope, const v1::IndicatorDefinition* before,
                                      v1::IndicatorDefinition& after);

}  // namespace ocop::registry
