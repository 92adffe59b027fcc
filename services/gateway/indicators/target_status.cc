#include "services/gateway/indicators/target_status.h"

#include <algorithm>

namespace ocop::gateway {

using indicators::v1::Indicator;
using indicators::v1::IndicatorValue;

IndicatorValue::Status StatusOf(const Indicator& indicator, const Sums& sums, std::optional<int64_t> minimum) {
  if (!minimum) return IndicatorValue::STATUS_NO_TARGET;
  if (!indicator.denominator_filter().empty() && sums.denominator == 0) return IndicatorValue::STATUS_NOT_APPLICABLE;
  const bool met = indicator.measure() == Indicator::MEASURE_SUM ? sums.amount >= *minimum
                                                                 : MissingUnits(indicator, sums, *minimum) == 0;
  return met ? IndicatorValue::STATUS_MET : IndicatorValue::STATUS_NOT_MET;
}

int64_t MissingUnits(const Indicator& indicator, const Sums& sums, int64_t minimum) {
  if (indicator.measure() == Indicator::MEASURE_SUM) return 0;
  int64_t wanted = minimum;
  // The least whole number whose share is not below the minimum.
  if (indicator.measure() == Indicator::MEASURE_PERCENT) wanted = (minimum * sums.denominator + 99) / 100;
  return std::max<int64_t>(0, wanted - sums.numerator);
}

std::optional<int32_t> PercentCenti(int64_t numerator, int64_t denominator) {
  if (denominator == 0) return std::nullopt;
  return static_cast<int32_t>(numerator * 10000 / denominator);
}

}  // namespace ocop::gateway
