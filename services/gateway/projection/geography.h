// Where a thing that lies in one locality is counted, on every map there has been.
//
// A thing in an old commune counts there, in its district and province, and also in the new commune that the old one
// became, and above. A thing in a new commune counts in those old units that the new commune was made of entirely: if
// all its predecessors lay in one district, that is known; if they lay in two, neither may claim it. In short: an area
// counts what certainly lies in it.
//
// `within` is the closure of four rules. L is within A when A is L, when L's parent is within A, when all successors of
// L are within A, when all predecessors of L are, or when all children of L are (a district goes where its communes
// went); a unit with predecessors is judged by these, not by the children entered so far nor by what its parent was
// made of. Going forward (parents and successors) and going back (parents and predecessors) are separate walks: old
// commune to new commune and back again would reach the districts of its neighbours.
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

 private:
  std::vector<std::vector<Id<Locality>>> counted_at_;
  std::vector<std::vector<Id<Locality>>> inside_;
};

}  // namespace ocop::gateway
