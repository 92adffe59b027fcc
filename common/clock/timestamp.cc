#include "common/clock/timestamp.h"

#include <algorithm>

namespace ocop::clock {
namespace {

using google::protobuf::Timestamp;

constexpr int64_t kMicrosPerSecond = 1'000'000;
constexpr int32_t kNanosPerSecond = 1'000'000'000;
// 0001-01-01T00:00:00Z and 9999-12-31T23:59:59Z.
constexpr int64_t kFirstSecond = -62'135'596'800;
constexpr int64_t kLastSecond = 253'402'300'799;

Timestamp Of(int64_t seconds, int64_t nanos) {
  Timestamp timestamp;
  timestamp.set_seconds(seconds);
  timestamp.set_nanos(static_cast<int32_t>(nanos));
  return timestamp;
}

}  // namespace

bool IsMoment(const Timestamp& timestamp) {
  return timestamp.seconds() >= kFirstSecond && timestamp.seconds() <= kLastSecond && timestamp.nanos() >= 0 &&
         timestamp.nanos() < kNanosPerSecond;
}

absl::Time FromTimestamp(const Timestamp& timestamp) {
  const absl::Time time = absl::FromUnixSeconds(std::clamp(timestamp.seconds(), kFirstSecond, kLastSecond));
  return time + absl::Nanoseconds(std::clamp(timestamp.nanos(), 0, kNanosPerSecond - 1));
}

Timestamp ToTimestamp(absl::Time time) {
  const int64_t seconds = absl::ToUnixSeconds(time);
  if (seconds < kFirstSecond) return Of(kFirstSecond, 0);
  if (seconds > kLastSecond) return Of(kLastSecond, kNanosPerSecond - 1);
  return Of(seconds, absl::ToInt64Nanoseconds(time - absl::FromUnixSeconds(seconds)));
}

Timestamp MicrosToTimestamp(int64_t micros) {
  int64_t seconds = micros / kMicrosPerSecond;
  int64_t rest = micros % kMicrosPerSecond;
  // Before 1970 both are negative; nanoseconds count upwards.
  if (rest < 0) {
    --seconds;
    rest += kMicrosPerSecond;
  }
  return Of(seconds, rest * (kNanosPerSecond / kMicrosPerSecond));
}

}  // namespace ocop::clock
