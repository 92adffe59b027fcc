#include "services/salespoints/rules/geography.h"

#include <algorithm>

#include "common/clock/date.h"
#include "services/names.h"

namespace ocop::salespoints {

using registry::v1::Locality;
using registry::v1::Succession;

namespace {

using Edges = std::map<std::string, std::vector<std::string>>;

const std::vector<std::string>& Of(const Edges& edges, const std::string& name) {
  static const auto& none = *new std::vector<std::string>();
  const auto found = edges.find(name);
  return found == edges.end() ? none : found->second;
}

// Adds the units whose every `origins` lies in `within`, as far as `ways` leads from there.
void AddWhole(const Edges& ways, const Edges& origins, std::set<std::string>& within) {
  const std::set<std::string> before = within;
  for (const std::string& name : before) {
    for (const std::string& other : Of(ways, name)) {
      const auto& from = Of(origins, other);
      if (std::all_of(from.begin(), from.end(), [&](const std::string& each) { return before.contains(each); })) {
        within.insert(other);
      }
    }
  }
}

}  // namespace

void Geography::Add(const Locality& locality) {
  units_[locality.name()] = locality;
  if (!locality.parent_locality().empty()) children_[locality.parent_locality()].push_back(locality.name());
}

void Geography::Add(const Succession& succession) {
  successors_[succession.predecessor()].push_back(succession.successor());
  predecessors_[succession.successor()].push_back(succession.predecessor());
}

const Locality* Geography::Find(const std::string& name) const {
  const auto found = units_.find(name);
  return found == units_.end() ? nullptr : &found->second;
}

std::vector<std::string> Geography::Within(const std::string& name) const {
  std::set<std::string> within = {name};
  std::vector<std::string> open = {name};
  while (!open.empty()) {
    const std::string next = std::move(open.back());
    open.pop_back();
    for (const std::string& child : Of(children_, next)) {
      if (within.insert(child).second) open.push_back(child);
    }
  }
  // As often as the map has changed.
  for (size_t before = 0; before != within.size();) {
    before = within.size();
    AddWhole(predecessors_, successors_, within);
    AddWhole(successors_, predecessors_, within);
  }
  return {within.begin(), within.end()};
}

std::string Geography::DistrictOf(const std::string& name) const {
  for (const Locality* unit = Find(name); unit != nullptr; unit = Find(unit->parent_locality())) {
    if (unit->kind() == Locality::KIND_DISTRICT) return unit->name();
  }
  return "";
}

bool Geography::LiesIn(const std::string& name, const std::string& area) const {
  for (const Locality* unit = Find(name); unit != nullptr; unit = Find(unit->parent_locality())) {
    if (unit->name() == area) return true;
  }
  return false;
}

void Geography::AddOnMap(const std::string& name, clock::Day as_of, Names& seen, Names& on_map) const {
  const Locality* unit = Find(name);
  if (unit == nullptr || !seen.insert(name).second) return;
  if (unit->has_valid_to() && clock::FromDate(unit->valid_to()).value_or(as_of) < as_of) {
    for (const std::string& successor : Of(successors_, name)) AddOnMap(successor, as_of, seen, on_map);
  } else if (unit->has_valid_from() && clock::FromDate(unit->valid_from()).value_or(as_of) > as_of) {
    for (const std::string& predecessor : Of(predecessors_, name)) AddOnMap(predecessor, as_of, seen, on_map);
  } else {
    on_map.insert(name);
  }
}

bool Geography::Apart(const std::string& a, const std::string& b, clock::Day as_of) const {
  if (ProvinceCode(a) != ProvinceCode(b)) return true;
  Names seen_a, seen_b, on_map_a, on_map_b;
  AddOnMap(a, as_of, seen_a, on_map_a);
  AddOnMap(b, as_of, seen_b, on_map_b);
  if (on_map_a.empty() || on_map_b.empty()) return false;
  Names districts_a, districts_b;
  for (const std::string& unit : on_map_a) districts_a.insert(DistrictOf(unit));
  for (const std::string& unit : on_map_b) districts_b.insert(DistrictOf(unit));
  const bool by_district = !districts_a.contains("") && !districts_b.contains("");
  const Names& left = by_district ? districts_a : on_map_a;
  const Names& right = by_district ? districts_b : on_map_b;
  return std::none_of(left.begin(), left.end(), [&](const std::string& one) {
    return std::any_of(right.begin(), right.end(),
                       [&](const std::string& other) { return LiesIn(one, other) || LiesIn(other, one); });
  });
}

}  // namespace ocop::salespoints
