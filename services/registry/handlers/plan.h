// Rules of plans.
#pragma once

#include "common/resource/write.h"
#include "common/rpc/service.h"
#include "ocop/registry/v1/locality_service.pb.h"
#include "ocop/registry/v1/plan_service.pb.h"
#include "services/registry/handlers/context.h"

namespace ocop::registry {

absl::Status CheckPlan(resource::Scope& scope, const v1::Plan* before, v1::Plan& after);
absl::Status CheckTarget(resource::Scope& scope, const v1::Target* before, v1::Target& after);
absl::Status CheckRoadmapCommune(resource::Scope& scope, const v1::RoadmapCommune* before, v1::RoadmapCommune& after);

// CheckTargets, CopyPlan.
void BindPlanWork(rpc::Service& service, const Context& context);

}  // namespace ocop::registry
