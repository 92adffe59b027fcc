#include "services/gateway/indicators/definitions.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/types/span.h"
#include "common/filter/check.h"
#include "common/status/status.h"
#include "common/textproto/textproto.h"
#include "services/gateway/indicators/built_in.h"

namespace ocop::gateway {
namespace {

using indicators::v1::Indicator;
using indicators::v1::ListIndicatorsResponse;

absl::Span<const int64_t> Span(std::span<const int64_t> facts) {
  return {facts.data(), facts.size()};
}

absl::StatusOr<filter::CompiledPredicate> CompileFilter(const std::string& text, Unit unit) {
  OCOP_ASSIGN_OR_RETURN(const filter::Filter parsed, filter::Parse(text));
  OCOP_ASSIGN_OR_RETURN(const filter::CheckedFilter checked, filter::Check(parsed, SchemaOf(unit)));
  OCOP_ASSIGN_OR_RETURN(filter::CompiledPredicate predicate, filter::Compile(checked));
  const std::vector<int64_t> nothing_true(DescribeFacts(unit).size(), 0);
  if (predicate.Evaluate(nothing_true)) {
    return absl::InvalidArgumentError(absl::StrCat("accepts a unit of which nothing is true: ", text));
  }
  return predicate;
}

absl::Status InIndicator(const Indicator& indicator, const absl::Status& error) {
  return absl::InvalidArgumentError(absl::StrCat("indicator ", indicator.name(), ": ", error.message()));
}

absl::Status CheckShape(const Indicator& indicator) {
  if (!absl::StartsWith(indicator.name(), "indicators/")) {
    return absl::InvalidArgumentError("its name must be indicators/{indicator}");
  }
  if (DescribeFacts(indicator.unit()).empty()) return absl::InvalidArgumentError("it has no unit of count");
  if (indicator.measure() == Indicator::MEASURE_UNSPECIFIED) return absl::InvalidArgumentError("it has no measure");
  if (indicator.numerator_filter().empty()) return absl::InvalidArgumentError("it has no numerator");
  const bool has_denominator = !indicator.denominator_filter().empty();
  if (indicator.measure() == Indicator::MEASURE_PERCENT && !has_denominator) {
    return absl::InvalidArgumentError("a share needs a denominator");
  }
  if (has_denominator && !indicator.candidate_filter().empty()) {
    return absl::InvalidArgumentError("candidates are for an indicator without a denominator");
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<Definition> Definition::Make(Indicator indicator) {
  if (absl::Status shape = CheckShape(indicator); !shape.ok()) return InIndicator(indicator, shape);
  Definition definition;
  auto compile = [&](const std::string& text, auto& into) {
    absl::StatusOr<filter::CompiledPredicate> predicate = CompileFilter(text, indicator.unit());
    if (!predicate.ok()) return InIndicator(indicator, predicate.status());
    into = *std::move(predicate);
    return absl::OkStatus();
  };
  OCOP_RETURN_IF_ERROR(compile(indicator.numerator_filter(), definition.numerator_));
  if (!indicator.denominator_filter().empty()) {
    OCOP_RETURN_IF_ERROR(compile(indicator.denominator_filter(), definition.denominator_));
  }
  if (!indicator.candidate_filter().empty()) {
    OCOP_RETURN_IF_ERROR(compile(indicator.candidate_filter(), definition.candidate_));
  }
  definition.indicator_ = std::move(indicator);
  return definition;
}

std::string_view Definition::id() const {
  return std::string_view(indicator_.name()).substr(std::string_view("indicators/").size());
}

Roles Definition::Judge(std::span<const int64_t> facts) const {
  const auto values = Span(facts);
  if (denominator_) {
    if (!denominator_->Evaluate(values)) return 0;
    return kInDenominator | (numerator_.Evaluate(values) ? kInNumerator : kFallsShort);
  }
  if (numerator_.Evaluate(values)) return kInNumerator;
  return candidate_ && candidate_->Evaluate(values) ? kFallsShort : 0;
}

std::vector<std::string> Definition::UnmetTerms(std::span<const int64_t> facts) const {
  return numerator_.UnmetTerms(Span(facts));
}

absl::Status Definitions::Add(const std::string& text) {
  ListIndicatorsResponse file;
  OCOP_RETURN_IF_ERROR(textproto::Parse(text, file));
  for (Indicator& indicator : *file.mutable_indicators()) {
    OCOP_ASSIGN_OR_RETURN(Definition definition, Definition::Make(std::move(indicator)));
    if (Find(definition.id())) {
      return absl::InvalidArgumentError(absl::StrCat(definition.indicator().name(), " is defined twice"));
    }
    definitions_.push_back(std::move(definition));
  }
  return absl::OkStatus();
}

absl::StatusOr<Definitions> Definitions::Parse(const std::string& text) {
  Definitions definitions;
  OCOP_RETURN_IF_ERROR(definitions.Add(text));
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
    if (absl::Status added = definitions.Add(text.str()); !added.ok()) {
      return absl::InvalidArgumentError(absl::StrCat(path.string(), ": ", added.message()));
    }
  }
  return definitions;
}

std::optional<size_t> Definitions::Find(std::string_view id) const {
  for (size_t place = 0; place < definitions_.size(); ++place) {
    if (definitions_[place].id() == id) return place;
  }
  return std::nullopt;
}

Standings JudgeAll(const Definitions& definitions, Unit unit, std::span<const StepFunction> facts) {
  Standings standings;
  std::vector<Roles> last(definitions.size(), 0);
  Sweep(facts, [&](clock::Day day, std::span<const int64_t> values) {
    for (size_t place = 0; place < definitions.size(); ++place) {
      if (definitions[place].unit() != unit) continue;
      const Roles roles = definitions[place].Judge(values);
      if (roles == last[place]) continue;
      last[place] = roles;
      standings.push_back({day, static_cast<uint16_t>(place), roles});
    }
  });
  std::stable_sort(standings.begin(), standings.end(),
                   [](const Standing& a, const Standing& b) { return a.tally < b.tally; });
  return standings;
}

}  // namespace ocop::gateway
