// A filter as a test of numbers in memory, for places that ask it millions of times.
#pragma once

#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "common/filter/check.h"

namespace ocop::filter {

// The fact of a field that is not set.
inline constexpr int64_t kUnset = std::numeric_limits<int64_t>::min();

// Facts are one number for each field of the schema, in its order:
//   kInteger the number; kBoolean 0 or 1; kDate days since 1970-01-01; kEnum the value's place in Field::values;
//   kEnumList a set of bits, bit n for the value at place n; any of them kUnset.
//
// The program is a list of comparisons. Each names the one to go on with when it holds and when it does not, so that
// AND, OR and NOT cost nothing by themselves and evaluation needs neither a stack nor memory.
class CompiledPredicate {
 public:
  // Whether the filter accepts the facts. `facts` has a number for each field of the schema.
  bool Evaluate(absl::Span<const int64_t> facts) const;

  // The terms of the filter, joined by AND at its top, that do not hold: as written, in order. Empty if it accepts.
  std::vector<std::string> UnmetTerms(absl::Span<const int64_t> facts) const;

  // Places in the schema of the fields that are asked about, as they come in the filter.
  std::vector<int> Fields() const;

 private:
  friend class PredicateCompiler;

  struct Step {
    Relation relation;
    int field;
    int64_t operand;
    int if_true;  // Index of the next step, or kAccept, or kReject.
    int if_false;
  };
  struct Term {
    int first_step;
    std::string text;
  };
  static constexpr int kAccept = -1;
  static constexpr int kReject = -2;

  static bool Holds(const Step& step, int64_t fact);
  bool Run(int first_step, absl::Span<const int64_t> facts) const;

  std::vector<Step> steps_;
  std::vector<Term> terms_;
};

// Refuses (see filter.h) what facts cannot answer: bare words, kText, kTimestamp, kTextList, and enum lists of more
// than 63 values.
absl::StatusOr<CompiledPredicate> Compile(const CheckedFilter& filter);

}  // namespace ocop::filter
