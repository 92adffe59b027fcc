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

Contribution Examiner::Judged(Unit unit, LocalityNumber home, const Facts& facts) const {
  Judgement judgement = JudgeAll(definitions_, unit, facts, TallyOf(0));
  return {{.home = home}, std::move(judgement.standings), std::move(judgement.amounts)};
}

Contribution Examiner::Examine(Id<Learner> id) const {
  return Judged(Indicator::UNIT_OFFICER, world_.learners[id].locality.row, FactsOf(id));
}

Contribution Examiner::Examine(Id<Producer> id) const {
  const Facts facts = FactsOf(id);
  Contribution contribution = Judged(Indicator::UNIT_PRODUCER, world_.producers[id].locality.row, facts);
  Prepend(Number(InnerTally::kProducers), facts[producer::kInProgramme], contribution.standings);
  return contribution;
}

Contribution Examiner::Examine(Id<Product> id) const {
  if (!world_.Counts(id)) return {};
  const Facts facts = FactsOf(id);
  const Producer& producer = world_.producers[world_.products[id].producer];
  Contribution contribution = Judged(Indicator::UNIT_PRODUCT, producer.locality.row, facts);
  const StepFunction stars =
      Combined(facts[product::kStars], StepFunction::Between(producer.in_programme),
               [](int64_t stars, int64_t in_programme) { return in_programme != 0 ? stars : 0; });
  for (int each = kMostStarsKept; each >= 1; --each) {
    Prepend(TallyOfProductsWith(each), stars.Mapped([each](int64_t has) { return has == each ? 1 : 0; }),
            contribution.standings);
  }
  return contribution;
}

Contribution Examiner::Examine(Id<Listing> id) const {
  const StepFunction on_sale = OnSaleAtPoint(world_, id);
  if (on_sale.IsZero()) return {};
  const Listing& listing = world_.listings[id];
  Contribution contribution;
  contribution.place.home = world_.sales_points[listing.sales_point].locality.row;
  contribution.place.except = world_.producers[world_.products[listing.product].producer].locality.row;
  Prepend(Number(InnerTally::kFromElsewhere), on_sale, contribution.standings);
  return contribution;
}

Contribution Examiner::Examine(Id<SalesPoint> id) const {
  return Judged(Indicator::UNIT_SALES_POINT, world_.sales_points[id].locality.row, FactsOf(id));
}

Contribution Examiner::Examine(Id<Locality> id) const {
  return Judged(UnitOf(id), id.row, FactsOf(id));
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
  return counters_.AnyInNumerator(Number(tally), area.row);
}

StepFunction Examiner::MostStars(Id<Locality> area) const {
  StepFunction most;
  for (int stars = 1; stars <= kMostStarsKept; ++stars) {
    most = Combined(most, counters_.AnyInNumerator(TallyOfProductsWith(stars), area.row),
                    [stars](int64_t fewer, int64_t any) { return any != 0 ? stars : fewer; });
  }
  return most;
}

// In front, since standings are ordered by tally.
void Examiner::Prepend(uint16_t tally, const StepFunction& counts, Standings& standings) {
  Standings inner;
  Roles last = 0;
  for (const StepFunction::Step& step : counts.steps()) {
    const Roles roles = step.value != 0 ? Roles{kInNumerator} : Roles{0};
    if (roles != last) inner.push_back({step.from, tally, roles});
    last = roles;
  }
  standings.insert(standings.begin(), inner.begin(), inner.end());
}

}  // namespace ocop::gateway
