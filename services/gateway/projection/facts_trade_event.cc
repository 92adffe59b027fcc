#include "services/gateway/projection/unit_facts.h"

namespace ocop::gateway {

StepFunction AttendedInYear(const World& world, const Ids<Participation>& participations) {
  std::vector<Days> periods;
  for (Id<Participation> id : participations) {
    const Id<TradeEvent> event = world.participations[id].event;
    if (!world.trade_events.Has(event) || world.trade_events[event].first_day == kForever) continue;
    periods.push_back(RestOfYear(world.trade_events[event].first_day));
  }
  return StepFunction::OnAnyOf(std::move(periods));
}

}  // namespace ocop::gateway
