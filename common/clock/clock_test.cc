#include "common/clock/clock.h"

#include <gtest/gtest.h>

#include "absl/time/clock.h"

namespace ocop::clock {
namespace {

TEST(FakeClockTest, MovesOnlyWhenTold) {
  FakeClock clock(absl::UnixEpoch());
  EXPECT_EQ(clock.Now(), absl::UnixEpoch());
  clock.Advance(absl::Seconds(5));
  EXPECT_EQ(clock.Now(), absl::UnixEpoch() + absl::Seconds(5));
  clock.Set(absl::UnixEpoch() - absl::Hours(1));
  EXPECT_EQ(clock.Now(), absl::UnixEpoch() - absl::Hours(1));
}

TEST(SystemClockTest, IsTheSystemsTime) {
  const absl::Time before = absl::Now();
  const absl::Time now = SystemClock().Now();
  EXPECT_LE(before, now);
  EXPECT_LE(now, absl::Now());
}

}  // namespace
}  // namespace ocop::clock
