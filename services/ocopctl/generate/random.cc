#include "services/ocopctl/generate/random.h"

namespace ocop::ocopctl::generate {
namespace {

// FNV-1a, begun with the seed.
uint64_t Mix(uint64_t seed, std::string_view subject) {
  uint64_t hash = 14695981039346656037ULL ^ seed;
  for (const char c : subject) hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211ULL;
  return hash;
}

}  // namespace

Random::Random(uint64_t seed, std::string_view subject) : engine_(Mix(seed, subject)) {}

uint64_t Random::Below(uint64_t n) {
  // Numbers above the last whole multiple of n would favour the small remainders; draw again.
  const uint64_t limit = UINT64_MAX - UINT64_MAX % n;
  uint64_t number = engine_();
  while (number >= limit) number = engine_();
  return number % n;
}

}  // namespace ocop::ocopctl::generate
