#include "services/salespoints/modern/modern_channels.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "common/clock/date.h"
#include "common/status/status.h"
#include "common/textproto/textproto.h"

namespace ocop::salespoints {
namespace {

using v1::Channel;
using v1::ModernChannelRule;

absl::Status InvalidRule(std::string_view file, const std::string& problem) {
  return status::WithReason(absl::InvalidArgumentError(absl::StrCat(status::View(file), ": ", problem)),
                            "INVALID_MODERN_CHANNELS", {{"file", std::string(file)}});
}

}  // namespace

absl::StatusOr<ModernChannels> ModernChannels::Load(
    const std::vector<std::pair<std::string_view, std::string_view>>& files) {
  ModernChannels channels;
  for (const auto& [file, text] : files) {
    ModernChannelRule rule;
    if (absl::Status parsed = textproto::Parse(text, rule); !parsed.ok()) {
      return InvalidRule(file, std::string(parsed.message()));
    }
    const auto first = clock::FromDate(rule.first_date());
    if (!first || rule.id().empty() || rule.legal_basis().empty() || rule.kinds().empty()) {
      return InvalidRule(file, "needs an id, a legal_basis, a first_date and kinds");
    }
    if (std::count(rule.kinds().begin(), rule.kinds().end(), Channel::KIND_UNSPECIFIED) > 0) {
      return InvalidRule(file, "KIND_UNSPECIFIED is no kind");
    }
    if (!channels.by_first_day_.emplace(*first, std::move(rule)).second) {
      return InvalidRule(file, "begins on the day of another rule");
    }
  }
  return channels;
}

absl::StatusOr<ModernChannelRule> ModernChannels::On(clock::Day as_of) const {
  const auto next = by_first_day_.upper_bound(as_of);
  if (next != by_first_day_.begin()) return std::prev(next)->second;
  const std::string day = clock::FormatDay(as_of);
  return status::WithReason(absl::NotFoundError(absl::StrCat("no rule says which channels were modern on ", day)),
                            "NO_MODERN_CHANNELS", {{"as_of", day}});
}

}  // namespace ocop::salespoints
