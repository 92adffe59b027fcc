// The words of a filter.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "common/filter/filter.h"

namespace ocop::filter {

struct Token {
  enum class Kind { kEnd, kText, kString, kAnd, kOr, kNot, kMinus, kDot, kOpen, kClose, kComparator };

  Kind kind = Kind::kEnd;
  Range source;
  std::string text;                            // kText, kString, and the keywords as written.
  bool wildcard = false;                       // kText, kString: a star stood at the end.
  Comparator comparator = Comparator::kEqual;  // kComparator.
};

// Splits `text`, which must be valid UTF-8. The last token is kEnd.
absl::StatusOr<std::vector<Token>> Tokenize(std::string_view text);

}  // namespace ocop::filter
