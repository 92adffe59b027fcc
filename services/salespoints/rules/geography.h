// Units and what became of them, on both maps: just enough to say where a unit lies.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "common/clock/day.h"
#include "ocop/registry/v1/locality_service.pb.h"

namespace ocop::salespoints {

class Geography {
 public:
  void Add(const registry::v1::Locality& locality);
  void Add(const registry::v1::Succession& succession);

  // nullptr when there is no such unit.
  const registry::v1::Locality* Find(const std::string& name) const;

  // The unit, those below it, and of the other map every unit that lies in it as a whole: that all of it has grown out
  // of, or that has grown into it alone.
  std::vector<std::string> Within(const std::string& name) const;

  // Whether two units are different localities on a day, as the plan means it: in different districts or, where one of
  // them lies in no district, different communes of that day's map. A unit that holds the other is no different one:
  // what is known to lie in it may lie there. A unit of another province is another one.
  bool Apart(const std::string& a, const std::string& b, clock::Day as_of) const;

 private:
  using Names = std::set<std::string>;

  // Adds the units of the map of `as_of` that a unit has become, or has grown out of.
  void AddOnMap(const std::string& name, clock::Day as_of, Names& seen, Names& on_map) const;
  std::string DistrictOf(const std::string& name) const;
  // Whether `area` is the unit or above it.
  bool LiesIn(const std::string& name, const std::string& area) const;

  std::map<std::string, registry::v1::Locality> units_;
  std::map<std::string, std::vector<std::string>> children_;
  std::map<std::string, std::vector<std::string>> successors_;
  std::map<std::string, std::vector<std::string>> predecessors_;
};

}  // namespace ocop::salespoints
