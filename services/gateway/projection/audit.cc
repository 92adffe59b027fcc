#include "services/gateway/projection/audit.h"

namespace ocop::gateway {
namespace {

// By tally, as many as the contribution speaks of.
std::vector<Sums> BroughtOn(clock::Day day, const Contribution& contribution, int sign) {
  std::vector<Sums> sums;
  const auto of = [&](uint16_t tally) -> Sums& {
    if (tally >= sums.size()) sums.resize(tally + size_t{1});
    return sums[tally];
  };
  // Of each tally the last one until the day holds.
  for (const Standing& standing : contribution.standings) {
    if (standing.from > day) break;
    Sums& tally = of(standing.tally);
    tally.numerator = (standing.roles & kInNumerator) != 0 ? sign : 0;
    tally.denominator = (standing.roles & kInDenominator) != 0 ? sign : 0;
    tally.shortfall = (standing.roles & kFallsShort) != 0 ? sign : 0;
  }
  for (const Amount& amount : contribution.amounts) {
    if (amount.from <= day) of(amount.tally).amount = sign * absl::int128(amount.amount);
  }
  return sums;
}

}  // namespace

void Audit::Begin(const std::array<uint32_t, kKindCount>& rows) {
  rows_ = rows;
  SkipEmptyKinds();
}

bool Audit::Waits(Kind kind, uint32_t row) const {
  if (row >= rows_[static_cast<size_t>(kind)]) return false;
  return kind > next_.kind || (kind == next_.kind && row >= next_.row);
}

Audit::Unit Audit::TakeNext() {
  const Unit taken = next_;
  ++next_.row;
  SkipEmptyKinds();
  return taken;
}

void Audit::SkipEmptyKinds() {
  while (!AnyWaits() && next_.kind != Kind::kArea) next_ = {static_cast<Kind>(static_cast<size_t>(next_.kind) + 1), 0};
}

void Audit::Add(const Contribution& contribution, const std::vector<LocalityNumber>& localities) {
  for (size_t day = 0; day < days_.size(); ++day) Count(day, contribution, localities, 1);
}

void Audit::TakeBack(const Contribution& contribution, const std::vector<LocalityNumber>& localities) {
  for (size_t day = 0; day < days_.size(); ++day) Count(day, contribution, localities, -1);
}

void Audit::AddOn(size_t day, const Contribution& contribution, const std::vector<LocalityNumber>& localities) {
  Count(day, contribution, localities, 1);
}

void Audit::Count(size_t day, const Contribution& contribution, const std::vector<LocalityNumber>& localities,
                  int sign) {
  const std::vector<Sums> brought = BroughtOn(days_[day], contribution, sign);
  if (brought.empty()) return;
  for (LocalityNumber locality : localities) {
    if (locality >= counted_[day].size()) counted_[day].resize(locality + size_t{1});
    std::vector<Sums>& counted = counted_[day][locality];
    if (counted.size() < brought.size()) counted.resize(brought.size());
    for (size_t tally = 0; tally < brought.size(); ++tally) counted[tally] += brought[tally];
  }
}

Sums Audit::Counted(size_t day, LocalityNumber locality, uint16_t tally) const {
  if (locality >= counted_[day].size() || tally >= counted_[day][locality].size()) return {};
  return counted_[day][locality][tally];
}

void Audit::Compare(size_t day, LocalityNumber locality, uint16_t tally, const Sums& held) {
  ++compared_;
  if (Counted(day, locality, tally) != held) differences_.push_back({locality, days_[day], tally});
}

}  // namespace ocop::gateway
