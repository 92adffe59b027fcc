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
#include <limits>
#include <span>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "services/gateway/indicators/standing.h"
#include "services/gateway/indicators/step_function.h"

namespace ocop::gateway {

using LocalityNumber = uint32_t;
inline constexpr LocalityNumber kNoLocality = std::numeric_limits<LocalityNumber>::max();

// Where a unit counts: at every locality that holds `home`, but not where `except` lies too.
struct Place {
  LocalityNumber home = kNoLocality;
  LocalityNumber except = kNoLocality;

  bool operator==(const Place&) const = default;
  template <typename H>
  friend H AbslHashValue(H state, const Place& place) {
    return H::combine(std::move(state), place.home, place.except);
  }
};

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

  // How many changes wait for Merge; each takes 24 bytes.
  size_t pending() const { return pending_count_; }

  struct Cell {
    uint16_t tally;
    LocalityNumber locality;
  };

  // Brings what waits into the sums of all localities that `localities_of` names for its place. Answers the cells that
  // are no longer as before, ordered by locality.
  std::vector<Cell> Merge(const std::function<std::vector<LocalityNumber>(Place)>& localities_of);

  Sums At(uint16_t tally, LocalityNumber locality, clock::Day day) const;

  // 1 on the days on which any unit stands in the numerator.
  StepFunction AnyInNumerator(uint16_t tally, LocalityNumber locality) const;

 private:
  struct Delta {
    clock::Day day;
    uint16_t tally;
    int8_t numerator, denominator, shortfall;
    int64_t amount = 0;
  };

  // The sums from `from` on.
  struct Level {
    clock::Day from;
    Sums sums;
  };
  using History = std::vector<Level>;  // Rising.

  // What comes on top from `from` on; the same shape as a level, but a difference.
  using Differences = std::vector<Level>;
  // A difference and where it belongs.
  struct CellDifference {
    LocalityNumber locality;
    uint16_t tally;
    Level level;
  };

  void Change(Place place, const Standings& standings, const Amounts& amounts, int sign);
  const History* Find(uint16_t tally, LocalityNumber locality) const;
  History& HistoryOf(uint16_t tally, LocalityNumber locality);
  static void AddNet(std::vector<Delta>& deltas, const std::vector<LocalityNumber>& localities,
                     std::vector<CellDifference>& differences);
  static void Tidy(Differences& differences);
  static void ApplyFew(const Differences& differences, History& history);
  static void ApplyMany(const Differences& differences, History& history);

  std::vector<std::vector<History>> histories_;  // [locality][tally]; short or empty where nothing was ever counted.
  absl::flat_hash_map<Place, std::vector<Delta>> pending_;
  size_t pending_count_ = 0;
};

}  // namespace ocop::gateway
