// Whether a value meets its target, decided on whole numbers: no rounding decides a plan.
#pragma once

#include <cstdint>
#include <optional>

#include "ocop/indicators/v1/indicator_service.pb.h"
#include "services/gateway/indicators/counters.h"

namespace ocop::gateway {

// What a target sets, in whole percent, units, or what is summed up.
struct TargetRange {
  int64_t minimum = 0;
  int64_t maximum = 0;
};

// Whether fewer is better: what counts is what should not be.
bool IsAtMost(const indicators::v1::Indicator& indicator);

// `target` is nullopt when the plan has none. An indicator that asks about units, by its denominator, has nothing to
// judge where there is none of them, also when it counts: there is no district to have a sales point after the last
// district has ended.
indicators::v1::IndicatorValue::Status StatusOf(const indicators::v1::Indicator& indicator, const Sums& sums,
                                                const std::optional<TargetRange>& target);

// How many units more in the numerator, or fewer where the target is at most, would meet the target as things stand; 0
// when it is met.
int64_t MissingUnits(const indicators::v1::Indicator& indicator, const Sums& sums, const TargetRange& target);

// The share in hundredths of a percent, rounded down, so that 100 % is said only of all. nullopt of nothing.
std::optional<int32_t> PercentCenti(int64_t numerator, int64_t denominator);

}  // namespace ocop::gateway
