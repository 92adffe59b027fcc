#include "common/ids/ids.h"

#include <memory>
#include <utility>

#include "absl/random/random.h"
#include "absl/strings/str_format.h"

namespace ocop::ids {
namespace {

constexpr int kRandomBits = 74;
constexpr int kLowRandomBits = 62;
constexpr uint64_t kLowRandomMask = (uint64_t{1} << kLowRandomBits) - 1;
constexpr uint64_t kVersion = 0x7;
constexpr uint64_t kVariant = 0b10;

// Spreads the 122 bits around the fixed version and variant bits.
std::string Format(absl::uint128 bits) {
  const uint64_t milliseconds = absl::Uint128Low64(bits >> kRandomBits);
  const uint64_t high_random = absl::Uint128Low64(bits >> kLowRandomBits) & 0xFFF;
  const uint64_t low = (kVariant << kLowRandomBits) | (absl::Uint128Low64(bits) & kLowRandomMask);
  return absl::StrFormat("%08x-%04x-%x%03x-%04x-%012x", milliseconds >> 16, milliseconds & 0xFFFF, kVersion,
                         high_random, low >> 48, low & 0xFFFFFFFFFFFF);
}

}  // namespace

IdSource::IdSource()
    : IdSource([generator = std::make_shared<absl::BitGen>()] { return absl::Uniform<uint64_t>(*generator); }) {}

IdSource::IdSource(std::function<uint64_t()> random) : random_(std::move(random)) {}

std::string IdSource::Next(absl::Time now) {
  const auto milliseconds = static_cast<uint64_t>(absl::ToUnixMillis(now));
  absl::MutexLock lock(&mutex_);
  if (milliseconds > absl::Uint128Low64(last_ >> kRandomBits)) {
    const absl::uint128 high_random = random_() & 0xFFF;
    last_ = absl::uint128(milliseconds) << kRandomBits | high_random << kLowRandomBits | (random_() & kLowRandomMask);
  } else {
    // RFC 9562 section 6.2, method 2. The step is random, so that two processes which happened to start near each
    // other do not walk through the same numbers. A carry runs into the milliseconds, which keeps the order.
    last_ += 1 + (random_() & 0xFFFFFFFF);
  }
  return Format(last_);
}

}  // namespace ocop::ids
