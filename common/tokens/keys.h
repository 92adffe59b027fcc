// The keys of an issuer as they are known now: somebody fetches them (fetcher.h), the verifier takes them.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "common/tokens/key_set.h"

namespace ocop::tokens {

// Thread safe; nothing here waits but Await.
class Keys {
 public:
  // `least_interval`: how old they must be before a token is a reason to fetch them anew. Whoever makes up the names of
  // keys causes no more than that.
  explicit Keys(absl::Duration least_interval = absl::Seconds(5)) : least_interval_(least_interval) {}

  // Another one with every other set of keys; 0 before the first.
  uint64_t version() const { return version_.load(std::memory_order_acquire); }
  // Null before the first.
  std::shared_ptr<const KeySet> Get() const;

  // There is a token, issued then, whose key is not among them. False when they are too new for another to be hoped
  // for, and newer than the token; otherwise they are fetched, and the token may be tried again.
  bool Want(absl::Time issued, absl::Time now);

  // For who fetches. `began`: when it was asked for them.
  void Set(std::shared_ptr<const KeySet> keys, absl::Time began);
  // They were fetched, and are the same.
  void Confirm(absl::Time began);
  // Waits until `due`, or for a wish; one that comes within the least interval after `began` waits for its end. False
  // once stopped.
  bool Await(absl::Time began, absl::Time due);
  void Stop();

 private:
  const absl::Duration least_interval_;
  std::atomic<uint64_t> version_ = 0;
  mutable absl::Mutex mutex_;
  std::shared_ptr<const KeySet> keys_ ABSL_GUARDED_BY(mutex_);
  absl::Time fetched_ ABSL_GUARDED_BY(mutex_) = absl::InfinitePast();
  bool wanted_ ABSL_GUARDED_BY(mutex_) = false;
  bool stopped_ ABSL_GUARDED_BY(mutex_) = false;
};

}  // namespace ocop::tokens
