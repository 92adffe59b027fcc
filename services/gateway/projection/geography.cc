#include "services/gateway/projection/geography.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace ocop::gateway {
namespace {

using Area = std::vector<Id<Locality>>;  // Rising.

Area Common(const Area& a, const Area& b) {
  Area common;
  std::set_intersection(a.begin(), a.end(), b.begin(), b.end(), std::back_inserter(common));
  return common;
}

void SortOnce(std::vector<uint32_t>& numbers) {
  std::sort(numbers.begin(), numbers.end());
  numbers.erase(std::unique(numbers.begin(), numbers.end()), numbers.end());
}

// What localities are made of, atoms told by number.
class Atoms {
 public:
  explicit Atoms(const World& world)
      : world_(world), first_(world.localities.size()), reached_(first_.size(), kNobody) {
    for (uint32_t row = 0; row < first_.size(); ++row) {
      first_[row] = count_;
      if (IsAtom({row})) count_ += static_cast<uint32_t>(PiecesOf({row}));
    }
  }

  uint32_t count() const { return count_; }

  // The atoms of `whole`, rising. None of a circle, which only wrong data has.
  std::vector<uint32_t> Of(Id<Locality> whole) {
    std::vector<uint32_t> atoms;
    std::vector<Id<Locality>> waiting = {whole};
    reached_[whole.row] = whole.row;
    auto reach = [&](Id<Locality> part) {
      if (std::exchange(reached_[part.row], whole.row) != whole.row) waiting.push_back(part);
    };
    while (!waiting.empty()) {
      const Id<Locality> at = waiting.back();
      waiting.pop_back();
      const auto& links = world_.localities[at].links;
      for (Id<Locality> child : links.children) reach(child);
      for (Id<Succession> succession : links.to_predecessors) {
        const Id<Locality> predecessor = world_.successions[succession].predecessor;
        if (IsAtom(predecessor) && PiecesOf(predecessor) > 1) {
          atoms.push_back(first_[predecessor.row] + PieceOf(predecessor, at));
        } else {
          reach(predecessor);
        }
      }
      if (!IsAtom(at)) continue;
      for (size_t piece = 0; piece < PiecesOf(at); ++piece) {
        atoms.push_back(first_[at.row] + static_cast<uint32_t>(piece));
      }
    }
    SortOnce(atoms);
    return atoms;
  }

 private:
  static constexpr uint32_t kNobody = Id<Locality>::kNone;

  bool IsAtom(Id<Locality> at) const {
    const auto& links = world_.localities[at].links;
    return links.children.empty() && links.to_predecessors.empty();
  }

  size_t PiecesOf(Id<Locality> atom) const { return std::max<size_t>(1, SuccessorsOf(atom).size()); }

  // The place of the piece that `successor` took.
  uint32_t PieceOf(Id<Locality> atom, Id<Locality> successor) const {
    const std::vector<uint32_t> successors = SuccessorsOf(atom);
    return static_cast<uint32_t>(std::find(successors.begin(), successors.end(), successor.row) - successors.begin());
  }

  std::vector<uint32_t> SuccessorsOf(Id<Locality> at) const {
    std::vector<uint32_t> rows;
    for (Id<Succession> each : world_.localities[at].links.to_successors) {
      rows.push_back(world_.successions[each].successor.row);
    }
    SortOnce(rows);
    return rows;
  }

  const World& world_;
  std::vector<uint32_t> first_;    // By row: the number of the atom, or of the first of its pieces.
  std::vector<uint32_t> reached_;  // By row: whose atoms were asked for when it was last reached.
  uint32_t count_ = 0;
};

}  // namespace

Geography::Geography(const World& world) : counted_at_(world.localities.size()), inside_(world.localities.size()) {
  Atoms atoms(world);
  std::vector<std::vector<uint32_t>> made_of(world.localities.size());
  std::vector<Area> holders(atoms.count());
  for (uint32_t row = 0; row < made_of.size(); ++row) {
    if (!world.localities.Has({row})) continue;
    made_of[row] = atoms.Of({row});
    for (uint32_t atom : made_of[row]) holders[atom].push_back({row});
  }
  for (uint32_t row = 0; row < made_of.size(); ++row) {
    if (!world.localities.Has({row})) continue;
    counted_at_[row] = made_of[row].empty() ? Area{{row}} : holders[made_of[row].front()];
    for (uint32_t atom : made_of[row]) counted_at_[row] = Common(counted_at_[row], holders[atom]);
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
