#include "common/clock/day.h"

#include <chrono>

#include "absl/strings/ascii.h"
#include "absl/strings/str_format.h"

namespace ocop::clock {
namespace {

constexpr absl::CivilDay kEpoch(1970, 1, 1);

// Vietnam has kept UTC+7 all year since 1975. A fixed offset needs no time zone database, which slim container
// images leave out, and cannot differ between two machines.
constexpr int kVietnamOffsetSeconds = 7 * 60 * 60;

// The number in `digits`, or -1 if anything else is in it.
int ParseDigits(std::string_view digits) {
  int value = 0;
  for (const char c : digits) {
    if (!absl::ascii_isdigit(static_cast<unsigned char>(c))) return -1;
    value = value * 10 + (c - '0');
  }
  return value;
}

}  // namespace

bool IsValidDate(int year, int month, int day) {
  if (year < 1 || year > 9999) return false;
  const absl::CivilDay normalised(year, month, day);
  return normalised.year() == year && normalised.month() == month && normalised.day() == day;
}

Day ToDay(int year, int month, int day) {
  return ToDay(absl::CivilDay(year, month, day));
}

Day ToDay(absl::CivilDay day) {
  return static_cast<Day>(day - kEpoch);
}

absl::CivilDay ToCivilDay(Day day) {
  // The years of google.type.Date, for which the standard library has a formula; absl walks from the epoch to the day.
  constexpr Day kFirst = -719162, kLast = 2932896;
  if (day < kFirst || day > kLast) return kEpoch + day;
  const std::chrono::year_month_day date{std::chrono::sys_days(std::chrono::days(day))};
  return absl::CivilDay(static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
                        static_cast<unsigned>(date.day()));
}

std::optional<Day> ParseDay(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
  const int year = ParseDigits(text.substr(0, 4));
  const int month = ParseDigits(text.substr(5, 2));
  const int day = ParseDigits(text.substr(8, 2));
  if (!IsValidDate(year, month, day)) return std::nullopt;
  return ToDay(year, month, day);
}

std::string FormatDay(Day day) {
  const absl::CivilDay civil = ToCivilDay(day);
  return absl::StrFormat("%04d-%02d-%02d", civil.year(), civil.month(), civil.day());
}

Day Today(absl::Time now) {
  constexpr int64_t kSecondsOfDay = 24 * 60 * 60;
  const int64_t seconds = absl::ToUnixSeconds(now + absl::Seconds(kVietnamOffsetSeconds));
  return static_cast<Day>(seconds / kSecondsOfDay - (seconds % kSecondsOfDay < 0 ? 1 : 0));
}

}  // namespace ocop::clock
