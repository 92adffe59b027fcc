#include "common/filter/error.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "common/status/status.h"
#include "common/text/graphemes.h"

namespace ocop::filter {
namespace {

// Details travel in HTTP trailers, which peers limit to a few kilobytes.
constexpr size_t kShownFilter = 300;
constexpr size_t kShownWord = 60;
constexpr size_t kShownFaults = 8;

bool StartsCharacter(char byte) {
  return (static_cast<unsigned char>(byte) & 0xC0) != 0x80;
}

// The text may have come decomposed: what a reader sees stands at the same place in either spelling.
size_t PositionInCharacters(std::string_view text, size_t offset) {
  if (offset >= text.size()) return 1 + text::CountGraphemes(text);
  size_t end = offset + 1;
  while (end < text.size() && !StartsCharacter(text[end])) ++end;
  return text::CountGraphemes(text.substr(0, end));
}

}  // namespace

absl::Status InvalidFilter(std::string_view filter, const std::vector<Fault>& faults, std::string_view hint) {
  const auto position = [&](const Fault& fault) { return absl::StrCat(PositionInCharacters(filter, fault.offset)); };
  std::string message;
  for (size_t i = 0; i < std::min(faults.size(), kShownFaults); ++i) {
    absl::StrAppend(&message, i == 0 ? "at " : "; at ", position(faults[i]), ": ", faults[i].problem);
  }
  if (faults.size() > kShownFaults) absl::StrAppend(&message, "; and ", faults.size() - kShownFaults, " more");
  if (!hint.empty()) absl::StrAppend(&message, "; ", status::View(hint));
  return status::WithReason(absl::InvalidArgumentError(message), "INVALID_FILTER",
                            {{"position", position(faults.front())}, {"filter", Shorten(filter, kShownFilter)}});
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
