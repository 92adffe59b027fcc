// What can be said about a unit on a day: the words that the filters of indicators are made of.
//
// Each fact is a function of the day. What a word means exactly stands in the table in facts.cc, which is also what a
// user who writes an indicator reads. services/gateway/projection/facts_*.cc work the facts out.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "common/filter/schema.h"
#include "ocop/indicators/v1/indicator_service.pb.h"
#include "services/gateway/indicators/step_function.h"

namespace ocop::gateway {

using Unit = indicators::v1::Indicator::Unit;

// Places of the facts in a unit's facts, in the order of the tables.
namespace officer {
enum Fact { kInPost, kTrainedProgrammeBasicsInYear, kTrainedCycleStepsInYear, kLastTrainingDate, kFactCount };
}
namespace producer {
enum Fact {
  kInProgramme,
  kNewInYear,
  kTrainedInYear,
  kRegisteringInYear,
  kFoodSafetyCommitment,
  kPackagingLabel,
  kQualitySystem,
  kTraceability,
  kChannelKinds,
  kKind,
  kWomenLed,
  kMostStars,
  kLastTrainingDate,
  kAttendedTradeEventInYear,
  kFactCount
};
}
namespace product {
enum Fact {
  kRegisteredInYear,
  kStars,
  kRaisedToStarsInYear,
  kSoldSinceRecognition,
  kHasRevenueBaseline,
  kRevenueAboveBaseline,
  kHasProfitBaseline,
  kProfitAboveBaseline,
  kGroup,
  kScoreSheet,
  kProducerKind,
  kProducerWomenLed,
  kNewlyRecognisedInYear,
  kReEvaluatedInYear,
  kExpired,
  kExpiredInYear,
  kRevokedInYear,
  kChannelKinds,
  kAttendedTradeEventInYear,
  kRevenueInYearVnd,
  kProfitInYearVnd,
  kFactCount
};
}
namespace commune {
enum Fact { kOnRoadmapInYear, kHasProducer, kMostStars, kExists, kFactCount };
}
namespace district {
enum Fact { kExists, kHasPointWithOtherLocalities, kFactCount };
}
namespace sales_point {
enum Fact {
  kOpen,
  kOpenedInYear,
  kPlaceKind,
  kAreaM2,
  kSignDisplayed,
  kPricesListed,
  kHoursStated,
  kManagerNamed,
  kFactCount
};
}

// The facts of one unit, by place.
using Facts = std::vector<StepFunction>;

struct FactDescription {
  std::string_view name;
  filter::Type type;
  std::string_view meaning;
  // kEnum, kEnumList: the names of the values, by number.
  std::vector<std::string> (*values)() = nullptr;
};

// Stars are kept as single digits: as many as a list of them has room for.
inline constexpr int kMostStarsKept = 9;

// The table of a unit's facts; empty for UNIT_UNSPECIFIED.
std::span<const FactDescription> DescribeFacts(Unit unit);

// The values of a unit of which nothing is known: 0, a date filter::kUnset. Lives for ever.
std::span<const int64_t> NoFacts(Unit unit);

// The same as a schema for filters. Lives for ever.
const filter::Schema& SchemaOf(Unit unit);

}  // namespace ocop::gateway
