// Facts of units in small worlds, on the days that matter and on those beside them.
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/gateway/projection/intake.h"
#include "services/gateway/projection/testing/resources.h"
#include "services/gateway/projection/unit_facts.h"

namespace ocop::gateway {
namespace {

using namespace testing;  // NOLINT: our builders
using Course = training::v1::Course;
using Paper = registry::v1::CompliancePaper;
using Channel = salespoints::v1::Channel;

StepFunction From(std::string_view first, std::string_view last) {
  return StepFunction::Between({On(first), On(last)});
}
StepFunction From(std::string_view first) {
  return StepFunction::Between({On(first), kForever});
}

class FactsTest : public ::testing::Test {
 protected:
  void GivenOne(const google::protobuf::Message& resource) { ASSERT_TRUE(intake_.Apply(Put(resource)).ok()); }
  template <typename... Resources>
  void Given(const Resources&... resources) {
    (GivenOne(resources), ...);
  }
  void GivenDeleted(const google::protobuf::Message& resource) { ASSERT_TRUE(intake_.Apply(Delete(resource)).ok()); }

  const World& world() const { return intake_.world(); }
  StepFunction Of(officer::Fact fact) {
    return OfficerFacts(world(), world().learners.Find(Name("learners", "a")))[fact];
  }
  StepFunction Of(producer::Fact fact) {
    return ProducerFacts(world(), world().producers.Find(Name("producers", "a")))[fact];
  }
  StepFunction Of(product::Fact fact) {
    return ProductFacts(world(), world().products.Find(Name("products", "a")))[fact];
  }

