// The figures of all indicators, everywhere and on every day, kept current with the world.
//
// Entries go in by `intake`; Settle then works out again what they touched: each unit takes back what it contributed to
// the counters and adds what it contributes now. What Settle leaves behind is always what it would have made from
// nothing out of the same world.
//
// Not thread safe: see Projection.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "services/gateway/indicators/counters.h"
#include "services/gateway/indicators/definitions.h"
#include "services/gateway/indicators/packed_contribution.h"
#include "services/gateway/projection/audit.h"
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
  int64_t amount;                  // Of an indicator that sums up.
  std::vector<std::string> unmet;  // Terms of the numerator filter that do not hold on the day.
  bool synthetic;
  std::vector<Witness> witnesses;
};

// Units by name, and sums over the whole list, of which they may be a part.
struct UnitList {
  std::vector<ExplainedUnit> units;
  Sums sums;
};

// How a unit stands on a day, without the reasons.
struct UnitStanding {
  std::string name;
  Roles roles;
  int64_t amount;

  bool operator==(const UnitStanding&) const = default;
};

// Which units of one value to explain.
struct UnitQuery {
  size_t indicator;
  Id<Locality> locality;
  clock::Day day;
  bool only_shortfall = false;  // Otherwise all that are counted: the denominator, or the numerator without one;
  bool in_any_role = false;     // or with those that fall short without being counted.
  bool with_witnesses = true;   // For a commune they are a walk through all that lies in it.
  std::string after;            // Only names greater than this.
  size_t limit = 50;
};

class Figures {
 public:
  explicit Figures(Definitions definitions);
  Figures(const Figures&) = delete;

  Intake& intake() { return *intake_; }
  void Settle();

  // Works out again at most `most` of the units whose indicators have changed; answers whether any are left. Each call
  // leaves every unit either as it was or as it will be.
  bool RecountSome(size_t most);
  bool recounting() const { return !recounts_.empty(); }

  // From here on the audit, which has just been made, is told what changes, until EndAudit.
  void BeginAudit(Audit& audit);
  void EndAudit() { audit_ = nullptr; }

  // Brings the audit forward by at most `most` units, or localities compared. False when it has to wait, since units
  // and counters are not yet what the world says.
  bool AuditSome(size_t most, Audit& audit) const;

  // The same, counted again from nothing out of the same world, which both then share: the one to be kept takes the
  // place of the other, and nothing may change meanwhile. These can be read all the while, but for an audit.
  std::unique_ptr<Figures> CountedAgain() const;

  // What follows tells the state of the last Settle.

  const Definitions& definitions() const { return definitions_; }
  const World& world() const { return intake_->world(); }

  // Whether the values of an indicator can be asked for: one that was added to units already counted is worked out bit
  // by bit.
  bool Computed(size_t indicator) const { return indicator < computed_.size() && computed_[indicator]; }

  // The province's own that nothing can be counted by, by id: as they were entered, with the state and the problem.
  using Uncountable = std::map<std::string, indicators::v1::Indicator, std::less<>>;
  const Uncountable& uncountable() const { return uncountable_; }

  // Whether its figures are worked out from the service's records.
  bool IsMadeOf(size_t indicator, Service service) const {
    return (made_of_[indicator] >> static_cast<uint32_t>(service) & 1) != 0;
  }

  Sums Value(size_t indicator, Id<Locality> locality, clock::Day day) const;

  // Localities whose things are counted at `area`, rising; `area` itself among them.
  std::span<const Id<Locality>> Inside(Id<Locality> area) const { return geography_.Inside(area); }

  // The target that the plan of the day's year sets the locality; none when there is none.
  Id<Target> TargetOf(size_t indicator, Id<Locality> locality, clock::Day day) const;

  // The province of `parent` (`provinces/82`) on the map of the day: the unit that then bears its code.
  Id<Locality> ProvinceOn(std::string_view parent, clock::Day day) const;

