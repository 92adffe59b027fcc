#include "services/gateway/handlers/indicator_query.h"

#include <optional>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "common/clock/date.h"
#include "common/resource_name/resource_name.h"
#include "common/status/status.h"
#include "services/gateway/handlers/indicator_errors.h"
#include "services/gateway/indicators/target_status.h"
#include "services/names.h"

namespace ocop::gateway {

using indicators::v1::Indicator;
using indicators::v1::IndicatorValue;

namespace {

// Of one that was not found: whether it is among those that can't be counted. Otherwise nullptr.
const Indicator* FindUncountable(const Figures& figures, const std::string& name, const absl::Status& found) {
  if (!absl::IsNotFound(found)) return nullptr;
  const auto indicator = figures.uncountable().find(LastId(name));
  return indicator == figures.uncountable().end() ? nullptr : &indicator->second;
}

}  // namespace

absl::StatusOr<IndicatorInProvince> FindIndicator(const Definitions& definitions, const std::string& name,
                                                  const std::string& field) {
  static const auto* const pattern = new resource_name::Pattern("provinces/{province}/indicators/{indicator}");
  const auto ids = pattern->Match(name);
  if (!ids) return status::InvalidField(field, absl::StrCat("is not of the form ", pattern->text()));
  const std::optional<size_t> place = definitions.Find((*ids)[1]);
  if (!place) return IndicatorNotFound(name);
  return IndicatorInProvince{absl::StrCat("provinces/", status::View((*ids)[0])), *place};
}

absl::StatusOr<Id<Locality>> FindLocality(const Figures& figures, const std::string& parent, const std::string& name,
                                          clock::Day day, const std::string& field) {
  if (name.empty()) {
    const Id<Locality> province = figures.ProvinceOn(parent, day);
    if (!province) return NoProvinceOn(parent, clock::FormatDay(day));
    return province;
  }
  if (!absl::StartsWith(name, absl::StrCat(parent, "/localities/"))) {
    return status::InvalidField(field, absl::StrCat("is not of the form ", parent, "/localities/{locality}"));
  }
  const Id<Locality> locality = figures.world().localities.Find(name);
  if (!locality) return LocalityNotFound(name);
  return locality;
}

absl::StatusOr<clock::Day> ReadDay(const google::type::Date& date, const std::string& field) {
  const std::optional<clock::Day> day = clock::FromDate(date);
  if (!day) return status::InvalidField(field, "is not a day of the calendar");
  return *day;
}

std::string Indexed(std::string_view field, int index) {
  return absl::StrCat(status::View(field), "[", index, "]");
}

absl::StatusOr<IndicatorInProvince> FindComputed(const Figures& figures, const std::string& name,
                                                 const std::string& field) {
  absl::StatusOr<IndicatorInProvince> found = FindIndicator(figures.definitions(), name, field);
  if (const Indicator* indicator = FindUncountable(figures, name, found.status())) {
    return IndicatorUncountable(name, indicator->problem());
  }
  if (found.ok() && !figures.Computed(found->place)) return IndicatorComputing(name);
  return found;
}

absl::StatusOr<std::vector<size_t>> FindIndicators(const Figures& figures, const std::string& parent,
                                                   const google::protobuf::RepeatedPtrField<std::string>& names) {
  std::vector<size_t> places;
  status::Refusals refusals;
  const std::string prefix = absl::StrCat(parent, "/indicators/");
  for (int i = 0; i < names.size(); ++i) {
    // The busiest way: a name that is as it should be needs no words for what it isn't.
    if (absl::StartsWith(names[i], prefix)) {
      const auto place = figures.definitions().Find(std::string_view(names[i]).substr(prefix.size()));
      if (place && figures.Computed(*place)) {
        places.push_back(*place);
        continue;
      }
    }
    const std::string field = Indexed("indicators", i);
    const auto found = FindComputed(figures, names[i], field);
    refusals.Take(found.status());
    if (found.ok() && found->parent != parent) {
      refusals.Take(status::InvalidField(field, absl::StrCat("is not an indicator of ", parent)));
    }
  }
  OCOP_RETURN_IF_ERROR(refusals.ToStatus());
  if (!names.empty()) return places;
  for (size_t place : figures.definitions().Listed()) {
    if (figures.Computed(place)) places.push_back(place);
  }
  return places;
}

Indicator ToIndicator(const Figures& figures, size_t place, const std::string& parent) {
  Indicator indicator = figures.definitions()[place].indicator();
  indicator.set_name(absl::StrCat(parent, "/", indicator.name()));
  indicator.set_state(figures.Computed(place) ? Indicator::STATE_ACTIVE : Indicator::STATE_COMPUTING);
  for (Service service : kAllServices) {
    if (figures.IsMadeOf(place, service)) indicator.add_services(NameOf(service));
  }
  return indicator;
}

Indicator ToUncountable(Indicator uncountable, const std::string& parent) {
  uncountable.set_name(absl::StrCat(parent, "/", uncountable.name()));
  return uncountable;
}

absl::StatusOr<Indicator> ReadIndicator(const Figures& figures, const std::string& name, const std::string& field) {
  const absl::StatusOr<IndicatorInProvince> found = FindIndicator(figures.definitions(), name, field);
  if (found.ok()) return ToIndicator(figures, found->place, found->parent);
  const Indicator* uncountable = FindUncountable(figures, name, found.status());
  if (uncountable == nullptr) return found.status();
  return ToUncountable(*uncountable, ProvinceOf(name));
}

TargetsOfYear::TargetsOfYear(const Figures& figures, Id<Locality> locality, clock::Day day) : figures_(figures) {
  const auto year = static_cast<int>(clock::ToCivilDay(day).year());
  const World& world = figures.world();
  for (const Id<Target> id : world.localities[locality].links.targets) {
    const Id<Plan> plan = world.targets[id].plan;
    if (world.plans.Has(plan) && world.plans[plan].year == year) targets_.push_back(id);
  }
}

Id<Target> TargetsOfYear::Of(size_t indicator) const {
  const auto& targets = figures_.world().targets;
  const auto& wanted = figures_.definitions()[indicator].id();
  Id<Target> first;
  for (const Id<Target> id : targets_) {
    if (targets[id].indicator != wanted) continue;
    if (!first || targets.NameOf(id) < targets.NameOf(first)) first = id;
  }
  return first;
}

ValuesOfDay::ValuesOfDay(const Picture& picture, const std::string& parent, Id<Locality> locality, clock::Day day)
    : picture_(picture),
      parent_(parent),
      locality_(locality),
      locality_name_(picture.figures.world().localities.NameOf(locality)),
      day_(day),
      date_(clock::ToDate(day)),
      targets_(picture.figures, locality, day) {}

void ValuesOfDay::Fill(size_t indicator, IndicatorValue& value) const {
  const Figures& figures = picture_.figures;
  const Indicator& definition = figures.definitions()[indicator].indicator();
  absl::StrAppend(value.mutable_indicator(), parent_, "/", definition.name());
  value.set_locality(locality_name_);
  *value.mutable_as_of() = date_;
  value.set_freshness(FreshnessOf(picture_, indicator));
  if (value.freshness() == IndicatorValue::FRESHNESS_MISSING) return;
  const Sums sums = figures.Value(indicator, locality_, day_);
  value.set_numerator(sums.numerator);
  value.set_denominator(sums.denominator);
  value.set_shortfall_count(sums.shortfall);
  value.set_sum(sums.ToldAmount());
  if (definition.measure() == Indicator::MEASURE_PERCENT) {
    if (const auto percent = PercentCenti(sums.numerator, sums.denominator)) value.set_percent_centi(*percent);
  }

  std::optional<TargetRange> range;
  if (const Id<Target> id = targets_.Of(indicator)) {
    const Target& target = figures.world().targets[id];
    range = {target.minimum, target.maximum};
    value.mutable_target()->set_name(figures.world().targets.NameOf(id));
    value.mutable_target()->set_minimum(target.minimum);
    value.mutable_target()->set_maximum(target.maximum);
  }
  value.set_status(StatusOf(definition, sums, range));
}

}  // namespace ocop::gateway
