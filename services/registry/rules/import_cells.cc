#include "services/registry/rules/import_cells.h"

#include <algorithm>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "common/clock/date.h"
#include "common/text/text.h"

namespace ocop::registry {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using v1::ImportSheet;

bool IsDigits(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

// 31/12/2024, 31-12-2024, 31.12.2024 or 2024-12-31.
std::optional<clock::Day> ReadDay(const std::string& text) {
  const std::vector<std::string> parts = absl::StrSplit(text, absl::ByAnyChar("/.-"));
  if (parts.size() != 3 || !std::all_of(parts.begin(), parts.end(), IsDigits)) return std::nullopt;
  const bool year_first = parts[0].size() == 4;
  const std::string& year_text = year_first ? parts[0] : parts[2];
  int year = 0, month = 0, day = 0;
  if (year_text.size() != 4 || !absl::SimpleAtoi(year_text, &year) || !absl::SimpleAtoi(parts[1], &month) ||
      !absl::SimpleAtoi(year_first ? parts[2] : parts[0], &day) || !clock::IsValidDate(year, month, day)) {
    return std::nullopt;
  }
  return clock::ToDay(year, month, day);
}

std::optional<bool> ReadTruth(const std::string& text) {
  const std::string plain = PlainTitle(text);
  for (const char* yes : {"co", "x", "dung", "true", "yes", "1"}) {
    if (plain == yes) return true;
  }
  for (const char* no : {"khong", "sai", "false", "no", "0"}) {
    if (plain == no) return false;
  }
  return std::nullopt;
}

std::string Upper(std::string_view plain) {
  std::string upper(plain);
  for (char& c : upper) c = c == ' ' ? '_' : absl::ascii_toupper(static_cast<unsigned char>(c));
  return upper;
}

// The value that a cell names: by its title, or `KIND_COOPERATIVE`, or `COOPERATIVE`.
const google::protobuf::EnumValueDescriptor* ReadEnum(const ImportSheet::Column& column, const FieldDescriptor& field,
                                                      const std::string& text) {
  const std::string plain = PlainTitle(text);
  for (const ImportSheet::Value& value : column.values()) {
    const std::string own = Upper(plain);
    const std::string& name = value.value();
    const bool named =
        own == name || (name.size() > own.size() && !own.empty() && name[name.size() - own.size() - 1] == '_' &&
                        name.compare(name.size() - own.size(), own.size(), own) == 0);
    const bool titled = std::any_of(value.titles().begin(), value.titles().end(),
                                    [&](const std::string& title) { return PlainTitle(title) == plain; });
    if (titled || named) return field.enum_type()->FindValueByName(name);
  }
  return nullptr;
}

Wording NoSuchValue(const ImportSheet::Column& column) {
  std::string known;
  for (const ImportSheet::Value& value : column.values()) {
    absl::StrAppend(&known, known.empty() ? "" : "; ", value.titles(0));
  }
  return {absl::StrCat("is none of: ", known), absl::StrCat("không thuộc: ", known)};
}

std::optional<Wording> ReadInteger(const FieldDescriptor& field, const std::string& cell, Message& resource) {
  const std::optional<int64_t> number = ReadWhole(cell);
  const bool narrow = field.cpp_type() == FieldDescriptor::CPPTYPE_INT32;
  if (!number || (narrow && static_cast<int32_t>(*number) != *number)) {
    return Wording{"is no whole number, such as 1.234.567", "không phải số nguyên, như 1.234.567"};
  }
  if (narrow) {
    resource.GetReflection()->SetInt32(&resource, &field, static_cast<int32_t>(*number));
  } else {
    resource.GetReflection()->SetInt64(&resource, &field, *number);
  }
  return std::nullopt;
}

void ReadList(const FieldDescriptor& field, const std::string& cell, Message& resource) {
  for (const absl::string_view part : absl::StrSplit(cell, absl::ByAnyChar(";,\n"))) {
    const absl::string_view text = absl::StripAsciiWhitespace(part);
    if (!text.empty()) resource.GetReflection()->AddString(&resource, &field, std::string(text));
  }
}

}  // namespace

std::string PlainTitle(std::string_view title) {
  std::string plain;
  bool blank = false;
  for (const char c : text::Fold(title)) {
    // Whatever is not of ASCII is a letter, or better refused than mistaken for another.
    const bool letter = absl::ascii_isalnum(static_cast<unsigned char>(c)) || static_cast<unsigned char>(c) >= 0x80;
    if (letter) {
      if (blank && !plain.empty()) plain += ' ';
      plain += c;
    }
    blank = !letter;
  }
  return plain;
}

std::optional<int64_t> ReadWhole(std::string_view text) {
  std::string number(text);
  if (number.ends_with('%')) number.pop_back();
  absl::StripAsciiWhitespace(&number);
  const bool negative = number.starts_with('-');
  if (negative) number.erase(0, 1);
  const size_t mark = number.find_first_of("., ");
  std::string digits = number;
  if (mark != std::string::npos) {
    // Groups of three, all set apart by the same sign.
    const std::vector<std::string> groups = absl::StrSplit(number, number[mark]);
    for (size_t i = 0; i < groups.size(); ++i) {
      const bool fits = i == 0 ? groups[i].size() <= 3 : groups[i].size() == 3;
      if (!fits || !IsDigits(groups[i])) return std::nullopt;
    }
    digits.clear();
    for (const std::string& group : groups) digits += group;
  }
  int64_t value = 0;
  if (!IsDigits(digits) || !absl::SimpleAtoi(digits, &value)) return std::nullopt;
  return negative ? -value : value;
}

std::optional<Wording> ReadCell(const ImportSheet::Column& column, const FieldDescriptor& field,
                                const std::string& cell, Message& resource) {
  const auto& reflection = *resource.GetReflection();
  if (field.is_repeated()) {
    ReadList(field, cell, resource);
    return std::nullopt;
  }
  switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_ENUM: {
      const auto* value = ReadEnum(column, field, cell);
      if (value == nullptr) return NoSuchValue(column);
      reflection.SetEnum(&resource, &field, value);
      return std::nullopt;
    }
    case FieldDescriptor::CPPTYPE_BOOL: {
      const std::optional<bool> truth = ReadTruth(cell);
      if (!truth) return Wording{"is neither yes nor no", "phải là Có hoặc Không"};
      reflection.SetBool(&resource, &field, *truth);
      return std::nullopt;
    }
    case FieldDescriptor::CPPTYPE_MESSAGE: {
      // Of the messages a cell fills days alone.
      const std::optional<clock::Day> day = ReadDay(cell);
      if (!day) return Wording{"is no day, such as 31/12/2024", "không phải ngày, như 31/12/2024"};
      static_cast<google::type::Date&>(*reflection.MutableMessage(&resource, &field)) = clock::ToDate(*day);
      return std::nullopt;
    }
    case FieldDescriptor::CPPTYPE_STRING:
      reflection.SetString(&resource, &field, cell);
      return std::nullopt;
    default:
      return ReadInteger(field, cell, resource);
  }
}

}  // namespace ocop::registry
