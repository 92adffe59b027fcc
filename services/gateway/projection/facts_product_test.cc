// Facts of products in small worlds, on the days that matter and on those beside them.
#include "gmock/gmock.h"
#include "services/gateway/projection/testing/facts_fixture.h"

namespace ocop::gateway {
namespace {

using namespace testing;  // NOLINT: our builders
using Channel = salespoints::v1::Channel;
using Maker = registry::v1::Producer;
using Ware = registry::v1::Product;

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

TEST_F(FactsTest, ADecisionTakesThePlaceOfTheEarlierForGood) {
  Given(MakeProducer("x", "c", "2020-01-01"), MakeProduct("a", "x"),
        MakeRecognition("1", "a", 3, "2022-01-01", "2024-12-31"),
        MakeRecognition("2", "a", 4, "2023-01-01", "2025-12-31", "2024-02-01"));
  StepFunction stars;
  stars.Append(On("2022-01-01"), 3);
  stars.Append(On("2023-01-01"), 4);
  stars.Append(On("2024-02-01"), 0);
  EXPECT_EQ(Of(product::kStars), stars);
}

TEST_F(FactsTest, ADecisionRevokedOnItsDayTakesThePlaceToo) {
  Given(MakeProducer("x", "c", "2020-01-01"), MakeProduct("a", "x"),
        MakeRecognition("1", "a", 3, "2022-01-01", "2024-12-31"),
        MakeRecognition("2", "a", 4, "2023-01-01", "2025-12-31", "2023-01-01"));
  EXPECT_EQ(Of(product::kStars), StepFunction::Between({On("2022-01-01"), On("2022-12-31")}, 3));
  EXPECT_TRUE(Of(product::kExpired).IsZero());
  EXPECT_EQ(Of(product::kRevokedInYear), From("2023-01-01", "2023-12-31")) << "its stars are lost by a revocation";
}

TEST_F(FactsTest, WhatExpiredStaysSoThoughADecisionCameThatWasRevokedOnItsDay) {
  for (const char* decided : {"2025-01-01", "2025-06-01"}) {
    Given(MakeProducer("x", "c", "2020-01-01"), MakeProduct("a", "x"),
          MakeRecognition("1", "a", 3, "2022-01-01", "2024-12-31"),
          MakeRecognition("2", "a", 4, decided, "2027-12-31", decided));
    EXPECT_EQ(Of(product::kExpired), From("2025-01-01")) << decided;
    EXPECT_EQ(Of(product::kExpiredInYear), From("2025-01-01", "2025-12-31")) << decided;
    EXPECT_TRUE(Of(product::kRevokedInYear).IsZero()) << "that took no stars: " << decided;
  }
}

TEST_F(FactsTest, OfTwoDecisionsOfOneDayTheGreaterNameCounts) {
  Given(MakeProducer("x", "c", "2020-01-01"), MakeProduct("a", "x"),
        MakeRecognition("9", "a", 3, "2022-01-01", "2024-12-31"),
        MakeRecognition("1", "a", 5, "2022-01-01", "2024-12-31"));
  EXPECT_EQ(Of(product::kStars).At(On("2022-06-01")), 3);
}

TEST_F(FactsTest, ARaiseCountsInTheYearOfTheDecisionWhileInForce) {
  Given(MakeProducer("x", "c", "2020-01-01"), MakeProduct("a", "x"),
        MakeRecognition("1", "a", 3, "2022-01-01", "2024-12-31"),
        MakeRecognition("2", "a", 4, "2024-06-30", "2027-06-29", "2024-11-01"));
  EXPECT_EQ(Of(product::kRaisedToStarsInYear), Holding(4, From("2024-06-30", "2024-10-31")));
}

TEST_F(FactsTest, FourStarsAtOnceAreNotARaise) {
  Given(MakeProducer("x", "c", "2020-01-01"), MakeProduct("a", "x"),
        MakeRecognition("2", "a", 4, "2024-06-30", "2027-06-29"));
  EXPECT_TRUE(Of(product::kRaisedToStarsInYear).IsZero());
}

TEST_F(FactsTest, ARaiseNeedsStarsOnTheDayBefore) {
  Given(MakeProducer("x", "c", "2020-01-01"), MakeProduct("a", "x"),
        MakeRecognition("1", "a", 3, "2021-06-30", "2024-06-28"),
        MakeRecognition("2", "a", 4, "2024-06-30", "2027-06-29"));
  EXPECT_TRUE(Of(product::kRaisedToStarsInYear).IsZero()) << "the 3 stars had lapsed a day earlier";
}

TEST_F(FactsTest, RenewedFourStarsAreNoRaiseAndAStepTo5IsOneTo5) {
  Given(MakeProducer("x", "c", "2020-01-01"), MakeProduct("a", "x"),
        MakeRecognition("1", "a", 4, "2021-01-01", "2023-12-31"),
        MakeRecognition("2", "a", 4, "2023-06-01", "2026-05-31"),
        MakeRecognition("3", "a", 5, "2024-06-01", "2027-05-31"));
  EXPECT_EQ(Of(product::kRaisedToStarsInYear), Holding(5, From("2024-06-01", "2024-12-31")));
}

TEST_F(FactsTest, TwoRaisesOfAYearAreBothToldWhileTheirDecisionsAreInForce) {
  Given(MakeProducer("x", "c", "2020-01-01"), MakeProduct("a", "x"),
        MakeRecognition("1", "a", 3, "2023-01-01", "2025-12-31"),
        MakeRecognition("2", "a", 4, "2024-03-01", "2024-11-30"),
        MakeRecognition("3", "a", 5, "2024-09-01", "2027-08-31"));
  StepFunction raised;
  raised.Append(On("2024-03-01"), 1 << 4);
  raised.Append(On("2024-09-01"), 1 << 4 | 1 << 5);
  raised.Append(On("2024-12-01"), 1 << 5);
  raised.Append(On("2025-01-01"), 0);
  EXPECT_EQ(Of(product::kRaisedToStarsInYear), raised);
}

TEST_F(FactsTest, FewerStarsAreNoRaise) {
  Given(MakeProducer("x", "c", "2020-01-01"), MakeProduct("a", "x"),
        MakeRecognition("1", "a", 5, "2022-01-01", "2024-12-31"),
        MakeRecognition("2", "a", 4, "2024-06-01", "2027-05-31"));
  EXPECT_TRUE(Of(product::kRaisedToStarsInYear).IsZero());
  EXPECT_EQ(Of(product::kReEvaluatedInYear), From("2024-06-01", "2024-12-31"));
}

TEST_F(FactsTest, AProductIsNewlyRecognisedOnceInTheYearOfItsFirstDecision) {
  Given(MakeProducer("x", "c", "2020-01-01"), MakeProduct("a", "x"),
        MakeRecognition("1", "a", 3, "2021-06-30", "2024-06-29"),
        MakeRecognition("2", "a", 3, "2024-05-01", "2027-04-30"));
  EXPECT_EQ(Of(product::kNewlyRecognisedInYear), From("2021-06-30", "2021-12-31"));
  EXPECT_EQ(Of(product::kReEvaluatedInYear), From("2024-05-01", "2024-12-31"));
}

TEST_F(FactsTest, ADecisionCountsForItsYearOnlyWhileInForce) {
  Given(MakeProducer("x", "c", "2020-01-01"), MakeProduct("a", "x"),
        MakeRecognition("1", "a", 3, "2021-06-30", "2024-06-29", "2021-09-01"),
        MakeRecognition("2", "a", 4, "2024-05-01", "2024-07-31"));
  EXPECT_EQ(Of(product::kNewlyRecognisedInYear), From("2021-06-30", "2021-08-31"));
  EXPECT_EQ(Of(product::kReEvaluatedInYear), From("2024-05-01", "2024-07-31")) << "its stars had lapsed: no raise";
  EXPECT_TRUE(Of(product::kRaisedToStarsInYear).IsZero());
}

TEST_F(FactsTest, ADecisionRevokedOnItsDayIsNotTheFirst) {
  Given(MakeProducer("x", "c", "2020-01-01"), MakeProduct("a", "x"),
        MakeRecognition("1", "a", 3, "2021-06-30", "2024-06-29", "2021-06-30"),
        MakeRecognition("2", "a", 3, "2022-05-01", "2025-04-30"));
  EXPECT_EQ(Of(product::kNewlyRecognisedInYear), From("2022-05-01", "2022-12-31"));
  EXPECT_TRUE(Of(product::kReEvaluatedInYear).IsZero());
  EXPECT_TRUE(Of(product::kRevokedInYear).IsZero()) << "it never was in force";
}

TEST_F(FactsTest, OfTwoFirstDecisionsOfOneDayNeitherIsARaiseOrAReEvaluation) {
  Given(MakeProducer("x", "c", "2020-01-01"), MakeProduct("a", "x"),
        MakeRecognition("1", "a", 3, "2022-01-01", "2024-12-31"),
        MakeRecognition("2", "a", 4, "2022-01-01", "2024-12-31"));
  EXPECT_EQ(Of(product::kNewlyRecognisedInYear), From("2022-01-01", "2022-12-31"));
  EXPECT_TRUE(Of(product::kReEvaluatedInYear).IsZero());
  EXPECT_TRUE(Of(product::kRaisedToStarsInYear).IsZero());
}

TEST_F(FactsTest, AProductIsExpiredFromTheDayAfterItsTermUntilItIsRecognisedAgain) {
  Given(MakeProducer("x", "c", "2020-01-01"), MakeProduct("a", "x"),
        MakeRecognition("1", "a", 3, "2021-04-01", "2024-03-31"),
        MakeRecognition("2", "a", 3, "2024-10-01", "2027-09-30"));
  StepFunction expired = From("2024-04-01", "2024-09-30");
  expired.Append(On("2027-10-01"), 1);
  EXPECT_EQ(Of(product::kExpired), expired);
  StepFunction in_year = From("2024-04-01", "2024-12-31");
  in_year.Append(On("2027-10-01"), 1);
  in_year.Append(On("2028-01-01"), 0);
  EXPECT_EQ(Of(product::kExpiredInYear), in_year) << "it did expire in 2024, though it has stars again";
}

TEST_F(FactsTest, ATermThatEndsWithTheYearExpiresInTheNext) {
  Given(MakeProducer("x", "c", "2020-01-01"), MakeProduct("a", "x"),
        MakeRecognition("1", "a", 3, "2022-01-01", "2024-12-31"));
  EXPECT_EQ(Of(product::kExpiredInYear), From("2025-01-01", "2025-12-31"));
}

TEST_F(FactsTest, ATermThatEndsUnderAnotherRecognitionDoesNotExpireTheProduct) {
  Given(MakeProducer("x", "c", "2020-01-01"), MakeProduct("a", "x"),
        MakeRecognition("1", "a", 3, "2021-01-01", "2023-12-31"),
        MakeRecognition("2", "a", 4, "2023-06-01", "2026-05-31"));
  EXPECT_EQ(Of(product::kExpired), From("2026-06-01"));
}

TEST_F(FactsTest, ARevokedProductIsNotExpired) {
  Given(MakeProducer("x", "c", "2020-01-01"), MakeProduct("a", "x"),
        MakeRecognition("1", "a", 3, "2021-01-01", "2023-12-31"),
        MakeRecognition("2", "a", 4, "2023-06-01", "2026-05-31", "2024-12-16"));
  EXPECT_TRUE(Of(product::kExpired).IsZero());
  EXPECT_TRUE(Of(product::kExpiredInYear).IsZero());
  EXPECT_EQ(Of(product::kRevokedInYear), From("2024-12-16", "2024-12-31"));
}

TEST_F(FactsTest, ARevocationThatLeavesAnEarlierTermIsNoExpiryEither) {
  Given(MakeProducer("x", "c", "2020-01-01"), MakeProduct("a", "x"),
        MakeRecognition("1", "a", 3, "2022-01-01", "2024-12-31"),
        MakeRecognition("2", "a", 4, "2023-01-01", "2025-12-31", "2024-02-01"));
  EXPECT_EQ(Of(product::kRevokedInYear), From("2024-02-01", "2024-12-31"));
  EXPECT_TRUE(Of(product::kExpired).IsZero()) << "the 3 stars had been replaced";
}

TEST_F(FactsTest, AProductTellsItsGroupItsSheetAndWhoMakesIt) {
  Maker maker = MakeProducer("x", "c", "2020-01-01");
  maker.set_kind(Maker::KIND_FARM);
  maker.set_representative_gender(Maker::GENDER_FEMALE);
  Ware ware = MakeProduct("a", "x");
  ware.set_product_group(Ware::GROUP_TOURISM);
  ware.set_score_sheet(26);
  Given(maker, ware);
  EXPECT_EQ(Of(product::kGroup), Always(Ware::GROUP_TOURISM));
  EXPECT_EQ(Of(product::kScoreSheet), Always(26));
  EXPECT_EQ(Of(product::kProducerKind), Always(Maker::KIND_FARM));
  EXPECT_EQ(Of(product::kProducerWomenLed), Always(1));
}

TEST_F(FactsTest, AKindOfALaterVersionIsNone) {
  Maker maker = MakeProducer("a", "c", "2020-01-01");
  maker.set_kind(static_cast<Maker::Kind>(99));
  Given(maker);
  EXPECT_TRUE(Of(producer::kKind).IsZero());
}

TEST_F(FactsTest, AProductsChannelsAreThoseOfItsOwnListings) {
  Given(MakeProducer("x", "c", "2020-01-01"), MakeProduct("a", "x"), MakeProduct("b", "x"),
        MakeChannel("coop", Channel::KIND_SUPERMARKET), MakeChannel("shopee", Channel::KIND_ECOMMERCE_FLOOR),
        MakeChannelListing("1", "a", "shopee", "2024-01-01", "2024-01-31"),
        MakeChannelListing("2", "b", "coop", "2024-01-01"));
  EXPECT_EQ(Of(product::kChannelKinds), Holding(Channel::KIND_ECOMMERCE_FLOOR, From("2024-01-01", "2024-01-31")));
}

TEST_F(FactsTest, AnEventCountsForItsProducersAndTheProductsShownFromItsFirstDay) {
  Given(MakeProducer("a", "c", "2020-01-01"), MakeProduct("a", "a"), MakeProduct("b", "a"),
        MakeTradeEvent("fair", "2023-12-30", "2024-01-03"), MakeParticipation("fair", "a", {"a"}));
  EXPECT_EQ(Of(producer::kAttendedTradeEventInYear), From("2023-12-30", "2023-12-31"));
  EXPECT_EQ(Of(product::kAttendedTradeEventInYear), From("2023-12-30", "2023-12-31"));
  const Id<Product> not_shown = world().products.Find(Name("products", "b"));
  EXPECT_TRUE(ProductFacts(world(), not_shown)[product::kAttendedTradeEventInYear].IsZero());
  GivenDeleted(MakeParticipation("fair", "a", {"a"}));
  EXPECT_TRUE(Of(producer::kAttendedTradeEventInYear).IsZero());
  EXPECT_TRUE(Of(product::kAttendedTradeEventInYear).IsZero());
}

TEST_F(FactsTest, AnEventThatIsNotThereIsAttendedByNobody) {
  Given(MakeProducer("a", "c", "2020-01-01"), MakeProduct("a", "a"), MakeParticipation("fair", "a", {"a"}));
  EXPECT_TRUE(Of(producer::kAttendedTradeEventInYear).IsZero());
  EXPECT_TRUE(Of(product::kAttendedTradeEventInYear).IsZero());
}

TEST_F(FactsTest, RevenueAndProfitOfAYearAddUpPeriodByPeriodAndBeginAnew) {
  Given(MakeProducer("x", "c", "2020-01-01"), MakeProduct("a", "x"),
        MakeReport("q1", "a", "2023-01-01", "2023-03-31", 100, -20),
        MakeReport("april", "a", "2023-04-01", "2023-04-30", 50, 20),
        MakeReport("web", "a", "2023-04-01", "2023-04-30", 5, 1),
        MakeReport("next", "a", "2024-01-01", "2024-01-31", 7, 3));
  StepFunction revenue;
  revenue.Append(On("2023-03-31"), 100);
  revenue.Append(On("2023-04-30"), 155);
  revenue.Append(On("2024-01-01"), 0);
  revenue.Append(On("2024-01-31"), 7);
  revenue.Append(On("2025-01-01"), 0);
  EXPECT_EQ(Of(product::kRevenueInYearVnd), revenue);
  StepFunction profit;
  profit.Append(On("2023-03-31"), -20);
  profit.Append(On("2023-04-30"), 1);
  profit.Append(On("2024-01-01"), 0);
  profit.Append(On("2024-01-31"), 3);
  profit.Append(On("2025-01-01"), 0);
  EXPECT_EQ(Of(product::kProfitInYearVnd), profit);
}

TEST_F(FactsTest, ASumOfAYearIsExactAsFarAsTheNumberGoes) {
  constexpr int64_t kMost = std::numeric_limits<int64_t>::max();
  Given(MakeProducer("x", "c", "2020-01-01"), MakeProduct("a", "x"),
        MakeReport("1", "a", "2021-01-01", "2021-12-31", 9'000'000'000'000, -9'000'000'000'000),
        MakeReport("2", "a", "2022-01-01", "2022-06-30", kMost, -kMost),
        MakeReport("3", "a", "2022-07-01", "2022-12-31", kMost, -kMost));
  EXPECT_EQ(Of(product::kRevenueInYearVnd).At(On("2021-12-31")), 9'000'000'000'000);
  EXPECT_EQ(Of(product::kProfitInYearVnd).At(On("2021-12-31")), -9'000'000'000'000);
  EXPECT_EQ(Of(product::kRevenueInYearVnd).At(On("2022-12-31")), kMost);
  EXPECT_EQ(Of(product::kProfitInYearVnd).At(On("2022-12-31")), -kMost);
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

TEST_F(FactsTest, ABaselineWithoutAProfitIsOneOfRevenueAlone) {
  auto baseline = MakeBaseline("a", 2021, 1000, 0);
  Given(MakeProducer("x", "c", "2020-01-01"), MakeProduct("a", "x"), baseline,
        MakeReport("22", "a", "2022-01-01", "2022-12-31", 1200, 10));
  EXPECT_EQ(Of(product::kHasProfitBaseline), From("2021-12-31")) << "a profit of 0 is one";
  EXPECT_EQ(Of(product::kProfitAboveBaseline), From("2022-12-31", "2023-12-30"));
  baseline.clear_profit_vnd();
  Given(baseline);
  EXPECT_TRUE(Of(product::kHasProfitBaseline).IsZero());
  EXPECT_TRUE(Of(product::kProfitAboveBaseline).IsZero());
  EXPECT_EQ(Of(product::kHasRevenueBaseline), From("2021-12-31"));
  EXPECT_EQ(Of(product::kRevenueAboveBaseline), From("2022-12-31", "2023-12-30"));
}

TEST_F(FactsTest, TheSumOfHugeReportsDoesNotOverflow) {
  constexpr int64_t kHuge = std::numeric_limits<int64_t>::max();
  Given(MakeProducer("x", "c", "2020-01-01"), MakeProduct("a", "x"), MakeBaseline("a", 2021, kHuge, 0),
        MakeReport("1", "a", "2022-01-01", "2022-06-30", kHuge, 0),
        MakeReport("2", "a", "2022-07-01", "2022-12-31", kHuge, 0));
  EXPECT_EQ(Of(product::kRevenueAboveBaseline), From("2022-12-31", "2023-12-30"));
}

}  // namespace
}  // namespace ocop::gateway
