// Indicators as data: definitions read, checked and compiled once at start.
//
// The definitions of services/gateway/indicators/definitions/*.textproto are built into the binary, so that it runs
// from anywhere; a province adds its own as further files of that form in a directory.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "common/filter/predicate.h"
#include "services/gateway/indicators/facts.h"
#include "services/gateway/indicators/standing.h"

namespace ocop::gateway {

// One indicator, ready to judge units.
class Definition {
 public:
  // Refuses filters over unknown facts and filters that accept a unit of which nothing is true: it would count on every
  // day of history.
  static absl::StatusOr<Definition> Make(indicators::v1::Indicator indicator);

  // `name` is "indicators/t1", without the province.
  const indicators::v1::Indicator& indicator() const { return indicator_; }
  // Last part of the name.
  std::string_view id() const;
  Unit unit() const { return indicator_.unit(); }
  bool has_denominator() const { return denominator_.has_value(); }

  // What a unit with these facts on a day is to the indicator on that day.
  Roles Judge(std::span<const int64_t> facts) const;

  // The terms of the numerator filter that do not hold, as written.
  std::vector<std::string> UnmetTerms(std::span<const int64_t> facts) const;

 private:
  Definition() = default;

  indicators::v1::Indicator indicator_;
  std::optional<filter::CompiledPredicate> denominator_;
  filter::CompiledPredicate numerator_;
  std::optional<filter::CompiledPredicate> candidate_;
};

// The indicators in their order. A tally's number is its place here.
class Definitions {
 public:
  // The built-in ones.
  static absl::StatusOr<Definitions> BuiltIn();

  // One file in text format.
  static absl::StatusOr<Definitions> Parse(const std::string& text);

  // The built-in ones, then those of the *.textproto files of `directory`, in the order of their names.
  // INVALID_ARGUMENT names the file and what is wrong in it.
  static absl::StatusOr<Definitions> BuiltInAndFrom(const std::string& directory);

  size_t size() const { return definitions_.size(); }
  const Definition& operator[](size_t place) const { return definitions_[place]; }
  std::vector<Definition>::const_iterator begin() const { return definitions_.begin(); }
  std::vector<Definition>::const_iterator end() const { return definitions_.end(); }

  // The place of the indicator with this id.
  std::optional<size_t> Find(std::string_view id) const;

 private:
  absl::Status Add(const std::string& text);

  std::vector<Definition> definitions_;
};

// The standings of a unit with `facts` in those of `definitions` that count units of its kind.
Standings JudgeAll(const Definitions& definitions, Unit unit, std::span<const StepFunction> facts);

}  // namespace ocop::gateway
