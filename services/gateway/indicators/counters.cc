#include "services/gateway/indicators/counters.h"

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

Counters::Counts& Counters::Counts::operator+=(const Counts& other) {
  numerator += other.numerator;
  denominator += other.denominator;
  shortfall += other.shortfall;
  return *this;
}

void Counters::Change(Place place, const Standings& standings, const Amounts& amounts, int sign) {
  std::vector<Histories<Counts>::Difference> counts;
  counts.reserve(standings.size());
  Roles before = 0;
  for (size_t i = 0; i < standings.size(); ++i) {
    const Standing& now = standings[i];
    if (i == 0 || standings[i - 1].tally != now.tally) before = 0;
    const auto difference = [&](Role role) { return sign * (HasRole(now.roles, role) - HasRole(before, role)); };
    counts.push_back(
        {now.tally, {now.from, {difference(kInNumerator), difference(kInDenominator), difference(kFallsShort)}}});
    before = now.roles;
  }
  counts_.Add(place, counts);
  std::vector<Histories<int64_t>::Difference> sums;
  sums.reserve(amounts.size());
  for (size_t i = 0; i < amounts.size(); ++i) {
    const bool first = i == 0 || amounts[i - 1].tally != amounts[i].tally;
    const int64_t on_top = amounts[i].amount - (first ? 0 : amounts[i - 1].amount);
    sums.push_back({amounts[i].tally, {amounts[i].from, sign * on_top}});
  }
  amounts_.Add(place, sums);
}

std::vector<Cell> Counters::Merge(const std::function<std::vector<LocalityNumber>(Place)>& localities_of) {
  std::vector<Cell> changed;
  counts_.Merge(localities_of, changed);
  amounts_.Merge(localities_of, changed);
  return changed;
}

Sums Counters::At(uint16_t tally, LocalityNumber locality, clock::Day day) const {
  const Counts counts = counts_.At(tally, locality, day);
  return {counts.numerator, counts.denominator, counts.shortfall, amounts_.At(tally, locality, day)};
}

StepFunction Counters::AnyInNumerator(uint16_t tally, LocalityNumber locality) const {
  StepFunction any;
  for (const auto& step : counts_.Of(tally, locality)) any.Append(step.from, step.value.numerator > 0 ? 1 : 0);
  return any;
}

}  // namespace ocop::gateway
