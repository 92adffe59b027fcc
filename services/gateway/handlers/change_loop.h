// Runs what waits for the projection to change: watchers of values, and callers who wait for an indicator of theirs.
//
// One thread for all of them: while changes come faster than all can be told, each is told the last state and not each
// in between.
#pragma once

#include <functional>
#include <thread>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "services/gateway/projection/projection.h"

namespace ocop::gateway {

class ChangeLoop {
 public:
  // Looks at the projection; answers whether it wants to be called again. Called after each change and at least each
  // second, with the time.
  using Task = std::function<bool(absl::Time now)>;

  ChangeLoop(Projection& projection, const clock::Clock& clock);
  ~ChangeLoop();
  ChangeLoop(const ChangeLoop&) = delete;

  void Add(Task task);

  // Ends the thread. Tasks that still wait, and those that come from now on, are called once more, with a time in the
  // infinite future.
  void Stop();

 private:
  void Run();

  Projection& projection_;
  const clock::Clock& clock_;
  absl::Mutex mutex_;
  std::vector<Task> added_ ABSL_GUARDED_BY(mutex_);
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  std::thread thread_;
};

}  // namespace ocop::gateway
