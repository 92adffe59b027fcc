#include "services/evaluation/criteria/working_days.h"

#include "common/clock/date.h"

namespace ocop::evaluation {
namespace {

std::set<clock::Day> DaysOf(const google::protobuf::RepeatedPtrField<google::type::Date>& dates) {
  std::set<clock::Day> days;
  for (const google::type::Date& date : dates) {
    if (const auto day = clock::FromDate(date)) days.insert(*day);
  }
  return days;
}

}  // namespace

WorkingDays::WorkingDays(const v1::WorkCalendar& calendar)
    : holidays_(DaysOf(calendar.holidays())), worked_(DaysOf(calendar.working_days())) {}

bool WorkingDays::Includes(clock::Day day) const {
  if (worked_.contains(day)) return true;
  const absl::Weekday weekday = absl::GetWeekday(clock::ToCivilDay(day));
  return weekday != absl::Weekday::saturday && weekday != absl::Weekday::sunday && !holidays_.contains(day);
}

clock::Day WorkingDays::After(clock::Day from, int count) const {
  while (count > 0) {
    if (Includes(++from)) --count;
  }
  return from;
}

}  // namespace ocop::evaluation
