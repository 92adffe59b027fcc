// Rules of a province's own indicators.
#pragma once

#include "common/resource/write.h"
#include "ocop/registry/v1/indicator_definition_service.pb.h"

namespace ocop::registry {

// Refuses filters that nobody could read, and counts the versions. What the words of a filter mean is the gateway's to
// know: its facts may be of another version than this service.
absl::Status CheckIndicatorDefinition(resource::Scope& scope, const v1::IndicatorDefinition* before,
                                      v1::IndicatorDefinition& after);

}  // namespace ocop::registry
