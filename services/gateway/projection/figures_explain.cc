// Figures::Units: the units behind a value.
#include <algorithm>

#include "services/gateway/projection/figures.h"

namespace ocop::gateway {
namespace {

using indicators::v1::Indicator;

Id<Locality> LocalityOf(const World& world, Id<Learner> id) {
  return world.learners[id].locality;
}
Id<Locality> LocalityOf(const World& world, Id<Producer> id) {
  return world.producers[id].locality;
}
Id<Locality> LocalityOf(const World& world, Id<Product> id) {
  return world.producers[world.products[id].producer].locality;
}
Id<Locality> LocalityOf(const World& world, Id<SalesPoint> id) {
  return world.sales_points[id].locality;
}
Id<Locality> LocalityOf(const World&, Id<Locality> id) {
  return id;
}

template <typename Record>
const std::string& DisplayNameOf(const Record& record) {
  return record.display_name;
}
const std::string& DisplayNameOf(const Locality& locality) {
  return locality.full_name;
}

std::vector<int64_t> ValuesOn(const Facts& facts, clock::Day day) {
  std::vector<int64_t> values;
  for (const StepFunction& fact : facts) values.push_back(fact.At(day));
  return values;
}

}  // namespace

template <typename Record, typename IdsAt>
std::vector<ExplainedUnit> Figures::Explain(const UnitQuery& query, const Table<Record>& table,
                                            const Contributions& contributions, IdsAt ids_at) const {
  const Definition& definition = definitions_[query.indicator];
  const Roles counted = definition.has_denominator() ? kInDenominator : kInNumerator;
  const Roles wanted = query.only_shortfall ? Roles{kFallsShort} : counted;
  auto roles_of = [&](Id<Record> id) -> Roles {
    if (id.row >= contributions.size()) return 0;
    return RolesOn(contributions[id.row].standings, static_cast<uint16_t>(query.indicator), query.day);
  };

  std::vector<Id<Record>> ids;
  for (Id<Locality> at : geography_.Inside(query.locality)) {
    ids_at(at, [&](Id<Record> id) {
      if ((roles_of(id) & wanted) != 0 && table.NameOf(id) > query.after) ids.push_back(id);
    });
  }
  const size_t count = std::min(query.limit, ids.size());
  std::partial_sort(ids.begin(), ids.begin() + static_cast<ptrdiff_t>(count), ids.end(),
                    [&](Id<Record> a, Id<Record> b) { return table.NameOf(a) < table.NameOf(b); });
  ids.resize(count);

  std::vector<ExplainedUnit> units;
  for (Id<Record> id : ids) {
    units.push_back({.name = table.NameOf(id),
                     .display_name = DisplayNameOf(static_cast<const Record&>(table[id])),
                     .locality = world().localities.NameOf(LocalityOf(world(), id)),
                     .roles = roles_of(id),
                     .unmet = definition.UnmetTerms(ValuesOn(examiner_.FactsOf(id), query.day)),
                     .synthetic = table[id].synthetic});
  }
  return units;
}

std::vector<ExplainedUnit> Figures::Units(const UnitQuery& query) const {
  const Table<Locality>& localities = world().localities;
  switch (definitions_[query.indicator].unit()) {
    case Indicator::UNIT_OFFICER:
      return Explain(query, world().learners, officers_, [&](Id<Locality> at, auto visit) {
        for (Id<Learner> id : localities[at].links.learners) visit(id);
      });
    case Indicator::UNIT_PRODUCER:
      return Explain(query, world().producers, producers_, [&](Id<Locality> at, auto visit) {
        for (Id<Producer> id : localities[at].links.producers) visit(id);
      });
    case Indicator::UNIT_PRODUCT:
      return Explain(query, world().products, products_, [&](Id<Locality> at, auto visit) {
        for (Id<Producer> producer : localities[at].links.producers) {
          for (Id<Product> id : world().producers[producer].links.products) visit(id);
        }
      });
    case Indicator::UNIT_SALES_POINT:
      return Explain(query, world().sales_points, sales_points_, [&](Id<Locality> at, auto visit) {
        for (Id<SalesPoint> id : localities[at].links.sales_points) visit(id);
      });
    default:
      return Explain(query, localities, areas_, [&](Id<Locality> at, auto visit) { visit(at); });
  }
}

}  // namespace ocop::gateway
