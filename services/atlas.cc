#include "services/atlas.h"

#include <algorithm>
#include <deque>
#include <set>

#include "absl/strings/str_cat.h"
#include "common/clock/date.h"

namespace ocop {

using registry::v1::Locality;
using registry::v1::Succession;

namespace {

enum class Time { kBefore, kThen, kAfter };

// When a unit exists, seen from a day.
Time TimeOf(const Locality& unit, clock::Day day) {
  if (unit.has_valid_to() && clock::FromDate(unit.valid_to()).value_or(day) < day) return Time::kBefore;
  if (unit.has_valid_from() && clock::FromDate(unit.valid_from()).value_or(day) > day) return Time::kAfter;
  return Time::kThen;
}

// What is noted of a unit; nothing when none is.
template <class Noted>
const Noted& Of(const std::map<std::string, Noted>& all, const std::string& name) {
  static const Noted& nothing = *new Noted();
  const auto found = all.find(name);
  return found == all.end() ? nothing : found->second;
}

}  // namespace

void Atlas::Add(Locality locality) {
  if (!locality.parent_locality().empty()) children_[locality.parent_locality()].push_back(locality.name());
  const std::string name = locality.name();
  units_[name] = std::move(locality);
}

void Atlas::Add(const Succession& succession) {
  successors_[succession.predecessor()].push_back({succession.successor(), succession.name()});
  predecessors_[succession.successor()].push_back({succession.predecessor(), succession.name()});
}

const Locality* Atlas::Find(const std::string& name) const {
  const auto found = units_.find(name);
  return found == units_.end() ? nullptr : &found->second;
}

bool Atlas::ExistsOn(const Locality& unit, clock::Day day) {
  return TimeOf(unit, day) == Time::kThen;
}

std::vector<const Locality*> Atlas::Chain(const std::string& name) const {
  std::vector<const Locality*> chain;
  for (const Locality* unit = Find(name); unit != nullptr; unit = Find(unit->parent_locality())) {
    // Wrong data may close a circle.
    if (std::find(chain.begin(), chain.end(), unit) != chain.end()) break;
    chain.push_back(unit);
  }
  return chain;
}

std::string Atlas::AddressOf(const std::string& name) const {
  std::string address;
  for (const Locality* unit : Chain(name)) absl::StrAppend(&address, address.empty() ? "" : ", ", unit->full_name());
  return address;
}

std::vector<Atlas::Way> Atlas::On(const std::string& name, clock::Day day) const {
  std::map<std::string, Way> found;
  std::set<std::string> seen = {name};
  // Breadth first: the shortest way to each.
  std::deque<Way> open;
  if (const Locality* unit = Find(name)) open.push_back({unit, {}});
  while (!open.empty()) {
    const Way way = std::move(open.front());
    open.pop_front();
    const Time time = TimeOf(*way.unit, day);
    if (time == Time::kThen) {
      found.emplace(way.unit->name(), way);
      continue;
    }
    const Edges& edges = time == Time::kBefore ? successors_ : predecessors_;
    for (const Edge& edge : Of(edges, way.unit->name())) {
      const Locality* unit = Find(edge.other);
      if (unit == nullptr || !seen.insert(edge.other).second) continue;
      Way further = way;
      further.unit = unit;
      further.successions.push_back(edge.succession);
      open.push_back(std::move(further));
    }
  }
  std::vector<Way> ways;
  for (auto& [unit, way] : found) ways.push_back(std::move(way));
  return ways;
}

std::vector<Atlas::Piece> Atlas::PiecesOf(const std::string& name) const {
  if (children_.contains(name) || predecessors_.contains(name)) return {};
  std::set<Piece> taken;
  for (const Edge& edge : Of(successors_, name)) taken.insert({name, edge.other});
  if (taken.size() < 2) return {{name, ""}};
  return {taken.begin(), taken.end()};
}

bool Atlas::EveryPiece(const std::string& name, const std::function<bool(const Piece&)>& holds) const {
  std::set<std::string> seen = {name};
  std::vector<std::string> open = {name};
  const auto reach = [&](const std::string& unit) {
    if (seen.insert(unit).second) open.push_back(unit);
  };
  while (!open.empty()) {
    const std::string at = std::move(open.back());
    open.pop_back();
    for (const Piece& piece : PiecesOf(at)) {
      if (!holds(piece)) return false;
    }
    for (const std::string& child : Of(children_, at)) reach(child);
    for (const Edge& edge : Of(predecessors_, at)) {
      if (PiecesOf(edge.other).size() < 2) {
        reach(edge.other);
      } else if (!holds({edge.other, at})) {
        return false;
      }
    }
  }
  return true;
}

std::set<Atlas::Piece> Atlas::AllPieces(const std::string& name) const {
  std::set<Piece> pieces;
  EveryPiece(name, [&](const Piece& piece) {
    pieces.insert(piece);
    return true;
  });
  return pieces;
}

bool Atlas::IsMadeOf(const std::string& unit, const std::set<Piece>& pieces) const {
  bool any = false;
  const bool no_other = EveryPiece(unit, [&](const Piece& piece) {
    any = true;
    return pieces.contains(piece);
  });
  return any && no_other;
}

std::set<std::string> Atlas::MadeOfAny(const std::set<Piece>& pieces) const {
  std::set<std::string> made;
  std::vector<std::string> open;
  const auto reach = [&](const std::string& unit) {
    if (made.insert(unit).second) open.push_back(unit);
  };
  for (const auto& [atom, taker] : pieces) reach(atom);
  while (!open.empty()) {
    const std::string at = std::move(open.back());
    open.pop_back();
    if (const Locality* unit = Find(at); unit != nullptr && !unit->parent_locality().empty()) {
      reach(unit->parent_locality());
    }
    for (const Edge& edge : Of(successors_, at)) reach(edge.other);
  }
  return made;
}

std::vector<std::string> Atlas::Within(const std::string& name) const {
  const std::set<Piece> pieces = AllPieces(name);
  std::set<std::string> within = {name};
  for (const std::string& unit : MadeOfAny(pieces)) {
    if (units_.contains(unit) && IsMadeOf(unit, pieces)) within.insert(unit);
  }
  return {within.begin(), within.end()};
}

bool Atlas::LiesIn(const std::string& unit, const std::string& area) const {
  return unit == area || (units_.contains(unit) && IsMadeOf(unit, AllPieces(area)));
}

std::vector<const Locality*> Atlas::Below(const std::string& name, clock::Day day) const {
  std::vector<const Locality*> below;
  for (const std::string& child : Of(children_, name)) {
    const Locality* unit = Find(child);
    if (unit != nullptr && ExistsOn(*unit, day)) below.push_back(unit);
  }
  std::sort(below.begin(), below.end(), [](const Locality* a, const Locality* b) {
    return std::pair(a->code(), a->name()) < std::pair(b->code(), b->name());
  });
  return below;
}

}  // namespace ocop
