#include "services/gateway/indicators/turn_sets.h"

namespace ocop::gateway {

uint32_t TurnSets::NumberOf(const Turns& turns) {
  const auto [found, added] = numbers_.try_emplace(turns, static_cast<uint32_t>(sets_.size()));
  if (added) sets_.push_back(turns);
  return found->second;
}

}  // namespace ocop::gateway
