#include "services/gateway/edge/query.h"

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_split.h"
#include "common/status/status.h"

namespace ocop::gateway {
namespace {

// As forms encode it: `%C6` a byte, `+` a space.
absl::StatusOr<std::string> Decoded(absl::string_view text) {
  std::string result;
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      result += text[i] == '+' ? ' ' : text[i];
      continue;
    }
    const absl::string_view digits = text.substr(i + 1, 2);
    if (digits.size() < 2 || !absl::ascii_isxdigit(digits[0]) || !absl::ascii_isxdigit(digits[1])) {
      return status::WithReason(absl::InvalidArgumentError("a % in the query is not followed by two digits"),
                                "INVALID_QUERY");
    }
    result += absl::HexStringToBytes(digits);
    i += 2;
  }
  return result;
}

}  // namespace

std::string_view PathOf(std::string_view target) {
  return target.substr(0, target.find('?'));
}

absl::StatusOr<Query> Query::Of(std::string_view target) {
  Query query;
  const size_t start = target.find('?');
  if (start == std::string_view::npos) return query;
  for (absl::string_view parameter : absl::StrSplit(status::View(target.substr(start + 1)), '&', absl::SkipEmpty())) {
    const std::pair<absl::string_view, absl::string_view> parts = absl::StrSplit(parameter, absl::MaxSplits('=', 1));
    OCOP_ASSIGN_OR_RETURN(std::string name, Decoded(parts.first));
    OCOP_ASSIGN_OR_RETURN(std::string value, Decoded(parts.second));
    query.parameters_.emplace_back(std::move(name), std::move(value));
  }
  return query;
}

std::optional<std::string> Query::Get(std::string_view name) const {
  for (const auto& [key, value] : parameters_) {
    if (key == name) return value;
  }
  return std::nullopt;
}

}  // namespace ocop::gateway
