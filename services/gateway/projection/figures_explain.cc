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
std::string DisplayNameOf(const Record& record) {
  return std::string(record.display_name.view());
}
std::string DisplayNameOf(const Locality& locality) {
  return std::string(locality.full_name.view());
}

std::vector<int64_t> ValuesOn(Unit unit, const Facts& facts, clock::Day day) {
  const std::span<const int64_t> none = NoFacts(unit);
  std::vector<int64_t> values(none.begin(), none.end());
  for (size_t place = 0; place < facts.size(); ++place) {
    if (const int64_t value = facts[place].At(day); value != 0) values[place] = value;
  }
  return values;
}

// How rows of one kind stand in one indicator on one day.
template <typename Contributions>
class Standpoint {
 public:
  Standpoint(const Counters& counters, const Definition& definition, size_t indicator, clock::Day day,
             const Contributions& contributions)
      : counters_(counters),
        sums_(definition.sums()),
        tally_(TallyOf(indicator)),
        day_(day),
        contributions_(contributions) {}

  Roles RolesOf(uint32_t row) const {
    return row < contributions_.size() ? counters_.RolesOn(contributions_[row], tally_, day_) : Roles{0};
  }
  int64_t AmountOf(uint32_t row) const {
    return sums_ && row < contributions_.size() ? contributions_[row].AmountOn(tally_, day_) : 0;
  }

 private:
  const Counters& counters_;
  const bool sums_;
  const uint16_t tally_;
  const clock::Day day_;
  const Contributions& contributions_;
};

Id<Recognition> RecognitionOn(const World& world, Id<Product> product, clock::Day day) {
  return {static_cast<uint32_t>(RecognitionInForce(world, product).At(day) - 1)};
}

// The first of them by name, as many as can be told.
template <typename Record>
void KeepFirst(const Table<Record>& table, std::vector<Id<Record>>& ids) {
  const size_t count = std::min(kMostInside, ids.size());
  std::partial_sort(ids.begin(), ids.begin() + static_cast<ptrdiff_t>(count), ids.end(),
                    [&](Id<Record> a, Id<Record> b) { return table.NameOf(a) < table.NameOf(b); });
  ids.resize(count);
}

// The roles that a query asks for.
Roles WantedRoles(const UnitQuery& query, const Definition& definition) {
  if (query.only_shortfall) return kFallsShort;
  if (query.in_any_role) return kInNumerator | kInDenominator | kFallsShort;
  return definition.has_denominator() ? kInDenominator : kInNumerator;
}

}  // namespace

template <typename Use>
auto Figures::WithUnits(Unit unit, Use use) const {
  const Table<Locality>& localities = world().localities;
  switch (unit) {
    case Indicator::UNIT_OFFICER:
      return use(world().learners, officers_, [&](Id<Locality> at, auto visit) {
        for (Id<Learner> id : localities[at].links.learners) visit(id);
      });
    case Indicator::UNIT_PRODUCER:
      return use(world().producers, producers_, [&](Id<Locality> at, auto visit) {
        for (Id<Producer> id : localities[at].links.producers) visit(id);
      });
    case Indicator::UNIT_PRODUCT:
      return use(world().products, products_, [&](Id<Locality> at, auto visit) {
        for (Id<Producer> producer : localities[at].links.producers) {
          for (Id<Product> id : world().producers[producer].links.products) visit(id);
        }
      });
    case Indicator::UNIT_SALES_POINT:
      return use(world().sales_points, sales_points_, [&](Id<Locality> at, auto visit) {
        for (Id<SalesPoint> id : localities[at].links.sales_points) visit(id);
      });
    default:
      return use(localities, areas_, [](Id<Locality> at, auto visit) { visit(at); });
  }
}

template <typename Record>
ExplainedUnit Figures::ExplainRow(size_t indicator, clock::Day day, const Table<Record>& table,
                                  const Contributions& contributions, Id<Record> id, bool with_witnesses) const {
  const Definition& definition = definitions_[indicator];
  const Standpoint standpoint(counters_, definition, indicator, day, contributions);
  return {.name = table.NameOf(id),
          .display_name = DisplayNameOf(static_cast<const Record&>(table[id])),
          .locality = world().localities.NameOf(LocalityOf(world(), id)),
          .roles = standpoint.RolesOf(id.row),
          .amount = standpoint.AmountOf(id.row),
          .unmet = definition.UnmetTerms(ValuesOn(definition.unit(), examiner_.FactsOf(id), day)),
          .synthetic = table[id].synthetic,
          .witnesses = with_witnesses ? WitnessesBehind(definition, id, day) : std::vector<Witness>()};
}

std::vector<Witness> Figures::WitnessesBehind(const Definition& definition, Id<Locality> id, clock::Day day) const {
  return WitnessesOf(world(), definition, id, DecidingIn(id, day));
}

