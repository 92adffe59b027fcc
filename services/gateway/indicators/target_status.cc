#include "services/gateway/indicators/target_status.h"

#include <algorithm>
#include <limits>

#include "absl/numeric/int128.h"

namespace ocop::gateway {

using indicators::v1::Indicator;
using indicators::v1::IndicatorValue;

bool IsAtMost(const Indicator& indicator) {
  return indicator.comparator() == Indicator::COMPARATOR_AT_MOST;
}

IndicatorValue::Status StatusOf(const Indicator& indicator, const Sums& sums,
                                const std::optional<TargetRange>& target) {
  if (!target) return IndicatorValue::STATUS_NO_TARGET;
  if (!indicator.denominator_filter().empty() && sums.denominator == 0) return IndicatorValue::STATUS_NOT_APPLICABLE;
  const bool sum_is_right = IsAtMost(indicator) ? sums.amount <= target->maximum : sums.amount >= target->minimum;
  const bool met =
      indicator.measure() == Indicator::MEASURE_SUM ? sum_is_right : MissingUnits(indicator, sums, *target) == 0;
  return met ? IndicatorValue::STATUS_MET : IndicatorValue::STATUS_NOT_MET;
}

int64_t MissingUnits(const Indicator& indicator, const Sums& sums, const TargetRange& target) {
  if (indicator.measure() == Indicator::MEASURE_SUM) return 0;
  const bool at_most = IsAtMost(indicator);
  // A target may be any number that was stored.
  absl::int128 wanted = at_most ? target.maximum : target.minimum;
  // The whole number whose share is nearest to the target without being on its wrong side.
  if (indicator.measure() == Indicator::MEASURE_PERCENT) {
    wanted = (wanted * sums.denominator + (at_most ? 0 : 99)) / 100;
  }
  const absl::int128 missing = std::max<absl::int128>(0, at_most ? sums.numerator - wanted : wanted - sums.numerator);
  return static_cast<int64_t>(std::min<absl::int128>(missing, std::numeric_limits<int64_t>::max()));
}

std::optional<int32_t> PercentCenti(int64_t numerator, int64_t denominator) {
  if (denominator == 0) return std::nullopt;
  return static_cast<int32_t>(numerator * 10000 / denominator);
}

}  // namespace ocop::gateway
