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
  // Whether it is for products with stars or for those without; unset where that makes no difference.
  std::optional<bool> with_stars = std::nullopt;
};

const std::vector<CycleStep>& CycleSteps();

// Whether its stars, if it had some, are on record as ended.
bool HasLapsed(const v1::Product& product);

// Whether stars are on record that are not on record as ended. Their last day does not tell: it may have been put off.
bool HasStars(const v1::Product& product);

// nullptr when `action` is no step from where the product stands.
const CycleStep* FindCycleStep(std::string_view action, const v1::Product& product);

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
