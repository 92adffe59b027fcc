#include "services/gateway/indicators/facts.h"

#include <string>

#include "google/protobuf/descriptor.h"
#include "ocop/salespoints/v1/channel_service.pb.h"

namespace ocop::gateway {
namespace {

using filter::Type;
using indicators::v1::Indicator;

// "In the year" is always: on a day of the calendar year of the day asked about, and not after that day.

constexpr FactDescription kOfficerFacts[] = {
    {"in_post", Type::kBoolean, "A district or commune officer of the programme is in the post on the day."},
    {"trained_programme_basics_in_year", Type::kBoolean,
     "The officer completed, in the year, a class of a course that covers the programme's basics."},
    {"trained_cycle_steps_in_year", Type::kBoolean,
     "The officer completed, in the year, a class of a course that covers the steps of the cycle."},
};

constexpr FactDescription kProducerFacts[] = {
    {"in_programme", Type::kBoolean, "The producer takes part in the programme on the day."},
    {"new_in_year", Type::kBoolean, "The producer joined in the year and still takes part on the day."},
    {"trained_in_year", Type::kBoolean, "A person of the producer completed any class in the year."},
    {"registering_in_year", Type::kBoolean, "A product of the producer was registered for evaluation in the year."},
    {"food_safety_commitment", Type::kBoolean, "The producer has a food-safety commitment in force on the day."},
    {"packaging_label", Type::kBoolean,
     "The producer, or a product of it, has a paper on packaging and label in force on the day."},
    {"quality_system", Type::kBoolean,
     "The producer, or a product of it, has a paper on an advanced quality system in force on the day."},
    {"traceability", Type::kBoolean,
     "The producer, or a product of it, has a paper on traceability in force on the day."},
    {"channel_kinds", Type::kEnumList,
     "Kinds of the channels (ocop.salespoints.v1.Channel.Kind) in which a product of the producer is listed on the "
     "day."},
};

constexpr FactDescription kProductFacts[] = {
    {"registered_in_year", Type::kBoolean, "The product was registered for evaluation in the year."},
    {"stars", Type::kInteger,
     "Stars by the recognition in force on the day, by the latest decision where there are several; 0 without one."},
    {"raised_to_4_in_year", Type::kBoolean,
     "A decision of the year, in force on the day, gave 4 stars to the product, which had 3 on the day before it."},
    {"sold_since_recognition", Type::kBoolean,
     "There is a sales report with revenue for a period, ended by the day, that began on or after the decision of the "
     "recognition in force on the day."},
    {"has_revenue_baseline", Type::kBoolean, "A baseline is known, for a year that ended by the day."},
    {"revenue_above_baseline", Type::kBoolean,
     "In the last calendar year that ended by the day, if it is later than the baseline's, there are sales reports and "
     "their revenue is above the baseline's."},
    {"has_profit_baseline", Type::kBoolean, "A baseline is known, for a year that ended by the day."},
    {"profit_above_baseline", Type::kBoolean,
     "In the last calendar year that ended by the day, if it is later than the baseline's, there are sales reports and "
     "their profit is above the baseline's."},
};

constexpr FactDescription kCommuneFacts[] = {
    {"on_roadmap_in_year", Type::kBoolean, "The plan of the day's year has the commune on the roadmap."},
    {"has_producer", Type::kBoolean, "A producer that lies in the commune takes part in the programme on the day."},
    {"has_product_3_stars", Type::kBoolean,
     "A producer that lies in the commune and takes part in the programme has a product of 3 stars or more on the "
     "day."},
};

constexpr FactDescription kDistrictFacts[] = {
    {"exists", Type::kBoolean, "The district unit exists on the day."},
    {"has_point_with_other_localities", Type::kBoolean,
     "On the day a sales point in the district is open where a product is listed whose producer does not lie in it."},
};

static_assert(std::size(kOfficerFacts) == officer::kFactCount);
static_assert(std::size(kProducerFacts) == producer::kFactCount);
static_assert(std::size(kProductFacts) == product::kFactCount);
static_assert(std::size(kCommuneFacts) == commune::kFactCount);
static_assert(std::size(kDistrictFacts) == district::kFactCount);

// Names of the kinds by number: the bits of `channel_kinds`.
std::vector<std::string> ChannelKindNames() {
  const google::protobuf::EnumDescriptor* kinds = salespoints::v1::Channel::Kind_descriptor();
  std::vector<std::string> names;
  for (int number = 0; number < kinds->value_count(); ++number) {
    names.push_back(kinds->FindValueByNumber(number)->name());
  }
  return names;
}

filter::Schema MakeSchema(Unit unit) {
  std::vector<filter::Field> fields;
  for (const FactDescription& fact : DescribeFacts(unit)) {
    fields.push_back({std::string(fact.name), fact.type, {}});
    if (fact.type == Type::kEnumList) fields.back().values = ChannelKindNames();
  }
  return filter::Schema(std::move(fields), filter::Schema::Search::kRefused);
}

}  // namespace

std::span<const FactDescription> DescribeFacts(Unit unit) {
  switch (unit) {
    case Indicator::UNIT_OFFICER:
      return kOfficerFacts;
    case Indicator::UNIT_PRODUCER:
      return kProducerFacts;
    case Indicator::UNIT_PRODUCT:
      return kProductFacts;
    case Indicator::UNIT_COMMUNE:
      return kCommuneFacts;
    case Indicator::UNIT_DISTRICT:
      return kDistrictFacts;
    default:
      return {};
  }
}

const filter::Schema& SchemaOf(Unit unit) {
  static const auto* const schemas = [] {
    auto* made = new std::vector<filter::Schema>;
    for (int each = 0; each < indicators::v1::Indicator::Unit_ARRAYSIZE; ++each) {
      made->push_back(MakeSchema(static_cast<Unit>(each)));
    }
    return made;
  }();
  return (*schemas)[static_cast<size_t>(unit)];
}

}  // namespace ocop::gateway
