// Grouped writes: concurrent changes share a transaction, so that they share its commit.
//
// A change is a function over an open transaction. One that fails is taken out and the rest go on; what it had written
// is undone. A change may be run more than once (after a serialization failure, a lost connection, or when a member of
// its group fails), so it keeps its outcome in variables that it sets anew each time.
//
// A group holds the locks of all its changes, taken in the order in which they came: two groups easily wait for each
// other, and PostgreSQL looks for a deadlock only after a second. So a change does not wait long for a lock in company:
// it is taken out and waits alone, when the others are committed and hold none.
#pragma once

#include <atomic>
#include <deque>
#include <functional>
#include <string>
#include <thread>
#include <vector>

#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "common/database/session.h"

namespace ocop::database {

struct Change {
  std::function<absl::Status(Transaction&)> body;
  // Called once, from a writer thread, after the commit or with the refusal.
  std::function<void(absl::Status)> done;
  absl::Time deadline = absl::InfiniteFuture();
  // Doing it twice has the effect of doing it once (it looks its request id up first): then a commit of unknown outcome
  // is settled by doing it again. Otherwise the caller is told COMMIT_OUTCOME_UNKNOWN.
  bool repeatable = false;
};

class WriteGroup {
 public:
  WriteGroup(const std::string& url, const std::string& name, int threads);
  // Finishes what was taken, refuses what waits.
  ~WriteGroup();

  // Calls `done` at once with RESOURCE_EXHAUSTED when too many changes wait.
  void Submit(Change change);

  size_t queue_length() const;
  // Of thread_count(), how many are at work.
  int busy() const { return busy_; }
  int thread_count() const { return static_cast<int>(threads_.size()); }

 private:
  using Batch = std::vector<Change>;
  struct Outcome;

  void Work(Session& session);
  void RunGroup(Session& session, Batch batch);
  Outcome TryTogether(Session& session, const Batch& batch);
  void RunAlone(Session& session, Change change);
  bool Wakes() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) { return stopping_ || !queue_.empty(); }

  mutable absl::Mutex mutex_;
  std::deque<Change> queue_ ABSL_GUARDED_BY(mutex_);
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  std::atomic<int> busy_ = 0;
  std::vector<std::thread> threads_;
};

}  // namespace ocop::database
