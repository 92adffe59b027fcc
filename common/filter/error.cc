#include "common/filter/error.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "common/status/status.h"

namespace ocop::filter {
namespace {

// Details travel in HTTP trailers, which peers limit to a few kilobytes.
constexpr size_t kShownFilter = 300;
constexpr size_t kShownWord = 60;

bool StartsCharacter(char byte) {
  return (static_cast<unsigned char>(byte) & 0xC0) != 0x80;
}

size_t PositionInCharacters(std::string_view text, size_t offset) {
  const std::string_view before = text.substr(0, offset);
  return 1 + static_cast<size_t>(std::count_if(before.begin(), before.end(), StartsCharacter));
}

}  // namespace

absl::Status InvalidFilter(std::string_view filter, size_t offset, std::string_view problem) {
  const std::string position = std::to_string(PositionInCharacters(filter, offset));
  return status::WithReason(absl::InvalidArgumentError(absl::StrCat("at ", position, ": ", status::View(problem))),
                            "INVALID_FILTER", {{"position", position}, {"filter", Shorten(filter, kShownFilter)}});
}

std::string Shorten(std::string_view text, size_t limit) {
  if (text.size() <= limit) return std::string(text);
  size_t end = limit;
  while (end > 0 && !StartsCharacter(text[end])) --end;
  return absl::StrCat(status::View(text.substr(0, end)), "…");
}

std::string Quoted(std::string_view text) {
  return absl::StrCat("\"", Shorten(text, kShownWord), "\"");
}

}  // namespace ocop::filter
