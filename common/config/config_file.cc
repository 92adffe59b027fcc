#include "common/config/config_file.h"

#include <fstream>
#include <string_view>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"

namespace ocop::config {
namespace {

std::string Trim(std::string_view text) {
  return std::string(absl::StripAsciiWhitespace(absl::string_view(text.data(), text.size())));
}

bool IsComment(std::string_view trimmed) {
  return trimmed.empty() || trimmed.front() == '#' || trimmed.front() == ';';
}

// The value in `text`, which is trimmed.
absl::StatusOr<std::string> ParseValue(const std::string& text) {
  if (text.empty() || (text.front() != '"' && text.front() != '\'')) return text;
  const char quote = text.front();
  const size_t end = text.find(quote, 1);
  if (end == std::string::npos) return absl::InvalidArgumentError("the closing quote is missing");
  if (!IsComment(Trim(text.substr(end + 1)))) return absl::InvalidArgumentError("text after the closing quote");
  std::string value = text.substr(1, end - 1);
  if (quote == '"' && value.find('\\') != std::string::npos) {
    return absl::InvalidArgumentError("a backslash in double quotes; use single quotes");
  }
  return value;
}

absl::StatusOr<std::pair<std::string, std::string>> ParseLine(const std::string& line) {
  if (line.front() == '[') return absl::InvalidArgumentError("sections are not used here");
  const size_t equals = line.find('=');
  std::string name = Trim(line.substr(0, equals));
  if (equals == std::string::npos || name.empty()) return absl::InvalidArgumentError("not of the form name = value");
  absl::StatusOr<std::string> value = ParseValue(Trim(line.substr(equals + 1)));
  if (!value.ok()) return value.status();
  return std::pair(std::move(name), *std::move(value));
}

}  // namespace

absl::StatusOr<std::map<std::string, std::string>> ReadConfigFile(const std::string& path) {
  std::ifstream file(path);
  std::map<std::string, std::string> values;
  int number = 0;
  for (std::string raw; std::getline(file, raw);) {
    ++number;
    const std::string line = Trim(raw);
    if (IsComment(line)) continue;
    absl::StatusOr<std::pair<std::string, std::string>> entry = ParseLine(line);
    if (entry.ok() && !values.insert(*entry).second) {
      entry = absl::InvalidArgumentError(entry->first + " is given a second time");
    }
    if (!entry.ok()) {
      return absl::InvalidArgumentError(absl::StrCat(path, " line ", number, ": ", entry.status().message()));
    }
  }
  // A directory opens but fails at the first read, hence not is_open().
  if (!file.eof()) return absl::NotFoundError(absl::StrCat("cannot read the configuration file ", path));
  return values;
}

}  // namespace ocop::config
