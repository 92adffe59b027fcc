// How a unit stands in the tallies that count it, from day to day.
#pragma once

#include <cstdint>
#include <vector>

#include "common/clock/day.h"

namespace ocop::gateway {

// What a unit is to a tally, as bits.
enum Role : uint8_t {
  kInNumerator = 1,
  kInDenominator = 2,
  // In the denominator and not in the numerator; without a denominator: could still join the numerator.
  kFallsShort = 4,
};
using Roles = uint8_t;

// From `from` until the next standing of the same tally the unit has `roles`; before the first it has none. 8 bytes: a
// province has millions of them.
struct Standing {
  clock::Day from;
  uint16_t tally;
  Roles roles;

  bool operator==(const Standing&) const = default;
};

// All standings of a unit: ordered by day, then tally; neighbours of a tally differ in roles.
using Standings = std::vector<Standing>;

// From `from` until the next amount of the same tally the unit brings `amount` into the tally's sum.
struct Amount {
  clock::Day from;
  uint16_t tally;
  int64_t amount;

  bool operator==(const Amount&) const = default;
};

// Of the tallies that sum up a fact: ordered by tally, then day.
using Amounts = std::vector<Amount>;

// The roles of the unit in `tally` on `day`.
Roles RolesOn(const Standings& standings, uint16_t tally, clock::Day day);

// What the unit brings into the sum of `tally` on `day`.
int64_t AmountOn(const Amounts& amounts, uint16_t tally, clock::Day day);

}  // namespace ocop::gateway
