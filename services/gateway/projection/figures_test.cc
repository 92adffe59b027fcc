#include "services/gateway/projection/figures.h"
#include "common/status/status.h"

#include <map>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/gateway/projection/testing/random_history.h"
#include "services/gateway/projection/testing/resources.h"

namespace ocop::gateway {

void PrintTo(const Sums& sums, std::ostream* out) {
  *out << sums.numerator << "/" << sums.denominator << " short " << sums.shortfall;
}

namespace {

using namespace testing;  // NOLINT: our builders
using indicators::v1::Indicator;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

class FiguresTest : public ::testing::Test {
 protected:
  void GivenOne(const google::protobuf::Message& resource) { ASSERT_TRUE(figures_.intake().Apply(Put(resource)).ok()); }
  template <typename... Resources>
  void Given(const Resources&... resources) {
    (GivenOne(resources), ...);
    figures_.Settle();
  }
  void GivenDeleted(const google::protobuf::Message& resource) {
    ASSERT_TRUE(figures_.intake().Apply(Delete(resource)).ok());
    figures_.Settle();
  }
  void GivenDistricts() {
    using registry::v1::Locality;
    Given(MakeLocality("82", Locality::KIND_PROVINCE), MakeLocality("d1", Locality::KIND_DISTRICT, "82"),
          MakeLocality("d2", Locality::KIND_DISTRICT, "82"), MakeLocality("c1", Locality::KIND_COMMUNE, "d1"),
          MakeLocality("c2", Locality::KIND_COMMUNE, "d2"));
  }

  Id<Locality> At(std::string_view id) { return figures_.world().localities.Find(Name("localities", id)); }
  size_t Number(std::string_view indicator) { return *figures_.definitions().Find(indicator); }
  Sums Value(std::string_view indicator, std::string_view locality, std::string_view date) {
    return figures_.Value(Number(indicator), At(locality), On(date));
  }

  // The records behind a unit, without the province.
  std::vector<std::string> Behind(std::string_view indicator, std::string_view unit, std::string_view date) {
    std::vector<std::string> names;
    const auto explained = figures_.Explain(Number(indicator), unit, On(date));
    for (const Witness& witness : explained.value().witnesses) {
      names.push_back(witness.name.substr(sizeof("provinces/82")));
    }
    return names;
  }

