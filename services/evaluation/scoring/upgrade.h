// The least that has to change for more stars.
#pragma once

#include <optional>
#include <vector>

#include "services/evaluation/scoring/verdict.h"

namespace ocop::evaluation {

// Another answer to one criterion.
struct Change {
  // Index of the leaf.
  size_t leaf = 0;
  // Id of the option to reach.
  int32_t option = 0;
  // What it adds, in hundredths of a point.
  int32_t added = 0;
};

// The changes that bring `card` to `least_total` and to every starred minimum of `stars`, and that leave no answer of 0
// points which disqualifies: of all sets of changes one with the fewest criteria, and among those the fewest points.
// Exact. In the order of the form; nullopt when no answers suffice.
std::optional<std::vector<Change>> LeastChanges(const Sheet& sheet, const Card& card, int stars, int32_t least_total);

}  // namespace ocop::evaluation
