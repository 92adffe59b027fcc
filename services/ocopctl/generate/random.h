// Random choices that come out the same on every machine and library.
#pragma once

#include <cstdint>
#include <random>
#include <string_view>
#include <utility>

#include "absl/time/civil_time.h"

namespace ocop::ocopctl::generate {

// The distributions of the standard library differ between implementations, its engines do not; so the engine is
// std::mt19937_64 and what is made of its numbers is written here.
class Random {
 public:
  // Each subject draws from a sequence of its own: a change to one leaves the others as they were.
  Random(uint64_t seed, std::string_view subject);

  // 0 … n-1, each as likely; n is not 0.
  uint64_t Below(uint64_t n);

  // least … most, each as likely.
  int Between(int least, int most) { return least + static_cast<int>(Below(static_cast<uint64_t>(most - least) + 1)); }

  // A day from `first` to `last`, each as likely.
  absl::CivilDay Day(absl::CivilDay first, absl::CivilDay last) {
    return first + Between(0, static_cast<int>(last - first));
  }

  // True in `percent` of cases.
  bool Chance(int percent) { return Below(100) < static_cast<uint64_t>(percent); }

  template <typename Container>
  const auto& Pick(const Container& choices) {
    return choices[Below(std::size(choices))];
  }

  template <typename Container>
  void Shuffle(Container& items) {
    for (size_t i = items.size(); i > 1; --i) std::swap(items[i - 1], items[Below(i)]);
  }

 private:
  std::mt19937_64 engine_;
};

}  // namespace ocop::ocopctl::generate
