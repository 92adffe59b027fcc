// Resource names and their patterns (AIP-122):
//
//   const Pattern pattern("shelves/{shelf}/books/{book}");
//   pattern.Match("shelves/7/books/dune");  // {"7", "dune"}
//   pattern.Format({"7", "dune"});          // "shelves/7/books/dune"
//   pattern.Parent();                       // shelves/{shelf}, which the parent of a list request matches
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/container/inlined_vector.h"
#include "absl/types/span.h"

namespace ocop::resource_name {

// Whether `id` can stand in a name: 1 to 63 of A-Z a-z 0-9 . _ ~ -, the characters that URLs leave unescaped.
bool IsValidId(std::string_view id);

// The ids of a name in the order of the pattern's variables, as views into the name.
using Ids = absl::InlinedVector<std::string_view, 4>;

class Pattern {
 public:
  // `pattern` is literals and {variables} joined by slashes. Patterns are constants of the program (or of its protos):
  // a malformed one is a bug and ends the process.
  explicit Pattern(std::string_view pattern);

  // The ids if `name` is of this pattern, else nullopt.
  std::optional<Ids> Match(std::string_view name) const;

  // The name of these ids, as many as there are variables. Ids that are not valid give a name that does not match.
  std::string Format(absl::Span<const std::string_view> ids) const;

  // "shelves/{shelf}" of "shelves/{shelf}/books/{book}"; empty, which matches the empty name alone, at the top.
  Pattern Parent() const;

  // {"shelf", "book"}.
  const std::vector<std::string>& variables() const { return variables_; }
  // The last literal: "books".
  std::string_view collection() const;
  // The pattern as it was written.
  const std::string& text() const { return text_; }

 private:
  struct Segment {
    std::string text;
    bool is_variable;
  };

  std::string text_;
  std::vector<Segment> segments_;
  std::vector<std::string> variables_;
};

}  // namespace ocop::resource_name
