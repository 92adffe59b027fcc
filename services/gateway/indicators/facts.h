// What can be said about a unit on a day: the words that the filters of indicators are made of.
//
// Each fact is a function of the day. What a word means exactly stands in the table in facts.cc, which is also what a
// user who writes an indicator reads. services/gateway/projection/facts_*.cc work the facts out.
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "common/filter/schema.h"
#include "ocop/indicators/v1/indicator_service.pb.h"
#include "services/gateway/indicators/step_function.h"

namespace ocop::gateway {

using Unit = indicators::v1::Indicator::Unit;

// Places of the facts in a unit's facts, in the order of the tables.
namespace officer {
enum Fact { kInPost, kTrainedProgrammeBasicsInYear, kTrainedCycleStepsInYear, kFactCount };
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
  kFactCount
};
}
namespace product {
enum Fact {
  kRegisteredInYear,
  kStars,
  kRaisedTo4InYear,
  kSoldSinceRecognition,
  kHasRevenueBaseline,
  kRevenueAboveBaseline,
  kHasProfitBaseline,
  kProfitAboveBaseline,
  kFactCount
};
}
namespace commune {
enum Fact { kOnRoadmapInYear, kHasProducer, kHasProduct3Stars, kFactCount };
}
namespace district {
enum Fact { kExists, kHasPointWithOtherLocalities, kFactCount };
}

// The facts of one unit, by place.
using Facts = std::vector<StepFunction>;

struct FactDescription {
  std::string_view name;
  filter::Type type;
  std::string_view meaning;
};

// The table of a unit's facts; empty for UNIT_UNSPECIFIED.
std::span<const FactDescription> DescribeFacts(Unit unit);

// The same as a schema for filters. Lives for ever.
const filter::Schema& SchemaOf(Unit unit);

}  // namespace ocop::gateway
