// Works out what one unit contributes to the counters.
#pragma once

#include <cstdint>
#include <functional>
#include <utility>

#include "services/gateway/indicators/contribution.h"
#include "services/gateway/indicators/definitions.h"
#include "services/gateway/projection/unit_facts.h"

namespace ocop::gateway {

// Communes and districts are judged by what lies in them. That is counted like any indicator, in tallies of our own
// whose numbers come before those of the indicators.
enum class InnerTally {
  kProducers,        // Producers in the programme.
  kFromElsewhere,    // Listings on sale at a point, counted where the point lies and the producer certainly does not.
  kProductsOf1Star,  // Products with 1 star whose producer is in the programme; those with more in the tallies after
                     // it.
};
inline constexpr uint16_t kInnerTallyCount = 2 + kMostStarsKept;

// The tally of the indicator at `place` of the definitions.
inline uint16_t TallyOf(size_t place) {
  return static_cast<uint16_t>(kInnerTallyCount + place);
}

// The number of an inner tally.
inline uint16_t TallyOf(InnerTally tally) {
  return static_cast<uint16_t>(tally);
}

// The inner tally of products with so many stars, 1 to kMostStarsKept.
inline uint16_t TallyOfProductsWith(int stars) {
  return static_cast<uint16_t>(TallyOf(InnerTally::kProductsOf1Star) + stars - 1);
}

// Reads what it was given at each call; holds nothing.
class Examiner {
 public:
  // On which days anything is counted by a tally in an area: 1, on others 0.
  using AnyCounted = std::function<StepFunction(uint16_t tally, LocalityNumber area)>;

  Examiner(const Definitions& definitions, const World& world, AnyCounted any_counted)
      : definitions_(definitions), world_(world), any_counted_(std::move(any_counted)) {}

  Facts FactsOf(Id<Learner> id) const;
  Facts FactsOf(Id<Producer> id) const;
  Facts FactsOf(Id<Product> id) const;
  Facts FactsOf(Id<SalesPoint> id) const;
  Facts FactsOf(Id<Locality> id) const;

  Contribution Examine(Id<Learner> id) const;
  Contribution Examine(Id<Producer> id) const;
  Contribution Examine(Id<Product> id) const;
  Contribution Examine(Id<Listing> id) const;
  Contribution Examine(Id<SalesPoint> id) const;
  Contribution Examine(Id<Locality> id) const;

 private:
  Unit UnitOf(Id<Locality> id) const;
  Contribution Judged(Unit unit, LocalityNumber home, const Facts& facts) const;
  // When anything is counted by `tally` in the area.
  StepFunction Any(InnerTally tally, Id<Locality> area) const;
  // The most stars that a product counted in the area has.
  StepFunction MostStars(Id<Locality> area) const;
  // Adds the days on which `counts` is not 0 to an inner tally.
  static void AddInner(InnerTally tally, const StepFunction& counts, Standings& standings);
  // Adds the days on which a product has stars to the inner tallies of those stars.
  static void AddStars(const StepFunction& stars, Standings& standings);

  const Definitions& definitions_;
  const World& world_;
  const AnyCounted any_counted_;
};

}  // namespace ocop::gateway