  Figures figures_{*Definitions::BuiltIn()};
};

TEST_F(FiguresTest, AProductCountsInItsProducersCommuneAndAbove) {
  GivenDistricts();
  Given(MakeProducer("x", "c1", "2020-01-01"), MakeProduct("a", "x"), MakeRegistration("a", "2024-04-30"));
  EXPECT_EQ(Value("e1", "c1", "2024-12-31"), (Sums{0, 1, 1}));
  EXPECT_EQ(Value("e1", "d1", "2024-12-31"), (Sums{0, 1, 1}));
  EXPECT_EQ(Value("e1", "82", "2024-12-31"), (Sums{0, 1, 1}));
  EXPECT_EQ(Value("e1", "d2", "2024-12-31"), Sums());
  EXPECT_EQ(Value("e1", "c1", "2024-04-29"), Sums());
  Given(MakeRecognition("r", "a", 3, "2024-06-30", "2027-06-29"));
  EXPECT_EQ(Value("e1", "82", "2024-12-31"), (Sums{1, 1, 0}));
  EXPECT_EQ(Value("e1", "82", "2024-06-29"), (Sums{0, 1, 1}));
}

TEST_F(FiguresTest, AProducerThatMovesTakesItsProductsAlong) {
  GivenDistricts();
  Given(MakeProducer("x", "c1", "2020-01-01"), MakeProduct("a", "x"), MakeRegistration("a", "2024-04-30"));
  Given(MakeProducer("x", "c2", "2020-01-01"));
  EXPECT_EQ(Value("e1", "d1", "2024-12-31"), Sums());
  EXPECT_EQ(Value("e1", "d2", "2024-12-31"), (Sums{0, 1, 1}));
  EXPECT_EQ(Value("e1", "82", "2024-12-31"), (Sums{0, 1, 1}));
}

TEST_F(FiguresTest, ACommuneOfTheRoadmapNeedsProducerAndProduct) {
  GivenDistricts();
  Given(MakePlan(2024), MakeRoadmapCommune(2024, "c1"));
  EXPECT_EQ(Value("n1", "82", "2024-12-31"), (Sums{0, 1, 1}));
  Given(MakeProducer("x", "c1", "2020-01-01"), MakeProduct("a", "x"));
  EXPECT_EQ(Value("n1", "82", "2024-12-31"), (Sums{0, 1, 1}));
  Given(MakeRecognition("r", "a", 3, "2024-06-30", "2027-06-29"));
  EXPECT_EQ(Value("n1", "82", "2024-12-31"), (Sums{1, 1, 0}));
  EXPECT_EQ(Value("n1", "d2", "2024-12-31"), Sums());
  Given(MakeProducer("x", "c1", "2020-01-01", "2024-09-30"));
  EXPECT_EQ(Value("n1", "82", "2024-12-31"), (Sums{0, 1, 1})) << "the producer left";
  EXPECT_EQ(Value("n1", "82", "2024-09-30"), (Sums{1, 1, 0}));
}

TEST_F(FiguresTest, AProducerKnownOnlyToLieInTheDistrictDoesNotFillACommune) {
  GivenDistricts();
  Given(MakeLocality("c3", registry::v1::Locality::KIND_COMMUNE, "d1"));  // Of a single commune one would know.
  Given(MakePlan(2024), MakeRoadmapCommune(2024, "c1"), MakeProducer("x", "d1", "2020-01-01"), MakeProduct("a", "x"),
        MakeRecognition("r", "a", 3, "2024-06-30", "2027-06-29"));
  EXPECT_EQ(Value("n1", "82", "2024-12-31"), (Sums{0, 1, 1}));
}

// The indicators of the plan never ask for the producer alone: a product brings one along.
TEST(FiguresOwnIndicatorTest, ACommuneIsJudgedAgainWhenAProducerComes) {
  Figures figures(*Definitions::Parse(R"(
    indicators { name: "indicators/with-producer" unit: UNIT_COMMUNE measure: MEASURE_COUNT
                 numerator_filter: "has_producer = true" })"));
  const auto value = [&] {
    return figures.Value(0, figures.world().localities.Find(Name("localities", "c1")), On("2024-12-31")).numerator;
  };
  ASSERT_TRUE(figures.intake().Apply(Put(MakeLocality("c1", registry::v1::Locality::KIND_COMMUNE))).ok());
  figures.Settle();
  EXPECT_EQ(value(), 0);
  ASSERT_TRUE(figures.intake().Apply(Put(MakeProducer("x", "c1", "2020-01-01"))).ok());
  figures.Settle();
  EXPECT_EQ(value(), 1);
}

TEST_F(FiguresTest, ADistrictNeedsAPointThatSellsGoodsFromElsewhere) {
  GivenDistricts();
  Given(MakeProducer("x", "c1", "2020-01-01"), MakeProduct("a", "x"), MakeSalesPoint("own", "c1", "2024-01-01"),
        MakePointListing("1", "a", "own", "2024-02-01"));
  EXPECT_EQ(Value("s1", "82", "2024-12-31"), (Sums{0, 2, 2})) << "its own goods do not count";
  Given(MakeSalesPoint("other", "c2", "2024-01-01"), MakePointListing("2", "a", "other", "2024-02-01", "2024-11-30"));
  EXPECT_EQ(Value("s1", "d2", "2024-11-30"), (Sums{1, 1, 0}));
  EXPECT_EQ(Value("s1", "d2", "2024-12-01"), (Sums{0, 1, 1}));
  EXPECT_EQ(Value("s1", "d1", "2024-11-30"), (Sums{0, 1, 1}));
  EXPECT_EQ(Value("s1", "82", "2024-11-30"), (Sums{1, 2, 1}));
}

TEST_F(FiguresTest, APointInTheCommuneOfAnotherDistrictCountsAfterTheProducerMoves) {
  GivenDistricts();
  Given(MakeProducer("x", "c1", "2020-01-01"), MakeProduct("a", "x"), MakeSalesPoint("s", "c1", "2024-01-01"),
        MakePointListing("1", "a", "s", "2024-02-01"));
  Given(MakeProducer("x", "c2", "2020-01-01"));
  EXPECT_EQ(Value("s1", "d1", "2024-12-31"), (Sums{1, 1, 0}));
}

TEST_F(FiguresTest, ACommuneRestsOnItsProductsWithTheMostStars) {
  GivenDistricts();
  Given(MakePlan(2024), MakeRoadmapCommune(2024, "c1"), MakeProducer("x", "c1", "2020-01-01"), MakeProduct("a", "x"),
        MakeProduct("b", "x"), MakeRecognition("r", "a", 4, "2024-06-30", "2027-06-29"),
        MakeRecognition("r-before", "a", 3, "2021-06-30", "2024-06-29"),
        MakeRecognition("s", "b", 3, "2024-06-30", "2027-06-29"));
  Given(MakeProducer("y", "c1", "2020-01-01", "2024-09-30"), MakeProduct("c", "y"),
        MakeRecognition("t", "c", 5, "2024-06-30", "2027-06-29"));
  Given(MakeProducer("z", "c1", "2020-01-01"), MakeProducer("w", "c2", "2020-01-01"));
  const std::string c1 = Name("localities", "c1");
  EXPECT_THAT(Behind("n1", c1, "2024-12-31"),
              ElementsAre("localities/c1", "plans/2024/roadmapCommunes/c1", "plans/2024", "recognitions/r",
                          "products/a", "producers/x", "producers/z"));
  EXPECT_THAT(Behind("n1", c1, "2024-09-30"),
              ElementsAre("localities/c1", "plans/2024/roadmapCommunes/c1", "plans/2024", "recognitions/t",
                          "products/c", "producers/y", "producers/x", "producers/z"))
      << "while its producer took part";
  EXPECT_THAT(Behind("communes-with-product", Name("localities", "c2"), "2024-12-31"), ElementsAre("localities/c2"));
}

TEST_F(FiguresTest, ADistrictRestsOnTheListingsFromElsewhere) {
  GivenDistricts();
  Given(MakeProducer("x", "c1", "2020-01-01"), MakeProduct("a", "x"), MakeProducer("y", "c2", "2020-01-01"),
        MakeProduct("b", "y"), MakeSalesPoint("p", "c2", "2024-01-01"), MakePointListing("1", "a", "p", "2024-02-01"),
        MakePointListing("2", "b", "p", "2024-02-01"), MakePointListing("3", "a", "p", "2024-02-01", "2024-11-30"));
  EXPECT_THAT(Behind("s1", Name("localities", "d2"), "2024-12-31"),
              ElementsAre("localities/d2", "listings/1", "salesPoints/p", "products/a", "producers/x"));
  EXPECT_THAT(Behind("s1", Name("localities", "d1"), "2024-12-31"), ElementsAre("localities/d1"));
}

TEST_F(FiguresTest, OfManyInACommuneTheFirstByNameAreTold) {
  GivenDistricts();
  for (int i = 59; i >= 10; --i) {
    Given(MakeProducer(absl::StrCat("x", i), "c1", "2020-01-01"),
          MakeProduct(absl::StrCat("a", i), absl::StrCat("x", i)),
          MakeRecognition(absl::StrCat("r", i), absl::StrCat("a", i), 3, "2024-06-30", "2027-06-29"));
  }
  const std::vector<std::string> behind = Behind("communes-with-product", Name("localities", "c1"), "2024-12-31");
  ASSERT_EQ(behind.size(), 1 + 18) << "six products whole";
  EXPECT_EQ(behind[1], "recognitions/r10");
  EXPECT_EQ(behind[18], "producers/x15");
  Given(MakeIndicator("with-producer", "UNIT_COMMUNE", "MEASURE_COUNT", "", "has_producer = true"));
  EXPECT_EQ(Behind("with-producer", Name("localities", "c1"), "2024-12-31").size(), 1 + 20);
}

TEST_F(FiguresTest, WhenTheMapChangesUnitsCountInTheNewCommunesToo) {
  GivenDistricts();
  Given(MakeProducer("x", "c1", "2020-01-01"), MakeProduct("a", "x"), MakeRegistration("a", "2024-04-30"));
  using registry::v1::Locality;
  Given(MakeLocality("82-2025", Locality::KIND_PROVINCE, "", "2025-07-01"),
        MakeLocality("n", Locality::KIND_COMMUNE, "82-2025", "2025-07-01"));
  Given(MakeSuccession("c1", "n"));
  EXPECT_EQ(Value("e1", "n", "2024-12-31"), (Sums{0, 1, 1}));
  EXPECT_EQ(Value("e1", "82-2025", "2024-12-31"), (Sums{0, 1, 1}));
  EXPECT_EQ(Value("e1", "d1", "2024-12-31"), (Sums{0, 1, 1}));
  GivenDeleted(MakeSuccession("c1", "n"));
  EXPECT_EQ(Value("e1", "n", "2024-12-31"), Sums());
}

TEST_F(FiguresTest, TheProvinceOfADayIsTheOneThatThenBearsItsCode) {
  using registry::v1::Locality;
  Given(MakeLocality("82", Locality::KIND_PROVINCE, "", "", "2025-06-30"),
        MakeLocality("87", Locality::KIND_PROVINCE, "", "", "2025-06-30"),
        MakeLocality("82-20250701", Locality::KIND_PROVINCE, "", "2025-07-01"));
  EXPECT_EQ(figures_.ProvinceOn("provinces/82", On("2025-06-30")), At("82"));
  EXPECT_EQ(figures_.ProvinceOn("provinces/82", On("2025-07-01")), At("82-20250701"));
  EXPECT_FALSE(figures_.ProvinceOn("provinces/8", On("2025-07-01")));
  EXPECT_FALSE(figures_.ProvinceOn("provinces/87", On("2025-06-30")));
}

TEST_F(FiguresTest, ATargetIsThatOfTheDaysYear) {
  GivenDistricts();
  Given(MakePlan(2024), MakeTarget(2024, "e1", "82", 70), MakeTarget(2025, "e1", "82", 80));
  const Id<Target> target = figures_.TargetOf(Number("e1"), At("82"), On("2024-05-05"));
  ASSERT_TRUE(target);
  EXPECT_EQ(figures_.world().targets[target].minimum, 70);
  EXPECT_FALSE(figures_.TargetOf(Number("e1"), At("82"), On("2025-05-05"))) << "the plan of 2025 is not there";
  EXPECT_FALSE(figures_.TargetOf(Number("e2"), At("82"), On("2024-05-05")));
  EXPECT_FALSE(figures_.TargetOf(Number("e1"), At("d1"), On("2024-05-05")));
}

TEST_F(FiguresTest, UnitsTellWhoFallsShortAndWhy) {
  GivenDistricts();
  registry::v1::Product generated = MakeProduct("c", "x");
  generated.set_synthetic(true);
  Given(MakeProducer("x", "c1", "2020-01-01"), MakeProduct("a", "x"), MakeProduct("b", "x"), generated,
        MakeRegistration("a", "2024-04-30"), MakeRegistration("b", "2024-04-30"), MakeRegistration("c", "2024-04-30"),
        MakeRecognition("r", "b", 3, "2024-06-30", "2027-06-29"));
  UnitQuery query{.indicator = Number("e1"), .locality = At("82"), .day = On("2024-12-31"), .after = {}};
  auto units = figures_.Units(query).units;
  ASSERT_EQ(units.size(), 3u);
  EXPECT_EQ(units[0].name, Name("products", "a"));
  EXPECT_EQ(units[0].display_name, "Product a");
  EXPECT_EQ(units[0].locality, Name("localities", "c1"));
  EXPECT_EQ(units[0].roles, kInDenominator | kFallsShort);
  EXPECT_THAT(units[0].unmet, ElementsAre("stars >= 3"));
  EXPECT_EQ(units[1].roles, kInDenominator | kInNumerator);
  EXPECT_THAT(units[1].unmet, IsEmpty());
  EXPECT_FALSE(units[1].synthetic);
  EXPECT_TRUE(units[2].synthetic);

  query.only_shortfall = true;
  query.after = Name("products", "a");
  units = figures_.Units(query).units;
  ASSERT_EQ(units.size(), 1u);
  EXPECT_EQ(units[0].name, Name("products", "c"));

  query.locality = At("d2");
  EXPECT_THAT(figures_.Units(query).units, IsEmpty());
}

TEST_F(FiguresTest, AnIndicatorThatComesLaterCountsAllOfHistory) {
  GivenDistricts();
  Given(MakeProducer("x", "c1", "2020-01-01"), MakeProduct("a", "x"), MakeProduct("b", "x"),
        MakeRecognition("r", "a", 4, "2022-06-30", "2025-06-29"));
  Given(MakeIndicator("starred", "UNIT_PRODUCT", "MEASURE_COUNT", "", "stars >= 4"));
  ASSERT_TRUE(figures_.recounting());
  EXPECT_FALSE(figures_.Computed(Number("starred")));
  EXPECT_TRUE(figures_.RecountSome(1)) << "one product of two";
  EXPECT_FALSE(figures_.Computed(Number("starred")));
  EXPECT_FALSE(figures_.RecountSome(1));
  EXPECT_TRUE(figures_.Computed(Number("starred")));
  EXPECT_EQ(Value("starred", "d1", "2022-06-29").numerator, 0);
  EXPECT_EQ(Value("starred", "d1", "2022-06-30").numerator, 1);
  EXPECT_EQ(Value("starred", "82", "2025-06-30").numerator, 0);
  Given(MakeRecognition("s", "b", 5, "2023-01-01", "2026-01-01"));
  EXPECT_EQ(Value("starred", "82", "2023-01-01").numerator, 2) << "and is kept current";

  registry::v1::IndicatorDefinition changed =
      MakeIndicator("starred", "UNIT_PRODUCT", "MEASURE_COUNT", "", "stars = 5");
  changed.set_version(2);
  Given(changed);
  while (figures_.RecountSome(1)) {
  }
  EXPECT_EQ(figures_.definitions()[Number("starred")].indicator().version(), 2);
  EXPECT_EQ(Value("starred", "82", "2023-01-01").numerator, 1);
  GivenDeleted(changed);
  EXPECT_EQ(figures_.definitions().Find("starred"), std::nullopt);
}

TEST_F(FiguresTest, AnIndicatorThatCannotBeCountedIsLeftOut) {
  GivenDistricts();
  Given(MakeIndicator("a", "UNIT_PRODUCT", "MEASURE_COUNT", "", "stairs >= 4"),
        MakeIndicator("b", "UNIT_STONE", "MEASURE_COUNT", "", "stars >= 4"),
        MakeIndicator("e1", "UNIT_PRODUCT", "MEASURE_COUNT", "", "stars >= 4"));
  EXPECT_EQ(figures_.definitions().Find("a"), std::nullopt);
  EXPECT_EQ(figures_.definitions().Find("b"), std::nullopt);
  EXPECT_EQ(figures_.definitions()[Number("e1")].indicator().origin(), Indicator::ORIGIN_BUILT_IN);
}

// ---- Random histories

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
               geography_.IsWithin(point.locality, district) && !geography_.IsWithin(made_in, district);
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
    const bool never_short =
        place && !definitions[*place].has_denominator() && definitions[*place].indicator().candidate_filter().empty();
    if (what != id && never_short) continue;
    EXPECT_GT(count, 20) << what << ": counting little proves little";
  }
}

INSTANTIATE_TEST_SUITE_P(Seeds, RandomHistoryTest, ::testing::Range(1u, 21u));

}  // namespace
}  // namespace ocop::gateway
