#include "services/gateway/projection/examiner.h"

namespace ocop::gateway {

using indicators::v1::Indicator;

namespace {

// Adds the days on which `counts` is not 0 to an inner tally.
void AppendTo(uint16_t tally, const StepFunction& counts, Standings& standings) {
  Roles last = 0;
  for (const StepFunction::Step& step : counts.steps()) {
    const Roles roles = step.value != 0 ? Roles{kInNumerator} : Roles{0};
    if (roles != last) standings.push_back({step.from, tally, roles});
    last = roles;
  }
}

}  // namespace

Facts Examiner::FactsOf(Id<Learner> id) const {
  return OfficerFacts(world_, id);
}

Facts Examiner::FactsOf(Id<Producer> id) const {
  return ProducerFacts(world_, id);
}

Facts Examiner::FactsOf(Id<Product> id) const {
  return ProductFacts(world_, id);
}

Facts Examiner::FactsOf(Id<SalesPoint> id) const {
  return SalesPointFacts(world_, id);
}

Facts Examiner::FactsOf(Id<Locality> id) const {
  switch (UnitOf(id)) {
    case Indicator::UNIT_COMMUNE:
      return CommuneFacts(world_, id, Any(InnerTally::kProducers, id), MostStars(id));
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
  AppendTo(NumberOf(InnerTally::kProducers), facts[producer::kInProgramme], standings);
  return {{.home = world_.producers[id].locality.row}, std::move(standings)};
}

Contribution Examiner::Examine(Id<Product> id) const {
  if (!world_.Counts(id)) return {};
  const Facts facts = FactsOf(id);
  const Producer& producer = world_.producers[world_.products[id].producer];
  Standings standings = JudgeAll(definitions_, Indicator::UNIT_PRODUCT, facts);
  const StepFunction stars =
      Combined(facts[product::kStars], StepFunction::Between(producer.in_programme),
               [](int64_t stars, int64_t in_programme) { return in_programme != 0 ? stars : 0; });
  for (int each = 1; each <= kMostStarsKept; ++each) {
    AppendTo(NumberOfProductsWith(each), stars.Mapped([each](int64_t has) { return has == each ? 1 : 0; }), standings);
  }
  return {{.home = producer.locality.row}, std::move(standings)};
}

Contribution Examiner::Examine(Id<Listing> id) const {
  const StepFunction on_sale = OnSaleAtPoint(world_, id);
  if (on_sale.IsZero()) return {};
  const Listing& listing = world_.listings[id];
  Contribution contribution;
  contribution.place.home = world_.sales_points[listing.sales_point].locality.row;
  contribution.place.except = world_.producers[world_.products[listing.product].producer].locality.row;
  AppendTo(NumberOf(InnerTally::kFromElsewhere), on_sale, contribution.standings);
  return contribution;
}

Contribution Examiner::Examine(Id<SalesPoint> id) const {
  return {{.home = world_.sales_points[id].locality.row},
          JudgeAll(definitions_, Indicator::UNIT_SALES_POINT, FactsOf(id))};
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

StepFunction Examiner::MostStars(Id<Locality> area) const {
  StepFunction most;
  for (int stars = 1; stars <= kMostStarsKept; ++stars) {
    most = Combined(most, counters_.AnyInNumerator(NumberOfProductsWith(stars), area.row),
                    [stars](int64_t fewer, int64_t any) { return any != 0 ? stars : fewer; });
  }
  return most;
}

}  // namespace ocop::gateway
