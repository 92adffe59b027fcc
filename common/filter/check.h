// The meaning of a filter over a schema: fields found, values typed.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "common/filter/filter.h"
#include "common/filter/schema.h"

namespace ocop::filter {

// How a field stands to a value. What AIP-160 writes with one sign means several things, told apart here:
enum class Relation {
  kIsSet,  // field:*
  kEqual,  // and `:` of a scalar that is not a text
  kNotEqual,
  kLess,
  kLessEqual,
  kGreater,
  kGreaterEqual,
  kStartsWith,  // text = "abc*"
  kContains,    // text:abc, a part of it, in upper or lower case
  kHasMember,   // list:abc
};

struct CheckedNode {
  NodeKind kind;
  Range source;
  std::vector<CheckedNode> children;

  // kComparison.
  int field = -1;  // Index in the schema.
  Relation relation = Relation::kEqual;

  // kComparison: the value, as a text that PostgreSQL reads as the field's type. kSearch: the words.
  std::string text;
  // kComparison: the value as a number, where the type has one. Dates: days since 1970-01-01; enums: place in the list.
  int64_t number = 0;
};

struct CheckedFilter {
  const Schema* schema;  // Must outlive the filter.
  std::string text;
  std::vector<CheckedNode> terms;  // All of them must hold.
};

// Finds the fields of `filter` in `schema` and reads its values as their types.
// Refuses (see filter.h) unknown fields, comparators that the type does not take, and values that are not of the type.
absl::StatusOr<CheckedFilter> Check(const Filter& filter, const Schema& schema);
absl::StatusOr<CheckedFilter> Check(const Filter& filter, Schema&& schema) = delete;

}  // namespace ocop::filter
