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

#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "common/filter/predicate.h"
#include "services/gateway/indicators/facts.h"
#include "services/gateway/indicators/standing.h"

namespace ocop::gateway {

// One indicator, ready to judge units.
class Definition {
 public:
  // Refuses filters over unknown facts and filters that accept a unit of which nothing is true: it would count on every
  // day of history. INVALID_ARGUMENT with a violation for each field that is wrong, its path
  // after `path`.
  static absl::StatusOr<Definition> Make(indicators::v1::Indicator indicator, const std::string& path = "");

  // `name` is "indicators/t1", without the province.
  const indicators::v1::Indicator& indicator() const { return indicator_; }
  // Last part of the name.
  std::string_view id() const;
  Unit unit() const { return indicator_.unit(); }
  bool has_denominator() const { return denominator_.has_value(); }

  // Whether the indicator sums up a fact, and what a unit that stands in the numerator brings into the sum.
  bool sums() const { return sum_fact_.has_value(); }
  int64_t AmountOf(std::span<const int64_t> facts) const { return sum_fact_ ? facts[*sum_fact_] : 0; }

  // Places of the facts that its filters and its sum ask about, rising; and the same as bits.
  const std::vector<size_t>& asked() const { return asked_; }
  uint64_t asked_bits() const { return asked_bits_; }

  // What a unit with these facts on a day is to the indicator on that day.
  Roles Judge(std::span<const int64_t> facts) const;

  // The terms of the numerator filter that do not hold, as written; where fewer is better the filter that should not.
  std::vector<std::string> UnmetTerms(std::span<const int64_t> facts) const;

 private:
  Definition() = default;

  indicators::v1::Indicator indicator_;
  std::optional<filter::CompiledPredicate> denominator_;
  filter::CompiledPredicate numerator_;
  std::optional<filter::CompiledPredicate> candidate_;
  std::optional<size_t> sum_fact_;
  std::vector<size_t> asked_;
  uint64_t asked_bits_ = 0;
};

// Whether both count the same of the same units, under whatever names and words.
bool CountAlike(const indicators::v1::Indicator& one, const indicators::v1::Indicator& other);

// The indicators in their order. A tally's number comes from its place here, so a place is never given to another: one
// that is removed leaves it empty. There are no more places than kMostPlaces, far fewer than numbers of tallies.
class Definitions {
 public:
  // The built-in ones.
  static absl::StatusOr<Definitions> BuiltIn();

  // One file in text format.
  static absl::StatusOr<Definitions> Parse(const std::string& text);

  // The built-in ones, then those of the *.textproto files of `directory`, in the order of their names.
  // INVALID_ARGUMENT names the file and what is wrong in it.
  static absl::StatusOr<Definitions> BuiltInAndFrom(const std::string& directory);

  static constexpr size_t kMostPlaces = 8000;

  // Adds one at the end. INVALID_ARGUMENT when there is one of its name, RESOURCE_EXHAUSTED without a place.
  absl::StatusOr<size_t> Add(Definition definition);
  // Takes the place of one that counts the same, under other words; answers false where it does not.
  bool Reword(size_t place, Definition definition);
  void Remove(size_t place);

  // Places, empty ones too.
  size_t size() const { return definitions_.size(); }
  bool Has(size_t place) const { return definitions_[place].has_value(); }
  const Definition& operator[](size_t place) const { return *definitions_[place]; }

  // Places that are not empty, in order.
  std::vector<size_t> Places() const;

  // The same in the order in which they are told: a province's own come last, by their ids. Which of them came first
  // differs from one gateway to the next.
  std::vector<size_t> Listed() const;

  // Places of those that count units of a kind, in order.
  const std::vector<size_t>& PlacesOf(Unit unit) const { return by_unit_[static_cast<size_t>(unit)].places; }
  // Whether any of them asks about the fact.
  bool Asks(Unit unit, size_t fact) const {
    const std::vector<bool>& asked = by_unit_[static_cast<size_t>(unit)].asked;
    return fact < asked.size() && asked[fact];
  }

  // The place of the indicator with this id.
  std::optional<size_t> Find(std::string_view id) const;

 private:
  absl::Status AddAll(const std::string& text);

  // What is asked of units of a kind.
  struct Questions {
    std::vector<size_t> places;
    std::vector<bool> asked;  // By fact.
  };
  void GatherQuestions(Unit unit);

  std::vector<std::optional<Definition>> definitions_;
  absl::flat_hash_map<std::string, size_t> by_id_;  // Places.
  std::vector<Questions> by_unit_ = std::vector<Questions>(indicators::v1::Indicator::Unit_ARRAYSIZE);
};

// What a unit with `facts` brings to those of `definitions` that count units of its kind. The tally of a definition is
// `first_tally` and its place.
struct Judgement {
  Standings standings;
  Amounts amounts;
};
Judgement JudgeAll(const Definitions& definitions, Unit unit, std::span<const StepFunction> facts,
                   uint16_t first_tally = 0);

}  // namespace ocop::gateway
