// What happens to units on single days, each kind of day once: a national deployment has millions of units with dozens
// of indicators each, but they turn in a few thousand ways.
//
// The day of a decision turns every tally that asks about stars, and turns them alike for all products of a group that
// get three. So a set is kept once, and what is kept of a unit is a day and the set's number.
#pragma once

#include <cstdint>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "services/gateway/indicators/standing.h"

namespace ocop::gateway {

// In one tally a unit turns from `before` to `after`.
struct Turn {
  uint16_t tally;
  Roles before;
  Roles after;

  bool operator==(const Turn&) const = default;
  template <typename H>
  friend H AbslHashValue(H state, const Turn& turn) {
    return H::combine(std::move(state), turn.tally, turn.before, turn.after);
  }
};

// All turns of a unit on one day, rising by tally.
using Turns = std::vector<Turn>;

class TurnSets {
 public:
  // The number of the set, given when there is none. A set lives for ever: definitions change seldom.
  uint32_t NumberOf(const Turns& turns);

  const Turns& operator[](uint32_t number) const { return sets_[number]; }

 private:
  std::vector<Turns> sets_;
  absl::flat_hash_map<Turns, uint32_t> numbers_;
};

}  // namespace ocop::gateway
