// Days that offices work.
#pragma once

#include <set>

#include "common/clock/day.h"
#include "ocop/evaluation/v1/criteria_service.pb.h"

namespace ocop::evaluation {

class WorkingDays {
 public:
  WorkingDays() = default;
  explicit WorkingDays(const v1::WorkCalendar& calendar);

  bool Includes(clock::Day day) const;

  // The last day of a term of `count` working days that runs from the day after `from` (Civil Code 91/2015/QH13 article
  // 147: the day of the event itself is not counted).
  clock::Day After(clock::Day from, int count) const;

 private:
  std::set<clock::Day> holidays_;
  std::set<clock::Day> worked_;
};

}  // namespace ocop::evaluation
