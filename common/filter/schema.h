// What a filter may speak about: the fields of a resource, or the facts of a unit, with their types.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace ocop::filter {

// The comparators each type takes, and how its values are written in a filter:
enum class Type {
  kText,       // = != :      coconut, "coconut candy"; with `=` and `!=`, a star at the end asks for a beginning
  kInteger,    // all         4, -1
  kBoolean,    // = != :      true, false
  kDate,       // all         2024-12-31
  kTimestamp,  // all         "2024-12-31T08:00:00+07:00"
  kEnum,       // = != :      the name of a value
  kTextList,   // :           a member, in full
  kEnumList,   // :           a member, by the name of a value
};
// With every type `field:*` asks whether the field is set: a text not empty, a list not empty, an enum not unspecified.

struct Field {
  std::string name;  // Path with dots: `origin.locality`.
  Type type = Type::kText;
  std::vector<std::string> values = {};  // kEnum, kEnumList: the names; the place in this list is the value's number.

  // The name that an enum has which is not set: the first one where that is `…_UNSPECIFIED` (AIP-126), else none.
  std::optional<std::string> UnsetValue() const;
};

class Schema {
 public:
  enum class Search { kAllowed, kRefused };

  // `search` tells whether a filter may hold bare words, which look through the whole resource.
  explicit Schema(std::vector<Field> fields, Search search = Search::kAllowed);

  // The index of the field in fields(), nothing when there is no such field.
  std::optional<int> Find(const std::string& path) const;

  const Field& field(int index) const { return fields_[static_cast<size_t>(index)]; }
  const std::vector<Field>& fields() const { return fields_; }
  bool searchable() const { return search_ == Search::kAllowed; }

 private:
  std::vector<Field> fields_;
  std::unordered_map<std::string, int> index_;
  Search search_;
};

}  // namespace ocop::filter
