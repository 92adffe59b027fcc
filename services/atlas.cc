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

// Pieces are not listed: there may be as many as ways. What the area holds already decides. A unit lies in it when the
// one above does, when all that took its place do, or when all that it is made of do. From any other a way leads down
// to an atom and up again to the newest map that is outside all along: a piece of it that is not the area's.
std::set<std::string> Atlas::InsideOf(const std::string& area) const {
  std::set<std::string> inside = {area};
  std::vector<std::string> open = {area};
  const auto holds = [&](const std::string& unit) { return inside.contains(unit); };
  const auto all_went_inside = [&](const std::string& unit) {
    return std::ranges::all_of(Of(successors_, unit), holds, &Edge::other);
  };
  const auto is_made_inside = [&](const std::string& unit) {
    return std::ranges::all_of(Of(children_, unit), holds) &&
           std::ranges::all_of(Of(predecessors_, unit), holds, &Edge::other);
  };
  const auto take = [&](const std::string& unit) {
    if (inside.insert(unit).second) open.push_back(unit);
  };
  while (!open.empty()) {
    const std::string at = std::move(open.back());
    open.pop_back();
    for (const std::string& child : Of(children_, at)) take(child);
    for (const Edge& edge : Of(predecessors_, at)) {
      if (all_went_inside(edge.other)) take(edge.other);
    }
    for (const Edge& edge : Of(successors_, at)) {
      if (is_made_inside(edge.other)) take(edge.other);
    }
    const Locality* unit = Find(at);
    if (unit == nullptr || unit->parent_locality().empty() || holds(unit->parent_locality())) continue;
    if (is_made_inside(unit->parent_locality())) take(unit->parent_locality());
  }
  return inside;
}

std::vector<std::string> Atlas::Within(const std::string& name) const {
  std::vector<std::string> within;
  for (const std::string& unit : InsideOf(name)) {
    if (unit == name || units_.contains(unit)) within.push_back(unit);
  }
  return within;
}

bool Atlas::LiesIn(const std::string& unit, const std::string& area) const {
  return unit == area || (units_.contains(unit) && InsideOf(area).contains(unit));
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
