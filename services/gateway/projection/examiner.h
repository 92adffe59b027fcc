// Works out what one unit contributes to the counters.
#pragma once

#include <cstdint>

#include "services/gateway/indicators/counters.h"
#include "services/gateway/indicators/definitions.h"
#include "services/gateway/projection/unit_facts.h"

namespace ocop::gateway {

// Standings of a unit, and where they count.
struct Contribution {
  Place place;
  Standings standings;
};

// Communes and districts are judged by what lies in them. That is counted like any indicator, in tallies of our own
// whose numbers follow those of the indicators.
enum class InnerTally {
  kProducers,      // Producers in the programme.
  kProducts,       // Products of 3 stars or more whose producer is in the programme.
  kFromElsewhere,  // Listings on sale at a point, counted where the point lies and the producer does not.
};
inline constexpr size_t kInnerTallyCount = 3;

// Reads what it was given at each call; holds nothing.
class Examiner {
 public:
  Examiner(const Definitions& definitions, const World& world, const Counters& counters)
      : definitions_(definitions), world_(world), counters_(counters) {}

  uint16_t NumberOf(InnerTally tally) const {
    return static_cast<uint16_t>(definitions_.size() + static_cast<size_t>(tally));
  }

  Facts FactsOf(Id<Learner> id) const;
  Facts FactsOf(Id<Producer> id) const;
  Facts FactsOf(Id<Product> id) const;
  Facts FactsOf(Id<Locality> id) const;

  Contribution Examine(Id<Learner> id) const;
  Contribution Examine(Id<Producer> id) const;
  Contribution Examine(Id<Product> id) const;
  Contribution Examine(Id<Listing> id) const;
  Contribution Examine(Id<Locality> id) const;

 private:
  Unit UnitOf(Id<Locality> id) const;
  // When anything is counted by `tally` in the area.
  StepFunction Any(InnerTally tally, Id<Locality> area) const;
  // Adds the days on which `counts` is not 0 to an inner tally.
  void Append(InnerTally tally, const StepFunction& counts, Standings& standings) const;

  const Definitions& definitions_;
  const World& world_;
  const Counters& counters_;
};

}  // namespace ocop::gateway
