#include "services/gateway/indicators/history.h"

#include <limits>

namespace ocop::gateway {
namespace {

int32_t Fitting(int32_t& count) {
  constexpr int32_t kMost = (1 << (CountStep::kBits - 1)) - 1;
  const int32_t taken = std::clamp(count, -kMost, kMost);
  count -= taken;
  return taken;
}

}  // namespace

int64_t Nearest(absl::int128 amount) {
  constexpr absl::int128 kLeast = std::numeric_limits<int64_t>::min(), kMost = std::numeric_limits<int64_t>::max();
  return static_cast<int64_t>(std::clamp(amount, kLeast, kMost));
}

Counts& Counts::operator+=(const Counts& other) {
  numerator += other.numerator;
  denominator += other.denominator;
  shortfall += other.shortfall;
  return *this;
}

Counts& Counts::operator-=(const Counts& other) {
  numerator -= other.numerator;
  denominator -= other.denominator;
  shortfall -= other.shortfall;
  return *this;
}

CountStep CountStep::Take(clock::Day from, Counts& value) {
  return {from, Fitting(value.numerator), Fitting(value.denominator), Fitting(value.shortfall)};
}

AmountStep AmountStep::Take(clock::Day from, Value& value) {
  const int64_t taken = Nearest(value);
  value -= taken;
  return {from, taken};
}

}  // namespace ocop::gateway
