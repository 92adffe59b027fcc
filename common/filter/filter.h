// Filters of AIP-160: one language, read once, used by two back ends.
//
//   kind = KIND_COOPERATIVE AND stars >= 3          comparisons, joined by AND (or by nothing but a space)
//   stars = 3 OR stars = 4 AND active = true        OR binds tighter: (stars = 3 OR stars = 4) AND active = true
//   NOT active = true  -active = true               negation
//   stars = (3 OR 4)  tags:(dry AND NOT raw)        a list of values in place of one; `-4` in it is a number
//   code = "82-*"  display_name:coconut             a text's beginning; a part of a text, in either case
//   tags:dry  expire_date:*                         a member of a list; a field that is set
//   "coconut candy"                                 a bare word or string searches the whole resource
//
// A text is parsed once and checked against a schema; the result feeds either back end:
//
//   OCOP_ASSIGN_OR_RETURN(Filter filter, Parse(request.filter()));             // this header: syntax
//   OCOP_ASSIGN_OR_RETURN(CheckedFilter checked, Check(filter, kSchema));      // check.h: fields and types
//   SqlCondition where = ToSql(checked, ColumnName, 3, "search_text");         // sql.h: a condition for WHERE
//   OCOP_ASSIGN_OR_RETURN(CompiledPredicate predicate, Compile(checked));      // predicate.h: a test of numbers in
//   memory
//
// A filter is two-valued: a comparison with a field that is not set is false and its negation is true. So `!=`, which
// is the negation of `=`, is true for a field that is not set.
//
// Refusals are INVALID_ARGUMENT with reason INVALID_FILTER and metadata {"position", "filter"}: the position counts the
// characters of the text from 1 as a reader sees them, a letter and its marks as one however they are encoded; the
// filter is shortened when it is long. The message says the same in words: `at 17: expected a value after "="`.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"

namespace ocop::filter {

// Longest text accepted, in bytes, and deepest nesting of parentheses.
inline constexpr size_t kMaxLength = 8192;
inline constexpr int kMaxDepth = 50;

// Bytes [begin, end) of the text.
struct Range {
  size_t begin = 0;
  size_t end = 0;
};

enum class Comparator { kEqual, kNotEqual, kLess, kLessEqual, kGreater, kGreaterEqual, kHas };

// A value as written. `text` is without quotes and escapes, and without the star at its end.
struct Value {
  std::string text;
  bool quoted = false;
  bool wildcard = false;  // A star stood at the end; in a string, `\*` is the star itself.
  Range source;

  // A lone `*`, as in `field:*`.
  bool IsAny() const { return wildcard && !quoted && text.empty(); }
};

enum class NodeKind { kAnd, kOr, kNot, kComparison, kSearch };

struct Node {
  NodeKind kind;
  Range source;
  std::vector<Node> children;  // kAnd, kOr: two or more. kNot: one.

  // kComparison. For a value list there is one comparison for each value.
  Value field;
  Comparator comparator = Comparator::kEqual;
  size_t comparator_at = 0;

  // kComparison, kSearch.
  Value value;
};

struct Filter {
  std::string text;
  std::vector<Node> terms;  // All of them must hold. Of an empty text: none, so it accepts everything.
};

// Reads `text`, which may hold any bytes.
absl::StatusOr<Filter> Parse(std::string_view text);

}  // namespace ocop::filter
