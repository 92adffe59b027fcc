#include "services/registry/rules/atlas.h"

#include <algorithm>
#include <deque>
#include <set>

#include "absl/strings/str_cat.h"
#include "common/clock/date.h"

namespace ocop::registry {

using v1::Locality;
using v1::Succession;

namespace {

enum class Time { kBefore, kThen, kAfter };

// When a unit exists, seen from a day.
Time TimeOf(const Locality& unit, clock::Day day) {
  if (unit.has_valid_to() && clock::FromDate(unit.valid_to()).value_or(day) < day) return Time::kBefore;
  if (unit.has_valid_from() && clock::FromDate(unit.valid_from()).value_or(day) > day) return Time::kAfter;
  return Time::kThen;
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
    const auto next = edges.find(way.unit->name());
    if (next == edges.end()) continue;
    for (const Edge& edge : next->second) {
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

std::vector<std::string> Atlas::Within(const std::string& name) const {
  std::set<std::string> within = {name};
  const auto add_below = [&] {
    std::vector<std::string> open(within.begin(), within.end());
    while (!open.empty()) {
      const auto below = children_.find(open.back());
      open.pop_back();
      if (below == children_.end()) continue;
      for (const std::string& child : below->second) {
        if (within.insert(child).second) open.push_back(child);
      }
    }
  };
  // Adds units all of whose origins are within, as far as one step leads.
  const auto add_whole = [&](const Edges& ways, const Edges& origins) {
    const std::set<std::string> before = within;
    for (const std::string& unit : before) {
      const auto next = ways.find(unit);
      if (next == ways.end()) continue;
      for (const Edge& edge : next->second) {
        const auto& from = origins.at(edge.other);
        if (std::all_of(from.begin(), from.end(), [&](const Edge& each) { return before.contains(each.other); })) {
          within.insert(edge.other);
        }
      }
    }
  };
  add_below();
  // As often as the map has changed.
  for (size_t before = 0; before != within.size();) {
    before = within.size();
    add_whole(predecessors_, successors_);
    add_whole(successors_, predecessors_);
  }
  return {within.begin(), within.end()};
}

std::vector<const Locality*> Atlas::Below(const std::string& name, clock::Day day) const {
  std::vector<const Locality*> below;
  if (const auto found = children_.find(name); found != children_.end()) {
    for (const std::string& child : found->second) {
      const Locality* unit = Find(child);
      if (unit != nullptr && ExistsOn(*unit, day)) below.push_back(unit);
    }
  }
  std::sort(below.begin(), below.end(), [](const Locality* a, const Locality* b) {
    return std::pair(a->code(), a->name()) < std::pair(b->code(), b->name());
  });
  return below;
}

}  // namespace ocop::registry
