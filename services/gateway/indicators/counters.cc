#include "services/gateway/indicators/counters.h"

#include <algorithm>
#include <map>
#include <tuple>
#include <utility>

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

void Counters::Change(Place place, const Standings& standings, const Amounts& amounts, int sign) {
  if (standings.empty() && amounts.empty()) return;
  std::vector<Delta>& deltas = pending_[place];
  Roles before = 0;
  for (size_t i = 0; i < standings.size(); ++i) {
    const Standing& now = standings[i];
    if (i == 0 || standings[i - 1].tally != now.tally) before = 0;
    auto difference = [&](Role role) {
      return static_cast<int8_t>(sign * (HasRole(now.roles, role) - HasRole(before, role)));
    };
    deltas.push_back(
        {now.from, now.tally, difference(kInNumerator), difference(kInDenominator), difference(kFallsShort)});
    before = now.roles;
  }
  for (size_t i = 0; i < amounts.size(); ++i) {
    const bool first = i == 0 || amounts[i - 1].tally != amounts[i].tally;
    const int64_t on_top = amounts[i].amount - (first ? 0 : amounts[i - 1].amount);
    deltas.push_back({amounts[i].from, amounts[i].tally, 0, 0, 0, sign * on_top});
  }
  pending_count_ += standings.size() + amounts.size();
}

// The sum of deltas [begin, end) of one tally by day, days without a difference left out.
Counters::Differences Counters::Net(std::vector<Delta>& deltas, size_t begin, size_t end) {
  Differences net;
  for (size_t i = begin; i < end;) {
    Level level{deltas[i].day, {}};
    for (; i < end && deltas[i].day == level.from; ++i) {
      level.sums += {deltas[i].numerator, deltas[i].denominator, deltas[i].shortfall, deltas[i].amount};
    }
    if (level.sums != Sums()) net.push_back(level);
  }
  return net;
}

std::vector<Counters::Cell> Counters::Merge(const std::function<std::vector<LocalityNumber>(Place)>& localities_of) {
  // Units of one place change the same days again and again: summed up there first, little is left to carry further.
  std::map<std::pair<LocalityNumber, uint16_t>, Differences> by_cell;
  for (auto& [place, deltas] : pending_) {
    std::sort(deltas.begin(), deltas.end(),
              [](const Delta& a, const Delta& b) { return std::tie(a.tally, a.day) < std::tie(b.tally, b.day); });
    const std::vector<LocalityNumber> localities = localities_of(place);
    for (size_t begin = 0, end = 0; begin < deltas.size(); begin = end) {
      while (end < deltas.size() && deltas[end].tally == deltas[begin].tally) ++end;
      const Differences net = Net(deltas, begin, end);
      if (net.empty()) continue;
      for (LocalityNumber locality : localities) {
        Differences& cell = by_cell[{locality, deltas[begin].tally}];
        cell.insert(cell.end(), net.begin(), net.end());
      }
    }
  }
  pending_.clear();
  pending_count_ = 0;

  std::vector<Cell> changed;
  for (auto& [cell, differences] : by_cell) {
    const auto [locality, tally] = cell;
    if (locality >= histories_.size()) histories_.resize(locality + 1);
    if (tally >= histories_[locality].size()) histories_[locality].resize(tally + size_t{1});
    Tidy(differences);
    if (Apply(differences, histories_[locality][tally])) changed.push_back({tally, locality});
  }
  return changed;
}

// Sorts by day, sums up equal days and leaves out days on which nothing remains.
void Counters::Tidy(Differences& differences) {
  std::sort(differences.begin(), differences.end(), [](const Level& a, const Level& b) { return a.from < b.from; });
  size_t kept = 0;
  for (size_t i = 0; i < differences.size(); ++i) {
    if (kept > 0 && differences[kept - 1].from == differences[i].from) {
      differences[kept - 1].sums += differences[i].sums;
    } else {
      differences[kept++] = differences[i];
    }
  }
  differences.resize(kept);
  std::erase_if(differences, [](const Level& level) { return level.sums == Sums(); });
}

// Answers whether anything changed. Levels before the first difference stay as they are.
bool Counters::Apply(const Differences& differences, History& history) {
  if (differences.empty()) return false;
  auto first = std::lower_bound(history.begin(), history.end(), differences.front().from,
                                [](const Level& level, clock::Day day) { return level.from < day; });
  const History old_tail(first, history.end());
  history.erase(first, history.end());

  Sums old_sums = history.empty() ? Sums() : history.back().sums;
  Sums on_top;
  auto append = [&](clock::Day from) {
    Sums sums = old_sums;
    sums += on_top;
    if (sums != (history.empty() ? Sums() : history.back().sums)) history.push_back({from, sums});
  };
  auto old_level = old_tail.begin();
  auto difference = differences.begin();
  while (old_level != old_tail.end() || difference != differences.end()) {
    const bool take_old =
        difference == differences.end() || (old_level != old_tail.end() && old_level->from <= difference->from);
    const bool take_difference =
        old_level == old_tail.end() || (difference != differences.end() && difference->from <= old_level->from);
    const clock::Day from = take_old ? old_level->from : difference->from;
    if (take_old) old_sums = (old_level++)->sums;
    if (take_difference) on_top += (difference++)->sums;
    append(from);
  }
  return true;
}

const Counters::History* Counters::Find(uint16_t tally, LocalityNumber locality) const {
  if (locality >= histories_.size() || tally >= histories_[locality].size()) return nullptr;
  return &histories_[locality][tally];
}

Sums Counters::At(uint16_t tally, LocalityNumber locality, clock::Day day) const {
  const History* history = Find(tally, locality);
  if (history == nullptr) return {};
  auto after = std::upper_bound(history->begin(), history->end(), day,
                                [](clock::Day wanted, const Level& level) { return wanted < level.from; });
  return after == history->begin() ? Sums() : std::prev(after)->sums;
}

StepFunction Counters::AnyInNumerator(uint16_t tally, LocalityNumber locality) const {
  StepFunction any;
  const History* history = Find(tally, locality);
  if (history == nullptr) return any;
  for (const Level& level : *history) any.Append(level.from, level.sums.numerator > 0 ? 1 : 0);
  return any;
}

}  // namespace ocop::gateway
