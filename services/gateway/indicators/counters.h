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

#include "absl/container/flat_hash_map.h"
#include "absl/numeric/int128.h"
#include "services/gateway/indicators/contribution.h"
#include "services/gateway/indicators/history.h"
#include "services/gateway/indicators/packed_contribution.h"
#include "services/gateway/indicators/step_function.h"
#include "services/gateway/indicators/turn_sets.h"

namespace ocop::gateway {

struct Sums {
  int32_t numerator = 0;
  int32_t denominator = 0;
  int32_t shortfall = 0;
  absl::int128 amount = 0;  // Of the units in the numerator; 0 for a tally that only counts.

  // As it is told; at the ends of the number what lies beyond, too.
  int64_t ToldAmount() const { return Nearest(amount); }

  Sums& operator+=(const Sums& other);
  bool operator==(const Sums&) const = default;
};

struct Cell {
  LocalityNumber locality;
  uint16_t tally;
};

class Counters {
 public:
  // Adds what a unit contributes. Answers it in the form in which it is kept until it is taken back. Takes effect with
  // Merge. Tallies need not be announced.
  PackedContribution Add(const Contribution& contribution);
  void Remove(const PackedContribution& contribution) { Change(contribution, -1); }

  // What a unit that was added brings, in full.
  Contribution Unpacked(const PackedContribution& contribution) const;

  // How many changes wait for Merge; each takes 24 bytes at most.
  size_t pending() const { return turns_.size() + amounts_.size(); }

  // Brings what waits into the sums of all localities that `localities_of` names for its place. Answers the cells that
  // are no longer as before; one whose count and amount have both changed stands there twice.
  std::vector<Cell> Merge(const std::function<std::vector<LocalityNumber>(Place)>& localities_of);

  Sums At(uint16_t tally, LocalityNumber locality, clock::Day day) const;

  // 1 on the days on which any unit stands in the numerator.
  StepFunction AnyInNumerator(uint16_t tally, LocalityNumber locality) const;

  // How a unit that was added stands in `tally` on `day`.
  Roles RolesOn(const PackedContribution& contribution, uint16_t tally, clock::Day day) const {
    return contribution.RolesOn(tally, day, turn_sets_);
  }

 private:
  // Rises with the day.
  static uint64_t ByDay(clock::Day day) { return uint64_t{static_cast<uint32_t>(day) ^ (uint32_t{1} << 31)}; }

  // On `day` units of the place turn as the set tells: `times` more than before, or fewer.
  struct PendingTurns {
    clock::Day day;
    uint32_t set;
    uint32_t place;
    int32_t times;

    uint64_t Key() const { return ByDay(day) << 32 | set; }
    // Takes in another of the same key; false when both together are too much for one.
    bool Join(const PendingTurns& other) {
      times += other.times;
      return true;
    }
  };
  // From `day` on the amount comes on top in the tally.
  struct PendingAmount {
    clock::Day day;
    uint16_t tally;
    uint32_t place;
    int64_t amount;

    uint64_t Key() const { return ByDay(day) << 32 | tally; }
    bool Join(const PendingAmount& other) {
      int64_t both;
      if (__builtin_add_overflow(amount, other.amount, &both)) return false;
      amount = both;
      return true;
    }
  };
  // By locality, then tally; short where nothing was ever counted.
  template <typename Step>
  using Histories = std::vector<std::vector<History<Step>>>;
  // By tally.
  template <typename Step>
  using Differences = std::vector<std::vector<typename History<Step>::Difference>>;

  void Change(const PackedContribution& contribution, int sign);
  uint32_t NumberOf(Place place);
  // Adds to the differences what comes on top; days come in order.
  template <typename Step>
  static void Put(uint16_t tally, clock::Day day, const typename Step::Value& value, Differences<Step>& differences);
  void PutAll(const PendingTurns& turns, Differences<CountStep>& differences) const;
  void PutAll(const PendingAmount& amount, Differences<AmountStep>& differences) const;
  template <typename Pending, typename Step>
  void MergeInto(Histories<Step>& histories, std::vector<Pending>& pending,
                 const std::vector<std::vector<LocalityNumber>>& localities, std::vector<Cell>& changed);
  template <typename Step>
  static void Apply(LocalityNumber locality, Differences<Step>& differences, Histories<Step>& histories,
                    std::vector<Cell>& changed);
  template <typename Step>
  static const History<Step>& Find(const Histories<Step>& histories, uint16_t tally, LocalityNumber locality);

  TurnSets turn_sets_;
  Histories<CountStep> counts_;
  Histories<AmountStep> sums_;

  // What waits, and its places by number.
  std::vector<PendingTurns> turns_;
  std::vector<PendingAmount> amounts_;
  std::vector<Place> places_;
  absl::flat_hash_map<Place, uint32_t> place_numbers_;
};

}  // namespace ocop::gateway
