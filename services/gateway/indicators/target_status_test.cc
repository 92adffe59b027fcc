#include "services/gateway/indicators/target_status.h"

#include <limits>

#include "gtest/gtest.h"

namespace ocop::gateway {
namespace {

using indicators::v1::Indicator;
using indicators::v1::IndicatorValue;

TargetRange AtLeast(int64_t minimum) {
  return {.minimum = minimum};
}

TargetRange AtMost(int64_t maximum) {
  return {.maximum = maximum};
}

Indicator Measuring(Indicator::Measure measure, const std::string& denominator_filter) {
  Indicator indicator;
  indicator.set_measure(measure);
  indicator.set_denominator_filter(denominator_filter);
  return indicator;
}

const Indicator kShare = Measuring(Indicator::MEASURE_PERCENT, "in_programme = true");
const Indicator kCount = Measuring(Indicator::MEASURE_COUNT, "");
const Indicator kCountOfAsked = Measuring(Indicator::MEASURE_COUNT, "exists = true");

TEST(TargetStatusTest, AShareIsMetExactlyFromTheMinimumOn) {
  EXPECT_EQ(StatusOf(kShare, {.numerator = 7, .denominator = 10}, AtLeast(70)), IndicatorValue::STATUS_MET);
  EXPECT_EQ(StatusOf(kShare, {.numerator = 69, .denominator = 100}, AtLeast(70)), IndicatorValue::STATUS_NOT_MET);
}

TEST(TargetStatusTest, NearlyAllIsNotAll) {
  EXPECT_EQ(StatusOf(kShare, {.numerator = 299'999, .denominator = 300'000}, AtLeast(100)),
            IndicatorValue::STATUS_NOT_MET);
  EXPECT_EQ(PercentCenti(299'999, 300'000), 9999);
}

TEST(TargetStatusTest, AShareOfNothingIsNotAsked) {
  EXPECT_EQ(StatusOf(kShare, {.numerator = 0, .denominator = 0}, AtLeast(100)), IndicatorValue::STATUS_NOT_APPLICABLE);
  EXPECT_EQ(PercentCenti(0, 0), std::nullopt);
}

TEST(TargetStatusTest, ACountIsMetFromTheMinimumOnAlsoAboveTheMaximum) {
  EXPECT_EQ(StatusOf(kCount, {.numerator = 10, .denominator = 0}, AtLeast(10)), IndicatorValue::STATUS_MET);
  EXPECT_EQ(StatusOf(kCount, {.numerator = 16, .denominator = 0}, AtLeast(10)), IndicatorValue::STATUS_MET);
  EXPECT_EQ(StatusOf(kCountOfAsked, {.numerator = 9, .denominator = 11}, AtLeast(10)), IndicatorValue::STATUS_NOT_MET);
  EXPECT_EQ(StatusOf(kCount, {.numerator = 0, .denominator = 0}, AtLeast(10)), IndicatorValue::STATUS_NOT_MET);
}

TEST(TargetStatusTest, ACountOfNobodyAskedAboutIsNotJudged) {
  EXPECT_EQ(StatusOf(kCountOfAsked, {.numerator = 0, .denominator = 0}, AtLeast(10)),
            IndicatorValue::STATUS_NOT_APPLICABLE);
  EXPECT_EQ(StatusOf(kCountOfAsked, {.numerator = 0, .denominator = 1}, AtLeast(10)), IndicatorValue::STATUS_NOT_MET);
}

TEST(TargetStatusTest, WithoutATargetNothingIsDecided) {
  EXPECT_EQ(StatusOf(kShare, {.numerator = 1, .denominator = 1}, std::nullopt), IndicatorValue::STATUS_NO_TARGET);
  EXPECT_EQ(StatusOf(kShare, {.numerator = 0, .denominator = 0}, std::nullopt), IndicatorValue::STATUS_NO_TARGET);
}

TEST(TargetStatusTest, ASumIsMetFromTheMinimumOn) {
  const Indicator sum = Measuring(Indicator::MEASURE_SUM, "");
  EXPECT_EQ(StatusOf(sum, {.numerator = 1, .amount = 500}, AtLeast(500)), IndicatorValue::STATUS_MET);
  EXPECT_EQ(StatusOf(sum, {.numerator = 900, .amount = 499}, AtLeast(500)), IndicatorValue::STATUS_NOT_MET);
}

TEST(TargetStatusTest, MissingUnitsAreTheFewestThatWouldDo) {
  EXPECT_EQ(MissingUnits(kShare, {.numerator = 6, .denominator = 10}, AtLeast(70)), 1);
  EXPECT_EQ(MissingUnits(kShare, {.numerator = 1, .denominator = 3}, AtLeast(70)), 2) << "2 of 3 are less than 70 %";
  EXPECT_EQ(MissingUnits(kShare, {.numerator = 7, .denominator = 10}, AtLeast(70)), 0);
  EXPECT_EQ(MissingUnits(kShare, {}, AtLeast(70)), 0);
  EXPECT_EQ(MissingUnits(kCount, {.numerator = 4}, AtLeast(10)), 6);
  EXPECT_EQ(MissingUnits(kCount, {.numerator = 14}, AtLeast(10)), 0);
}

TEST(TargetStatusTest, NoTargetIsTooLargeToBeMissed) {
  const int64_t largest = std::numeric_limits<int64_t>::max();
  EXPECT_EQ(StatusOf(kShare, {.numerator = 8, .denominator = 9}, AtLeast(largest)), IndicatorValue::STATUS_NOT_MET);
  EXPECT_EQ(StatusOf(kCount, {.numerator = 8, .denominator = 9}, AtLeast(largest)), IndicatorValue::STATUS_NOT_MET);
  EXPECT_EQ(MissingUnits(kShare, {.numerator = 0, .denominator = 300'000}, AtLeast(largest)), largest);
}

Indicator FewerIsBetter(Indicator indicator) {
  indicator.set_comparator(Indicator::COMPARATOR_AT_MOST);
  return indicator;
}

TEST(TargetStatusTest, WhereFewerIsBetterTheMaximumIsTheTarget) {
  const Indicator count = FewerIsBetter(kCount), share = FewerIsBetter(kShare);
  const Indicator sum = FewerIsBetter(Measuring(Indicator::MEASURE_SUM, ""));
  EXPECT_EQ(StatusOf(count, {.numerator = 0}, AtMost(0)), IndicatorValue::STATUS_MET);
  EXPECT_EQ(StatusOf(count, {.numerator = 1}, AtMost(0)), IndicatorValue::STATUS_NOT_MET);
  EXPECT_EQ(StatusOf(share, {.numerator = 5, .denominator = 100}, AtMost(5)), IndicatorValue::STATUS_MET);
  EXPECT_EQ(StatusOf(share, {.numerator = 6, .denominator = 119}, AtMost(5)), IndicatorValue::STATUS_NOT_MET)
      << "5.04 %, told as 5 %";
  EXPECT_EQ(StatusOf(share, {}, AtMost(5)), IndicatorValue::STATUS_NOT_APPLICABLE);
  EXPECT_EQ(StatusOf(sum, {.numerator = 9, .amount = 500}, AtMost(500)), IndicatorValue::STATUS_MET);
  EXPECT_EQ(StatusOf(sum, {.numerator = 1, .amount = 501}, AtMost(500)), IndicatorValue::STATUS_NOT_MET);
}

TEST(TargetStatusTest, WhereFewerIsBetterTheMissingUnitsAreThoseTooMany) {
  const Indicator count = FewerIsBetter(kCount), share = FewerIsBetter(kShare);
  EXPECT_EQ(MissingUnits(count, {.numerator = 14}, AtMost(10)), 4);
  EXPECT_EQ(MissingUnits(count, {.numerator = 4}, AtMost(10)), 0);
  EXPECT_EQ(MissingUnits(share, {.numerator = 6, .denominator = 119}, AtMost(5)), 1);
  EXPECT_EQ(MissingUnits(share, {.numerator = 2, .denominator = 3}, AtMost(34)), 1) << "1 of 3 are less than 34 %";
}

TEST(TargetStatusTest, PercentIsRoundedDown) {
  EXPECT_EQ(PercentCenti(2, 3), 6666);
}

}  // namespace
}  // namespace ocop::gateway
