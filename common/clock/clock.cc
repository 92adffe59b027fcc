#include "common/clock/clock.h"

#include "absl/time/clock.h"

namespace ocop::clock {

absl::Time SystemClock::Now() const {
  return absl::Now();
}

absl::Time FakeClock::Now() const {
  absl::MutexLock lock(&mutex_);
  return now_;
}

void FakeClock::Set(absl::Time now) {
  absl::MutexLock lock(&mutex_);
  now_ = now;
}

void FakeClock::Advance(absl::Duration by) {
  absl::MutexLock lock(&mutex_);
  now_ += by;
}

}  // namespace ocop::clock
