#include "common/clock/date.h"

namespace ocop::clock {

std::optional<Day> FromDate(const google::type::Date& date) {
  if (!IsValidDate(date.year(), date.month(), date.day())) return std::nullopt;
  return ToDay(date.year(), date.month(), date.day());
}

google::type::Date ToDate(Day day) {
  const absl::CivilDay civil = ToCivilDay(day);
  google::type::Date date;
  date.set_year(static_cast<int32_t>(civil.year()));
  date.set_month(civil.month());
  date.set_day(civil.day());
  return date;
}

std::string FormatDate(const google::type::Date& date) {
  const std::optional<Day> day = FromDate(date);
  return day ? FormatDay(*day) : "";
}

}  // namespace ocop::clock
