// What a unit brings to the tallies, and where it counts.
#pragma once

#include <cstdint>
#include <limits>
#include <utility>

#include "services/gateway/indicators/standing.h"

namespace ocop::gateway {

using LocalityNumber = uint32_t;
inline constexpr LocalityNumber kNoLocality = std::numeric_limits<LocalityNumber>::max();

// Where a unit counts: at every locality that holds `home`, but not where `except` lies too, nor within `except`.
struct Place {
  LocalityNumber home = kNoLocality;
  LocalityNumber except = kNoLocality;

  bool operator==(const Place&) const = default;
  template <typename H>
  friend H AbslHashValue(H state, const Place& place) {
    return H::combine(std::move(state), place.home, place.except);
  }
};

struct Contribution {
  Place place;
  Standings standings;
  Amounts amounts;
};

}  // namespace ocop::gateway
