#include "services/gateway/indicators/history.h"

namespace ocop::gateway {
namespace {

int32_t Fitting(int32_t& count) {
  constexpr int32_t kMost = (1 << (CountStep::kBits - 1)) - 1;
  const int32_t taken = std::clamp(count, -kMost, kMost);
  count -= taken;
  return taken;
}

}  // namespace

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

}  // namespace ocop::gateway
