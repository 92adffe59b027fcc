#include "services/salespoints/rules/geography.h"

#include <algorithm>

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
  AddWhole(predecessors_, successors_, within);
  AddWhole(successors_, predecessors_, within);
  return {within.begin(), within.end()};
}

std::string Geography::DistrictOf(const std::string& name) const {
  for (const Locality* unit = Find(name); unit != nullptr; unit = Find(unit->parent_locality())) {
    if (unit->kind() == Locality::KIND_DISTRICT) return unit->name();
  }
  return "";
}

std::set<std::string> Geography::CommunesOf(const std::string& name) const {
  std::set<std::string> communes = {name};
  const auto& successors = Of(successors_, name);
  communes.insert(successors.begin(), successors.end());
  return communes;
}

bool Geography::Apart(const std::string& a, const std::string& b) const {
  if (Find(a) == nullptr || Find(b) == nullptr) return false;
  const std::string district_a = DistrictOf(a);
  const std::string district_b = DistrictOf(b);
  if (!district_a.empty() && !district_b.empty()) return district_a != district_b;
  const std::set<std::string> of_b = CommunesOf(b);
  const std::set<std::string> of_a = CommunesOf(a);
  return std::none_of(of_a.begin(), of_a.end(), [&](const std::string& each) { return of_b.contains(each); });
}

}  // namespace ocop::salespoints
