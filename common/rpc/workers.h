// Threads for calls that compute for longer than a loop may be held up.
#pragma once

#include <deque>
#include <thread>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/functional/any_invocable.h"
#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"

namespace ocop::rpc {

class Workers {
 public:
  Workers();
  // Finishes what runs; what waits is dropped.
  ~Workers();

  // RESOURCE_EXHAUSTED `QUEUE_FULL` when too much waits already.
  absl::Status Run(absl::AnyInvocable<void()> task);

 private:
  void Work();
  bool Wakes() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) { return stopping_ || !waiting_.empty(); }

  absl::Mutex mutex_;
  std::deque<absl::AnyInvocable<void()>> waiting_ ABSL_GUARDED_BY(mutex_);
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  std::vector<std::thread> threads_;
};

}  // namespace ocop::rpc
