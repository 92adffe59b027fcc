#include "services/gateway/indicators/standing.h"

#include <algorithm>
#include <utility>

namespace ocop::gateway {

Roles RolesOn(const Standings& standings, uint16_t tally, clock::Day day) {
  auto after = std::upper_bound(standings.begin(), standings.end(), std::pair(tally, day),
                                [](std::pair<uint16_t, clock::Day> wanted, const Standing& standing) {
                                  return wanted < std::pair(standing.tally, standing.from);
                                });
  if (after == standings.begin() || std::prev(after)->tally != tally) return 0;
  return std::prev(after)->roles;
}

}  // namespace ocop::gateway
