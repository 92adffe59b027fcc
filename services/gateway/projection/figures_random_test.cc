// Figures after histories that are drawn: brought forward they are those made from nothing, and those of a census.
#include <map>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/status/status.h"
#include "gtest/gtest.h"
#include "services/gateway/indicators/target_status.h"
#include "services/gateway/projection/figures.h"
#include "services/gateway/projection/testing/random_history.h"
#include "services/gateway/projection/testing/resources.h"

namespace ocop::gateway {
namespace {

using namespace testing;  // NOLINT: our builders
using indicators::v1::Indicator;

// Every figure, as text, so that a difference shows itself.
std::vector<std::string> AllFigures(const Figures& figures) {
  std::vector<std::string> all;
  for (uint32_t row = 0; row < figures.world().localities.size(); ++row) {
    const Id<Locality> locality{row};
    if (!figures.world().localities.Has(locality)) continue;
    for (size_t indicator : figures.definitions().Places()) {
      for (clock::Day day : RandomHistory::Days()) {
        const Sums sums = figures.Value(indicator, locality, day);
        if (sums == Sums()) continue;
        all.push_back(absl::StrCat(figures.world().localities.NameOf(locality), " ",
                                   status::View(figures.definitions()[indicator].id()), " ", clock::FormatDay(day),
                                   ": ", sums.numerator, "/", sums.denominator, " short ", sums.shortfall));
      }
      for (const ExplainedUnit& unit :
           figures.Units({.indicator = indicator, .locality = locality, .day = On("2024-12-31"), .after = {}}).units) {
        all.push_back(absl::StrCat(figures.world().localities.NameOf(locality), " ",
                                   status::View(figures.definitions()[indicator].id()), " ", unit.name, " ", unit.roles,
                                   " ", absl::StrJoin(unit.unmet, "; ")));
      }
    }
  }
  std::sort(all.begin(), all.end());
  return all;
}

class RandomHistoryTest : public ::testing::TestWithParam<unsigned> {};

TEST_P(RandomHistoryTest, BroughtForwardEqualsMadeFromNothingInAnyOrder) {
  RandomHistory history(GetParam());
  Figures live(*Definitions::BuiltIn());
  for (int stage = 0; stage < 6; ++stage) {
    for (int change = 0; change < 60; ++change) {
      ASSERT_TRUE(live.intake().Apply(history.Next()).ok());
      if (change % 3 == 0) live.Settle();
      if (change % 5 == 0) live.RecountSome(3);
    }
    live.Settle();
    while (live.RecountSome(7)) {
    }
    Figures fresh(*Definitions::BuiltIn());
    for (const auto& entry : history.Shuffled()) ASSERT_TRUE(fresh.intake().Apply(entry).ok());
    fresh.Settle();
    const auto figures = AllFigures(live);
    ASSERT_EQ(figures, AllFigures(fresh)) << "stage " << stage;
    if (stage < 5) continue;
    EXPECT_GT(figures.size(), 200u) << "a history in which little happens proves little";
  }
}

// Counts on one day by looking at each unit, with no counter and no step of a day before.
class Census {
 public:
  explicit Census(const Figures& figures) : figures_(figures), world_(figures.world()), geography_(figures.world()) {}

  Sums Count(size_t indicator, Id<Locality> area, clock::Day day) const {
    Sums sums;
    switch (figures_.definitions()[indicator].unit()) {
      case Indicator::UNIT_OFFICER:
        ForEach(world_.learners, [&](Id<Learner> id) {
          Add(indicator, world_.learners[id].locality, area, Once(officers_, id, OfficerFacts), day, sums);
        });
        break;
      case Indicator::UNIT_PRODUCER:
        ForEach(world_.producers, [&](Id<Producer> id) {
          Add(indicator, world_.producers[id].locality, area, Once(producers_, id, ProducerFacts), day, sums);
        });
        break;
      case Indicator::UNIT_PRODUCT:
        ForEach(world_.products, [&](Id<Product> id) {
          if (!world_.Counts(id)) return;
          Add(indicator, world_.producers[world_.products[id].producer].locality, area,
              Once(products_, id, ProductFacts), day, sums);
        });
        break;
      case Indicator::UNIT_COMMUNE:
        ForEach(world_.localities, [&](Id<Locality> id) {
          Add(indicator, id, area,
              CommuneFacts(world_, id, Always(HasProducer(id, day)), StepFunction::Between({}, MostStars(id, day))),
              day, sums);
        });
        break;
      case Indicator::UNIT_SALES_POINT:
        ForEach(world_.sales_points, [&](Id<SalesPoint> id) {
          Add(indicator, world_.sales_points[id].locality, area, Once(sales_points_, id, SalesPointFacts), day, sums);
        });
        break;
      default:
        ForEach(world_.localities, [&](Id<Locality> id) {
          Add(indicator, id, area, DistrictFacts(world_, id, Always(SellsFromElsewhere(id, day))), day, sums);
        });
    }
    return sums;
  }

 private:
  // The facts of a unit, which need to be worked out but once for all days.
  template <typename Record>
  const Facts& Once(std::map<Id<Record>, Facts>& known, Id<Record> id,
                    Facts (*work_out)(const World&, Id<Record>)) const {
    const auto [entry, added] = known.try_emplace(id);
    if (added) entry->second = work_out(world_, id);
    return entry->second;
  }

