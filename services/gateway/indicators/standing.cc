#include "services/gateway/indicators/standing.h"

#include <algorithm>
#include <utility>

namespace ocop::gateway {

namespace {

// The last of the tally's steps that is not after the day; none before the first.
template <typename Step>
const Step* StepOn(const std::vector<Step>& steps, uint16_t tally, clock::Day day) {
  auto after = std::upper_bound(steps.begin(), steps.end(), std::pair(tally, day),
                                [](std::pair<uint16_t, clock::Day> wanted, const Step& step) {
                                  return wanted < std::pair(step.tally, step.from);
                                });
  if (after == steps.begin() || std::prev(after)->tally != tally) return nullptr;
  return &*std::prev(after);
}

}  // namespace

Roles RolesOn(const Standings& standings, uint16_t tally, clock::Day day) {
  const Standing* standing = StepOn(standings, tally, day);
  return standing == nullptr ? Roles{0} : standing->roles;
}

int64_t AmountOn(const Amounts& amounts, uint16_t tally, clock::Day day) {
  const Amount* amount = StepOn(amounts, tally, day);
  return amount == nullptr ? 0 : amount->amount;
}

}  // namespace ocop::gateway
