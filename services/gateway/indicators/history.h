// A sum by day, in little memory: a province has millions of days on which one changes.
//
// What is kept is what comes on top on each day, mostly a unit or two, and the sum at every 32nd step. So a change of
// one unit touches the days on which it turns, and a value is a binary search and a few additions.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "absl/numeric/int128.h"
#include "common/clock/day.h"

namespace ocop::gateway {

// What stands for `amount` where 64 bits are all there is.
int64_t Nearest(absl::int128 amount);

// How many units are what to a tally.
struct Counts {
  int32_t numerator = 0;
  int32_t denominator = 0;
  int32_t shortfall = 0;

  Counts& operator+=(const Counts& other);
  Counts& operator-=(const Counts& other);
  bool operator==(const Counts&) const = default;
};

// Counts that come on top from a day on, in 8 bytes.
struct CountStep {
  using Value = Counts;
  static constexpr int kBits = 10;

  clock::Day from;
  int32_t numerator : kBits;
  int32_t denominator : kBits;
  int32_t shortfall : kBits;

  Counts value() const { return {numerator, denominator, shortfall}; }

  // As much of `value` as fits into a step; `value` is what is left. Nothing is left of a few units.
  static CountStep Take(clock::Day from, Counts& value);
};
static_assert(sizeof(CountStep) == 8);

// An amount that comes on top from a day on. Amounts of many units add up to more than one of them can be.
struct AmountStep {
  using Value = absl::int128;

  clock::Day from;
  int64_t amount;

  Value value() const { return amount; }

  // As much of `value` as fits into a step; `value` is what is left, of all but absurd amounts nothing.
  static AmountStep Take(clock::Day from, Value& value);
};

template <typename Step>
class History {
 public:
  using Value = typename Step::Value;

  // What comes on top from `from` on.
  struct Difference {
    clock::Day from;
    Value value;
  };

  // `differences`: one at least, rising, of different days.
  void Add(const std::vector<Difference>& differences);

  Value At(clock::Day day) const;

  // Calls visit(day, value) for each day that has a step, rising: no other changes the sum.
  template <typename Visit>
  void ForEach(Visit visit) const;

 private:
  static constexpr size_t kBlock = 32;
  // So many differences are added one by one.
  static constexpr size_t kFew = 16;

  void AddOne(clock::Day from, Value value);
  void Insert(size_t at, const Step& step);
  void Erase(size_t at);
  void Merge(const std::vector<Difference>& differences);
  void SumUpRest();

  std::vector<Step> steps_;  // Rising; several of one day where its value is too large for a step.
  std::vector<Value> sums_;  // Of the first kBlock steps, of twice as many, and so on.
};

template <typename Step>
void History<Step>::Add(const std::vector<Difference>& differences) {
  if (differences.size() > kFew) return Merge(differences);
  for (const Difference& difference : differences) AddOne(difference.from, difference.value);
}

template <typename Step>
void History<Step>::AddOne(clock::Day from, Value value) {
  const auto found = std::lower_bound(steps_.begin(), steps_.end(), from,
                                      [](const Step& step, clock::Day day) { return step.from < day; });
  const auto at = static_cast<size_t>(found - steps_.begin());
  if (found != steps_.end() && found->from == from) {
    value += found->value();
    Erase(at);
  }
  while (!(value == Value())) Insert(at, Step::Take(from, value));
}

// A step more or less moves all later ones: the blocks from there on give their last to the next, or get its first.

template <typename Step>
void History<Step>::Insert(size_t at, const Step& step) {
  // With little in reserve.
  if (steps_.size() == steps_.capacity()) steps_.reserve(steps_.size() + steps_.size() / 8 + 1);
  steps_.insert(steps_.begin() + static_cast<ptrdiff_t>(at), step);
  for (size_t block = at / kBlock; block < sums_.size(); ++block) {
    sums_[block] += step.value();
    sums_[block] -= steps_[(block + 1) * kBlock].value();
  }
  if (steps_.size() % kBlock == 0) SumUpRest();
}

template <typename Step>
void History<Step>::Erase(size_t at) {
  if (steps_.size() % kBlock == 0) sums_.pop_back();
  for (size_t block = at / kBlock; block < sums_.size(); ++block) {
    sums_[block] += steps_[(block + 1) * kBlock].value();
    sums_[block] -= steps_[at].value();
  }
  steps_.erase(steps_.begin() + static_cast<ptrdiff_t>(at));
}

// Into new memory, with nothing in reserve: for a province that is loaded.
template <typename Step>
void History<Step>::Merge(const std::vector<Difference>& differences) {
  std::vector<Step> merged;
  merged.reserve(steps_.size() + differences.size());
  auto step = steps_.begin();
  for (const Difference& difference : differences) {
    for (; step != steps_.end() && step->from < difference.from; ++step) merged.push_back(*step);
    Value value = difference.value;
    for (; step != steps_.end() && step->from == difference.from; ++step) value += step->value();
    while (!(value == Value())) merged.push_back(Step::Take(difference.from, value));
  }
  merged.insert(merged.end(), step, steps_.end());
  steps_ = std::vector<Step>(merged.begin(), merged.end());
  sums_.clear();
  SumUpRest();
}

// Of the blocks that have no sum yet.
template <typename Step>
void History<Step>::SumUpRest() {
  sums_.reserve(steps_.size() / kBlock);
  Value sum = sums_.empty() ? Value() : sums_.back();
  for (size_t block = sums_.size(); block < steps_.size() / kBlock; ++block) {
    for (size_t i = block * kBlock; i < (block + 1) * kBlock; ++i) sum += steps_[i].value();
    sums_.push_back(sum);
  }
}

template <typename Step>
typename Step::Value History<Step>::At(clock::Day day) const {
  const auto after = std::upper_bound(steps_.begin(), steps_.end(), day,
                                      [](clock::Day wanted, const Step& step) { return wanted < step.from; });
  const size_t blocks = static_cast<size_t>(after - steps_.begin()) / kBlock;
  Value sum = blocks == 0 ? Value() : sums_[blocks - 1];
  for (auto step = steps_.begin() + static_cast<ptrdiff_t>(blocks * kBlock); step != after; ++step)
    sum += step->value();
  return sum;
}

template <typename Step>
template <typename Visit>
void History<Step>::ForEach(Visit visit) const {
  Value sum = {};
  for (size_t i = 0; i < steps_.size(); ++i) {
    sum += steps_[i].value();
    if (i + 1 == steps_.size() || steps_[i + 1].from != steps_[i].from) visit(steps_[i].from, sum);
  }
}

}  // namespace ocop::gateway
