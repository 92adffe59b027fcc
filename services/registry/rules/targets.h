// How the targets of a plan go together.
#pragma once

#include <vector>

#include "ocop/registry/v1/plan_service.pb.h"
#include "services/atlas.h"

namespace ocop::registry {

using TargetFinding = v1::CheckTargetsResponse::Finding;

// What is wrong with the targets of the plan of a year; in the order of the indicators and units.
std::vector<TargetFinding> CheckBreakdown(const Atlas& atlas, int year, const std::vector<v1::Target>& targets);

}  // namespace ocop::registry
