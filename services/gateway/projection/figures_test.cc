#include "services/gateway/projection/figures.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/gateway/projection/testing/resources.h"

namespace ocop::gateway {
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

TEST_F(FiguresTest, AProducerKnownOnlyToLieInTheProvinceIsNotFromElsewhere) {
  GivenDistricts();
  Given(MakeProducer("x", "82", "2020-01-01"), MakeProduct("a", "x"), MakeSalesPoint("s", "c1", "2024-01-01"),
        MakePointListing("1", "a", "s", "2024-02-01"));
  EXPECT_EQ(Value("s1", "d1", "2024-12-31"), (Sums{0, 1, 1})) << "it may lie in the district";
  EXPECT_THAT(Behind("s1", Name("localities", "d1"), "2024-12-31"), ElementsAre("localities/d1"));
  Given(MakeProducer("x", "d2", "2020-01-01"));
  EXPECT_EQ(Value("s1", "d1", "2024-12-31"), (Sums{1, 1, 0}));
  EXPECT_THAT(Behind("s1", Name("localities", "d1"), "2024-12-31"),
              ElementsAre("localities/d1", "listings/1", "salesPoints/s", "products/a", "producers/x"));

  using registry::v1::Locality;
  Given(MakeLocality("82-2025", Locality::KIND_PROVINCE, "", "2025-07-01"), MakeSuccession("82", "82-2025"));
  Given(MakeProducer("x", "82-2025", "2020-01-01"));
  EXPECT_EQ(Value("s1", "d1", "2024-12-31"), (Sums{0, 1, 1})) << "nor on the new map";
  Given(MakeLocality("87", Locality::KIND_PROVINCE), MakeProducer("x", "87", "2020-01-01"));
  EXPECT_EQ(Value("s1", "d1", "2024-12-31"), (Sums{1, 1, 0})) << "another province";
}

// Neither the point nor the producer counts anywhere else than before.
TEST_F(FiguresTest, GoodsAreJudgedAgainWhenADistrictGrowsOutOfTheirProducersArea) {
  GivenDistricts();
  using registry::v1::Locality;
  Given(MakeLocality("n", Locality::KIND_COMMUNE, "", "2025-07-01"), MakeLocality("c5", Locality::KIND_COMMUNE, "d2"),
        MakeSuccession("c1", "n"), MakeSuccession("c5", "n"));
  Given(MakeProducer("x", "n", "2020-01-01"), MakeProduct("a", "x"), MakeSalesPoint("s", "c1", "2024-01-01"),
        MakePointListing("1", "a", "s", "2024-02-01"));
  EXPECT_EQ(Value("s1", "d1", "2024-12-31"), (Sums{0, 1, 1})) << "the district is a part of n";
  Given(MakeLocality("c3", Locality::KIND_COMMUNE, "d1"));
  EXPECT_EQ(Value("s1", "d1", "2024-12-31"), (Sums{1, 1, 0}));
  GivenDeleted(MakeLocality("c3", Locality::KIND_COMMUNE, "d1"));
  EXPECT_EQ(Value("s1", "d1", "2024-12-31"), (Sums{0, 1, 1}));
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

TEST_F(FiguresTest, OtherWordsNeedNoOtherFigures) {
  GivenDistricts();
  Given(MakeProducer("x", "c1", "2020-01-01"), MakeProduct("a", "x"),
        MakeRecognition("r", "a", 3, "2023-01-01", "2026-01-01"));
  registry::v1::IndicatorDefinition own = MakeIndicator("starred", "UNIT_PRODUCT", "MEASURE_COUNT", "", "stars >= 3");
  Given(own);
  while (figures_.RecountSome(1)) {
  }
  own.set_title_vi("Khác");
  own.set_version(2);
  Given(own);
  EXPECT_FALSE(figures_.recounting());
  EXPECT_EQ(Value("starred", "82", "2023-01-01").numerator, 1);
  EXPECT_EQ(figures_.definitions()[Number("starred")].indicator().title_vi(), "Khác");
  EXPECT_EQ(figures_.definitions()[Number("starred")].indicator().version(), 2);
}

TEST_F(FiguresTest, AnOfficerWhoWasNeverTrainedHasNoDateOfIt) {
  GivenDistricts();
  Given(
      MakeIndicator("never", "UNIT_OFFICER", "MEASURE_PERCENT", "in_post = true", "NOT last_training_date:*"),
      MakeIndicator("long-ago", "UNIT_OFFICER", "MEASURE_PERCENT", "in_post = true", "last_training_date < 2030-01-01"),
      MakeOfficer("o", "c1", "2020-01-01"), MakeOfficer("p", "c1", "2020-01-01"),
      MakeCourse("k", {training::v1::Course::TOPIC_PROGRAMME_BASICS}), MakeClass("k1", "k"),
      MakeAttendance("k1", "o", "2024-05-01"));
  while (figures_.RecountSome(1)) {
  }
  EXPECT_EQ(Value("never", "c1", "2023-12-31"), (Sums{2, 2, 0}));
  EXPECT_EQ(Value("never", "c1", "2024-12-31"), (Sums{1, 2, 1}));
  EXPECT_EQ(Value("long-ago", "c1", "2024-12-31"), (Sums{1, 2, 1}));
  const auto unmet = figures_.Explain(Number("long-ago"), Name("learners", "p"), On("2024-12-31"))->unmet;
  EXPECT_EQ(unmet, std::vector<std::string>{"last_training_date < 2030-01-01"});
}

TEST_F(FiguresTest, WhatIsToldOfAMergedProducerIsToldOfTheOneThatGoesOn) {
  GivenDistricts();
  registry::v1::Producer duplicate = MakeProducer("y", "c2", "2024-01-01");
  Given(MakeProducer("x", "c1", "2024-01-01"), duplicate, MakeProducerPerson("l", "y"),
        MakeCourse("k", {training::v1::Course::TOPIC_PROGRAMME_BASICS}), MakeClass("k1", "k"),
        MakeAttendance("k1", "l", "2024-05-01"), MakeTradeEvent("e", "2024-06-01", "2024-06-03"),
        MakeParticipation("e", "y"));
  EXPECT_EQ(Value("t2", "82", "2024-12-31"), (Sums{1, 2, 1}));
  EXPECT_EQ(Value("producers-trade-events", "c1", "2024-12-31").numerator, 0);

  duplicate.set_merged_into(Name("producers", "x"));
  duplicate.mutable_delete_time()->set_seconds(1);
  Given(duplicate);
  EXPECT_EQ(Value("t2", "82", "2024-12-31"), (Sums{1, 1, 0}));
  EXPECT_EQ(Value("producers-trade-events", "c1", "2024-12-31").numerator, 1);
  EXPECT_THAT(
      Behind("t2", Name("producers", "x"), "2024-12-31"),
      ElementsAre("producers/x", "producers/y", "learners/l", "classes/k1/attendances/l", "classes/k1", "courses/k"))
      << "the entry about y tells of the merger";
  EXPECT_THAT(Behind("producers-trade-events", Name("producers", "x"), "2024-12-31"),
              ElementsAre("producers/x", "producers/y", "tradeEvents/e/participations/y", "tradeEvents/e"));

  Given(MakeAttendance("k1", "l", ""));
  EXPECT_EQ(Value("t2", "82", "2024-12-31"), (Sums{0, 1, 1})) << "and is kept current";
}

// Else the deletion of a product, or a learner who changed to another producer, would explain nothing.
TEST_F(FiguresTest, BehindAProducerStandItsProductsAndItsPeople) {
  GivenDistricts();
  Given(MakeProducer("x", "c1", "2024-01-01"), MakeProduct("a", "x"), MakeRegistration("a", "2024-04-30"),
        MakeProducerPerson("l", "x"), MakeCourse("k", {training::v1::Course::TOPIC_PROGRAMME_BASICS}),
        MakeClass("k1", "k"), MakeAttendance("k1", "l", "2024-05-01"));
  EXPECT_THAT(Behind("e3", Name("producers", "x"), "2024-12-31"),
              ElementsAre("producers/x", "products/a", "registrations/a-2024-04-30"));
  EXPECT_THAT(Behind("t2", Name("producers", "x"), "2024-12-31"),
              ElementsAre("producers/x", "learners/l", "classes/k1/attendances/l", "classes/k1", "courses/k"));
}

TEST_F(FiguresTest, BeyondTheLastPlaceAnIndicatorIsLeftOut) {
  registry::v1::IndicatorDefinition own = MakeIndicator("a", "UNIT_SALES_POINT", "MEASURE_COUNT", "", "open = true");
  while (!figures_.uncountable().contains("a")) {
    ASSERT_LE(figures_.definitions().size(), Definitions::kMostPlaces);
    own.set_numerator_filter(own.numerator_filter() == "open = true" ? "opened_in_year = true" : "open = true");
    Given(own);
  }
  EXPECT_EQ(figures_.definitions().size(), Definitions::kMostPlaces);
  EXPECT_EQ(figures_.definitions().Find("a"), std::nullopt);
  EXPECT_NE(figures_.uncountable().at("a").problem().find("start it again"), std::string::npos);
}

TEST_F(FiguresTest, AnIndicatorThatCannotBeCountedIsLeftOut) {
  GivenDistricts();
  Given(MakeIndicator("a", "UNIT_PRODUCT", "MEASURE_COUNT", "", "stairs >= 4"),
        MakeIndicator("b", "UNIT_STONE", "MEASURE_COUNT", "", "stars >= 4"),
        MakeIndicator("e1", "UNIT_PRODUCT", "MEASURE_COUNT", "", "stars >= 4"));
  EXPECT_EQ(figures_.definitions().Find("a"), std::nullopt);
  EXPECT_EQ(figures_.definitions().Find("b"), std::nullopt);
  EXPECT_EQ(figures_.definitions()[Number("e1")].indicator().origin(), Indicator::ORIGIN_BUILT_IN);
  std::vector<std::string> told;
  for (const auto& [id, indicator] : figures_.uncountable()) told.push_back(id);
  EXPECT_EQ(told, (std::vector<std::string>{"a", "b", "e1"}));
  EXPECT_NE(figures_.uncountable().at("e1").problem().find("comes with the suite"), std::string::npos);
  GivenDeleted(MakeIndicator("a", "UNIT_PRODUCT", "MEASURE_COUNT", "", "stairs >= 4"));
  EXPECT_FALSE(figures_.uncountable().contains("a"));
}

}  // namespace
}  // namespace ocop::gateway
