// Days as Abseil counts them and as protos carry them.
#pragma once

#include "absl/time/civil_time.h"
#include "google/type/date.pb.h"

namespace ocop::ocopctl {

inline google::type::Date ToDate(absl::CivilDay day) {
  google::type::Date date;
  date.set_year(static_cast<int>(day.year()));
  date.set_month(day.month());
  date.set_day(day.day());
  return date;
}

inline absl::CivilDay ToDay(const google::type::Date& date) {
  return absl::CivilDay(date.year(), date.month(), date.day());
}

}  // namespace ocop::ocopctl
