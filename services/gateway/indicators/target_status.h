// Whether a value meets its target, decided on whole numbers: no rounding decides a plan.
#pragma once

#include <cstdint>
#include <optional>

#include "ocop/indicators/v1/indicator_service.pb.h"

namespace ocop::gateway {

// `minimum` is the target's, in whole percent or units; nullopt when the plan has none.
indicators::v1::IndicatorValue::Status StatusOf(indicators::v1::Indicator::Measure measure, int64_t numerator,
                                                int64_t denominator, std::optional<int64_t> minimum);

// The share in hundredths of a percent, rounded down, so that 100 % is said only of all. nullopt of nothing.
std::optional<int32_t> PercentCenti(int64_t numerator, int64_t denominator);

}  // namespace ocop::gateway
