// Facts of all units but products in small worlds, on the days that matter and on those beside them.
#include "gmock/gmock.h"
#include "services/gateway/projection/testing/facts_fixture.h"

namespace ocop::gateway {
namespace {

using namespace testing;  // NOLINT: our builders
using Course = training::v1::Course;
using Paper = registry::v1::CompliancePaper;
using Channel = salespoints::v1::Channel;
using Point = salespoints::v1::SalesPoint;
using Maker = registry::v1::Producer;

// ---- Officers

TEST_F(FactsTest, AnOfficerIsInPostFromFirstToLastDay) {
  Given(MakeOfficer("a", "c", "2023-05-01", "2024-06-30"));
  EXPECT_EQ(Of(officer::kInPost), From("2023-05-01", "2024-06-30"));
}

TEST_F(FactsTest, OtherLearnersAreNoOfficers) {
  training::v1::Learner learner = MakeOfficer("a", "c", "2023-05-01");
  learner.set_kind(training::v1::Learner::KIND_PROVINCE_OFFICER);
  Given(learner);
  EXPECT_TRUE(Of(officer::kInPost).IsZero());
}

TEST_F(FactsTest, TrainingCountsFromCompletionToTheEndOfTheYearByTopic) {
  Given(MakeOfficer("a", "c", "2023-05-01"), MakeCourse("basics", {Course::TOPIC_PROGRAMME_BASICS}),
        MakeCourse("cycle", {Course::TOPIC_CYCLE_STEPS, Course::TOPIC_TRADE}), MakeClass("b1", "basics"),
        MakeClass("s1", "cycle"), MakeAttendance("b1", "a", "2024-03-10"), MakeAttendance("s1", "a", "2024-09-01"));
  EXPECT_EQ(Of(officer::kTrainedProgrammeBasicsInYear), From("2024-03-10", "2024-12-31"));
  EXPECT_EQ(Of(officer::kTrainedCycleStepsInYear), From("2024-09-01", "2024-12-31"));
}

TEST_F(FactsTest, AClassNotCompletedTrainsNobody) {
  Given(MakeOfficer("a", "c", "2023-05-01"), MakeCourse("basics", {Course::TOPIC_PROGRAMME_BASICS}),
        MakeClass("b1", "basics"), MakeAttendance("b1", "a", ""));
  EXPECT_TRUE(Of(officer::kTrainedProgrammeBasicsInYear).IsZero());
}

// ---- Producers

TEST_F(FactsTest, AProducerIsNewFromJoiningToTheEndOfThatYear) {
  Given(MakeProducer("a", "c", "2024-04-01", "2026-01-31"));
  EXPECT_EQ(Of(producer::kInProgramme), From("2024-04-01", "2026-01-31"));
  EXPECT_EQ(Of(producer::kNewInYear), From("2024-04-01", "2024-12-31"));
}

TEST_F(FactsTest, AProducerThatLeftIsNoLongerNew) {
  Given(MakeProducer("a", "c", "2024-04-01", "2024-05-31"));
  EXPECT_EQ(Of(producer::kNewInYear), From("2024-04-01", "2024-05-31"));
}

TEST_F(FactsTest, ADeletedProducerHasNoFacts) {
  registry::v1::Producer producer = MakeProducer("a", "c", "2024-04-01");
  Given(producer, MakeProduct("p", "a"), MakeRegistration("p", "2024-04-30"));
  producer.mutable_delete_time()->set_seconds(1);
  Given(producer);  // A soft deletion is an update that sets delete_time.
  EXPECT_FALSE(world().producers.Find(Name("producers", "a")));
  const Id<Producer> row = world().products[world().products.Find(Name("products", "p"))].producer;
  for (const StepFunction& fact : ProducerFacts(world(), row)) EXPECT_TRUE(fact.IsZero());
}

TEST_F(FactsTest, AnyPersonOfTheProducerAndAnyClassCountAsTraining) {
  Given(MakeProducer("a", "c", "2024-04-01"), MakeProducerPerson("p1", "a"), MakeProducerPerson("p2", "a"),
        MakeProducerPerson("other", "b"), MakeCourse("trade", {Course::TOPIC_TRADE}), MakeClass("t1", "trade"),
        MakeAttendance("t1", "p2", "2024-11-30"), MakeAttendance("t1", "other", "2024-05-01"));
  EXPECT_EQ(Of(producer::kTrainedInYear), From("2024-11-30", "2024-12-31"));
}

TEST_F(FactsTest, RegisteringGoesByTheProductsThatArePresent) {
  Given(MakeProducer("a", "c", "2020-01-01"), MakeProduct("p", "a"), MakeProduct("q", "a"),
        MakeRegistration("p", "2024-04-30"), MakeRegistration("q", "2022-10-30"));
  StepFunction both;
  both.Append(On("2022-10-30"), 1);
  both.Append(On("2023-01-01"), 0);
  both.Append(On("2024-04-30"), 1);
  both.Append(On("2025-01-01"), 0);
  EXPECT_EQ(Of(producer::kRegisteringInYear), both);
  GivenDeleted(MakeProduct("q", "a"));
  EXPECT_EQ(Of(producer::kRegisteringInYear), From("2024-04-30", "2024-12-31"));
}

TEST_F(FactsTest, APaperHoldsFromIssueToExpiryForItsKind) {
  Given(MakeProducer("a", "c", "2020-01-01"), MakeProduct("p", "a"),
        MakePaper("1", Paper::KIND_FOOD_SAFETY_COMMITMENT, "a", "", "2023-01-01", "2024-01-01"),
        MakePaper("2", Paper::KIND_FOOD_SAFETY_CERTIFICATE, "a", "", "2021-01-01"),
        MakePaper("3", Paper::KIND_TRACEABILITY, "a", "p", "2024-02-01"));
  EXPECT_EQ(Of(producer::kFoodSafetyCommitment), From("2023-01-01", "2024-01-01"));
  EXPECT_EQ(Of(producer::kTraceability), From("2024-02-01")) << "a paper of one product is the producer's, too";
  EXPECT_TRUE(Of(producer::kPackagingLabel).IsZero());
  GivenDeleted(MakeProduct("p", "a"));
  EXPECT_TRUE(Of(producer::kTraceability).IsZero()) << "the paper of a deleted product counts no more";
}

TEST_F(FactsTest, ChannelKindsAreTheKindsListedInOnTheDay) {
  Given(MakeProducer("a", "c", "2020-01-01"), MakeProduct("p", "a"), MakeProduct("q", "a"),
        MakeChannel("coop", Channel::KIND_SUPERMARKET), MakeChannel("shopee", Channel::KIND_ECOMMERCE_FLOOR),
        MakeChannelListing("1", "p", "coop", "2024-01-01", "2024-01-31"),
        MakeChannelListing("2", "q", "coop", "2024-01-20", "2024-02-28"),
        MakeChannelListing("3", "q", "shopee", "2024-02-10"));
  StepFunction kinds;
  kinds.Append(On("2024-01-01"), 1 << Channel::KIND_SUPERMARKET);
  kinds.Append(On("2024-02-10"), 1 << Channel::KIND_SUPERMARKET | 1 << Channel::KIND_ECOMMERCE_FLOOR);
  kinds.Append(On("2024-02-29"), 1 << Channel::KIND_ECOMMERCE_FLOOR);
  EXPECT_EQ(Of(producer::kChannelKinds), kinds);
}

TEST_F(FactsTest, AProducerTellsItsKindAndWhetherAWomanLeadsIt) {
  Maker maker = MakeProducer("a", "c", "2020-01-01");
  maker.set_kind(Maker::KIND_COOPERATIVE);
  Given(maker);
  EXPECT_EQ(Of(producer::kKind), Always(Maker::KIND_COOPERATIVE));
  EXPECT_TRUE(Of(producer::kWomenLed).IsZero()) << "the registry has no gender";
  maker.set_representative_gender(Maker::GENDER_MALE);
  Given(maker);
  EXPECT_TRUE(Of(producer::kWomenLed).IsZero());
  maker.set_representative_gender(Maker::GENDER_FEMALE);
  Given(maker);
  EXPECT_EQ(Of(producer::kWomenLed), Always(1));
}

TEST_F(FactsTest, AProducersMostStarsAreThoseOfItsBestProductOnTheDay) {
  Given(MakeProducer("a", "c", "2020-01-01"), MakeProduct("p", "a"), MakeProduct("q", "a"),
        MakeRecognition("1", "p", 3, "2022-01-01", "2024-12-31"),
        MakeRecognition("2", "q", 4, "2023-01-01", "2023-12-31"));
  StepFunction most;
  most.Append(On("2022-01-01"), 3);
  most.Append(On("2023-01-01"), 4);
  most.Append(On("2024-01-01"), 3);
  most.Append(On("2025-01-01"), 0);
  EXPECT_EQ(Of(producer::kMostStars), most);
  GivenDeleted(MakeProduct("p", "a"));
  EXPECT_EQ(Of(producer::kMostStars), StepFunction::Between({On("2023-01-01"), On("2023-12-31")}, 4));
}

TEST_F(FactsTest, TheLastTrainingIsTheLastByTheDay) {
  Given(MakeProducer("a", "c", "2020-01-01"), MakeProducerPerson("p1", "a"), MakeProducerPerson("p2", "a"),
        MakeOfficer("a", "c", "2023-05-01"), MakeCourse("trade", {Course::TOPIC_TRADE}), MakeClass("t1", "trade"),
        MakeClass("t2", "trade"), MakeAttendance("t1", "p2", "2024-11-30"), MakeAttendance("t2", "p1", "2022-03-01"),
        MakeAttendance("t1", "a", "2024-11-30"), MakeAttendance("t2", "a", ""));
  StepFunction last;
  last.Append(On("2022-03-01"), On("2022-03-01"));
  last.Append(On("2024-11-30"), On("2024-11-30"));
  EXPECT_EQ(Of(producer::kLastTrainingDate), last);
  EXPECT_EQ(Of(officer::kLastTrainingDate), StepFunction::Between({On("2024-11-30"), kForever}, On("2024-11-30")));
}

// ---- Areas

TEST_F(FactsTest, ACommuneIsOnTheRoadmapInTheYearOfThePlan) {
  Given(MakeLocality("c", registry::v1::Locality::KIND_COMMUNE, "d"), MakePlan(2024), MakeRoadmapCommune(2024, "c"));
  const Id<Locality> commune = world().localities.Find(Name("localities", "c"));
  EXPECT_EQ(CommuneFacts(world(), commune, {}, {})[commune::kOnRoadmapInYear], From("2024-01-01", "2024-12-31"));
  GivenDeleted(MakePlan(2024));
  EXPECT_TRUE(CommuneFacts(world(), commune, {}, {})[commune::kOnRoadmapInYear].IsZero());
}

TEST_F(FactsTest, ACommuneExistsByItsValidity) {
  Given(MakeLocality("c", registry::v1::Locality::KIND_COMMUNE, "d", "2024-11-01", "2025-06-30"));
  const Id<Locality> commune = world().localities.Find(Name("localities", "c"));
  EXPECT_EQ(CommuneFacts(world(), commune, {}, {})[commune::kExists], From("2024-11-01", "2025-06-30"));
}

TEST_F(FactsTest, ASalesPointTellsWhatItsRecordTells) {
  Point point = MakeSalesPoint("a", "c", "2024-02-01", "2025-08-31");
  point.set_place_kind(Point::PLACE_KIND_MARKET);
  point.set_area_m2(40);
  point.set_prices_listed(true);
  point.set_manager("Liên minh HTX");
  Given(point);
  EXPECT_EQ(Of(sales_point::kOpen), From("2024-02-01", "2025-08-31"));
  EXPECT_EQ(Of(sales_point::kOpenedInYear), From("2024-02-01", "2024-12-31"));
  EXPECT_EQ(Of(sales_point::kPlaceKind), Always(Point::PLACE_KIND_MARKET));
  EXPECT_EQ(Of(sales_point::kAreaM2), Always(40));
  EXPECT_EQ(Of(sales_point::kPricesListed), Always(1));
  EXPECT_EQ(Of(sales_point::kManagerNamed), Always(1));
  EXPECT_TRUE(Of(sales_point::kSignDisplayed).IsZero());
  EXPECT_TRUE(Of(sales_point::kHoursStated).IsZero());
  GivenDeleted(point);
  const Id<SalesPoint> row{0};
  for (const StepFunction& fact : SalesPointFacts(world(), row)) EXPECT_TRUE(fact.IsZero());
}

TEST_F(FactsTest, ADistrictExistsByItsValidity) {
  Given(MakeLocality("d", registry::v1::Locality::KIND_DISTRICT, "82", "", "2025-06-30"));
  const Id<Locality> district = world().localities.Find(Name("localities", "d"));
  const StepFunction exists = DistrictFacts(world(), district, {})[district::kExists];
  EXPECT_EQ(exists.At(kAlways), 1);
  EXPECT_EQ(exists.At(On("2025-06-30")), 1);
  EXPECT_EQ(exists.At(On("2025-07-01")), 0);
}

TEST_F(FactsTest, AProductIsOnSaleWhileListedAndWhileThePointIsOpen) {
  Given(MakeProducer("x", "c", "2020-01-01"), MakeProduct("a", "x"),
        MakeSalesPoint("s", "c", "2024-02-01", "2024-08-31"),
        MakePointListing("l", "a", "s", "2024-01-01", "2024-12-31"));
  const Id<Listing> listing = world().listings.Find(Name("listings", "l"));
  EXPECT_EQ(OnSaleAtPoint(world(), listing), From("2024-02-01", "2024-08-31"));
  GivenDeleted(MakeProducer("x", "c", "2020-01-01"));
  EXPECT_TRUE(OnSaleAtPoint(world(), listing).IsZero());
}

TEST(EvidenceTest, OfEveryFactItIsToldWhatItIsWorkedOutFrom) {
  for (int unit = 0; unit < indicators::v1::Indicator::Unit_ARRAYSIZE; ++unit) {
    for (const FactDescription& fact : DescribeFacts(static_cast<Unit>(unit))) {
      EXPECT_TRUE(HasWitnesses(fact.name)) << fact.name;
    }
  }
}

}  // namespace
}  // namespace ocop::gateway
