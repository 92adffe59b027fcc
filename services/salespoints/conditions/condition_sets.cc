#include "services/salespoints/conditions/condition_sets.h"

#include "absl/strings/str_cat.h"
#include "common/clock/date.h"
#include "common/filter/filter.h"
#include "common/status/status.h"
#include "common/textproto/textproto.h"

namespace ocop::salespoints {
namespace {

using google::protobuf::FieldDescriptor;
using Facts = v1::SalesPointConditions::Facts;
using v1::ConditionSet;

absl::Status Invalid(std::string_view file, const std::string& problem) {
  return status::WithReason(absl::InvalidArgumentError(absl::StrCat(status::View(file), ": ", problem)),
                            "INVALID_CONDITIONS", {{"file", std::string(file)}});
}

// The facts by their names, as filters speak of them.
const filter::Schema& FactSchema() {
  static const auto& schema = *[] {
    std::vector<filter::Field> fields;
    for (int i = 0; i < Facts::descriptor()->field_count(); ++i) {
      const FieldDescriptor& field = *Facts::descriptor()->field(i);
      filter::Field& known = fields.emplace_back();
      known.name = field.name();
      known.type = field.cpp_type() == FieldDescriptor::CPPTYPE_BOOL   ? filter::Type::kBoolean
                   : field.cpp_type() == FieldDescriptor::CPPTYPE_ENUM ? filter::Type::kEnum
                                                                       : filter::Type::kInteger;
      for (int v = 0; field.enum_type() != nullptr && v < field.enum_type()->value_count(); ++v) {
        known.values.push_back(field.enum_type()->value(v)->name());
      }
    }
    return new filter::Schema(std::move(fields), filter::Schema::Search::kRefused);
  }();
  return schema;
}

std::vector<int64_t> NumbersOf(const Facts& facts) {
  std::vector<int64_t> numbers;
  const auto& reflection = *facts.GetReflection();
  for (int i = 0; i < Facts::descriptor()->field_count(); ++i) {
    const FieldDescriptor* field = Facts::descriptor()->field(i);
    if (field->cpp_type() == FieldDescriptor::CPPTYPE_BOOL) {
      numbers.push_back(reflection.GetBool(facts, field) ? 1 : 0);
    } else if (field->cpp_type() == FieldDescriptor::CPPTYPE_ENUM) {
      const int place = reflection.GetEnum(facts, field)->index();
      numbers.push_back(place == 0 ? filter::kUnset : place);
    } else {
      numbers.push_back(reflection.GetInt32(facts, field));
    }
  }
  return numbers;
}

}  // namespace

absl::StatusOr<ConditionSets> ConditionSets::Load(
    const std::vector<std::pair<std::string_view, std::string_view>>& files) {
  ConditionSets sets;
  for (const auto& [file, text] : files) {
    Loaded loaded;
    if (absl::Status parsed = textproto::Parse(text, loaded.set); !parsed.ok()) {
      return Invalid(file, std::string(parsed.message()));
    }
    const auto first = clock::FromDate(loaded.set.first_date());
    if (!first || loaded.set.id().empty()) return Invalid(file, "needs an id and a first_date");
    for (const ConditionSet::Condition& condition : loaded.set.conditions()) {
      auto parsed = filter::Parse(condition.filter());
      auto checked = parsed.ok() ? filter::Check(*parsed, FactSchema()) : parsed.status();
      auto predicate = checked.ok() ? filter::Compile(*checked) : checked.status();
      if (!predicate.ok()) {
        return Invalid(file, absl::StrCat("condition ", condition.id(), ": ", predicate.status().message()));
      }
      loaded.predicates.push_back(*std::move(predicate));
    }
    if (!sets.by_first_day_.emplace(*first, std::move(loaded)).second) {
      return Invalid(file, "begins on the day of another set");
    }
  }
  return sets;
}

v1::SalesPointConditions ConditionSets::Test(const Facts& facts, clock::Day as_of) const {
  v1::SalesPointConditions result;
  *result.mutable_as_of() = clock::ToDate(as_of);
  *result.mutable_facts() = facts;
  const auto next = by_first_day_.upper_bound(as_of);
  if (next == by_first_day_.begin()) return result;
  const Loaded& in_force = std::prev(next)->second;
  const std::vector<int64_t> numbers = NumbersOf(facts);
  result.set_condition_set(in_force.set.id());
  const auto last = clock::FromDate(in_force.set.last_date());
  result.set_lapsed(last && *last < as_of);
  result.set_met(true);
  for (size_t i = 0; i < in_force.predicates.size(); ++i) {
    const ConditionSet::Condition& condition = in_force.set.conditions(static_cast<int>(i));
    auto& told = *result.add_conditions();
    told.set_id(condition.id());
    told.set_title_vi(condition.title_vi());
    told.set_title_en(condition.title_en());
    told.set_legal_basis(condition.legal_basis());
    told.set_unconfirmed(condition.unconfirmed());
    told.set_met(in_force.predicates[i].Evaluate(numbers));
    for (std::string& term : in_force.predicates[i].UnmetTerms(numbers)) told.add_missing(std::move(term));
    result.set_met(result.met() && told.met());
  }
  return result;
}

}  // namespace ocop::salespoints
