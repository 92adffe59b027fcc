// google.type.Date <-> Day. Apart from day.h, so that code without messages does not link protobuf.
#pragma once

#include <optional>

#include "common/clock/day.h"
#include "google/type/date.pb.h"

namespace ocop::clock {

// nullopt unless `date` is a full day that exists; google.type.Date also allows a year or a year and month alone.
std::optional<Day> FromDate(const google::type::Date& date);
google::type::Date ToDate(Day day);

}  // namespace ocop::clock