  Intake intake_;
};

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

// ---- Products

TEST_F(FactsTest, AProductOfAnAbsentProducerHasNoFacts) {
  Given(MakeProduct("a", "x"), MakeRegistration("a", "2024-04-30"));
  EXPECT_TRUE(Of(product::kRegisteredInYear).IsZero());
  Given(MakeProducer("x", "c", "2020-01-01"));
  EXPECT_EQ(Of(product::kRegisteredInYear), From("2024-04-30", "2024-12-31"));
}

TEST_F(FactsTest, StarsHoldFromTheDecisionToTheLastDayOfTheTerm) {
  Given(MakeProducer("x", "c", "2020-01-01"), MakeProduct("a", "x"),
        MakeRecognition("1", "a", 4, "2021-12-31", "2024-12-30"));
  EXPECT_EQ(Of(product::kStars), StepFunction::Between({On("2021-12-31"), On("2024-12-30")}, 4));
}

TEST_F(FactsTest, TheDayOfRevocationIsTheFirstWithoutStars) {
  Given(MakeProducer("x", "c", "2020-01-01"), MakeProduct("a", "x"),
        MakeRecognition("1", "a", 4, "2021-12-31", "2024-12-30", "2023-05-10"));
  EXPECT_EQ(Of(product::kStars).At(On("2023-05-09")), 4);
  EXPECT_EQ(Of(product::kStars).At(On("2023-05-10")), 0);
}

TEST_F(FactsTest, ARevocationOnTheDayOfTheDecisionLeavesNothing) {
  Given(MakeProducer("x", "c", "2020-01-01"), MakeProduct("a", "x"),
        MakeRecognition("1", "a", 4, "2021-12-31", "2024-12-30", "2021-12-31"));
  EXPECT_TRUE(Of(product::kStars).IsZero());
}

TEST_F(FactsTest, OfSeveralInForceTheLatestDecisionCountsAndThenTheEarlierAgain) {
  Given(MakeProducer("x", "c", "2020-01-01"), MakeProduct("a", "x"),
        MakeRecognition("1", "a", 3, "2022-01-01", "2024-12-31"),
        MakeRecognition("2", "a", 4, "2023-01-01", "2025-12-31", "2024-02-01"));
  StepFunction stars;
  stars.Append(On("2022-01-01"), 3);
  stars.Append(On("2023-01-01"), 4);
  stars.Append(On("2024-02-01"), 3);
  stars.Append(On("2025-01-01"), 0);
  EXPECT_EQ(Of(product::kStars), stars);
}

TEST_F(FactsTest, OfTwoDecisionsOfOneDayTheGreaterNameCounts) {
  Given(MakeProducer("x", "c", "2020-01-01"), MakeProduct("a", "x"),
        MakeRecognition("9", "a", 3, "2022-01-01", "2024-12-31"),
        MakeRecognition("1", "a", 5, "2022-01-01", "2024-12-31"));
  EXPECT_EQ(Of(product::kStars).At(On("2022-06-01")), 3);
}

TEST_F(FactsTest, RaisedTo4CountsInTheYearOfTheDecisionWhileInForce) {
  Given(MakeProducer("x", "c", "2020-01-01"), MakeProduct("a", "x"),
        MakeRecognition("1", "a", 3, "2022-01-01", "2024-12-31"),
        MakeRecognition("2", "a", 4, "2024-06-30", "2027-06-29", "2024-11-01"));
  EXPECT_EQ(Of(product::kRaisedTo4InYear), From("2024-06-30", "2024-10-31"));
}

TEST_F(FactsTest, FourStarsAtOnceAreNotARaise) {
  Given(MakeProducer("x", "c", "2020-01-01"), MakeProduct("a", "x"),
        MakeRecognition("2", "a", 4, "2024-06-30", "2027-06-29"));
  EXPECT_TRUE(Of(product::kRaisedTo4InYear).IsZero());
}

TEST_F(FactsTest, ARaiseNeedsTheThreeStarsOnTheDayBefore) {
  Given(MakeProducer("x", "c", "2020-01-01"), MakeProduct("a", "x"),
        MakeRecognition("1", "a", 3, "2021-06-30", "2024-06-28"),
        MakeRecognition("2", "a", 4, "2024-06-30", "2027-06-29"));
  EXPECT_TRUE(Of(product::kRaisedTo4InYear).IsZero()) << "the 3 stars had lapsed a day earlier";
}

TEST_F(FactsTest, RenewedFourStarsAndAStepTo5AreNotRaisesTo4) {
  Given(MakeProducer("x", "c", "2020-01-01"), MakeProduct("a", "x"),
        MakeRecognition("1", "a", 4, "2021-01-01", "2023-12-31"),
        MakeRecognition("2", "a", 4, "2023-06-01", "2026-05-31"),
        MakeRecognition("3", "a", 5, "2024-06-01", "2027-05-31"));
  EXPECT_TRUE(Of(product::kRaisedTo4InYear).IsZero());
}

TEST_F(FactsTest, SoldMeansAPeriodAfterTheDecisionThatEndedByTheDay) {
  Given(MakeProducer("x", "c", "2020-01-01"), MakeProduct("a", "x"),
        MakeRecognition("1", "a", 3, "2023-06-15", "2026-06-14"),
        MakeReport("before", "a", "2023-06-01", "2023-06-30", 100, 1),  // Began before the decision.
        MakeReport("nothing", "a", "2023-07-01", "2023-07-31", 0, 0),   // No revenue.
        MakeReport("sold", "a", "2023-10-01", "2023-12-31", 100, 1));
  EXPECT_EQ(Of(product::kSoldSinceRecognition), From("2023-12-31", "2026-06-14"));
}

TEST_F(FactsTest, ANewDecisionAsksForNewSales) {
  Given(MakeProducer("x", "c", "2020-01-01"), MakeProduct("a", "x"),
        MakeRecognition("1", "a", 3, "2022-01-01", "2024-12-31"),
        MakeRecognition("2", "a", 3, "2024-07-01", "2027-06-30"),
        MakeReport("1", "a", "2022-01-01", "2022-12-31", 100, 1),
        MakeReport("2", "a", "2024-07-01", "2024-12-31", 100, 1));
  StepFunction sold;
  sold.Append(On("2022-12-31"), 1);
  sold.Append(On("2024-07-01"), 0);
  sold.Append(On("2024-12-31"), 1);
  sold.Append(On("2027-07-01"), 0);
  EXPECT_EQ(Of(product::kSoldSinceRecognition), sold);
}

TEST_F(FactsTest, GrowthComparesTheLastYearThatEndedWithTheBaseline) {
  Given(MakeProducer("x", "c", "2020-01-01"), MakeProduct("a", "x"), MakeBaseline("a", 2021, 1000, 100),
        MakeReport("22a", "a", "2022-01-01", "2022-06-30", 600, 10),
        MakeReport("22b", "a", "2022-07-01", "2022-12-31", 600, 10),
        MakeReport("23", "a", "2023-01-01", "2023-12-31", 1000, 500));
  EXPECT_EQ(Of(product::kHasRevenueBaseline), From("2021-12-31"));
  EXPECT_EQ(Of(product::kRevenueAboveBaseline), From("2022-12-31", "2023-12-30")) << "the parts of 2022 together";
  EXPECT_EQ(Of(product::kHasProfitBaseline), From("2021-12-31"));
  EXPECT_EQ(Of(product::kProfitAboveBaseline), From("2023-12-31", "2024-12-30"));
}

TEST_F(FactsTest, TheBaselineYearItselfAndYearsBeforeShowNoGrowth) {
  Given(MakeProducer("x", "c", "2020-01-01"), MakeProduct("a", "x"), MakeBaseline("a", 2022, 1000, 100),
        MakeReport("21", "a", "2021-01-01", "2021-12-31", 5000, 900),
        MakeReport("22", "a", "2022-01-01", "2022-12-31", 5000, 900));
  EXPECT_TRUE(Of(product::kRevenueAboveBaseline).IsZero());
  EXPECT_TRUE(Of(product::kProfitAboveBaseline).IsZero());
}

TEST_F(FactsTest, WithoutReportsEvenALossIsNotExceeded) {
  Given(MakeProducer("x", "c", "2020-01-01"), MakeProduct("a", "x"), MakeBaseline("a", 2021, 1000, -100));
  EXPECT_TRUE(Of(product::kProfitAboveBaseline).IsZero());
  Given(MakeReport("22", "a", "2022-01-01", "2022-12-31", 10, -99));
  EXPECT_EQ(Of(product::kProfitAboveBaseline), From("2022-12-31", "2023-12-30"));
}

TEST_F(FactsTest, TheSumOfHugeReportsDoesNotOverflow) {
  constexpr int64_t kHuge = std::numeric_limits<int64_t>::max();
  Given(MakeProducer("x", "c", "2020-01-01"), MakeProduct("a", "x"), MakeBaseline("a", 2021, kHuge, 0),
        MakeReport("1", "a", "2022-01-01", "2022-06-30", kHuge, 0),
        MakeReport("2", "a", "2022-07-01", "2022-12-31", kHuge, 0));
  EXPECT_EQ(Of(product::kRevenueAboveBaseline), From("2022-12-31", "2023-12-30"));
}

// ---- Areas

TEST_F(FactsTest, ACommuneIsOnTheRoadmapInTheYearOfThePlan) {
  Given(MakeLocality("c", registry::v1::Locality::KIND_COMMUNE, "d"), MakePlan(2024), MakeRoadmapCommune(2024, "c"));
  const Id<Locality> commune = world().localities.Find(Name("localities", "c"));
  EXPECT_EQ(CommuneFacts(world(), commune, {}, {})[commune::kOnRoadmapInYear], From("2024-01-01", "2024-12-31"));
  GivenDeleted(MakePlan(2024));
  EXPECT_TRUE(CommuneFacts(world(), commune, {}, {})[commune::kOnRoadmapInYear].IsZero());
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

}  // namespace
}  // namespace ocop::gateway
