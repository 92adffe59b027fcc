// All figures of a province on a few days, counted again from the units alone while these go on changing.
//
// The units have their turn one after another. Of a unit that has had its turn the audit is told what the counters are
// told. So at each moment, for every locality, tally and day:
//
//   what the audit has counted + what the units that wait bring to the counters = what the counters hold
//
// A turn moves a unit from the second to the first, a change leaves the two sides alike, and when no unit waits any
// more the audit and the counters must be the same, however much has changed meanwhile. They are not when a unit
// brought something else to the counters, at its turn, than its records say, or when the counters added up wrongly.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "services/gateway/indicators/contribution.h"
#include "services/gateway/indicators/counters.h"
#include "services/gateway/projection/world.h"

namespace ocop::gateway {

class Audit {
 public:
  // Areas come last: they are judged by what has been counted of the others.
  enum class Kind { kOfficer, kProducer, kProduct, kListing, kSalesPoint, kArea };
  static constexpr size_t kKindCount = 6;
  struct Unit {
    Kind kind;
    uint32_t row;
  };
  struct Difference {
    LocalityNumber locality;
    clock::Day day;
    uint16_t tally;
  };

  static Kind KindOf(Id<Learner>) { return Kind::kOfficer; }
  static Kind KindOf(Id<Producer>) { return Kind::kProducer; }
  static Kind KindOf(Id<Product>) { return Kind::kProduct; }
  static Kind KindOf(Id<Listing>) { return Kind::kListing; }
  static Kind KindOf(Id<SalesPoint>) { return Kind::kSalesPoint; }
  static Kind KindOf(Id<Locality>) { return Kind::kArea; }

  explicit Audit(std::vector<clock::Day> days) : days_(std::move(days)), counted_(days_.size()) {}
  Audit(const Audit&) = delete;

  // `rows`: units of each kind. Those that come later never wait, so that the end is not put off.
  void Begin(const std::array<uint32_t, kKindCount>& rows);

  bool Waits(Kind kind, uint32_t row) const;
  bool AnyWaits() const { return next_.row < rows_[static_cast<size_t>(next_.kind)]; }
  // The turn of the next unit that waits.
  Unit TakeNext();

  const std::vector<clock::Day>& days() const { return days_; }

  // What a unit brings to `localities`, or no longer does.
  void Add(const Contribution& contribution, const std::vector<LocalityNumber>& localities);
  void TakeBack(const Contribution& contribution, const std::vector<LocalityNumber>& localities);
  // Only what it brings on one day, given by its place among the days.
  void AddOn(size_t day, const Contribution& contribution, const std::vector<LocalityNumber>& localities);

  Sums Counted(size_t day, LocalityNumber locality, uint16_t tally) const;

  // The locality to be compared next.
  LocalityNumber TakeNextLocality() { return next_locality_++; }
  LocalityNumber next_locality() const { return next_locality_; }
  // What the counters hold, once no unit waits.
  void Compare(size_t day, LocalityNumber locality, uint16_t tally, const Sums& held);
  void Finish() { finished_ = true; }

  bool finished() const { return finished_; }
  size_t compared() const { return compared_; }
  const std::vector<Difference>& differences() const { return differences_; }

 private:
  void Count(size_t day, const Contribution& contribution, const std::vector<LocalityNumber>& localities, int sign);
  void SkipEmptyKinds();

  const std::vector<clock::Day> days_;
  std::array<uint32_t, kKindCount> rows_ = {};
  Unit next_ = {};
  std::vector<std::vector<std::vector<Sums>>> counted_;  // By day, locality, tally.
  LocalityNumber next_locality_ = 0;
  bool finished_ = false;
  size_t compared_ = 0;
  std::vector<Difference> differences_;
};

}  // namespace ocop::gateway
