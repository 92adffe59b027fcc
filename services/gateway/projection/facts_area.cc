#include "services/gateway/projection/unit_facts.h"

namespace ocop::gateway {
namespace {

StepFunction OnRoadmapInYear(const World& world, const Locality::Links& commune) {
  std::vector<Days> periods;
  for (Id<RoadmapCommune> id : commune.roadmap) {
    const Id<Plan> plan = world.roadmap_communes[id].plan;
    if (!world.plans.Has(plan) || !clock::IsValidDate(world.plans[plan].year, 1, 1)) continue;
    periods.push_back(RestOfYear(clock::ToDay(world.plans[plan].year, 1, 1)));
  }
  return StepFunction::OnAnyOf(std::move(periods));
}

}  // namespace

Facts CommuneFacts(const World& world, Id<Locality> id, StepFunction any_producer, StepFunction most_stars) {
  Facts facts(commune::kFactCount);
  const auto& commune = world.localities[id];
  if (!commune.present || commune.kind != registry::v1::Locality::KIND_COMMUNE) return facts;
  facts[commune::kOnRoadmapInYear] = OnRoadmapInYear(world, commune.links);
  facts[commune::kHasProducer] = std::move(any_producer);
  facts[commune::kMostStars] = std::move(most_stars);
  facts[commune::kExists] = StepFunction::Between(commune.valid);
  return facts;
}

Facts DistrictFacts(const World& world, Id<Locality> id, StepFunction any_from_elsewhere) {
  Facts facts(district::kFactCount);
  const auto& district = world.localities[id];
  if (!district.present || district.kind != registry::v1::Locality::KIND_DISTRICT) return facts;
  facts[district::kExists] = StepFunction::Between(district.valid);
  facts[district::kHasPointWithOtherLocalities] = std::move(any_from_elsewhere);
  return facts;
}

StepFunction OnSaleAtPoint(const World& world, Id<Listing> id) {
  const auto& listing = world.listings[id];
  if (!listing.present || !world.Counts(listing.product) || !world.sales_points.Has(listing.sales_point)) return {};
  return StepFunction::Between(Intersect(listing.on_sale, world.sales_points[listing.sales_point].open));
}

}  // namespace ocop::gateway