Deciding Figures::DecidingIn(Id<Locality> area, clock::Day day) const {
  const auto counts = [&](const Contributions& contributions, uint32_t row, uint16_t tally) {
    return row < contributions.size() && counters_.RolesOn(contributions[row], tally, day) != 0;
  };
  int stars = kMostStarsKept;
  while (stars > 0 && counters_.At(TallyOfProductsWith(stars), area.row, day).numerator == 0) --stars;
  Deciding deciding;
  std::vector<Id<Product>> products;
  for (Id<Locality> at : Inside(area)) {
    const Locality::Links& links = world().localities[at].links;
    for (Id<Producer> producer : links.producers) {
      if (counts(producers_, producer.row, TallyOf(InnerTally::kProducers))) deciding.producers.push_back(producer);
      for (Id<Product> product : world().producers[producer].links.products) {
        if (stars > 0 && counts(products_, product.row, TallyOfProductsWith(stars))) products.push_back(product);
      }
    }
    for (Id<SalesPoint> point : links.sales_points) {
      for (Id<Listing> listing : world().sales_points[point].links.listings) {
        if (!counts(listings_, listing.row, TallyOf(InnerTally::kFromElsewhere))) continue;
        if (!geography_.AreApart({listings_[listing.row].place().except}, area)) continue;
        deciding.listings.push_back(listing);
      }
    }
  }
  KeepFirst(world().producers, deciding.producers);
  KeepFirst(world().products, products);
  KeepFirst(world().listings, deciding.listings);
  for (Id<Product> product : products) {
    if (const auto id = RecognitionOn(world(), product, day)) deciding.recognitions.push_back(id);
  }
  return deciding;
}

std::vector<Witness> Figures::WitnessesOfValue(size_t indicator, Id<Locality> locality, clock::Day day) const {
  std::vector<Witness> witnesses;
  for (const auto& [row, place] : own_) {
    if (place == indicator) witnesses.push_back({Service::kRegistry, world().own_indicators.NameOf({row})});
  }
  if (const Id<Target> target = TargetOf(indicator, locality, day)) {
    witnesses.push_back({Service::kRegistry, world().targets.NameOf(target)});
    witnesses.push_back({Service::kRegistry, world().plans.NameOf(world().targets[target].plan)});
  }
  return witnesses;
}

UnitList Figures::Units(const UnitQuery& query) const {
  const Definition& definition = definitions_[query.indicator];
  return WithUnits(definition.unit(), [&]<typename Record>(const Table<Record>& table,
                                                           const Contributions& contributions, auto ids_at) {
    const Standpoint standpoint(counters_, definition, query.indicator, query.day, contributions);
    const Roles wanted = WantedRoles(query, definition);
    UnitList list;
    std::vector<Id<Record>> ids;
    for (Id<Locality> at : geography_.Inside(query.locality)) {
      ids_at(at, [&](Id<Record> id) {
        const Roles roles = standpoint.RolesOf(id.row);
        if (roles == 0) return;
        list.sums += {(roles & kInNumerator) != 0, (roles & kInDenominator) != 0, (roles & kFallsShort) != 0,
                      standpoint.AmountOf(id.row)};
        if ((roles & wanted) != 0 && table.NameOf(id) > query.after) ids.push_back(id);
      });
    }
    const size_t count = std::min(query.limit, ids.size());
    std::partial_sort(ids.begin(), ids.begin() + static_cast<ptrdiff_t>(count), ids.end(),
                      [&](Id<Record> a, Id<Record> b) { return table.NameOf(a) < table.NameOf(b); });
    ids.resize(count);
    for (Id<Record> id : ids) {
      list.units.push_back(ExplainRow(query.indicator, query.day, table, contributions, id, query.with_witnesses));
    }
    return list;
  });
}

std::vector<UnitStanding> Figures::Standings(const UnitQuery& query) const {
  const Definition& definition = definitions_[query.indicator];
  return WithUnits(definition.unit(),
                   [&]<typename Record>(const Table<Record>& table, const Contributions& contributions, auto ids_at) {
                     const Standpoint standpoint(counters_, definition, query.indicator, query.day, contributions);
                     const Roles wanted = WantedRoles(query, definition);
                     std::vector<UnitStanding> standings;
                     for (Id<Locality> at : geography_.Inside(query.locality)) {
                       ids_at(at, [&](Id<Record> id) {
                         const Roles roles = standpoint.RolesOf(id.row);
                         if ((roles & wanted) != 0)
                           standings.push_back({table.NameOf(id), roles, standpoint.AmountOf(id.row)});
                       });
                     }
                     std::sort(standings.begin(), standings.end(),
                               [](const UnitStanding& a, const UnitStanding& b) { return a.name < b.name; });
                     return standings;
                   });
}

std::optional<ExplainedUnit> Figures::Explain(size_t indicator, std::string_view unit, clock::Day day) const {
  return WithUnits(definitions_[indicator].unit(),
                   [&]<typename Record>(const Table<Record>& table, const Contributions& contributions,
                                        auto) -> std::optional<ExplainedUnit> {
                     const Id<Record> id = table.Find(unit);
                     if (!id) return std::nullopt;
                     return ExplainRow(indicator, day, table, contributions, id);
                   });
}

}  // namespace ocop::gateway
