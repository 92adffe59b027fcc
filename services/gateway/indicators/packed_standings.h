// The standings of a unit as they are kept: a national deployment has millions of units and dozens of indicators.
//
// Most of a unit's turns fall on few days: the day of a decision turns every tally that asks about stars. So turns are
// kept by day, 2 bytes for each tally and 6 for each day, less than half of what a list of standings takes.
#pragma once

#include <cstdint>
#include <memory>

#include "services/gateway/indicators/standing.h"

namespace ocop::gateway {

class PackedStandings {
 public:
  // Tallies have numbers below this.
  static constexpr uint16_t kMostTallies = 1 << 13;

  PackedStandings() = default;
  PackedStandings(const Standings& standings, const Amounts& amounts);

  // What was packed.
  Standings standings() const;
  const Amounts& amounts() const;

  // The roles of the unit in `tally` on `day`, and what it brings into the tally's sum.
  Roles RolesOn(uint16_t tally, clock::Day day) const;
  int64_t AmountOn(uint16_t tally, clock::Day day) const;

 private:
  // Calls visit(day, tally, roles) for each turn, by day.
  template <typename Visit>
  void ForEach(Visit visit) const;

  // How many words follow; then for each day: its number in two words, how many turns, and each turn as tally * 8 +
  // roles.
  std::unique_ptr<uint16_t[]> words_;
  std::unique_ptr<const Amounts> amounts_;
};

}  // namespace ocop::gateway
