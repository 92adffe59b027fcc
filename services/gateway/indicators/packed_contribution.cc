#include "services/gateway/indicators/packed_contribution.h"

#include <algorithm>
#include <utility>
#include <vector>

namespace ocop::gateway {
namespace {

void Append(uint64_t number, std::vector<uint8_t>& bytes) {
  for (; number >= 0x80; number >>= 7) bytes.push_back(static_cast<uint8_t>(number | 0x80));
  bytes.push_back(static_cast<uint8_t>(number));
}

// Answers how many days there are.
size_t AppendDays(const Standings& standings, TurnSets& sets, std::vector<uint8_t>& bytes) {
  std::vector<Roles> roles;  // So far, by tally.
  Turns of_day;
  size_t days = 0;
  uint32_t before = 0;
  for (size_t i = 0; i < standings.size(); ++i) {
    const auto& [from, tally, now] = standings[i];
    if (tally >= roles.size()) roles.resize(tally + size_t{1}, 0);
    of_day.push_back({tally, std::exchange(roles[tally], now), now});
    if (i + 1 < standings.size() && standings[i + 1].from == from) continue;
    Append(static_cast<uint32_t>(from) - before, bytes);
    Append(sets.NumberOf(of_day), bytes);
    before = static_cast<uint32_t>(from);
    of_day.clear();
    ++days;
  }
  return days;
}

void AppendAmounts(const Amounts& amounts, std::vector<uint8_t>& bytes) {
  uint32_t day = 0;
  uint64_t before = 0;
  for (const Amount& amount : amounts) {
    Append(amount.tally, bytes);
    Append(static_cast<uint32_t>(amount.from) - day, bytes);
    const auto step = static_cast<int64_t>(static_cast<uint64_t>(amount.amount) - before);
    Append(static_cast<uint64_t>(step) << 1 ^ static_cast<uint64_t>(step >> 63), bytes);
    day = static_cast<uint32_t>(amount.from);
    before = static_cast<uint64_t>(amount.amount);
  }
}

}  // namespace

PackedContribution::PackedContribution(const Contribution& contribution, TurnSets& sets) {
  if (contribution.standings.empty() && contribution.amounts.empty()) return;
  std::vector<uint8_t> body, head;
  const size_t days = AppendDays(contribution.standings, sets, body);
  AppendAmounts(contribution.amounts, body);
  // kNoLocality becomes 0.
  Append(contribution.place.home + 1, head);
  Append(contribution.place.except + 1, head);
  Append(days, head);
  Append(contribution.amounts.size(), head);
  bytes_ = std::make_unique<uint8_t[]>(head.size() + body.size());
  std::copy(body.begin(), body.end(), std::copy(head.begin(), head.end(), bytes_.get()));
}

PackedContribution::Head PackedContribution::ReadHead(Reader& reader) {
  Head head;
  head.place.home = static_cast<LocalityNumber>(reader.Next()) - 1;
  head.place.except = static_cast<LocalityNumber>(reader.Next()) - 1;
  head.days = reader.Next();
  head.amounts = reader.Next();
  return head;
}

Place PackedContribution::place() const {
  if (empty()) return {};
  Reader reader(bytes_.get());
  return ReadHead(reader).place;
}

Roles PackedContribution::RolesOn(uint16_t tally, clock::Day day, const TurnSets& sets) const {
  Roles last = 0;
  ForEachDay([&](clock::Day from, uint32_t set) {
    if (from > day) return;
    for (const Turn& turn : sets[set]) {
      if (turn.tally == tally) last = turn.after;
    }
  });
  return last;
}

int64_t PackedContribution::AmountOn(uint16_t tally, clock::Day day) const {
  int64_t last = 0;
  ForEachAmount([&](const Amount& amount) {
    if (amount.tally == tally && amount.from <= day) last = amount.amount;
  });
  return last;
}

}  // namespace ocop::gateway
