// Tokens that were verified, by their hashes: a token that comes again costs a look-up and no signature.
#pragma once

#include <array>
#include <cstdint>
#include <memory>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_map.h"
#include "absl/synchronization/mutex.h"
#include "common/crypto/sha256.h"
#include "common/tokens/claims.h"

namespace ocop::tokens {

// Thread safe. In parts with a lock each, so that calls on many threads seldom meet at one.
class Remembered {
 public:
  // Keeps no more than `most`: those that came last.
  explicit Remembered(size_t most) : most_of_half_(std::max<size_t>(1, most / kParts / 2)) {}

  // Null when it is not known, was verified by keys of another version, or has ended.
  std::shared_ptr<const Identity> Find(const crypto::Sha256Digest& token, uint64_t version, absl::Time now);
  void Add(const crypto::Sha256Digest& token, uint64_t version, std::shared_ptr<const Identity> identity);

 private:
  static constexpr size_t kParts = 16;

  struct Entry {
    uint64_t version;
    std::shared_ptr<const Identity> identity;
  };
  using Half = absl::flat_hash_map<crypto::Sha256Digest, Entry>;
  // When the young half is full the old one is forgotten; what is asked for of the old becomes young again.
  struct Part {
    absl::Mutex mutex;
    Half young ABSL_GUARDED_BY(mutex);
    Half old ABSL_GUARDED_BY(mutex);
  };

  Part& PartOf(const crypto::Sha256Digest& token) { return parts_[token[0] % kParts]; }
  void Keep(Part& part, const crypto::Sha256Digest& token, Entry entry) ABSL_EXCLUSIVE_LOCKS_REQUIRED(part.mutex);

  const size_t most_of_half_;
  std::array<Part, kParts> parts_;
};

}  // namespace ocop::tokens
