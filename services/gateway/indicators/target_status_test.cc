#include "services/gateway/indicators/target_status.h"

#include <limits>

#include "gtest/gtest.h"

namespace ocop::gateway {
namespace {

using indicators::v1::Indicator;
using indicators::v1::IndicatorValue;

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
  EXPECT_EQ(StatusOf(kShare, {.numerator = 7, .denominator = 10}, 70), IndicatorValue::STATUS_MET);
  EXPECT_EQ(StatusOf(kShare, {.numerator = 69, .denominator = 100}, 70), IndicatorValue::STATUS_NOT_MET);
}

TEST(TargetStatusTest, NearlyAllIsNotAll) {
  EXPECT_EQ(StatusOf(kShare, {.numerator = 299'999, .denominator = 300'000}, 100), IndicatorValue::STATUS_NOT_MET);
  EXPECT_EQ(PercentCenti(299'999, 300'000), 9999);
}

TEST(TargetStatusTest, AShareOfNothingIsNotAsked) {
  EXPECT_EQ(StatusOf(kShare, {.numerator = 0, .denominator = 0}, 100), IndicatorValue::STATUS_NOT_APPLICABLE);
  EXPECT_EQ(PercentCenti(0, 0), std::nullopt);
}

TEST(TargetStatusTest, ACountIsMetFromTheMinimumOnAlsoAboveTheMaximum) {
  EXPECT_EQ(StatusOf(kCount, {.numerator = 10, .denominator = 0}, 10), IndicatorValue::STATUS_MET);
  EXPECT_EQ(StatusOf(kCount, {.numerator = 16, .denominator = 0}, 10), IndicatorValue::STATUS_MET);
  EXPECT_EQ(StatusOf(kCountOfAsked, {.numerator = 9, .denominator = 11}, 10), IndicatorValue::STATUS_NOT_MET);
  EXPECT_EQ(StatusOf(kCount, {.numerator = 0, .denominator = 0}, 10), IndicatorValue::STATUS_NOT_MET);
}

TEST(TargetStatusTest, ACountOfNobodyAskedAboutIsNotJudged) {
  EXPECT_EQ(StatusOf(kCountOfAsked, {.numerator = 0, .denominator = 0}, 10), IndicatorValue::STATUS_NOT_APPLICABLE);
  EXPECT_EQ(StatusOf(kCountOfAsked, {.numerator = 0, .denominator = 1}, 10), IndicatorValue::STATUS_NOT_MET);
}

TEST(TargetStatusTest, WithoutATargetNothingIsDecided) {
  EXPECT_EQ(StatusOf(kShare, {.numerator = 1, .denominator = 1}, std::nullopt), IndicatorValue::STATUS_NO_TARGET);
  EXPECT_EQ(StatusOf(kShare, {.numerator = 0, .denominator = 0}, std::nullopt), IndicatorValue::STATUS_NO_TARGET);
}

TEST(TargetStatusTest, ASumIsMetFromTheMinimumOn) {
  const Indicator sum = Measuring(Indicator::MEASURE_SUM, "");
  EXPECT_EQ(StatusOf(sum, {.numerator = 1, .amount = 500}, 500), IndicatorValue::STATUS_MET);
  EXPECT_EQ(StatusOf(sum, {.numerator = 900, .amount = 499}, 500), IndicatorValue::STATUS_NOT_MET);
}

TEST(TargetStatusTest, MissingUnitsAreTheFewestThatWouldDo) {
  EXPECT_EQ(MissingUnits(kShare, {.numerator = 6, .denominator = 10}, 70), 1);
  EXPECT_EQ(MissingUnits(kShare, {.numerator = 1, .denominator = 3}, 70), 2) << "2 of 3 are less than 70 %";
  EXPECT_EQ(MissingUnits(kShare, {.numerator = 7, .denominator = 10}, 70), 0);
  EXPECT_EQ(MissingUnits(kShare, {}, 70), 0);
  EXPECT_EQ(MissingUnits(kCount, {.numerator = 4}, 10), 6);
  EXPECT_EQ(MissingUnits(kCount, {.numerator = 14}, 10), 0);
}

TEST(TargetStatusTest, NoTargetIsTooLargeToBeMissed) {
  const int64_t largest = std::numeric_limits<int64_t>::max();
  EXPECT_EQ(StatusOf(kShare, {.numerator = 8, .denominator = 9}, largest), IndicatorValue::STATUS_NOT_MET);
  EXPECT_EQ(StatusOf(kCount, {.numerator = 8, .denominator = 9}, largest), IndicatorValue::STATUS_NOT_MET);
  EXPECT_EQ(MissingUnits(kShare, {.numerator = 0, .denominator = 300'000}, largest), largest);
}

TEST(TargetStatusTest, PercentIsRoundedDown) {
  EXPECT_EQ(PercentCenti(2, 3), 6666);
}

}  // namespace
}  // namespace ocop::gateway
