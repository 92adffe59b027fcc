#include "common/database/write_group.h"

#include "absl/random/random.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/database/error.h"
#include "common/database/workers.h"
#include "common/status/status.h"

namespace ocop::database {
namespace {

constexpr size_t kLargestGroup = 64;
constexpr size_t kLongestQueue = 20000;
constexpr int kMostAttempts = 5;

absl::Status TooLate() {
  return absl::DeadlineExceededError("the deadline passed before the change was begun");
}

// Waits a little longer after each attempt, never the same for two writers that ran into each other.
void BackOff(int attempt) {
  static thread_local absl::BitGen random;
  absl::SleepFor(absl::Milliseconds(absl::Uniform(random, 1, 10 << attempt)));
}

// In milliseconds; longer than most groups take. Never the same for two groups that wait for each other: the one that
// gives up lets the other go on.
std::string LongestWaitForALock() {
  static thread_local absl::BitGen random;
  return absl::StrCat(absl::Uniform(random, 20, 60));
}

}  // namespace

struct WriteGroup::Outcome {
  // Of the transaction; OK means committed.
  absl::Status transaction;
  // Of each change, when the transaction is OK.
  std::vector<absl::Status> changes;
  // The change whose failure spoiled the transaction, or -1.
  int spoiler = -1;
};

WriteGroup::WriteGroup(const std::string& url, const std::string& name, int threads) {
  for (int i = 0; i < threads; ++i) {
    threads_.emplace_back([this, url, name] {
      Session session(url, name);
      Work(session);
    });
  }
}

WriteGroup::~WriteGroup() {
  {
    absl::MutexLock lock(&mutex_);
    stopping_ = true;
  }
  for (std::thread& thread : threads_) thread.join();
  for (Change& change : queue_) change.done(absl::UnavailableError("the server stops"));
}

void WriteGroup::Submit(Change change) {
  {
    absl::MutexLock lock(&mutex_);
    if (queue_.size() < kLongestQueue) {
      queue_.push_back(std::move(change));
      return;
    }
  }
  change.done(QueueFull("changes"));
}

size_t WriteGroup::queue_length() const {
  absl::MutexLock lock(&mutex_);
  return queue_.size();
}

void WriteGroup::Work(Session& session) {
  while (true) {
    Batch batch;
    {
      absl::MutexLock lock(&mutex_);
      mutex_.Await(absl::Condition(this, &WriteGroup::Wakes));
      if (stopping_) return;
      while (!queue_.empty() && batch.size() < kLargestGroup) {
        batch.push_back(std::move(queue_.front()));
        queue_.pop_front();
      }
    }
    ++busy_;
    RunGroup(session, std::move(batch));
    --busy_;
  }
}

void WriteGroup::RunGroup(Session& session, Batch batch) {
  Batch group;
  Batch alone;
  for (Change& change : batch) {
    if (change.deadline < absl::Now()) {
      change.done(TooLate());
    } else {
      group.push_back(std::move(change));
    }
  }
  while (group.size() > 1) {
    const Outcome outcome = TryTogether(session, group);
    if (outcome.transaction.ok()) {
      for (size_t i = 0; i < group.size(); ++i) group[i].done(outcome.changes[i]);
      group.clear();
    } else if (outcome.spoiler >= 0) {
      alone.push_back(std::move(group[outcome.spoiler]));
      group.erase(group.begin() + outcome.spoiler);
    } else {
      const bool unknown = IsOutcomeUnknown(outcome.transaction);
      for (Change& change : group) {
        if (unknown && !change.repeatable) {
          change.done(outcome.transaction);
        } else {
          alone.push_back(std::move(change));
        }
      }
      group.clear();
    }
  }
  for (Change& change : group) alone.push_back(std::move(change));
  for (Change& change : alone) RunAlone(session, std::move(change));
}

WriteGroup::Outcome WriteGroup::TryTogether(Session& session, const Batch& batch) {
  static const auto& wait_briefly = *new Statement{"group.lock_timeout", "SELECT set_config('lock_timeout', $1, true)"};
  Outcome outcome;
  outcome.transaction = session.Run(Isolation::kReadWrite, [&](Transaction& transaction) -> absl::Status {
    outcome.changes.clear();
    outcome.spoiler = -1;
    OCOP_RETURN_IF_ERROR(transaction.Query(wait_briefly, {LongestWaitForALock()}).status());
    for (size_t i = 0; i < batch.size(); ++i) {
      const Transaction::Mark mark = transaction.MarkHere();
      absl::Status result = batch[i].body(transaction);
      // One that asks to be run again is, alone, even when it left nothing to undo.
      if (!result.ok() && (IsRolledBack(result) || !transaction.DropSince(mark))) {
        if (!IsConnectionLost(result)) outcome.spoiler = static_cast<int>(i);
        return result;
      }
      outcome.changes.push_back(std::move(result));
    }
    return absl::OkStatus();
  });
  return outcome;
}

void WriteGroup::RunAlone(Session& session, Change change) {
  absl::Status result;
  for (int attempt = 0; attempt < kMostAttempts; ++attempt) {
    if (change.deadline < absl::Now()) return change.done(TooLate());
    result = session.Run(Isolation::kReadWrite, change.body);
    const bool again =
        IsRolledBack(result) || IsConnectionLost(result) || (IsOutcomeUnknown(result) && change.repeatable);
    if (!again) break;
    // The first repeat follows at once: a writer that waits holds up all the others.
    if (attempt > 0) BackOff(attempt);
  }
  change.done(std::move(result));
}

}  // namespace ocop::database
