#include "services/gateway/indicators/counters.h"

#include <algorithm>
#include <tuple>
#include <utility>

namespace ocop::gateway {
namespace {

// Differences in one cell that are applied in place.
constexpr size_t kFew = 16;

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

// Units of one place change the same days again and again: summed up there first, little is left to carry to each of
// its localities.
void Counters::AddNet(std::vector<Delta>& deltas, const std::vector<LocalityNumber>& localities,
                      std::vector<CellDifference>& differences) {
  std::sort(deltas.begin(), deltas.end(),
            [](const Delta& a, const Delta& b) { return std::tie(a.tally, a.day) < std::tie(b.tally, b.day); });
  for (size_t i = 0; i < deltas.size();) {
    const uint16_t tally = deltas[i].tally;
    Level level{deltas[i].day, {}};
    for (; i < deltas.size() && deltas[i].tally == tally && deltas[i].day == level.from; ++i) {
      level.sums += {deltas[i].numerator, deltas[i].denominator, deltas[i].shortfall, deltas[i].amount};
    }
    if (level.sums == Sums()) continue;
    for (LocalityNumber locality : localities) differences.push_back({locality, tally, level});
  }
}

std::vector<Counters::Cell> Counters::Merge(const std::function<std::vector<LocalityNumber>(Place)>& localities_of) {
  std::vector<CellDifference> all;
  for (auto& [place, deltas] : pending_) AddNet(deltas, localities_of(place), all);
  pending_.clear();
  pending_count_ = 0;
  std::sort(all.begin(), all.end(), [](const CellDifference& a, const CellDifference& b) {
    return std::tie(a.locality, a.tally, a.level.from) < std::tie(b.locality, b.tally, b.level.from);
  });

  std::vector<Cell> changed;
  Differences differences;
  for (size_t i = 0; i < all.size();) {
    const Cell cell{all[i].tally, all[i].locality};
    differences.clear();
    for (; i < all.size() && all[i].locality == cell.locality && all[i].tally == cell.tally; ++i) {
      differences.push_back(all[i].level);
    }
    Tidy(differences);
    if (differences.empty()) continue;
    changed.push_back(cell);
    History& history = HistoryOf(cell.tally, cell.locality);
    if (differences.size() <= kFew) {
      ApplyFew(differences, history);
    } else {
      ApplyMany(differences, history);
    }
  }
  return changed;
}

Counters::History& Counters::HistoryOf(uint16_t tally, LocalityNumber locality) {
  if (locality >= histories_.size()) histories_.resize(locality + size_t{1});
  if (tally >= histories_[locality].size()) histories_[locality].resize(tally + size_t{1});
  return histories_[locality][tally];
}

// Sums up equal days, which stand side by side, and leaves out days on which nothing remains.
void Counters::Tidy(Differences& differences) {
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

// In place: a change of one unit adds to the levels that lie in its days and touches no other.
void Counters::ApplyFew(const Differences& differences, History& history) {
  const auto by_day = [](const Level& level, clock::Day day) { return level.from < day; };
  auto level = std::lower_bound(history.begin(), history.end(), differences.front().from, by_day);
  Sums old = level == history.begin() ? Sums() : std::prev(level)->sums;  // As it was on the day before.
  Sums on_top;
  for (const Level& difference : differences) {
    for (; level != history.end() && level->from < difference.from; ++level) {
      old = level->sums;
      level->sums += on_top;
    }
    if (level == history.end() || level->from != difference.from) {
      level = history.insert(level, {difference.from, old});
    } else {
      old = level->sums;
    }
    on_top += difference.sums;
    (level++)->sums += on_top;
  }
  if (on_top != Sums()) {
    for (; level != history.end(); ++level) level->sums += on_top;
  }
  // Only where a difference begins can a day have become as the day before.
  for (const Level& difference : differences) {
    level = std::lower_bound(history.begin(), history.end(), difference.from, by_day);
    if (level->sums == (level == history.begin() ? Sums() : std::prev(level)->sums)) history.erase(level);
  }
}

// Into a new history: for a province that is loaded.
void Counters::ApplyMany(const Differences& differences, History& history) {
  const History old_levels = std::exchange(history, {});
  Sums old_sums, on_top;
  auto old_level = old_levels.begin();
  auto difference = differences.begin();
  while (old_level != old_levels.end() || difference != differences.end()) {
    const bool take_old =
        difference == differences.end() || (old_level != old_levels.end() && old_level->from <= difference->from);
    const bool take_difference =
        old_level == old_levels.end() || (difference != differences.end() && difference->from <= old_level->from);
    const clock::Day from = take_old ? old_level->from : difference->from;
    if (take_old) old_sums = (old_level++)->sums;
    if (take_difference) on_top += (difference++)->sums;
    Sums sums = old_sums;
    sums += on_top;
    if (sums != (history.empty() ? Sums() : history.back().sums)) history.push_back({from, sums});
  }
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
