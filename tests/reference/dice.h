// Chance that a seed repeats exactly, on any machine.
#pragma once

#include <cstdint>
#include <random>
#include <vector>

namespace ocop::reference {

class Dice {
 public:
  explicit Dice(uint32_t seed) : random_(seed) {}

  // 0 to `count` - 1. By remainder: the standard's distributions differ between libraries.
  int Below(int count) { return static_cast<int>(random_() % static_cast<uint32_t>(count)); }
  bool Percent(int chance) { return Below(100) < chance; }

  template <class Element>
  const Element& Pick(const std::vector<Element>& of) {
    return of[static_cast<size_t>(Below(static_cast<int>(of.size())))];
  }

 private:
  std::mt19937 random_;
};

}  // namespace ocop::reference
