#include "services/gateway/indicators/definitions.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>
#include <tuple>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/types/span.h"
#include "common/crypto/sha256.h"
#include "common/filter/check.h"
#include "common/status/status.h"
#include "common/textproto/textproto.h"
#include "services/gateway/indicators/built_in.h"
#include "services/gateway/indicators/target_status.h"

namespace ocop::gateway {
namespace {

using indicators::v1::Indicator;
using indicators::v1::ListIndicatorsResponse;

absl::Span<const int64_t> Span(std::span<const int64_t> facts) {
  return {facts.data(), facts.size()};
}

constexpr size_t kEtagDigits = 16;

struct CompiledFilter {
  filter::CompiledPredicate predicate;
  std::vector<size_t> asked;
};

// `asked_within`: only of units that another filter accepts. Otherwise it must refuse a unit of which nothing is true,
// since a unit is looked at from its first fact on.
absl::StatusOr<CompiledFilter> CompileFilter(const std::string& text, Unit unit, bool asked_within) {
  OCOP_ASSIGN_OR_RETURN(const filter::Filter parsed, filter::Parse(text));
  OCOP_ASSIGN_OR_RETURN(const filter::CheckedFilter checked, filter::Check(parsed, SchemaOf(unit)));
  CompiledFilter filter;
  OCOP_ASSIGN_OR_RETURN(filter.predicate, filter::Compile(checked));
  if (!asked_within && filter.predicate.Evaluate(Span(NoFacts(unit)))) {
    return absl::InvalidArgumentError(absl::StrCat("accepts a unit of which nothing is true: ", text));
  }
  for (int field : filter.predicate.Fields()) filter.asked.push_back(static_cast<size_t>(field));
  return filter;
}

void CheckShape(const Indicator& indicator, const std::string& path, status::Violations& violations) {
  if (absl::StripAsciiWhitespace(indicator.code()) != indicator.code()) {
    violations.Add(path + "code", "begins or ends with a space");
  }
  if (!absl::StartsWith(indicator.name(), "indicators/"))
    violations.Add(path + "name", "must be indicators/{indicator}");
  if (DescribeFacts(indicator.unit()).empty()) violations.Add(path + "unit", "is no unit of count");
  if (!Indicator::Measure_IsValid(indicator.measure()) || indicator.measure() == Indicator::MEASURE_UNSPECIFIED) {
    violations.Add(path + "measure", "is not stated");
  }
  if (indicator.numerator_filter().empty())
    violations.Add(path + "numerator_filter", "is required: nothing would count");
  const bool has_denominator = !indicator.denominator_filter().empty();
  if (indicator.measure() == Indicator::MEASURE_PERCENT && !has_denominator) {
    violations.Add(path + "denominator_filter", "is required: a share needs a denominator");
  }
  if (has_denominator && !indicator.candidate_filter().empty()) {
    violations.Add(path + "candidate_filter", "candidates are for an indicator without a denominator");
  }
  if (!Indicator::Comparator_IsValid(indicator.comparator())) violations.Add(path + "comparator", "is none");
  if (IsAtMost(indicator) && !indicator.candidate_filter().empty()) {
    violations.Add(path + "candidate_filter", "candidates are for an indicator of which more is better");
  }
  if ((indicator.measure() == Indicator::MEASURE_SUM) == indicator.sum_fact().empty()) {
    violations.Add(path + "sum_fact", indicator.sum_fact().empty() ? "is required: a sum needs a fact to sum up"
                                                                   : "is for an indicator that sums up");
  }
}

bool IsOfYear(const FactDescription& fact) {
  return fact.name.find("_in_year") != std::string_view::npos;
}

// The place of a fact with whole numbers.
absl::StatusOr<size_t> FindSumFact(const std::string& name, Unit unit) {
  const auto facts = DescribeFacts(unit);
  for (size_t place = 0; place < facts.size(); ++place) {
    if (facts[place].name == std::string_view(name) && facts[place].type == filter::Type::kInteger) return place;
  }
  return absl::InvalidArgumentError(absl::StrCat("there is no fact ", name, " with whole numbers"));
}

}  // namespace

absl::StatusOr<Definition> Definition::Make(Indicator indicator, const std::string& path) {
  status::Violations violations;
  CheckShape(indicator, path, violations);
  Definition definition;
  std::set<size_t> asked;
  auto compile = [&](const char* field, const std::string& text, auto& into, bool asked_within = false) {
    if (text.empty() || DescribeFacts(indicator.unit()).empty()) return;
    absl::StatusOr<CompiledFilter> filter = CompileFilter(text, indicator.unit(), asked_within);
    if (!filter.ok()) return violations.Add(path + field, std::string(filter.status().message()));
    asked.insert(filter->asked.begin(), filter->asked.end());
    into = std::move(filter->predicate);
  };
  compile("denominator_filter", indicator.denominator_filter(), definition.denominator_);
  compile("numerator_filter", indicator.numerator_filter(), definition.numerator_,
          !indicator.denominator_filter().empty());
  compile("candidate_filter", indicator.candidate_filter(), definition.candidate_);
  if (!indicator.sum_fact().empty()) {
    const absl::StatusOr<size_t> fact = FindSumFact(indicator.sum_fact(), indicator.unit());
    if (fact.ok()) {
      definition.sum_fact_ = *fact;
      asked.insert(*fact);
    } else {
      violations.Add(path + "sum_fact", std::string(fact.status().message()));
    }
  }
  if (absl::Status refused = violations.ToStatus(); !refused.ok()) return refused;
  static_assert(std::size_t{product::kFactCount} <= 64 && std::size_t{producer::kFactCount} <= 64, "a bit each");
  definition.asked_.assign(asked.begin(), asked.end());
  for (size_t fact : asked) definition.asked_bits_ |= uint64_t{1} << fact;
  const auto facts = DescribeFacts(indicator.unit());
  const bool of_year = std::any_of(asked.begin(), asked.end(), [&](size_t fact) { return IsOfYear(facts[fact]); });
  if (!IsAtMost(indicator)) indicator.set_comparator(Indicator::COMPARATOR_AT_LEAST);
  indicator.set_period(of_year ? Indicator::PERIOD_YEAR : Indicator::PERIOD_DAY);
  definition.indicator_ = std::move(indicator);
  return definition;
}

std::string_view Definition::id() const {
  return std::string_view(indicator_.name()).substr(std::string_view("indicators/").size());
}

bool CountAlike(const Indicator& one, const Indicator& other) {
  const auto counting = [](const Indicator& indicator) {
    return std::tuple(indicator.unit(), indicator.measure(), IsAtMost(indicator), indicator.denominator_filter(),
                      indicator.numerator_filter(), indicator.candidate_filter(), indicator.sum_fact());
  };
  return counting(one) == counting(other);
}

Roles Definition::Judge(std::span<const int64_t> facts) const {
  const auto values = Span(facts);
  if (denominator_ && !denominator_->Evaluate(values)) return 0;
  const bool counts = numerator_.Evaluate(values);
  const auto should_count = [&] { return denominator_ || (candidate_ && candidate_->Evaluate(values)); };
  Roles roles = 0;
  if (denominator_) roles |= kInDenominator;
  if (counts) roles |= kInNumerator;
  if (IsAtMost(indicator_) ? counts : !counts && should_count()) roles |= kFallsShort;
  return roles;
}

std::vector<std::string> Definition::UnmetTerms(std::span<const int64_t> facts) const {
  if (IsAtMost(indicator_)) {
    if (!numerator_.Evaluate(Span(facts))) return {};
    return {absl::StrCat("NOT (", indicator_.numerator_filter(), ")")};
  }
  return numerator_.UnmetTerms(Span(facts));
}

absl::StatusOr<size_t> Definitions::Add(Definition definition) {
  if (Find(definition.id())) {
    return absl::InvalidArgumentError(absl::StrCat(definition.indicator().name(), " is defined twice"));
  }
  if (definitions_.size() == kMostPlaces) {
    return absl::ResourceExhaustedError(
        absl::StrCat("no gateway counts by more than ", kMostPlaces,
                     " definitions, changes of them included, from its start to its end: start it again"));
  }
  const Unit unit = definition.unit();
  by_id_.emplace(definition.id(), definitions_.size());
  definitions_.push_back(std::move(definition));
  GatherQuestions(unit);
  return definitions_.size() - 1;
}

bool Definitions::Reword(size_t place, Definition definition) {
  const Definition& old = *definitions_[place];
  if (definition.id() != old.id() || !CountAlike(definition.indicator(), old.indicator())) return false;
  definitions_[place] = std::move(definition);
  return true;
}

void Definitions::Remove(size_t place) {
  const Unit unit = definitions_[place]->unit();
  by_id_.erase(status::View(definitions_[place]->id()));
  definitions_[place].reset();
  GatherQuestions(unit);
}

void Definitions::GatherQuestions(Unit unit) {
  Questions& questions = by_unit_[static_cast<size_t>(unit)];
  questions = {{}, std::vector<bool>(DescribeFacts(unit).size(), false)};
  for (size_t place : Places()) {
    if (definitions_[place]->unit() != unit) continue;
    questions.places.push_back(place);
    for (size_t fact : definitions_[place]->asked()) questions.asked[fact] = true;
  }
}

absl::Status Definitions::AddAll(const std::string& text) {
  ListIndicatorsResponse file;
  OCOP_RETURN_IF_ERROR(textproto::Parse(text, file));
  for (Indicator& indicator : *file.mutable_indicators()) {
    const std::string name = indicator.name();
    // Of what the file says: two versions of the suite, or of a province's folder, are told apart by it.
    indicator.set_etag(crypto::Sha256Hex(indicator.SerializeAsString()).substr(0, kEtagDigits));
    indicator.set_version(std::max(1, indicator.version()));
    indicator.set_origin(Indicator::ORIGIN_BUILT_IN);
    absl::StatusOr<Definition> definition = Definition::Make(std::move(indicator));
    if (!definition.ok()) {
      return absl::InvalidArgumentError(absl::StrCat("indicator ", name, ": ", definition.status().message()));
    }
    OCOP_RETURN_IF_ERROR(Add(*std::move(definition)).status());
  }
  return absl::OkStatus();
}

absl::StatusOr<Definitions> Definitions::Parse(const std::string& text) {
  Definitions definitions;
  OCOP_RETURN_IF_ERROR(definitions.AddAll(text));
  return definitions;
}

absl::StatusOr<Definitions> Definitions::BuiltIn() {
  return Parse(kBuiltInDefinitions);
}

absl::StatusOr<Definitions> Definitions::BuiltInAndFrom(const std::string& directory) {
  OCOP_ASSIGN_OR_RETURN(Definitions definitions, BuiltIn());
  std::error_code error;
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(directory, error)) {
    if (entry.path().extension() == ".textproto") files.push_back(entry.path());
  }
  if (error) {
    return absl::InvalidArgumentError(absl::StrCat("cannot read indicators from ", directory, ": ", error.message()));
  }
  std::sort(files.begin(), files.end());
  for (const std::filesystem::path& path : files) {
    std::ifstream file(path);
    std::stringstream text;
    text << file.rdbuf();
    if (!file) return absl::InvalidArgumentError(absl::StrCat("cannot read ", path.string()));
    if (absl::Status added = definitions.AddAll(text.str()); !added.ok()) {
      return absl::InvalidArgumentError(absl::StrCat(path.string(), ": ", added.message()));
    }
  }
  return definitions;
}

