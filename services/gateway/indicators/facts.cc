#include "services/gateway/indicators/facts.h"

#include <string>

#include "common/filter/predicate.h"
#include "google/protobuf/descriptor.h"
#include "ocop/registry/v1/producer_service.pb.h"
#include "ocop/registry/v1/product_service.pb.h"
#include "ocop/salespoints/v1/channel_service.pb.h"
#include "ocop/salespoints/v1/sales_point_service.pb.h"

namespace ocop::gateway {
namespace {

using filter::Type;
using indicators::v1::Indicator;

// "In the year" is always: on a day of the calendar year of the day asked about, and not after that day. What the
// registry keeps no history of (a kind, a group, who leads) holds on every day as it stands now.

// Names by number. The numbers of these enums have no gaps.
template <const google::protobuf::EnumDescriptor* (*descriptor)()>
std::vector<std::string> NamesOf() {
  std::vector<std::string> names;
  for (int number = 0; number < descriptor()->value_count(); ++number) {
    names.push_back(descriptor()->FindValueByNumber(number)->name());
  }
  return names;
}

constexpr auto kChannelKindNames = NamesOf<salespoints::v1::Channel::Kind_descriptor>;
constexpr auto kProducerKindNames = NamesOf<registry::v1::Producer::Kind_descriptor>;
constexpr auto kGroupNames = NamesOf<registry::v1::Product::Group_descriptor>;
constexpr auto kPlaceKindNames = NamesOf<salespoints::v1::SalesPoint::PlaceKind_descriptor>;

// `0` to `9`: for lists of numbers of stars.
std::vector<std::string> StarNames() {
  std::vector<std::string> names;
  for (int stars = 0; stars <= kMostStarsKept; ++stars) names.push_back(std::to_string(stars));
  return names;
}

constexpr FactDescription kOfficerFacts[] = {
    {"in_post", Type::kBoolean, "A district or commune officer of the programme is in the post on the day."},
    {"trained_programme_basics_in_year", Type::kBoolean,
     "The officer completed, in the year, a class of a course that covers the programme's basics."},
    {"trained_cycle_steps_in_year", Type::kBoolean,
     "The officer completed, in the year, a class of a course that covers the steps of the cycle."},
    {"last_training_date", Type::kDate, "The last day, by the day, on which the officer completed any class."},
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
     "day.",
     kChannelKindNames},
    {"kind", Type::kEnum, "Legal kind of the producer (ocop.registry.v1.Producer.Kind), as the registry has it now.",
     kProducerKindNames},
    {"women_led", Type::kBoolean,
     "The legal representative is a woman, as the registry has it now; not where it has no gender."},
    {"most_stars", Type::kInteger, "The most stars that a product of the producer has on the day; 0 without any."},
    {"last_training_date", Type::kDate,
     "The last day, by the day, on which a person of the producer completed any class."},
    {"attended_trade_event_in_year", Type::kBoolean, "The producer took part in a trade event that began in the year."},
};

constexpr FactDescription kProductFacts[] = {
    {"registered_in_year", Type::kBoolean, "The product was registered for evaluation in the year."},
    {"stars", Type::kInteger,
     "Stars by the latest decision while it is in force, otherwise 0: it has taken the place of those before it for "
     "good."},
    {"raised_to_stars_in_year", Type::kEnumList,
     "The numbers of stars that decisions of the year, in force on the day, gave to the product, which had fewer, but "
     "some, on the day before the decision.",
     StarNames},
    {"sold_since_recognition", Type::kBoolean,
     "There is a sales report with revenue for a period, ended by the day, that began on or after the decision of the "
     "recognition in force on the day."},
    {"has_revenue_baseline", Type::kBoolean, "A baseline is known, for a year that ended by the day."},
    {"revenue_above_baseline", Type::kBoolean,
     "In the last calendar year that ended by the day, if it is later than the baseline's, there are sales reports and "
     "their revenue is above the baseline's."},
    {"has_profit_baseline", Type::kBoolean, "A baseline with its profit is known, for a year that ended by the day."},
    {"profit_above_baseline", Type::kBoolean,
     "In the last calendar year that ended by the day, if it is later than the baseline's, there are sales reports and "
     "their profit is above the baseline's, which is known."},
    {"group", Type::kEnum, "Group of the catalogue (ocop.registry.v1.Product.Group), as the registry has it now.",
     kGroupNames},
    {"score_sheet", Type::kInteger,
     "Number of the score sheet, by which the catalogue tells sub-groups apart, as the registry has it now; 0 while "
     "none is chosen."},
    {"producer_kind", Type::kEnum, "`kind` of the product's producer.", kProducerKindNames},
    {"producer_women_led", Type::kBoolean, "`women_led` of the product's producer."},
    {"newly_recognised_in_year", Type::kBoolean,
     "The first decision that gave the product stars is of the year, and in force on the day."},
    {"re_evaluated_in_year", Type::kBoolean,
     "A decision of the year, in force on the day, gave stars to a product to which a decision of an earlier day had "
     "given some; not one that raised it (see raised_to_stars_in_year)."},
    {"expired", Type::kBoolean,
     "The product has no stars on the day, and the recognition by which it last had some ended with its term, not by a "
     "revocation."},
    {"expired_in_year", Type::kBoolean,
     "The term of a recognition ran out and left the product without stars; the first day without lies in the year. It "
     "may have got new ones since."},
    {"revoked_in_year", Type::kBoolean,
     "A recognition of the product, in force until then, was revoked, or one that took its place and was revoked on "
     "its own day; the first day without it lies in the year."},
    {"channel_kinds", Type::kEnumList,
     "Kinds of the channels (ocop.salespoints.v1.Channel.Kind) in which the product is listed on the day.",
     kChannelKindNames},
    {"attended_trade_event_in_year", Type::kBoolean,
     "The product was shown at a trade event that began in the year, whoever took part with it."},
    {"revenue_in_year_vnd", Type::kInteger,
     "Revenue by the sales reports for periods of the year that ended by the day, in whole đồng."},
    {"profit_in_year_vnd", Type::kInteger,
     "Profit by the sales reports for periods of the year that ended by the day, in whole đồng; a loss is negative."},
};

constexpr FactDescription kCommuneFacts[] = {
    {"on_roadmap_in_year", Type::kBoolean, "The plan of the day's year has the commune on the roadmap."},
    {"has_producer", Type::kBoolean, "A producer that lies in the commune takes part in the programme on the day."},
    {"most_stars", Type::kInteger,
     "The most stars that a product has on the day whose producer lies in the commune and takes part in the programme; "
     "0 without any."},
    {"exists", Type::kBoolean, "The commune exists on the day."},
};

constexpr FactDescription kDistrictFacts[] = {
    {"exists", Type::kBoolean, "The district unit exists on the day."},
    {"has_point_with_other_localities", Type::kBoolean,
     "On the day a sales point in the district is open where a product is listed whose producer lies elsewhere: its "
     "locality is not in the district, nor the district in its locality."},
};

constexpr FactDescription kSalesPointFacts[] = {
    {"open", Type::kBoolean, "The sales point is open on the day."},
    {"opened_in_year", Type::kBoolean, "The sales point opened in the year and is still open on the day."},
    {"place_kind", Type::kEnum,
     "Kind of the place (ocop.salespoints.v1.SalesPoint.PlaceKind), as its record has it now; so are those that "
     "follow.",
     kPlaceKindNames},
    {"area_m2", Type::kInteger, "Floor space in whole square metres; 0 when not known."},
    {"sign_displayed", Type::kBoolean, "The sign of the programme hangs outside."},
    {"prices_listed", Type::kBoolean, "Prices are listed."},
    {"hours_stated", Type::kBoolean, "Opening hours are stated."},
    {"manager_named", Type::kBoolean, "Somebody is named who runs it."},
};

static_assert(std::size(kOfficerFacts) == officer::kFactCount);
static_assert(std::size(kProducerFacts) == producer::kFactCount);
static_assert(std::size(kProductFacts) == product::kFactCount);
static_assert(std::size(kCommuneFacts) == commune::kFactCount);
static_assert(std::size(kDistrictFacts) == district::kFactCount);
static_assert(std::size(kSalesPointFacts) == sales_point::kFactCount);

filter::Schema MakeSchema(Unit unit) {
  std::vector<filter::Field> fields;
  for (const FactDescription& fact : DescribeFacts(unit)) {
    fields.push_back({std::string(fact.name), fact.type, {}});
    if (fact.values != nullptr) fields.back().values = fact.values();
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
    case Indicator::UNIT_SALES_POINT:
      return kSalesPointFacts;
    default:
      return {};
  }
}

std::span<const int64_t> NoFacts(Unit unit) {
  static const auto* const values = [] {
    auto* made = new std::vector<std::vector<int64_t>>(indicators::v1::Indicator::Unit_ARRAYSIZE);
    for (size_t each = 0; each < made->size(); ++each) {
      for (const FactDescription& fact : DescribeFacts(static_cast<Unit>(each))) {
        (*made)[each].push_back(fact.type == Type::kDate ? filter::kUnset : 0);
      }
    }
    return made;
  }();
  return (*values)[static_cast<size_t>(unit)];
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
