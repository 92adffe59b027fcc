// Sums over units, by tally, locality and day, kept current.
//
// What a unit contributes is added when the unit appears and taken back when it changes; nothing is ever counted anew.
// A sum on a day is found by binary search among the days on which it changes, so that its cost grows neither with the
// number of units nor with the length of history worth speaking of.
//
// Not thread safe.
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "services/gateway/indicators/histories.h"
#include "services/gateway/indicators/standing.h"
#include "services/gateway/indicators/step_function.h"

namespace ocop::gateway {

struct Sums {
  int32_t numerator = 0;
  int32_t denominator = 0;
  int32_t shortfall = 0;
  int64_t amount = 0;  // Of the units in the numerator; 0 for a tally that only counts.

  Sums& operator+=(const Sums& other);
  bool operator==(const Sums&) const = default;
};

class Counters {
 public:
  // Adds what a unit with these standings and amounts contributes at `place`, or takes it back. Takes effect with
  // Merge. Tallies need not be announced.
  void Add(Place place, const Standings& standings, const Amounts& amounts = {}) {
    Change(place, standings, amounts, 1);
  }
  void Remove(Place place, const Standings& standings, const Amounts& amounts = {}) {
    Change(place, standings, amounts, -1);
  }

  // How many changes wait for Merge; each takes 24 bytes at most.
  size_t pending() const { return counts_.pending() + amounts_.pending(); }

  // Brings what waits into the sums of all localities that `localities_of` names for its place. Answers the cells that
  // are no longer as before; one whose count and amount have both changed stands there twice.
  std::vector<Cell> Merge(const std::function<std::vector<LocalityNumber>(Place)>& localities_of);

  Sums At(uint16_t tally, LocalityNumber locality, clock::Day day) const;

  // 1 on the days on which any unit stands in the numerator.
  StepFunction AnyInNumerator(uint16_t tally, LocalityNumber locality) const;

 private:
  struct Counts {
    int32_t numerator = 0;
    int32_t denominator = 0;
    int32_t shortfall = 0;

    Counts& operator+=(const Counts& other);
    bool operator==(const Counts&) const = default;
  };

  void Change(Place place, const Standings& standings, const Amounts& amounts, int sign);

  Histories<Counts> counts_;
  Histories<int64_t> amounts_;
};

}  // namespace ocop::gateway
