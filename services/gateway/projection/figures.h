// The figures of all indicators, everywhere and on every day, kept current with the world.
//
// Entries go in by `intake`; Settle then works out again what they touched: each unit takes back what it contributed to
// the counters and adds what it contributes now. What Settle leaves behind is always what it would have made from
// nothing out of the same world.
//
// Not thread safe: see Projection.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "services/gateway/indicators/counters.h"
#include "services/gateway/indicators/definitions.h"
#include "services/gateway/projection/examiner.h"
#include "services/gateway/projection/geography.h"
#include "services/gateway/projection/intake.h"

namespace ocop::gateway {

// A unit in an explanation.
struct ExplainedUnit {
  std::string name;
  std::string display_name;
  std::string locality;
  Roles roles;
  std::vector<std::string> unmet;  // Terms of the numerator filter that do not hold on the day.
  bool synthetic;
};

// Which units of one value to explain.
struct UnitQuery {
  size_t indicator;
  Id<Locality> locality;
  clock::Day day;
  bool only_shortfall = false;  // Otherwise all that are counted: the denominator, or the numerator without one.
  std::string after;            // Only names greater than this.
  size_t limit = 50;
};

class Figures {
 public:
  explicit Figures(Definitions definitions);
  Figures(const Figures&) = delete;

  Intake& intake() { return intake_; }
  void Settle();

  // What follows tells the state of the last Settle.

  const Definitions& definitions() const { return definitions_; }
  const World& world() const { return intake_.world(); }

  Sums Value(size_t indicator, Id<Locality> locality, clock::Day day) const;

  // The target that the plan of the day's year sets the locality; none when there is none.
  Id<Target> TargetOf(size_t indicator, Id<Locality> locality, clock::Day day) const;

  // The province of `parent` (`provinces/82`) on the map of the day: the unit that then bears its code.
  Id<Locality> ProvinceOn(std::string_view parent, clock::Day day) const;

  // At most `limit` units in the order of their names.
  std::vector<ExplainedUnit> Units(const UnitQuery& query) const;

 private:
  using Contributions = std::vector<Contribution>;  // By row of the unit.

  template <typename Record>
  void TakeBack(const std::vector<Id<Record>>& ids, Contributions& contributions);
  template <typename Record>
  void Add(const std::vector<Id<Record>>& ids, Contributions& contributions);

  // Names every unit whose place counts elsewhere on `next`.
  void MarkMoved(const Geography& next);
  void SettleAreas();
  // Brings what waits into the sums and names the areas that have to be judged again.
  void MergeCounters();
  std::vector<LocalityNumber> LocalitiesOf(Place place) const;
  void FindProvinces();

  // Units of a kind that have a role asked for, and the first of them by name.
  template <typename Record, typename IdsAt>
  std::vector<ExplainedUnit> Explain(const UnitQuery& query, const Table<Record>& table,
                                     const Contributions& contributions, IdsAt ids_at) const;

  const Definitions definitions_;
  Intake intake_;
  Geography geography_;
  Counters counters_;
  const Examiner examiner_;
  Contributions officers_, producers_, products_, listings_, sales_points_, areas_;
  std::vector<Id<Locality>> provinces_;  // Of every map, by name.
};

}  // namespace ocop::gateway
