#include "common/tokens/keys.h"

#include <utility>

namespace ocop::tokens {

std::shared_ptr<const KeySet> Keys::Get() const {
  absl::MutexLock lock(&mutex_);
  return keys_;
}

bool Keys::Want(absl::Time issued, absl::Time now) {
  absl::MutexLock lock(&mutex_);
  // Issuers tell whole seconds.
  if (now - fetched_ < least_interval_ && issued + absl::Seconds(1) < fetched_) return false;
  wanted_ = true;
  return true;
}

void Keys::Set(std::shared_ptr<const KeySet> keys, absl::Time began) {
  absl::MutexLock lock(&mutex_);
  keys_ = std::move(keys);
  fetched_ = began;
  version_.fetch_add(1, std::memory_order_release);
}

void Keys::Confirm(absl::Time began) {
  absl::MutexLock lock(&mutex_);
  fetched_ = began;
}

bool Keys::Await(absl::Time began, absl::Time due) {
  const auto asked = [this]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) { return wanted_ || stopped_; };
  absl::MutexLock lock(&mutex_);
  mutex_.AwaitWithDeadline(absl::Condition(&stopped_), std::min(due, began + least_interval_));
  mutex_.AwaitWithDeadline(absl::Condition(&asked), due);
  wanted_ = false;
  return !stopped_;
}

void Keys::Stop() {
  absl::MutexLock lock(&mutex_);
  stopped_ = true;
}

}  // namespace ocop::tokens
