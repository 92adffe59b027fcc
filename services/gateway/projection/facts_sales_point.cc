#include "services/gateway/projection/unit_facts.h"

namespace ocop::gateway {

Facts SalesPointFacts(const World& world, Id<SalesPoint> id) {
  Facts facts(sales_point::kFactCount);
  const auto& point = world.sales_points[id];
  if (!point.present) return facts;
  facts[sales_point::kOpen] = StepFunction::Between(point.open);
  if (point.open.first != kForever) {
    facts[sales_point::kOpenedInYear] = StepFunction::Between(Intersect(RestOfYear(point.open.first), point.open));
  }
  facts[sales_point::kPlaceKind] = StepFunction::Between({}, point.place_kind);
  facts[sales_point::kAreaM2] = StepFunction::Between({}, point.area_m2);
  facts[sales_point::kSignDisplayed] = StepFunction::Between({}, point.sign_displayed);
  facts[sales_point::kPricesListed] = StepFunction::Between({}, point.prices_listed);
  facts[sales_point::kHoursStated] = StepFunction::Between({}, point.hours_stated);
  facts[sales_point::kManagerNamed] = StepFunction::Between({}, point.manager_named);
  return facts;
}

}  // namespace ocop::gateway
