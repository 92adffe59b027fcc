// The six-step cycle of a product. The one table that decides, and the days by which a step is to be taken.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/clock/day.h"
#include "ocop/registry/v1/product_catalogue.pb.h"
#include "ocop/registry/v1/product_service.pb.h"

namespace ocop::registry {

struct CycleStep {
  // The method: `SubmitIdea`.
  const char* action;
  v1::Product::State from;
  v1::Product::State to;
  // Who may take it.
  std::vector<std::string_view> roles;
};

const std::vector<CycleStep>& CycleSteps();

// nullptr when `action` is no step from `from`.
const CycleStep* FindCycleStep(std::string_view action, v1::Product::State from);

// What can be done from a state.
std::vector<std::string> CycleActionsFrom(v1::Product::State from);

// Who may take the step from some state: asked before the product is looked up.
std::vector<std::string_view> RolesOfCycleStep(std::string_view action);

// The last day on which a product may leave a state, and what sets it.
struct CycleDue {
  clock::Day day;
  // Of the rules, and as long as they live.
  const v1::CycleRules::Deadline* deadline;
};

// The day for a product that came to `state` on `today`, the earliest where several are set. `expiry`: the last day of
// the recognition that it has. nullopt where the rules set none.
std::optional<CycleDue> CycleDueDay(const v1::CycleRules* rules, v1::Product::State state, clock::Day today,
                                    std::optional<clock::Day> expiry);

}  // namespace ocop::registry
