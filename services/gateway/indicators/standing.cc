#include "services/gateway/indicators/standing.h"

namespace ocop::gateway {

Roles RolesOn(const Standings& standings, uint16_t tally, clock::Day day) {
  Roles last = 0;
  for (const Standing& standing : standings) {
    if (standing.from > day) break;
    if (standing.tally == tally) last = standing.roles;
  }
  return last;
}

int64_t AmountOn(const Amounts& amounts, uint16_t tally, clock::Day day) {
  int64_t last = 0;
  for (const Amount& amount : amounts) {
    if (amount.tally == tally && amount.from <= day) last = amount.amount;
  }
  return last;
}

}  // namespace ocop::gateway
