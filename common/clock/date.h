// google.type.Date <-> Day. Apart from day.h, so that code without messages does not link protobuf.
#pragma once

#include <optional>
#include <string>

#include "common/clock/day.h"
#include "google/type/date.pb.h"

namespace ocop::clock {

// nullopt unless `date` is a full day that exists; google.type.Date also allows a year or a year and month alone.
std::optional<Day> FromDate(const google::type::Date& date);
google::type::Date ToDate(Day day);

// `2024-12-31`; empty unless `date` is a full day that exists.
std::string FormatDate(const google::type::Date& date);

}  // namespace ocop::clock
