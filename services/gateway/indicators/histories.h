// Sums of one kind of value by tally, locality and day, and the changes that wait to come into them.
//
// A value has +=, == and a default that is nothing. What a tally counts and what it sums up are two kinds, kept apart:
// most tallies only count, and a province has millions of steps.
#pragma once

#include <algorithm>
#include <cstdint>
#include <functional>
#include <limits>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "common/clock/day.h"

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

struct Cell {
  LocalityNumber locality;
  uint16_t tally;
};

template <typename Value>
class Histories {
 public:
  // The sum from `from` on; or, in a list of differences, what comes on top from then on.
  struct Step {
    clock::Day from;
    Value value;
  };
  using History = std::vector<Step>;  // Rising.

  // What comes on top in a tally.
  struct Difference {
    uint16_t tally;
    Step step;

    // Orders by tally, then day.
    uint64_t Key() const { return uint64_t{tally} << 32 | (static_cast<uint32_t>(step.from) ^ uint32_t{1} << 31); }
  };

  // Adds differences at `place`. They take effect with Merge.
  void Add(Place place, const std::vector<Difference>& differences) {
    if (differences.empty()) return;
    std::vector<Difference>& pending = pending_[place];
    pending.insert(pending.end(), differences.begin(), differences.end());
    pending_count_ += differences.size();
  }

  // How many changes wait.
  size_t pending() const { return pending_count_; }

  // Brings what waits into the sums of all localities that `localities_of` names for its place. Adds the cells that are
  // no longer as before to `changed`.
  void Merge(const std::function<std::vector<LocalityNumber>(Place)>& localities_of, std::vector<Cell>& changed);

  // Empty where nothing was ever counted.
  const History& Of(uint16_t tally, LocalityNumber locality) const;

  Value At(uint16_t tally, LocalityNumber locality, clock::Day day) const {
    const History& history = Of(tally, locality);
    const auto after = std::upper_bound(history.begin(), history.end(), day,
                                        [](clock::Day wanted, const Step& step) { return wanted < step.from; });
    return after == history.begin() ? Value() : std::prev(after)->value;
  }

 private:
  // Differences in one cell that are applied in place.
  static constexpr size_t kFew = 16;

  History& Mutable(Cell cell);
  static void Tidy(std::vector<Difference>& differences);
  void Apply(LocalityNumber locality, const std::vector<Difference>& differences, std::vector<Cell>& changed);
  static typename History::iterator Insert(typename History::iterator before, const Step& step, History& history);
  static void ApplyFew(const History& differences, History& history);
  static void ApplyMany(const History& differences, History& history);

  std::vector<std::vector<History>> histories_;  // [locality][tally]; short or empty where nothing was ever counted.
  absl::flat_hash_map<Place, std::vector<Difference>> pending_;
  size_t pending_count_ = 0;
};

template <typename Value>
void Histories<Value>::Merge(const std::function<std::vector<LocalityNumber>(Place)>& localities_of,
                             std::vector<Cell>& changed) {
  absl::flat_hash_map<LocalityNumber, std::vector<Difference>> by_locality;
  for (auto& [place, pending] : pending_) {
    // Units of one place change the same days again and again: summed up there first, little is left to carry to each
    // of its localities.
    Tidy(pending);
    for (LocalityNumber locality : localities_of(place)) {
      std::vector<Difference>& differences = by_locality[locality];
      differences.insert(differences.end(), pending.begin(), pending.end());
    }
  }
  pending_.clear();
  pending_count_ = 0;
  for (auto& [locality, differences] : by_locality) {
    Tidy(differences);
    Apply(locality, differences, changed);
  }
}

template <typename Value>
void Histories<Value>::Apply(LocalityNumber locality, const std::vector<Difference>& differences,
                             std::vector<Cell>& changed) {
  History of_tally;
  for (size_t i = 0; i < differences.size();) {
    const Cell cell{locality, differences[i].tally};
    of_tally.clear();
    for (; i < differences.size() && differences[i].tally == cell.tally; ++i) of_tally.push_back(differences[i].step);
    changed.push_back(cell);
    if (of_tally.size() <= kFew) {
      ApplyFew(of_tally, Mutable(cell));
    } else {
      ApplyMany(of_tally, Mutable(cell));
    }
  }
}

