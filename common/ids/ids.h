// Identifiers for new resources: UUID version 7 (RFC 9562), whose order is the order of creation.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "absl/base/thread_annotations.h"
#include "absl/numeric/int128.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"

namespace ocop::ids {

// Thread safe. Every id is greater than the one before it, also within a millisecond and when the clock steps back,
// so that rows inserted together lie together in the primary key's index.
// The ids are unique, not secret: whoever has one can guess its neighbours.
class IdSource {
 public:
  // Draws from a generator that the operating system seeds.
  IdSource();
  // `random` answers 64 fresh random bits; for tests.
  explicit IdSource(std::function<uint64_t()> random);

  // Such as "017f22e2-79b0-7cc3-98c4-dc0c0c07398f".
  std::string Next(absl::Time now);

 private:
  absl::Mutex mutex_;
  const std::function<uint64_t()> random_ ABSL_GUARDED_BY(mutex_);
  // The last id without its version and variant: 48 bits of milliseconds above 74 bits of randomness.
  absl::uint128 last_ ABSL_GUARDED_BY(mutex_) = 0;
};

}  // namespace ocop::ids
