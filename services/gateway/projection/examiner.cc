#include "services/gateway/projection/examiner.h"

namespace ocop::gateway {

using indicators::v1::Indicator;

Facts Examiner::FactsOf(Id<Learner> id) const {
  return OfficerFacts(world_, id);
}

Facts Examiner::FactsOf(Id<Producer> id) const {
  return ProducerFacts(world_, id);
}

Facts Examiner::FactsOf(Id<Product> id) const {
  return ProductFacts(world_, id);
}

Facts Examiner::FactsOf(Id<Locality> id) const {
  switch (UnitOf(id)) {
    case Indicator::UNIT_COMMUNE:
      return CommuneFacts(world_, id, Any(InnerTally::kProducers, id), Any(InnerTally::kProducts, id));
    case Indicator::UNIT_DISTRICT:
      return DistrictFacts(world_, id, Any(InnerTally::kFromElsewhere, id));
    default:
      return {};
  }
}

Contribution Examiner::Examine(Id<Learner> id) const {
  return {{.home = world_.learners[id].locality.row}, JudgeAll(definitions_, Indicator::UNIT_OFFICER, FactsOf(id))};
}

Contribution Examiner::Examine(Id<Producer> id) const {
  const Facts facts = FactsOf(id);
  Standings standings = JudgeAll(definitions_, Indicator::UNIT_PRODUCER, facts);
  Append(InnerTally::kProducers, facts[producer::kInProgramme], standings);
  return {{.home = world_.producers[id].locality.row}, std::move(standings)};
}

Contribution Examiner::Examine(Id<Product> id) const {
  if (!world_.Counts(id)) return {};
  const Facts facts = FactsOf(id);
  const Producer& producer = world_.producers[world_.products[id].producer];
  Standings standings = JudgeAll(definitions_, Indicator::UNIT_PRODUCT, facts);
  Append(InnerTally::kProducts,
         Combined(facts[product::kStars], StepFunction::Between(producer.in_programme),
                  [](int64_t stars, int64_t in_programme) { return stars >= 3 ? in_programme : 0; }),
         standings);
  return {{.home = producer.locality.row}, std::move(standings)};
}

Contribution Examiner::Examine(Id<Listing> id) const {
  const StepFunction on_sale = OnSaleAtPoint(world_, id);
  if (on_sale.IsZero()) return {};
  const Listing& listing = world_.listings[id];
  Contribution contribution;
  contribution.place.home = world_.sales_points[listing.sales_point].locality.row;
  contribution.place.except = world_.producers[world_.products[listing.product].producer].locality.row;
  Append(InnerTally::kFromElsewhere, on_sale, contribution.standings);
  return contribution;
}

Contribution Examiner::Examine(Id<Locality> id) const {
  return {{.home = id.row}, JudgeAll(definitions_, UnitOf(id), FactsOf(id))};
}

Unit Examiner::UnitOf(Id<Locality> id) const {
  switch (world_.localities[id].kind) {
    case registry::v1::Locality::KIND_COMMUNE:
      return Indicator::UNIT_COMMUNE;
    case registry::v1::Locality::KIND_DISTRICT:
      return Indicator::UNIT_DISTRICT;
    default:
      return Indicator::UNIT_UNSPECIFIED;
  }
}

StepFunction Examiner::Any(InnerTally tally, Id<Locality> area) const {
  return counters_.AnyInNumerator(NumberOf(tally), area.row);
}

void Examiner::Append(InnerTally tally, const StepFunction& counts, Standings& standings) const {
  Roles last = 0;
  for (const StepFunction::Step& step : counts.steps()) {
    const Roles roles = step.value != 0 ? Roles{kInNumerator} : Roles{0};
    if (roles != last) standings.push_back({step.from, NumberOf(tally), roles});
    last = roles;
  }
}

}  // namespace ocop::gateway
