// Coalesced reads: concurrent look-ups of one kind join into one statement per round trip.
//
// A batch closes when it is sent, so every read in it began before its snapshot: no stale reads, and no waiting for
// company when the database is idle. Under load the batches grow by themselves, because look-ups gather while the
// batches before them are on the way; the fewer are on the way, the more gather, and the less each costs.
#pragma once

#include <algorithm>
#include <deque>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "absl/synchronization/mutex.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "common/database/asker.h"
#include "common/database/workers.h"

namespace ocop::database {

template <class Value>
class Lookup {
 public:
  using Done = std::function<void(absl::StatusOr<Value>)>;
  // Answers many keys at once: results[i] belongs to keys[i], and stays NOT_FOUND where nothing is set.
  using Fetch = std::function<absl::Status(Transaction&, const std::vector<std::string>& keys,
                                           std::vector<absl::StatusOr<Value>>& results)>;

  Lookup(Workers& workers, Fetch fetch)
      : workers_(workers), fetch_(std::move(fetch)), most_in_flight_(std::max(1, workers.thread_count() / 2)) {}

  // Calls `done` from a worker thread. Drops the look-up when nobody waits for it any more before its batch is sent.
  void Get(std::string key, Asker asker, Done done) {
    bool full = false;
    {
      absl::MutexLock lock(&mutex_);
      full = waiting_.size() >= kLongestQueue;
      if (!full) {
        waiting_.push_back({std::move(key), std::move(asker), std::move(done)});
        if (in_flight_ >= most_in_flight_) return;
        ++in_flight_;
      }
    }
    if (full) return done(QueueFull("look-ups"));
    SubmitBatch();
  }

 private:
  struct Waiting {
    std::string key;
    Asker asker;
    Done done;
  };
  static constexpr size_t kLongestQueue = 20000;
  static constexpr size_t kLargestBatch = 256;

  void SubmitBatch() {
    const absl::Status submitted = workers_.Submit([this](Session* session) { RunBatches(session); });
    if (submitted.ok()) return;
    // All of them: those left behind would wait until somebody else asks.
    std::deque<Waiting> refused;
    {
      absl::MutexLock lock(&mutex_);
      --in_flight_;
      refused.swap(waiting_);
    }
    for (Waiting& waiting : refused) waiting.done(submitted);
  }

  std::vector<Waiting> Take() {
    absl::MutexLock lock(&mutex_);
    std::vector<Waiting> batch;
    while (!waiting_.empty() && batch.size() < kLargestBatch) {
      batch.push_back(std::move(waiting_.front()));
      waiting_.pop_front();
    }
    return batch;
  }

  void RunBatches(Session* session) {
    do {
      Run(session, Take());
      absl::MutexLock lock(&mutex_);
      if (waiting_.empty()) {
        --in_flight_;
        return;
      }
    } while (session != nullptr && workers_.queue_length() == 0);
    // Back to the end of the queue, so that other work has its turn.
    SubmitBatch();
  }

  void Run(Session* session, std::vector<Waiting> batch) {
    const absl::Time now = absl::Now();
    std::vector<std::string> keys;
    std::vector<Done> callers;
    for (Waiting& waiting : batch) {
      if (absl::Status waits = waiting.asker.StillWaits(now); !waits.ok()) {
        waiting.done(std::move(waits));
      } else {
        keys.push_back(std::move(waiting.key));
        callers.push_back(std::move(waiting.done));
      }
    }
    if (keys.empty()) return;
    std::vector<absl::StatusOr<Value>> results;
    absl::Status status = absl::UnavailableError("the server stops");
    if (session != nullptr) {
      status = session->Run(Isolation::kAutoCommit, [&](Transaction& transaction) {
        results.assign(keys.size(), absl::NotFoundError("no such row"));
        return fetch_(transaction, keys, results);
      });
    }
    for (size_t i = 0; i < callers.size(); ++i) {
      if (status.ok()) {
        callers[i](std::move(results[i]));
      } else {
        callers[i](status);
      }
    }
  }

  Workers& workers_;
  const Fetch fetch_;
  // Half of the threads: with two of two there were a sixth fewer look-ups a second than with one.
  const int most_in_flight_;
  absl::Mutex mutex_;
  std::deque<Waiting> waiting_ ABSL_GUARDED_BY(mutex_);
  // Batches handed to the workers and not finished.
  int in_flight_ ABSL_GUARDED_BY(mutex_) = 0;
};

}  // namespace ocop::database
