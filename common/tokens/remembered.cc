#include "common/tokens/remembered.h"

#include <utility>

namespace ocop::tokens {

std::shared_ptr<const Identity> Remembered::Find(const crypto::Sha256Digest& token, uint64_t version, absl::Time now) {
  Part& part = PartOf(token);
  absl::MutexLock lock(&part.mutex);
  auto found = part.young.find(token);
  if (found == part.young.end()) {
    auto aged = part.old.extract(token);
    if (aged.empty()) return nullptr;
    Keep(part, token, std::move(aged.mapped()));
    found = part.young.find(token);
  }
  const Entry& entry = found->second;
  return entry.version == version && now < entry.identity->end ? entry.identity : nullptr;
}

void Remembered::Add(const crypto::Sha256Digest& token, uint64_t version, std::shared_ptr<const Identity> identity) {
  Part& part = PartOf(token);
  absl::MutexLock lock(&part.mutex);
  Keep(part, token, {version, std::move(identity)});
}

void Remembered::Keep(Part& part, const crypto::Sha256Digest& token, Entry entry) {
  if (part.young.size() >= most_of_half_ && !part.young.contains(token)) {
    part.old = std::exchange(part.young, {});
  }
  part.young[token] = std::move(entry);
}

}  // namespace ocop::tokens
