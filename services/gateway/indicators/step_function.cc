#include "services/gateway/indicators/step_function.h"

#include <algorithm>

namespace ocop::gateway {

Days Intersect(Days a, Days b) {
  return {std::max(a.first, b.first), std::min(a.last, b.last)};
}

Days RestOfYear(clock::Day first) {
  return {first, clock::ToDay(static_cast<int>(clock::ToCivilDay(first).year()), 12, 31)};
}

StepFunction StepFunction::Between(Days days, int64_t value) {
  StepFunction result;
  if (days.empty()) return result;
  result.Append(days.first, value);
  if (days.last != kForever) result.Append(days.last + 1, 0);
  return result;
}

StepFunction StepFunction::OnAnyOf(std::vector<Days> periods) {
  std::erase_if(periods, [](Days days) { return days.empty(); });
  std::sort(periods.begin(), periods.end(), [](Days a, Days b) { return a.first < b.first; });
  StepFunction result;
  for (size_t i = 0; i < periods.size();) {
    Days joined = periods[i++];
    // A period that begins on the day after the last one goes on with it.
    while (i < periods.size() && (joined.last == kForever || periods[i].first <= joined.last + 1)) {
      joined.last = std::max(joined.last, periods[i++].last);
    }
    result.Append(joined.first, 1);
    if (joined.last != kForever) result.Append(joined.last + 1, 0);
  }
  return result;
}

int64_t StepFunction::At(clock::Day day) const {
  auto after = std::upper_bound(steps_.begin(), steps_.end(), day,
                                [](clock::Day wanted, const Step& step) { return wanted < step.from; });
  return after == steps_.begin() ? 0 : std::prev(after)->value;
}

void StepFunction::Append(clock::Day from, int64_t value) {
  if (value != (steps_.empty() ? 0 : steps_.back().value)) steps_.push_back({from, value});
}

Days StepFunction::DaysOf(size_t index) const {
  return {steps_[index].from, index + 1 < steps_.size() ? steps_[index + 1].from - 1 : kForever};
}

}  // namespace ocop::gateway
