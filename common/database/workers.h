// Threads that own a database session each and take work from one bounded queue. Nothing waits for PostgreSQL on a gRPC
// thread: it hands its question to these.
#pragma once

#include <atomic>
#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/synchronization/mutex.h"
#include "common/database/session.h"

namespace ocop::database {

class Workers {
 public:
  // A piece of work. It is called with a session, or with nullptr when the workers stop before its turn.
  using Job = std::function<void(Session*)>;

  Workers(const std::string& url, const std::string& name, int threads, size_t longest_queue);
  // Finishes what runs, refuses what waits.
  ~Workers();

  // RESOURCE_EXHAUSTED at once when the queue is full; the job is then not called.
  absl::Status Submit(Job job);

  size_t queue_length() const;
  // Of thread_count(), how many are at work.
  int busy() const { return busy_; }
  int thread_count() const { return static_cast<int>(threads_.size()); }

 private:
  void Work(Session& session);
  bool Wakes() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) { return stopping_ || !queue_.empty(); }

  const size_t longest_queue_;
  mutable absl::Mutex mutex_;
  std::deque<Job> queue_ ABSL_GUARDED_BY(mutex_);
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  std::atomic<int> busy_ = 0;
  std::vector<std::thread> threads_;
};

// The answer to work that a full queue refuses: RESOURCE_EXHAUSTED, reason QUEUE_FULL, with RetryInfo.
absl::Status QueueFull(const std::string& queue);

}  // namespace ocop::database
