// Rules of administrative units.
#pragma once

#include "common/resource/write.h"
#include "common/rpc/service.h"
#include "ocop/registry/v1/locality_service.pb.h"
#include "services/registry/handlers/context.h"

namespace ocop::registry {

// Levels: a province stands alone, a district unit in a province, a commune in a district unit or, since 2025-07-01, in
// a province.
absl::Status CheckLocality(resource::Scope& scope, const v1::Locality* before, v1::Locality& after);

// A unit becomes another one of its level.
absl::Status CheckSuccession(resource::Scope& scope, const v1::Succession* before, v1::Succession& after);

// LookUpLocality, LookUpAddress, SearchLocalities.
void BindPlaceLookUp(rpc::Service& service, const Context& context);

}  // namespace ocop::registry
