// A contribution as it is kept: a unit is a handful of days, of each a few bytes.
#pragma once

#include <cstdint>
#include <memory>

#include "services/gateway/indicators/contribution.h"
#include "services/gateway/indicators/turn_sets.h"

namespace ocop::gateway {

class PackedContribution {
 public:
  // Brings nothing.
  PackedContribution() = default;
  // What the unit does on its days is told by numbers of `sets`.
  PackedContribution(const Contribution& contribution, TurnSets& sets);

  // Whether it brings nothing. It then has no place.
  bool empty() const { return bytes_ == nullptr; }
  Place place() const;

  // Calls visit(day, set) for each day on which the unit turns, rising.
  template <typename Visit>
  void ForEachDay(Visit visit) const;

  // Calls visit(amount) in the order of Amounts.
  template <typename Visit>
  void ForEachAmount(Visit visit) const;

  // The roles of the unit in `tally` on `day`, and what it brings into the tally's sum.
  Roles RolesOn(uint16_t tally, clock::Day day, const TurnSets& sets) const;
  int64_t AmountOn(uint16_t tally, clock::Day day) const;

 private:
  // Numbers as the varints of Protocol Buffers. They begin with the place, the number of days and that of amounts.
  class Reader {
   public:
    explicit Reader(const uint8_t* at) : at_(at) {}
    uint64_t Next() {
      uint64_t number = 0;
      for (int shift = 0;; shift += 7) {
        const uint8_t byte = *at_++;
        number |= uint64_t{byte & 0x7fu} << shift;
        if (byte < 0x80) return number;
      }
    }

   private:
    const uint8_t* at_;
  };
  struct Head {
    Place place;
    uint64_t days;
    uint64_t amounts;
  };
  static Head ReadHead(Reader& reader);

  std::unique_ptr<uint8_t[]> bytes_;
};

// A day is told by how much later it is than the one before, a set by its number.
template <typename Visit>
void PackedContribution::ForEachDay(Visit visit) const {
  if (empty()) return;
  Reader reader(bytes_.get());
  const Head head = ReadHead(reader);
  uint32_t day = 0;
  for (uint64_t i = 0; i < head.days; ++i) {
    day += static_cast<uint32_t>(reader.Next());
    visit(static_cast<clock::Day>(day), static_cast<uint32_t>(reader.Next()));
  }
}

// An amount is told by how much higher or lower it is than the one before, the sign in the lowest bit.
template <typename Visit>
void PackedContribution::ForEachAmount(Visit visit) const {
  if (empty()) return;
  Reader reader(bytes_.get());
  const Head head = ReadHead(reader);
  if (head.amounts == 0) return;
  for (uint64_t i = 0; i < 2 * head.days; ++i) reader.Next();
  uint32_t day = 0;
  uint64_t amount = 0;
  for (uint64_t i = 0; i < head.amounts; ++i) {
    const auto tally = static_cast<uint16_t>(reader.Next());
    day += static_cast<uint32_t>(reader.Next());
    const uint64_t step = reader.Next();
    amount += step >> 1 ^ (~(step & 1) + 1);
    visit(Amount{static_cast<clock::Day>(day), tally, static_cast<int64_t>(amount)});
  }
}

}  // namespace ocop::gateway