template <typename Value>
typename Histories<Value>::History& Histories<Value>::Mutable(Cell cell) {
  if (cell.locality >= histories_.size()) histories_.resize(cell.locality + size_t{1});
  std::vector<History>& tallies = histories_[cell.locality];
  if (cell.tally >= tallies.size()) tallies.resize(cell.tally + size_t{1});
  return tallies[cell.tally];
}

// Orders them, sums up those of a tally and day, and leaves out what comes to nothing.
template <typename Value>
void Histories<Value>::Tidy(std::vector<Difference>& differences) {
  const auto before = [](const Difference& a, const Difference& b) { return a.Key() < b.Key(); };
  // What lies in one place alone is in order already.
  if (!std::is_sorted(differences.begin(), differences.end(), before)) {
    std::sort(differences.begin(), differences.end(), before);
  }
  size_t kept = 0;
  for (size_t i = 0; i < differences.size(); ++i) {
    if (kept > 0 && differences[kept - 1].Key() == differences[i].Key()) {
      differences[kept - 1].step.value += differences[i].step.value;
    } else {
      differences[kept++] = differences[i];
    }
  }
  differences.resize(kept);
  std::erase_if(differences, [](const Difference& difference) { return difference.step.value == Value(); });
}

// With little in reserve.
template <typename Value>
typename Histories<Value>::History::iterator Histories<Value>::Insert(typename History::iterator before,
                                                                      const Step& step, History& history) {
  const auto place = before - history.begin();
  if (history.size() == history.capacity()) history.reserve(history.size() + history.size() / 8 + 1);
  return history.insert(history.begin() + place, step);
}

// In place: a change of one unit adds to the steps that lie in its days and touches no other.
template <typename Value>
void Histories<Value>::ApplyFew(const History& differences, History& history) {
  const auto by_day = [](const Step& step, clock::Day day) { return step.from < day; };
  auto step = std::lower_bound(history.begin(), history.end(), differences.front().from, by_day);
  Value old = step == history.begin() ? Value() : std::prev(step)->value;  // As it was on the day before.
  Value on_top = {};
  for (const Step& difference : differences) {
    for (; step != history.end() && step->from < difference.from; ++step) {
      old = step->value;
      step->value += on_top;
    }
    if (step == history.end() || step->from != difference.from) {
      step = Insert(step, {difference.from, old}, history);
    } else {
      old = step->value;
    }
    on_top += difference.value;
    (step++)->value += on_top;
  }
  if (!(on_top == Value())) {
    for (; step != history.end(); ++step) step->value += on_top;
  }
  // Only where a difference begins can a day have become as the day before.
  for (const Step& difference : differences) {
    step = std::lower_bound(history.begin(), history.end(), difference.from, by_day);
    if (step->value == (step == history.begin() ? Value() : std::prev(step)->value)) history.erase(step);
  }
}

// Into a new history, with nothing in reserve: for a province that is loaded.
template <typename Value>
void Histories<Value>::ApplyMany(const History& differences, History& history) {
  History merged;
  merged.reserve(history.size() + differences.size());
  Value old = {}, on_top = {};
  auto step = history.begin();
  auto difference = differences.begin();
  while (step != history.end() || difference != differences.end()) {
    const bool take_step = difference == differences.end() || (step != history.end() && step->from <= difference->from);
    const bool take_difference =
        step == history.end() || (difference != differences.end() && difference->from <= step->from);
    const clock::Day from = take_step ? step->from : difference->from;
    if (take_step) old = (step++)->value;
    if (take_difference) on_top += (difference++)->value;
    Value value = old;
    value += on_top;
    if (!(value == (merged.empty() ? Value() : merged.back().value))) merged.push_back({from, value});
  }
  history.assign(merged.begin(), merged.end());
  history.shrink_to_fit();
}

template <typename Value>
const typename Histories<Value>::History& Histories<Value>::Of(uint16_t tally, LocalityNumber locality) const {
  static const auto* const none = new History;
  if (locality >= histories_.size() || tally >= histories_[locality].size()) return *none;
  return histories_[locality][tally];
}

}  // namespace ocop::gateway
