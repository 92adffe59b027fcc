#include "services/gateway/indicators/target_status.h"

namespace ocop::gateway {

using indicators::v1::Indicator;
using indicators::v1::IndicatorValue;

IndicatorValue::Status StatusOf(const Indicator& indicator, int64_t numerator, int64_t denominator,
                                std::optional<int64_t> minimum) {
  if (!minimum) return IndicatorValue::STATUS_NO_TARGET;
  if (!indicator.denominator_filter().empty() && denominator == 0) return IndicatorValue::STATUS_NOT_APPLICABLE;
  const bool met = indicator.measure() == Indicator::MEASURE_PERCENT ? numerator * 100 >= *minimum * denominator
                                                                     : numerator >= *minimum;
  return met ? IndicatorValue::STATUS_MET : IndicatorValue::STATUS_NOT_MET;
}

std::optional<int32_t> PercentCenti(int64_t numerator, int64_t denominator) {
  if (denominator == 0) return std::nullopt;
  return static_cast<int32_t>(numerator * 10000 / denominator);
}

}  // namespace ocop::gateway