std::vector<size_t> Definitions::Places() const {
  std::vector<size_t> places;
  for (size_t place = 0; place < definitions_.size(); ++place) {
    if (definitions_[place]) places.push_back(place);
  }
  return places;
}

std::vector<size_t> Definitions::Listed() const {
  std::vector<size_t> places = Places();
  const auto own = std::stable_partition(places.begin(), places.end(), [this](size_t place) {
    return definitions_[place]->indicator().origin() != Indicator::ORIGIN_PROVINCE;
  });
  std::sort(own, places.end(), [this](size_t a, size_t b) { return definitions_[a]->id() < definitions_[b]->id(); });
  return places;
}

std::optional<size_t> Definitions::Find(std::string_view id) const {
  const auto found = by_id_.find(status::View(id));
  if (found == by_id_.end()) return std::nullopt;
  return found->second;
}

Judgement JudgeAll(const Definitions& definitions, Unit unit, std::span<const StepFunction> facts,
                   uint16_t first_tally) {
  struct Last {
    const Definition* definition;
    uint64_t asked;
    uint16_t tally;
    Roles roles = 0;
    int64_t amount = 0;
  };
  std::vector<Last> lasts;
  lasts.reserve(definitions.PlacesOf(unit).size());
  for (size_t place : definitions.PlacesOf(unit)) {
    const Definition& definition = definitions[place];
    lasts.push_back({&definition, definition.asked_bits(), static_cast<uint16_t>(first_tally + place)});
  }
  // Of a fact that nothing asks about no step need be looked at.
  std::vector<size_t> asked;
  for (size_t fact = 0; fact < facts.size(); ++fact) {
    if (definitions.Asks(unit, fact) && !facts[fact].IsZero()) asked.push_back(fact);
  }
  Judgement judgement;
  Sweep(facts, asked, NoFacts(unit), [&](clock::Day day, std::span<const int64_t> values, uint64_t stepped) {
    for (Last& last : lasts) {
      // On most days a fact or two step, about which few definitions ask.
      if ((last.asked & stepped) == 0) continue;
      const Roles roles = last.definition->Judge(values);
      if (roles != last.roles) judgement.standings.push_back({day, last.tally, roles});
      last.roles = roles;
      if (!last.definition->sums()) continue;
      const int64_t amount = (roles & kInNumerator) != 0 ? last.definition->AmountOf(values) : 0;
      if (amount != last.amount) judgement.amounts.push_back({day, last.tally, amount});
      last.amount = amount;
    }
  });
  std::stable_sort(judgement.amounts.begin(), judgement.amounts.end(),
                   [](const Amount& a, const Amount& b) { return a.tally < b.tally; });
  return judgement;
}

}  // namespace ocop::gateway
