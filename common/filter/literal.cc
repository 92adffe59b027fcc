#include "common/filter/literal.h"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <limits>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/time/time.h"
#include "common/text/text.h"

namespace ocop::filter {
namespace {

// A longer list of names would bury the message.
constexpr size_t kNamesShown = 20;

// The whole of `digits` as a number.
template <typename Number>
std::optional<Number> ReadNumber(std::string_view digits) {
  Number number = 0;
  const char* end = digits.data() + digits.size();
  const auto [stop, error] = std::from_chars(digits.data(), end, number);
  if (error != std::errc() || stop != end) return std::nullopt;
  return number;
}

std::optional<Literal> ReadInteger(const std::string& text) {
  const std::optional<int64_t> number = ReadNumber<int64_t>(text);
  // The least number stands for "not set" among facts.
  if (!number || *number == std::numeric_limits<int64_t>::min()) return std::nullopt;
  return Literal{absl::StrCat(*number), *number};
}

std::optional<Literal> ReadBoolean(const std::string& text) {
  if (text != "true" && text != "false") return std::nullopt;
  return Literal{text, text == "true" ? 1 : 0};
}

std::optional<Literal> ReadDate(const std::string& text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
  const std::string_view view = text;
  const auto year = ReadNumber<unsigned>(view.substr(0, 4));
  const auto month = ReadNumber<unsigned>(view.substr(5, 2));
  const auto day = ReadNumber<unsigned>(view.substr(8, 2));
  if (!year || !month || !day || *year == 0) return std::nullopt;
  const std::chrono::year_month_day date(std::chrono::year(static_cast<int>(*year)), std::chrono::month(*month),
                                         std::chrono::day(*day));
  if (!date.ok()) return std::nullopt;
  return Literal{text, std::chrono::sys_days(date).time_since_epoch().count()};
}

std::optional<Literal> ReadTimestamp(const std::string& text) {
  absl::Time time;
  if (!absl::ParseTime(absl::RFC3339_full, text, &time, nullptr)) return std::nullopt;
  const absl::TimeZone utc = absl::UTCTimeZone();
  const absl::CivilYear year(absl::ToCivilSecond(time, utc));
  if (time == absl::InfiniteFuture() || year.year() < 1 || year.year() > 9999) return std::nullopt;
  return Literal{absl::FormatTime("%E4Y-%m-%dT%H:%M:%E*SZ", time, utc), absl::ToUnixMicros(time)};
}

std::optional<Literal> ReadEnum(const Field& field, const std::string& text) {
  const auto found = std::find(field.values.begin(), field.values.end(), text);
  if (found == field.values.end()) return std::nullopt;
  return Literal{text, found - field.values.begin()};
}

std::optional<Literal> ReadText(const std::string& text) {
  absl::StatusOr<std::string> normal = text::Nfc(text);
  if (!normal.ok()) return std::nullopt;
  return Literal{*std::move(normal)};
}

}  // namespace

std::optional<Literal> ReadLiteral(const Field& field, const std::string& text) {
  switch (field.type) {
    case Type::kText:
    case Type::kTextList:
      return ReadText(text);
    case Type::kInteger:
      return ReadInteger(text);
    case Type::kBoolean:
      return ReadBoolean(text);
    case Type::kDate:
      return ReadDate(text);
    case Type::kTimestamp:
      return ReadTimestamp(text);
    case Type::kEnum:
    case Type::kEnumList:
      return ReadEnum(field, text);
  }
  return std::nullopt;
}

std::string DescribeLiteral(const Field& field) {
  switch (field.type) {
    case Type::kText:
    case Type::kTextList:
      return "a text";
    case Type::kInteger:
      return "a whole number of 64 bits";
    case Type::kBoolean:
      return "true or false";
    case Type::kDate:
      return "a date such as 2024-12-31";
    case Type::kTimestamp:
      return "an instant such as \"2024-12-31T08:00:00+07:00\"";
    case Type::kEnum:
    case Type::kEnumList:
      return field.values.size() > kNamesShown ? absl::StrCat("the name of a value of ", field.name)
                                               : absl::StrCat("one of ", absl::StrJoin(field.values, ", "));
  }
  return "a value";
}

}  // namespace ocop::filter
