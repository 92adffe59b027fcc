// Where a thing that lies in one locality is counted, on every map there has been.
//
// A thing in an old commune counts there, in its district and province, and also in the new commune that the old one
// became, and above. A thing in a new commune counts in those old units that the new commune was made of entirely: if
// all its predecessors lay in one district, that is known; if they lay in two, neither may claim it. In short: an area
// counts what certainly lies in it.
//
// A locality is made of those that lie in it and of those whose place it took. What is made of nothing else is an atom:
// as a rule a commune of the oldest map. L is within A when every atom of L is an atom of A. An atom that was split, so
// that several took its place, is so many atoms, of which each successor has its own.
#pragma once

#include <span>
#include <vector>

#include "services/gateway/projection/world.h"

namespace ocop::gateway {

class Geography {
 public:
  Geography() = default;

  // Depends on the present localities and successions alone, not on the order in which they came.
  explicit Geography(const World& world);

  // Localities at which what lies in `at` is counted, rising; `at` itself among them. None for an absent locality.
  std::span<const Id<Locality>> CountedAt(Id<Locality> at) const;

  // Localities whose things are counted at `area`, rising; `area` itself among them.
  std::span<const Id<Locality>> Inside(Id<Locality> area) const;

  bool IsWithin(Id<Locality> at, Id<Locality> area) const;

  // Whether neither lies within the other.
  bool AreApart(Id<Locality> a, Id<Locality> b) const { return !IsWithin(a, b) && !IsWithin(b, a); }

 private:
  std::vector<std::vector<Id<Locality>>> counted_at_;
  std::vector<std::vector<Id<Locality>>> inside_;
};

}  // namespace ocop::gateway
