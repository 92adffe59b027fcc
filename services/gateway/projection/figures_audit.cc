// Figures counted again from the units, and the repair of what is wrong.
#include "services/gateway/projection/figures.h"

namespace ocop::gateway {

std::vector<Figures::AuditedUnit> Figures::UnitsInside(Id<Locality> area) const {
  using Kind = AuditedUnit::Kind;
  std::vector<AuditedUnit> units;
  for (Id<Locality> at : geography_.Inside(area)) {
    const auto& links = world().localities[at].links;
    units.push_back({Kind::kArea, at.row});
    for (Id<Learner> id : links.learners) units.push_back({Kind::kOfficer, id.row});
    for (Id<Producer> producer : links.producers) {
      units.push_back({Kind::kProducer, producer.row});
      for (Id<Product> id : world().producers[producer].links.products) units.push_back({Kind::kProduct, id.row});
    }
    for (Id<SalesPoint> point : links.sales_points) {
      units.push_back({Kind::kSalesPoint, point.row});
      for (Id<Listing> id : world().sales_points[point].links.listings) units.push_back({Kind::kListing, id.row});
    }
  }
  return units;
}

void Figures::Audit(AuditedUnit unit, Id<Locality> area, clock::Day day, std::vector<Sums>& sums) const {
  using Kind = AuditedUnit::Kind;
  const auto examine = [&]() -> Contribution {
    switch (unit.kind) {
      case Kind::kOfficer:
        return examiner_.Examine(Id<Learner>{unit.row});
      case Kind::kProducer:
        return examiner_.Examine(Id<Producer>{unit.row});
      case Kind::kProduct:
        return examiner_.Examine(Id<Product>{unit.row});
      case Kind::kListing:
        return examiner_.Examine(Id<Listing>{unit.row});
      case Kind::kSalesPoint:
        return examiner_.Examine(Id<SalesPoint>{unit.row});
      case Kind::kArea:
        return examiner_.Examine(Id<Locality>{unit.row});
    }
    return {};
  };
  const Contribution contribution = examine();
  if (!geography_.IsWithin({contribution.place.home}, area)) return;
  if (geography_.IsWithin({contribution.place.except}, area)) return;
  sums.resize(TallyOf(definitions_.size()));
  std::vector<Roles> roles(sums.size(), 0);
  for (const Standing& standing : contribution.standings) {
    if (standing.from <= day) roles[standing.tally] = standing.roles;
  }
  for (uint16_t tally = 0; tally < sums.size(); ++tally) {
    sums[tally] += {(roles[tally] & kInNumerator) != 0, (roles[tally] & kInDenominator) != 0,
                    (roles[tally] & kFallsShort) != 0, AmountOn(contribution.amounts, tally, day)};
  }
}

std::vector<uint16_t> Figures::Differing(Id<Locality> area, clock::Day day, std::vector<Sums> sums) const {
  sums.resize(TallyOf(definitions_.size()));
  std::vector<uint16_t> differing;
  for (uint16_t tally = 0; tally < sums.size(); ++tally) {
    if (tally >= kInnerTallyCount && !Computed(tally - kInnerTallyCount)) continue;
    if (counters_.At(tally, area.row, day) != sums[tally]) differing.push_back(tally);
  }
  return differing;
}

void Figures::Rebuild() {
  counters_ = Counters();
  for (Contributions* contributions : {&officers_, &producers_, &products_, &listings_, &sales_points_, &areas_}) {
    contributions->clear();
  }
  intake_.MarkAll();
  Settle();
}

}  // namespace ocop::gateway