  static StepFunction Always(bool holds) { return holds ? StepFunction::Between({}) : StepFunction(); }

  template <typename Record, typename Visit>
  static void ForEach(const Table<Record>& table, Visit visit) {
    for (uint32_t row = 0; row < table.size(); ++row) {
      if (table.Has({row})) visit(Id<Record>{row});
    }
  }

  void Add(size_t indicator, Id<Locality> at, Id<Locality> area, const Facts& facts, clock::Day day, Sums& sums) const {
    if (facts.empty() || !geography_.IsWithin(at, area)) return;
    std::vector<int64_t> values;
    for (const StepFunction& fact : facts) values.push_back(fact.At(day));
    if (figures_.definitions()[indicator].indicator().unit() == Indicator::UNIT_COMMUNE &&
        world_.localities[at].kind != registry::v1::Locality::KIND_COMMUNE) {
      return;
    }
    const Roles roles = figures_.definitions()[indicator].Judge(values);
    const Definition& definition = figures_.definitions()[indicator];
    sums += {(roles & kInNumerator) != 0, (roles & kInDenominator) != 0, (roles & kFallsShort) != 0,
             (roles & kInNumerator) != 0 ? definition.AmountOf(values) : 0};
  }

  bool TakesPart(Id<Producer> id, clock::Day day) const {
    return world_.producers.Has(id) && world_.producers[id].in_programme.Contain(day);
  }

  bool HasProducer(Id<Locality> commune, clock::Day day) const {
    bool has = false;
    ForEach(world_.producers, [&](Id<Producer> id) {
      has |= TakesPart(id, day) && geography_.IsWithin(world_.producers[id].locality, commune);
    });
    return has;
  }

  int64_t MostStars(Id<Locality> commune, clock::Day day) const {
    int64_t most = 0;
    ForEach(world_.products, [&](Id<Product> id) {
      const Id<Producer> producer = world_.products[id].producer;
      if (!TakesPart(producer, day) || !geography_.IsWithin(world_.producers[producer].locality, commune)) return;
      most = std::max(most, Once(products_, id, ProductFacts)[product::kStars].At(day));
    });
    return most;
  }

  bool SellsFromElsewhere(Id<Locality> district, clock::Day day) const {
    bool sells = false;
    ForEach(world_.listings, [&](Id<Listing> id) {
      const Listing& listing = world_.listings[id];
      if (!world_.sales_points.Has(listing.sales_point) || !world_.Counts(listing.product)) return;
      const SalesPoint& point = world_.sales_points[listing.sales_point];
      const Id<Locality> made_in = world_.producers[world_.products[listing.product].producer].locality;
      sells |= listing.on_sale.Contain(day) && point.open.Contain(day) &&
               geography_.IsWithin(point.locality, district) && !geography_.IsWithin(made_in, district) &&
               !geography_.IsWithin(district, made_in);
    });
    return sells;
  }

  const Figures& figures_;
  const World& world_;
  const Geography geography_;
  mutable std::map<Id<Learner>, Facts> officers_;
  mutable std::map<Id<Producer>, Facts> producers_;
  mutable std::map<Id<Product>, Facts> products_;
  mutable std::map<Id<SalesPoint>, Facts> sales_points_;
};

TEST(FiguresCensusTest, FiguresEqualACensusAfterRandomHistories) {
  std::map<std::string, int> counted;
  for (unsigned seed = 1001; seed <= 1020; ++seed) {
    RandomHistory history(seed);
    Figures figures(*Definitions::BuiltIn());
    for (int change = 0; change < 600; ++change) {
      ASSERT_TRUE(figures.intake().Apply(history.Next()).ok());
      if (change % 7 == 0) figures.Settle();
    }
    figures.Settle();
    while (figures.RecountSome(100)) {
    }
    const Census census(figures);
    for (uint32_t row = 0; row < figures.world().localities.size(); ++row) {
      if (!figures.world().localities.Has({row})) continue;
      for (size_t indicator : figures.definitions().Places()) {
        for (clock::Day day : RandomHistory::Days()) {
          const Sums expected = census.Count(indicator, {row}, day);
          const std::string id(figures.definitions()[indicator].id());
          counted[id] += expected.numerator;
          counted[id + " short"] += expected.shortfall;
          ASSERT_EQ(figures.Value(indicator, {row}, day), expected)
              << "seed " << seed << ", " << figures.world().localities.NameOf({row}) << " " << id << " "
              << clock::FormatDay(day);
        }
      }
    }
  }
  const Definitions definitions = *Definitions::BuiltIn();
  EXPECT_EQ(counted.size(), 2 * (definitions.size() + 4)) << "four are the province's own";
  for (const auto& [what, count] : counted) {
    const std::string id = what.substr(0, what.find(' '));
    const auto place = definitions.Find(id);
    const bool never_short = place && !definitions[*place].has_denominator() &&
                             definitions[*place].indicator().candidate_filter().empty() &&
                             !IsAtMost(definitions[*place].indicator());
    if (what != id && never_short) continue;
    EXPECT_GT(count, 20) << what << ": counting little proves little";
  }
}

INSTANTIATE_TEST_SUITE_P(Seeds, RandomHistoryTest, ::testing::Range(1u, 21u));

}  // namespace
}  // namespace ocop::gateway
