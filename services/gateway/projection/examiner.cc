#include "services/gateway/projection/examiner.h"

#include <algorithm>
#include <utility>

namespace ocop::gateway {

using indicators::v1::Indicator;

namespace {

// Adds standings of other tallies in their order.
void Join(Standings inner, Standings& standings) {
  const auto before = [](const Standing& a, const Standing& b) {
    return a.from != b.from ? a.from < b.from : a.tally < b.tally;
  };
  std::sort(inner.begin(), inner.end(), before);
  const auto middle = standings.insert(standings.end(), inner.begin(), inner.end());
  std::inplace_merge(standings.begin(), middle, standings.end(), before);
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
  AddInner(InnerTally::kProducers, facts[producer::kInProgramme], contribution.standings);
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
  AddStars(stars, contribution.standings);
  return contribution;
}

Contribution Examiner::Examine(Id<Listing> id) const {
  const StepFunction on_sale = OnSaleAtPoint(world_, id);
  if (on_sale.IsZero()) return {};
  const Listing& listing = world_.listings[id];
  Contribution contribution;
  contribution.place.home = world_.sales_points[listing.sales_point].locality.row;
  contribution.place.except = world_.producers[world_.products[listing.product].producer].locality.row;
  AddInner(InnerTally::kFromElsewhere, on_sale, contribution.standings);
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
  return any_counted_(TallyOf(tally), area.row);
}

StepFunction Examiner::MostStars(Id<Locality> area) const {
  StepFunction most;
  for (int stars = 1; stars <= kMostStarsKept; ++stars) {
    most = Combined(most, any_counted_(TallyOfProductsWith(stars), area.row),
                    [stars](int64_t fewer, int64_t any) { return any != 0 ? stars : fewer; });
  }
  return most;
}

void Examiner::AddInner(InnerTally tally, const StepFunction& counts, Standings& standings) {
  Standings inner;
  Roles last = 0;
  for (const StepFunction::Step& step : counts.steps()) {
    const Roles roles = step.value != 0 ? Roles{kInNumerator} : Roles{0};
    if (roles != last) inner.push_back({step.from, TallyOf(tally), roles});
    last = roles;
  }
  Join(std::move(inner), standings);
}

void Examiner::AddStars(const StepFunction& stars, Standings& standings) {
  Standings inner;
  const auto turn = [&](clock::Day day, int64_t has, Roles roles) {
    if (has < 1 || has > kMostStarsKept) return;
    inner.push_back({day, TallyOfProductsWith(static_cast<int>(has)), roles});
  };
  int64_t before = 0;
  for (const StepFunction::Step& step : stars.steps()) {
    turn(step.from, before, 0);
    turn(step.from, step.value, kInNumerator);
    before = step.value;
  }
  Join(std::move(inner), standings);
}

}  // namespace ocop::gateway
