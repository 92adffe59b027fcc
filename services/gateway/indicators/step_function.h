// A whole number as a function of the day: what is true of something from when to when.
//
//   StepFunction in_post = StepFunction::Between(start, end);        // 1 on those days, 0 on all others
//   in_post.At(ToDay(2024, 12, 31));                                 // 1 or 0
//
// Before its first step a function is 0, so "nothing is known" and "nothing is true" are the same empty function.
#pragma once

#include <algorithm>
#include <cstdint>
#include <limits>
#include <span>
#include <utility>
#include <vector>

#include "absl/container/inlined_vector.h"
#include "common/clock/day.h"

namespace ocop::gateway {

// Ends of time, for a first or last day that is not stated.
inline constexpr clock::Day kAlways = std::numeric_limits<clock::Day>::min();
inline constexpr clock::Day kForever = std::numeric_limits<clock::Day>::max();

// Days from `first` to `last`, both included; none when `last` lies before `first`.
struct Days {
  clock::Day first = kAlways;
  clock::Day last = kForever;

  bool empty() const { return last < first; }
  bool Contain(clock::Day day) const { return first <= day && day <= last; }
  bool operator==(const Days&) const = default;
};

// Days that lie in both.
Days Intersect(Days a, Days b);

// `first` and the rest of its calendar year: the days on which something done on `first` counts for the year.
Days RestOfYear(clock::Day first);

class StepFunction {
 public:
  // From `from` until the next step the value is `value`.
  struct Step {
    clock::Day from;
    int64_t value;

    bool operator==(const Step&) const = default;
  };

  // 0 on every day.
  StepFunction() = default;

  // `value` on `days`, 0 on all others.
  static StepFunction Between(Days days, int64_t value = 1);

  // 1 on each day that lies in any of `periods`, in whatever order they come and however they overlap.
  static StepFunction OnAnyOf(std::vector<Days> periods);

  int64_t At(clock::Day day) const;

  // From `from` on the value is `value`. `from` must lie after every step so far, unless nothing changes there.
  void Append(clock::Day from, int64_t value);

  // Steps in rising order, each with a value other than the one before.
  std::span<const Step> steps() const { return steps_; }
  bool IsZero() const { return steps_.empty(); }

  // The days on which the function has the value that begins with step `index`.
  Days DaysOf(size_t index) const;

  // On each day what `map` makes of the value; map(0) must be 0.
  template <typename Map>
  StepFunction Mapped(Map map) const {
    StepFunction result;
    for (const Step& step : steps_) result.Append(step.from, map(step.value));
    return result;
  }

  bool operator==(const StepFunction&) const = default;

 private:
  absl::InlinedVector<Step, 2> steps_;  // Of most facts there are no more.
};

// Walks several functions at once: calls visit(day, values, stepped) on each day on which one of those at `places`
// steps, in rising order, with the values of all from that day on, of the others with 0, and the places of those that
// step as bits. There are 64 functions at most.
//
// `none`: the value of each that stands for 0.
template <typename Visit>
void Sweep(std::span<const StepFunction> functions, const std::vector<size_t>& places, std::span<const int64_t> none,
           Visit visit) {
  struct PlacedStep {
    StepFunction::Step step;
    size_t place;
  };
  std::vector<PlacedStep> steps;
  steps.reserve(4 * places.size());
  for (size_t place : places) {
    for (const StepFunction::Step& step : functions[place].steps()) steps.push_back({step, place});
  }
  std::sort(steps.begin(), steps.end(),
            [](const PlacedStep& a, const PlacedStep& b) { return a.step.from < b.step.from; });
  std::vector<int64_t> values(none.begin(), none.end());
  for (size_t i = 0; i < steps.size();) {
    const clock::Day day = steps[i].step.from;
    uint64_t stepped = 0;
    for (; i < steps.size() && steps[i].step.from == day; ++i) {
      const size_t place = steps[i].place;
      values[place] = steps[i].step.value == 0 ? none[place] : steps[i].step.value;
      stepped |= uint64_t{1} << place;
    }
    visit(day, std::span<const int64_t>(values), stepped);
  }
}

// On each day what `combine` makes of the two values; combine(0, 0) must be 0.
template <typename Combine>
StepFunction Combined(const StepFunction& a, const StepFunction& b, Combine combine) {
  StepFunction result;
  const auto a_steps = a.steps(), b_steps = b.steps();
  int64_t a_value = 0, b_value = 0;
  for (size_t i = 0, k = 0; i < a_steps.size() || k < b_steps.size();) {
    const bool a_first = k == b_steps.size() || (i < a_steps.size() && a_steps[i].from <= b_steps[k].from);
    const clock::Day day = a_first ? a_steps[i].from : b_steps[k].from;
    if (i < a_steps.size() && a_steps[i].from == day) a_value = a_steps[i++].value;
    if (k < b_steps.size() && b_steps[k].from == day) b_value = b_steps[k++].value;
    result.Append(day, combine(a_value, b_value));
  }
  return result;
}

}  // namespace ocop::gateway
