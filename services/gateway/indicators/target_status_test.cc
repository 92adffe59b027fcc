#include "services/gateway/indicators/target_status.h"

#include "gtest/gtest.h"

namespace ocop::gateway {
namespace {

using indicators::v1::Indicator;
using indicators::v1::IndicatorValue;

TEST(TargetStatusTest, AShareIsMetExactlyFromTheMinimumOn) {
  EXPECT_EQ(StatusOf(Indicator::MEASURE_PERCENT, 7, 10, 70), IndicatorValue::STATUS_MET);
  EXPECT_EQ(StatusOf(Indicator::MEASURE_PERCENT, 69, 100, 70), IndicatorValue::STATUS_NOT_MET);
}

TEST(TargetStatusTest, NearlyAllIsNotAll) {
  EXPECT_EQ(StatusOf(Indicator::MEASURE_PERCENT, 299'999, 300'000, 100), IndicatorValue::STATUS_NOT_MET);
  EXPECT_EQ(PercentCenti(299'999, 300'000), 9999);
}

TEST(TargetStatusTest, AShareOfNothingIsNotAsked) {
  EXPECT_EQ(StatusOf(Indicator::MEASURE_PERCENT, 0, 0, 100), IndicatorValue::STATUS_NOT_APPLICABLE);
  EXPECT_EQ(PercentCenti(0, 0), std::nullopt);
}

TEST(TargetStatusTest, ACountIsMetFromTheMinimumOnAlsoAboveTheMaximum) {
  EXPECT_EQ(StatusOf(Indicator::MEASURE_COUNT, 10, 0, 10), IndicatorValue::STATUS_MET);
  EXPECT_EQ(StatusOf(Indicator::MEASURE_COUNT, 16, 0, 10), IndicatorValue::STATUS_MET);
  EXPECT_EQ(StatusOf(Indicator::MEASURE_COUNT, 9, 11, 10), IndicatorValue::STATUS_NOT_MET);
  EXPECT_EQ(StatusOf(Indicator::MEASURE_COUNT, 0, 0, 10), IndicatorValue::STATUS_NOT_MET);
}

TEST(TargetStatusTest, WithoutATargetNothingIsDecided) {
  EXPECT_EQ(StatusOf(Indicator::MEASURE_PERCENT, 1, 1, std::nullopt), IndicatorValue::STATUS_NO_TARGET);
  EXPECT_EQ(StatusOf(Indicator::MEASURE_PERCENT, 0, 0, std::nullopt), IndicatorValue::STATUS_NO_TARGET);
}

TEST(TargetStatusTest, PercentIsRoundedDown) {
  EXPECT_EQ(PercentCenti(2, 3), 6666);
}

}  // namespace
}  // namespace ocop::gateway
