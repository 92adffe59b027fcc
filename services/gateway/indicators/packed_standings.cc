#include "services/gateway/indicators/packed_standings.h"

#include <algorithm>
#include <tuple>
#include <vector>

namespace ocop::gateway {
namespace {

constexpr int kRoleBits = 3;
constexpr size_t kCountWords = 2;  // A number of 32 bits.

uint32_t Read32(const uint16_t* words) {
  return words[0] | uint32_t{words[1]} << 16;
}

void Append32(uint32_t number, std::vector<uint16_t>& words) {
  words.push_back(static_cast<uint16_t>(number));
  words.push_back(static_cast<uint16_t>(number >> 16));
}

}  // namespace

PackedStandings::PackedStandings(const Standings& standings, const Amounts& amounts) {
  if (!amounts.empty()) amounts_ = std::make_unique<const Amounts>(amounts);
  if (standings.empty()) return;
  Standings by_day = standings;
  std::sort(by_day.begin(), by_day.end(),
            [](const Standing& a, const Standing& b) { return std::tie(a.from, a.tally) < std::tie(b.from, b.tally); });
  std::vector<uint16_t> words;
  for (size_t begin = 0, end = 0; begin < by_day.size(); begin = end) {
    while (end < by_day.size() && by_day[end].from == by_day[begin].from) ++end;
    Append32(static_cast<uint32_t>(by_day[begin].from), words);
    words.push_back(static_cast<uint16_t>(end - begin));
    for (size_t i = begin; i < end; ++i) {
      words.push_back(static_cast<uint16_t>(by_day[i].tally << kRoleBits | by_day[i].roles));
    }
  }
  std::vector<uint16_t> count;
  Append32(static_cast<uint32_t>(words.size()), count);
  words_ = std::make_unique<uint16_t[]>(kCountWords + words.size());
  std::copy(count.begin(), count.end(), words_.get());
  std::copy(words.begin(), words.end(), words_.get() + kCountWords);
}

template <typename Visit>
void PackedStandings::ForEach(Visit visit) const {
  if (words_ == nullptr) return;
  const uint16_t* word = words_.get() + kCountWords;
  const uint16_t* const end = word + Read32(words_.get());
  while (word != end) {
    const auto day = static_cast<clock::Day>(Read32(word));
    const uint16_t* const last = word + 3 + word[2];
    for (word += 3; word != last; ++word) {
      const auto tally = static_cast<uint16_t>(*word >> kRoleBits);
      if (!visit(day, tally, static_cast<Roles>(*word & ((1 << kRoleBits) - 1)))) return;
    }
  }
}

Standings PackedStandings::standings() const {
  Standings standings;
  ForEach([&](clock::Day day, uint16_t tally, Roles roles) {
    standings.push_back({day, tally, roles});
    return true;
  });
  std::stable_sort(standings.begin(), standings.end(),
                   [](const Standing& a, const Standing& b) { return a.tally < b.tally; });
  return standings;
}

const Amounts& PackedStandings::amounts() const {
  static const auto* const none = new Amounts;
  return amounts_ == nullptr ? *none : *amounts_;
}

Roles PackedStandings::RolesOn(uint16_t tally, clock::Day day) const {
  Roles last = 0;
  ForEach([&](clock::Day from, uint16_t each, Roles roles) {
    if (from > day) return false;
    if (each == tally) last = roles;
    return true;
  });
  return last;
}

int64_t PackedStandings::AmountOn(uint16_t tally, clock::Day day) const {
  return gateway::AmountOn(amounts(), tally, day);
}

}  // namespace ocop::gateway