  // At most `limit` units in the order of their names.
  UnitList Units(const UnitQuery& query) const;

  // All units of the query, by name; `after` and `limit` are left aside.
  std::vector<UnitStanding> Standings(const UnitQuery& query) const;

  // The records that tell what the value is to count and to reach: the definition, of one that is the province's own,
  // and the target with its plan.
  std::vector<Witness> WitnessesOfValue(size_t indicator, Id<Locality> locality, clock::Day day) const;

  // One unit, counted or not; nothing when there is none of the name.
  std::optional<ExplainedUnit> Explain(size_t indicator, std::string_view unit, clock::Day day) const;

 private:
  Figures(Definitions definitions, std::shared_ptr<Intake> intake);

  using Contributions = std::vector<PackedContribution>;  // By row of the unit.

  template <typename Record>
  void TakeBack(const std::vector<Id<Record>>& ids, Contributions& contributions);
  template <typename Record>
  void Add(const std::vector<Id<Record>>& ids, Contributions& contributions);

  // Units of a kind that are worked out again, from the first row on, and the indicators that can be asked for then.
  struct Recount {
    uint32_t next = 0;
    std::vector<size_t> indicators;
  };

  friend class FiguresTampering;  // Of the tests: makes a figure wrong.

  // Whether the audit has to be told of the unit.
  template <typename Record>
  bool IsAudited(Id<Record> id) const {
    return audit_ != nullptr && !audit_->Waits(Audit::KindOf(id), id.row);
  }
  void AuditUnit(Audit::Unit unit, Audit& audit) const;
  void AuditArea(Id<Locality> area, Audit& audit) const;
  void CompareWith(Audit& audit, LocalityNumber locality) const;

  void SettleDefinitions();
  bool Reword(Id<OwnIndicator> id, size_t place);
  void Define(Id<OwnIndicator> id);
  void StartRecount(Unit unit, std::optional<size_t> indicator);
  template <typename Record>
  bool RecountRows(uint32_t first, size_t most, const Table<Record>& table, Contributions& contributions);
  bool HasCounted(Unit unit) const;

  // Names every unit whose place counts elsewhere on `next`.
  void MarkMoved(const Geography& next);
  void SettleAreas();
  // Brings what waits into the sums and names the areas that have to be judged again.
  void MergeCounters();
  std::vector<LocalityNumber> LocalitiesOf(Place place) const;
  void FindProvinces();

  // Calls use(table, contributions, ids_at) for units of the kind; ids_at(locality, visit) goes through those there.
  template <typename Use>
  auto WithUnits(Unit unit, Use use) const;
  template <typename Record>
  ExplainedUnit ExplainRow(size_t indicator, clock::Day day, const Table<Record>& table,
                           const Contributions& contributions, Id<Record> id, bool with_witnesses = true) const;
  template <typename Record>
  std::vector<Witness> WitnessesBehind(const Definition& definition, Id<Record> id, clock::Day) const {
    return WitnessesOf(world(), definition, id);
  }
  std::vector<Witness> WitnessesBehind(const Definition& definition, Id<Locality> id, clock::Day day) const;
  // What the inner tallies count in the area: of each kind the first by name, as many as can be told.
  Deciding DecidingIn(Id<Locality> area, clock::Day day) const;

  Definitions definitions_;
  std::vector<bool> computed_;      // By place, and so the next.
  std::vector<uint32_t> made_of_;   // Services, as ServicesBehind tells them.
  std::map<uint32_t, size_t> own_;  // Places of the province's own indicators, by row.
  Uncountable uncountable_;
  std::map<Unit, Recount> recounts_;
  const std::shared_ptr<Intake> intake_;
  Geography geography_;
  Counters counters_;
  const Examiner examiner_;
  Contributions officers_, producers_, products_, listings_, sales_points_, areas_;
  std::vector<Id<Locality>> provinces_;  // Of every map, by name.
  Audit* audit_ = nullptr;
};

}  // namespace ocop::gateway
