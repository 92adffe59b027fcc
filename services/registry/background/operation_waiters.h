// Calls that wait for an operation to be done.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "common/rpc/exchange.h"

namespace ocop::registry {

// Thread safe.
class OperationWaiters {
 public:
  struct Waiter {
    std::string operation;
    // By then it is answered, done or not.
    absl::Time until;
    std::shared_ptr<rpc::Exchange> exchange;
  };

  // False when nobody looks after waiters any more: then the caller answers.
  bool Add(Waiter waiter) {
    absl::MutexLock lock(&mutex_);
    if (closed_) return false;
    waiters_.push_back(std::move(waiter));
    added_ = true;
    return true;
  }

  void Close() {
    absl::MutexLock lock(&mutex_);
    closed_ = true;
  }

  // All of them, to be looked at; those that wait on are added again.
  std::vector<Waiter> Take() {
    absl::MutexLock lock(&mutex_);
    added_ = false;
    return std::exchange(waiters_, {});
  }

  // Whether one must be answered, or has come since the last were taken.
  bool MustLook(absl::Time now) const {
    absl::MutexLock lock(&mutex_);
    return added_ ||
           std::any_of(waiters_.begin(), waiters_.end(), [now](const Waiter& waiter) { return waiter.until <= now; });
  }

  void PutBack(std::vector<Waiter> waiters) {
    absl::MutexLock lock(&mutex_);
    for (Waiter& waiter : waiters) waiters_.push_back(std::move(waiter));
  }

 private:
  mutable absl::Mutex mutex_;
  std::vector<Waiter> waiters_ ABSL_GUARDED_BY(mutex_);
  bool added_ ABSL_GUARDED_BY(mutex_) = false;
  bool closed_ ABSL_GUARDED_BY(mutex_) = false;
};

}  // namespace ocop::registry
