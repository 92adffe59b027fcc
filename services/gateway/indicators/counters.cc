#include "services/gateway/indicators/counters.h"

#include <algorithm>

namespace ocop::gateway {
namespace {

int HasRole(Roles roles, Role role) {
  return (roles & role) != 0 ? 1 : 0;
}

}  // namespace

Sums& Sums::operator+=(const Sums& other) {
  numerator += other.numerator;
  denominator += other.denominator;
  shortfall += other.shortfall;
  amount += other.amount;
  return *this;
}

PackedContribution Counters::Add(const Contribution& contribution) {
  PackedContribution packed(contribution, turn_sets_);
  Change(packed, 1);
  return packed;
}

Contribution Counters::Unpacked(const PackedContribution& contribution) const {
  if (contribution.empty()) return {};
  Contribution unpacked{contribution.place(), {}, {}};
  contribution.ForEachDay([&](clock::Day day, uint32_t set) {
    for (const Turn& turn : turn_sets_[set]) unpacked.standings.push_back({day, turn.tally, turn.after});
  });
  contribution.ForEachAmount([&](const Amount& amount) { unpacked.amounts.push_back(amount); });
  return unpacked;
}

void Counters::Change(const PackedContribution& contribution, int sign) {
  if (contribution.empty()) return;
  const uint32_t place = NumberOf(contribution.place());
  contribution.ForEachDay([&](clock::Day day, uint32_t set) { turns_.push_back({day, set, place, sign}); });
  uint16_t tally = 0;
  int64_t before = 0;
  contribution.ForEachAmount([&](const Amount& amount) {
    if (amount.tally != tally) before = 0;
    absl::int128 more = sign * (absl::int128(amount.amount) - before);
    while (more != 0)
      amounts_.push_back({amount.from, amount.tally, place, AmountStep::Take(amount.from, more).amount});
    tally = amount.tally;
    before = amount.amount;
  });
}

uint32_t Counters::NumberOf(Place place) {
  const auto [found, added] = place_numbers_.try_emplace(place, static_cast<uint32_t>(places_.size()));
  if (added) places_.push_back(place);
  return found->second;
}

std::vector<Cell> Counters::Merge(const std::function<std::vector<LocalityNumber>(Place)>& localities_of) {
  std::vector<std::vector<LocalityNumber>> localities;
  for (Place place : places_) localities.push_back(localities_of(place));
  std::vector<Cell> changed;
  MergeInto(counts_, turns_, localities, changed);
  MergeInto(sums_, amounts_, localities, changed);
  places_.clear();
  place_numbers_.clear();
  return changed;
}

// Ordered by day before it is carried to the localities, it needs no ordering there.
template <typename Pending, typename Step>
void Counters::MergeInto(Histories<Step>& histories, std::vector<Pending>& pending,
                         const std::vector<std::vector<LocalityNumber>>& localities, std::vector<Cell>& changed) {
  std::sort(pending.begin(), pending.end(), [](const Pending& a, const Pending& b) { return a.Key() < b.Key(); });
  std::vector<std::vector<Pending>> by_locality;
  for (const Pending& each : pending) {
    for (LocalityNumber locality : localities[each.place]) {
      if (locality >= by_locality.size()) by_locality.resize(locality + size_t{1});
      std::vector<Pending>& here = by_locality[locality];
      // What many units do on one day comes to a province once.
      const bool joined = !here.empty() && here.back().Key() == each.Key() && here.back().Join(each);
      if (!joined) here.push_back(each);
    }
  }
  pending.clear();
  Differences<Step> differences;
  for (LocalityNumber locality = 0; locality < by_locality.size(); ++locality) {
    if (by_locality[locality].empty()) continue;
    for (const Pending& each : by_locality[locality]) PutAll(each, differences);
    Apply(locality, differences, histories, changed);
  }
}

void Counters::PutAll(const PendingTurns& turns, Differences<CountStep>& differences) const {
  for (const Turn& turn : turn_sets_[turns.set]) {
    const auto more = [&](Role role) { return turns.times * (HasRole(turn.after, role) - HasRole(turn.before, role)); };
    Put<CountStep>(turn.tally, turns.day, {more(kInNumerator), more(kInDenominator), more(kFallsShort)}, differences);
  }
}

void Counters::PutAll(const PendingAmount& amount, Differences<AmountStep>& differences) const {
  Put<AmountStep>(amount.tally, amount.day, amount.amount, differences);
}

template <typename Step>
void Counters::Put(uint16_t tally, clock::Day day, const typename Step::Value& value, Differences<Step>& differences) {
  if (tally >= differences.size()) differences.resize(tally + size_t{1});
  auto& of_tally = differences[tally];
  if (of_tally.empty() || of_tally.back().from != day) of_tally.push_back({day, {}});
  of_tally.back().value += value;
}

// Empties the differences, so that the next locality finds their memory.
template <typename Step>
void Counters::Apply(LocalityNumber locality, Differences<Step>& differences, Histories<Step>& histories,
                     std::vector<Cell>& changed) {
  using Difference = typename History<Step>::Difference;
  for (uint16_t tally = 0; tally < differences.size(); ++tally) {
    auto& of_tally = differences[tally];
    std::erase_if(of_tally, [](const Difference& each) { return each.value == typename Step::Value(); });
    if (of_tally.empty()) continue;
    if (locality >= histories.size()) histories.resize(locality + size_t{1});
    if (tally >= histories[locality].size()) histories[locality].resize(tally + size_t{1});
    histories[locality][tally].Add(of_tally);
    changed.push_back({locality, tally});
    of_tally.clear();
  }
}

template <typename Step>
const History<Step>& Counters::Find(const Histories<Step>& histories, uint16_t tally, LocalityNumber locality) {
  static const auto* const none = new History<Step>;
  if (locality >= histories.size() || tally >= histories[locality].size()) return *none;
  return histories[locality][tally];
}

Sums Counters::At(uint16_t tally, LocalityNumber locality, clock::Day day) const {
  const Counts counts = Find(counts_, tally, locality).At(day);
  return {counts.numerator, counts.denominator, counts.shortfall, Find(sums_, tally, locality).At(day)};
}

StepFunction Counters::AnyInNumerator(uint16_t tally, LocalityNumber locality) const {
  StepFunction any;
  Find(counts_, tally, locality).ForEach([&](clock::Day day, const Counts& counts) {
    any.Append(day, counts.numerator > 0 ? 1 : 0);
  });
  return any;
}

}  // namespace ocop::gateway
