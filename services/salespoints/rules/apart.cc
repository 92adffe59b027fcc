#include "services/salespoints/rules/apart.h"

#include <algorithm>
#include <set>

#include "services/names.h"

namespace ocop::salespoints {
namespace {

using registry::v1::Locality;
using Units = std::set<std::string>;

// The units of the map of `as_of` that a unit has become, or has grown out of.
Units OnMap(const Atlas& atlas, const std::string& name, clock::Day as_of) {
  Units on_map;
  for (const Atlas::Way& way : atlas.On(name, as_of)) on_map.insert(way.unit->name());
  return on_map;
}

std::string DistrictOf(const Atlas& atlas, const std::string& name) {
  for (const Locality* unit : atlas.Chain(name)) {
    if (unit->kind() == Locality::KIND_DISTRICT) return unit->name();
  }
  return "";
}

Units DistrictsOf(const Atlas& atlas, const Units& units) {
  Units districts;
  for (const std::string& unit : units) districts.insert(DistrictOf(atlas, unit));
  return districts;
}

// Whether `area` is the unit or above it.
bool LiesBelow(const Atlas& atlas, const std::string& name, const std::string& area) {
  const auto chain = atlas.Chain(name);
  return std::any_of(chain.begin(), chain.end(), [&](const Locality* unit) { return unit->name() == area; });
}

}  // namespace

bool AreApart(const Atlas& atlas, const std::string& a, const std::string& b, clock::Day as_of) {
  if (ProvinceCode(a) != ProvinceCode(b)) return true;
  const Units on_map_a = OnMap(atlas, a, as_of);
  const Units on_map_b = OnMap(atlas, b, as_of);
  if (on_map_a.empty() || on_map_b.empty()) return false;
  const Units districts_a = DistrictsOf(atlas, on_map_a);
  const Units districts_b = DistrictsOf(atlas, on_map_b);
  const bool by_district = !districts_a.contains("") && !districts_b.contains("");
  const Units& left = by_district ? districts_a : on_map_a;
  const Units& right = by_district ? districts_b : on_map_b;
  return std::none_of(left.begin(), left.end(), [&](const std::string& one) {
    return std::any_of(right.begin(), right.end(), [&](const std::string& other) {
      return LiesBelow(atlas, one, other) || LiesBelow(atlas, other, one);
    });
  });
}

}  // namespace ocop::salespoints
