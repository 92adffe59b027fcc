// Where a thing that lies in one locality is counted, on every map there has been.
//
// A thing in an old commune counts there, in its district and province, and also in the new commune that the old one
// became, and above. A thing in a new commune counts in those old units that the new commune was made of entirely: if
// all its predecessors lay in one district, that is known; if they lay in two, neither may claim it. In short: an area
// counts what certainly lies in it.
//
// A locality is made of those that lie in it and of those whose place it took. What is made of nothing else is an atom:
// as a rule a commune of the oldest map. A piece is as much of an atom as went one way through all changes: where
// several took the place of a locality, it went to one of them. L is within A when every piece of L is a piece of A.
//
// Let S have been made of a and b, and later split into M and N. A producer who was entered at a counts at a, at S and
// at whatever holds all of S, but at neither M nor N: nobody entered where it went. One entered at S counts there and
// above. One entered at M counts at M, at S and at what holds all of S; not at a or b, whose land M has an unknown
// share of. So M and N together may count less than S.
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
