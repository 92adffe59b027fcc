#include "services/gateway/projection/geography.h"

#include <algorithm>
#include <utility>

namespace ocop::gateway {
namespace {

// Pieces are not listed: there may be as many as ways. What the area holds already decides. A locality lies in it when
// the one above does, when all that took its place do, or when all that it is made of do. From any other a way leads
// down to an atom and up again to the newest map that is outside all along: a piece of it that is not the area's.
class Closure {
 public:
  explicit Closure(const World& world) : world_(world), taken_for_(world.localities.size(), Id<Locality>::kNone) {}

  // Present or not.
  const std::vector<Id<Locality>>& InsideOf(Id<Locality> area) {
    area_ = area;
    inside_.clear();
    Take(area);
    // Grows meanwhile.
    for (size_t next = 0; next < inside_.size(); ++next) {
      const auto& at = world_.localities[inside_[next]];
      for (Id<Locality> child : at.links.children) Take(child);
      for (Id<Succession> each : at.links.to_predecessors) {
        if (AllWentInside(world_.successions[each].predecessor)) Take(world_.successions[each].predecessor);
      }
      for (Id<Succession> each : at.links.to_successors) {
        if (IsMadeInside(world_.successions[each].successor)) Take(world_.successions[each].successor);
      }
      if (at.parent && !Holds(at.parent) && IsMadeInside(at.parent)) Take(at.parent);
    }
    return inside_;
  }

 private:
  bool Holds(Id<Locality> id) const { return taken_for_[id.row] == area_.row; }

  void Take(Id<Locality> id) {
    if (std::exchange(taken_for_[id.row], area_.row) != area_.row) inside_.push_back(id);
  }

  bool AllWentInside(Id<Locality> id) const {
    const auto& to = world_.localities[id].links.to_successors;
    return std::all_of(to.begin(), to.end(), [this](auto each) { return Holds(world_.successions[each].successor); });
  }

  bool IsMadeInside(Id<Locality> id) const {
    const auto& links = world_.localities[id].links;
    const auto& from = links.to_predecessors;
    return std::all_of(links.children.begin(), links.children.end(), [this](auto child) { return Holds(child); }) &&
           std::all_of(from.begin(), from.end(),
                       [this](auto each) { return Holds(world_.successions[each].predecessor); });
  }

  const World& world_;
  std::vector<uint32_t> taken_for_;  // By row: the area that it was last found to lie in.
  Id<Locality> area_;
  std::vector<Id<Locality>> inside_;
};

}  // namespace

Geography::Geography(const World& world) : counted_at_(world.localities.size()), inside_(world.localities.size()) {
  Closure closure(world);
  for (uint32_t area = 0; area < inside_.size(); ++area) {
    if (!world.localities.Has({area})) continue;
    for (Id<Locality> at : closure.InsideOf({area})) {
      if (!world.localities.Has(at)) continue;
      inside_[area].push_back(at);
      counted_at_[at.row].push_back({area});
    }
    std::sort(inside_[area].begin(), inside_[area].end());
  }
}

std::span<const Id<Locality>> Geography::CountedAt(Id<Locality> at) const {
  if (!at || at.row >= counted_at_.size()) return {};
  return counted_at_[at.row];
}

std::span<const Id<Locality>> Geography::Inside(Id<Locality> area) const {
  if (!area || area.row >= inside_.size()) return {};
  return inside_[area.row];
}

bool Geography::IsWithin(Id<Locality> at, Id<Locality> area) const {
  const auto areas = CountedAt(at);
  return std::binary_search(areas.begin(), areas.end(), area);
}

}  // namespace ocop::gateway
