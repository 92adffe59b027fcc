#include "services/gateway/indicators/target_status.h"

namespace ocop::gateway {

using indicators::v1::Indicator;
using indicators::v1::IndicatorValue;

IndicatorValue::Status StatusOf(Indicator::Measure measure, int64_t numerator, int64_t denominator,
                                std::optional<int64_t> minimum) {
  if (!minimum) return IndicatorValue::STATUS_NO_TARGET;
  bool met = false;
  if (measure == Indicator::MEASURE_PERCENT) {
    if (denominator == 0) return IndicatorValue::STATUS_NOT_APPLICABLE;
    met = numerator * 100 >= *minimum * denominator;
  } else {
    met = numerator >= *minimum;
  }
  return met ? IndicatorValue::STATUS_MET : IndicatorValue::STATUS_NOT_MET;
}

std::optional<int32_t> PercentCenti(int64_t numerator, int64_t denominator) {
  if (denominator == 0) return std::nullopt;
  return static_cast<int32_t>(numerator * 10000 / denominator);
}

}  // namespace ocop::gateway
