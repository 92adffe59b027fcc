#include "services/gateway/indicators/target_status.h"

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
  EXPECT_EQ(StatusOf(kShare, 7, 10, 70), IndicatorValue::STATUS_MET);
  EXPECT_EQ(StatusOf(kShare, 69, 100, 70), IndicatorValue::STATUS_NOT_MET);
}

TEST(TargetStatusTest, NearlyAllIsNotAll) {
  EXPECT_EQ(StatusOf(kShare, 299'999, 300'000, 100), IndicatorValue::STATUS_NOT_MET);
  EXPECT_EQ(PercentCenti(299'999, 300'000), 9999);
}

TEST(TargetStatusTest, AShareOfNothingIsNotAsked) {
  EXPECT_EQ(StatusOf(kShare, 0, 0, 100), IndicatorValue::STATUS_NOT_APPLICABLE);
  EXPECT_EQ(PercentCenti(0, 0), std::nullopt);
}

TEST(TargetStatusTest, ACountIsMetFromTheMinimumOnAlsoAboveTheMaximum) {
  EXPECT_EQ(StatusOf(kCount, 10, 0, 10), IndicatorValue::STATUS_MET);
  EXPECT_EQ(StatusOf(kCount, 16, 0, 10), IndicatorValue::STATUS_MET);
  EXPECT_EQ(StatusOf(kCountOfAsked, 9, 11, 10), IndicatorValue::STATUS_NOT_MET);
  EXPECT_EQ(StatusOf(kCount, 0, 0, 10), IndicatorValue::STATUS_NOT_MET);
}

TEST(TargetStatusTest, ACountOfNobodyAskedAboutIsNotJudged) {
  EXPECT_EQ(StatusOf(kCountOfAsked, 0, 0, 10), IndicatorValue::STATUS_NOT_APPLICABLE);
  EXPECT_EQ(StatusOf(kCountOfAsked, 0, 1, 10), IndicatorValue::STATUS_NOT_MET);
}

TEST(TargetStatusTest, WithoutATargetNothingIsDecided) {
  EXPECT_EQ(StatusOf(kShare, 1, 1, std::nullopt), IndicatorValue::STATUS_NO_TARGET);
  EXPECT_EQ(StatusOf(kShare, 0, 0, std::nullopt), IndicatorValue::STATUS_NO_TARGET);
}

TEST(TargetStatusTest, PercentIsRoundedDown) {
  EXPECT_EQ(PercentCenti(2, 3), 6666);
}

}  // namespace
}  // namespace ocop::gateway
