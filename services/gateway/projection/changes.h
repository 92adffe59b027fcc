// What has to be worked out again after the world has changed.
#pragma once

#include <vector>

#include "services/gateway/projection/world.h"

namespace ocop::gateway {

// Units of one kind, each once, in the order in which they came.
template <typename Record>
class UnitSet {
 public:
  void Insert(Id<Record> id) {
    if (!id) return;
    if (id.row >= contained_.size()) contained_.resize(id.row + 1, false);
    if (contained_[id.row]) return;
    contained_[id.row] = true;
    ids_.push_back(id);
  }

  // Takes all out.
  std::vector<Id<Record>> Take() {
    for (Id<Record> id : ids_) contained_[id.row] = false;
    return std::exchange(ids_, {});
  }

  const std::vector<Id<Record>>& ids() const { return ids_; }
  bool empty() const { return ids_.empty(); }

 private:
  std::vector<Id<Record>> ids_;
  std::vector<bool> contained_;
};

// Units of count whose facts or place may be others than before. It does no harm to name too many.
struct Changes {
  UnitSet<Learner> officers;
  UnitSet<Producer> producers;
  UnitSet<Product> products;
  UnitSet<Listing> listings;
  UnitSet<SalesPoint> sales_points;
  UnitSet<Locality> areas;  // Communes and district units.
  UnitSet<OwnIndicator> own_indicators;
  bool geography = false;

  bool empty() const {
    return officers.empty() && producers.empty() && products.empty() && listings.empty() && sales_points.empty() &&
           areas.empty() && own_indicators.empty() && !geography;
  }
};

// Names the units whose facts or place depend on the record. Called before and after a record changes, since it may
// leave one unit and join another.
void MarkDependents(const World& world, Id<OwnIndicator> id, Changes& changes);
void MarkDependents(const World& world, Id<Locality> id, Changes& changes);
void MarkDependents(const World& world, Id<Succession> id, Changes& changes);
void MarkDependents(const World& world, Id<Plan> id, Changes& changes);
void MarkDependents(const World& world, Id<Target> id, Changes& changes);
void MarkDependents(const World& world, Id<RoadmapCommune> id, Changes& changes);
void MarkDependents(const World& world, Id<Producer> id, Changes& changes);
void MarkDependents(const World& world, Id<Merger> id, Changes& changes);
void MarkDependents(const World& world, Id<Product> id, Changes& changes);
void MarkDependents(const World& world, Id<Registration> id, Changes& changes);
void MarkDependents(const World& world, Id<CompliancePaper> id, Changes& changes);
void MarkDependents(const World& world, Id<Recognition> id, Changes& changes);
void MarkDependents(const World& world, Id<SalesPoint> id, Changes& changes);
void MarkDependents(const World& world, Id<Channel> id, Changes& changes);
void MarkDependents(const World& world, Id<Listing> id, Changes& changes);
void MarkDependents(const World& world, Id<SalesReport> id, Changes& changes);
void MarkDependents(const World& world, Id<SalesBaseline> id, Changes& changes);
void MarkDependents(const World& world, Id<Learner> id, Changes& changes);
void MarkDependents(const World& world, Id<Course> id, Changes& changes);
void MarkDependents(const World& world, Id<Class> id, Changes& changes);
void MarkDependents(const World& world, Id<Attendance> id, Changes& changes);
void MarkDependents(const World& world, Id<TradeEvent> id, Changes& changes);
void MarkDependents(const World& world, Id<Participation> id, Changes& changes);

// Names every unit that lies in the locality.
void MarkAllAt(const World& world, Id<Locality> id, Changes& changes);

// Names every listing of a producer that lies in the locality: it counts in none of those within, either.
void MarkListingsFrom(const World& world, Id<Locality> id, Changes& changes);

}  // namespace ocop::gateway
