// Lets calls in until the server drains, and tells when the last one has left.
//
// Behind a closed gate calls that come a moment too late are answered, not cut: UNAVAILABLE, to be sent to another
// server.
#pragma once

#include <memory>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"

namespace ocop::rpc {

class Gate {
 public:
  // Held by a call for as long as it is under way; null for one that came too late.
  struct Leave {
    void operator()(Gate* gate) const { gate->Left(); }
  };
  using Pass = std::unique_ptr<Gate, Leave>;

  Pass Enter();
  // What a call is told that was not let in.
  static absl::Status Closed();

  // From now on nothing is let in.
  void Close();

  // Waits until everything has left, or until `deadline`.
  void AwaitEmpty(absl::Time deadline);

 private:
  void Left();
  bool Empty() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) { return inside_ == 0; }

  absl::Mutex mutex_;
  bool closed_ ABSL_GUARDED_BY(mutex_) = false;
  int inside_ ABSL_GUARDED_BY(mutex_) = 0;
};

}  // namespace ocop::rpc
