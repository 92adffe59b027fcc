#include "services/gateway/projection/geography.h"

#include <algorithm>
#include <iterator>
#include <optional>

namespace ocop::gateway {
namespace {

using Area = std::vector<Id<Locality>>;  // Rising.

void Join(Area& area, const Area& more) {
  Area joined;
  std::set_union(area.begin(), area.end(), more.begin(), more.end(), std::back_inserter(joined));
  area = std::move(joined);
}

Area Common(const Area& a, const Area& b) {
  Area common;
  std::set_intersection(a.begin(), a.end(), b.begin(), b.end(), std::back_inserter(common));
  return common;
}

enum class Direction { kForward, kBack };

// One of the two walks. Answers are kept: localities share most of what is above them.
class Walk {
 public:
  Walk(const World& world, Direction direction)
      : world_(world), direction_(direction), around_(world.localities.size()), above_(world.localities.size()) {}

  // All that `at` is within.
  const Area& Around(Id<Locality> at) {
    return Remember(around_, at, [&] {
      Area area = Above(at);
      // Going back, the children of a unit that has predecessors are not all there is of it: more may come.
      if (direction_ == Direction::kForward || Neighbours(at).empty()) Join(area, CommonOf(Children(at)));
      return area;
    });
  }

 private:
  // All that `at` is within by its parents and successions, without asking its children.
  const Area& Above(Id<Locality> at) {
    return Remember(above_, at, [&] {
      Area area = {at};
      const Id<Locality> parent = world_.localities[at].parent;
      const Area neighbours = Neighbours(at);
      // Going back, what a unit was made of tells more of it than what its parent was made of.
      const bool tells_itself = direction_ == Direction::kBack && !neighbours.empty();
      if (world_.localities.Has(parent)) Join(area, tells_itself ? Ancestors(parent) : Above(parent));
      Join(area, CommonOf(neighbours));
      return area;
    });
  }

  // A unit and its parents alone.
  Area Ancestors(Id<Locality> at) const {
    Area area;
    while (world_.localities.Has(at) && std::find(area.begin(), area.end(), at) == area.end()) {
      area.push_back(at);
      at = world_.localities[at].parent;
    }
    std::sort(area.begin(), area.end());
    return area;
  }

  Area CommonOf(const Area& parts) {
    std::optional<Area> common;
    for (Id<Locality> part : parts) common = common ? Common(*common, Around(part)) : Around(part);
    return common.value_or(Area());
  }

  // Successors going forward, predecessors going back.
  Area Neighbours(Id<Locality> at) const {
    const auto& links = world_.localities[at].links;
    Area result;
    for (Id<Succession> id : direction_ == Direction::kForward ? links.to_successors : links.to_predecessors) {
      const Succession& succession = world_.successions[id];
      result.push_back(direction_ == Direction::kForward ? succession.successor : succession.predecessor);
    }
    std::sort(result.begin(), result.end());
    return result;
  }

  Area Children(Id<Locality> at) const {
    const auto& children = world_.localities[at].links.children;
    Area result(children.begin(), children.end());
    std::sort(result.begin(), result.end());
    return result;
  }

  // Computes once. Absent localities are within nothing. A locality that is asked about while its own answer is being
  // worked out lies on a circle, which only wrong data has; it adds nothing there.
  template <typename Compute>
  const Area& Remember(std::vector<std::optional<Area>>& answers, Id<Locality> at, Compute compute) {
    std::optional<Area>& answer = answers[at.row];
    if (!answer) {
      answer.emplace();
      if (world_.localities[at].present) answer = compute();
    }
    return *answer;
  }

  const World& world_;
  const Direction direction_;
  std::vector<std::optional<Area>> around_, above_;
};

// So that the answer to wrong data, too, depends only on what is there: circles are cut in the order of names.
Area ByName(const World& world) {
  Area all;
  for (uint32_t row = 0; row < world.localities.size(); ++row) all.push_back({row});
  std::sort(all.begin(), all.end(),
            [&](Id<Locality> a, Id<Locality> b) { return world.localities.NameOf(a) < world.localities.NameOf(b); });
  return all;
}

}  // namespace

Geography::Geography(const World& world) : counted_at_(world.localities.size()), inside_(world.localities.size()) {
  Walk forward(world, Direction::kForward);
  Walk back(world, Direction::kBack);
  for (Id<Locality> at : ByName(world)) {
    counted_at_[at.row] = forward.Around(at);
    Join(counted_at_[at.row], back.Around(at));
  }
  for (uint32_t row = 0; row < counted_at_.size(); ++row) {
    for (Id<Locality> area : counted_at_[row]) inside_[area.row].push_back({row});
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
