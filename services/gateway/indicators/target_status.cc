#include "services/gateway/indicators/target_status.h"

#include <algorithm>
#include <limits>

#include "absl/numeric/int128.h"

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
  // A target may be any number that was stored.
  absl::int128 wanted = minimum;
  // The least whole number whose share is not below the minimum.
  if (indicator.measure() == Indicator::MEASURE_PERCENT) wanted = (wanted * sums.denominator + 99) / 100;
  const absl::int128 missing = std::max<absl::int128>(0, wanted - sums.numerator);
  return static_cast<int64_t>(std::min<absl::int128>(missing, std::numeric_limits<int64_t>::max()));
}

std::optional<int32_t> PercentCenti(int64_t numerator, int64_t denominator) {
  if (denominator == 0) return std::nullopt;
  return static_cast<int32_t>(numerator * 10000 / denominator);
}

}  // namespace ocop::gateway
