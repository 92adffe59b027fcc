// Calendar days as numbers, which compare, subtract and index arrays at no cost.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "absl/time/civil_time.h"
#include "absl/time/time.h"

namespace ocop::clock {

// Days since 1970-01-01 in the Gregorian calendar; negative before.
using Day = int32_t;

// Whether the calendar has this day; years 1 to 9999, the range of google.type.Date.
bool IsValidDate(int year, int month, int day);

// A month or day out of range runs over, as in absl::CivilDay: ToDay(2024, 13, 1) is 2025-01-01.
Day ToDay(int year, int month, int day);
Day ToDay(absl::CivilDay day);
absl::CivilDay ToCivilDay(Day day);

// Exactly "2024-12-31": four, two and two digits, and a day that exists.
std::optional<Day> ParseDay(std::string_view text);
std::string FormatDay(Day day);

// The date on the wall at `now` in Vietnam, where deadlines and validity are counted.
Day Today(absl::Time now);

}  // namespace ocop::clock
