// Units and what became of them, on both maps: just enough to say where a unit lies.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

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

  // Whether two units belong to different localities as the plan means it: different districts or, where one of them
  // lies in no district, different communes on one map.
  bool Apart(const std::string& a, const std::string& b) const;

 private:
  // The names of all units that a commune lies in on either map, itself with them.
  std::set<std::string> CommunesOf(const std::string& name) const;
  std::string DistrictOf(const std::string& name) const;

  std::map<std::string, registry::v1::Locality> units_;
  std::map<std::string, std::vector<std::string>> children_;
  std::map<std::string, std::vector<std::string>> successors_;
  std::map<std::string, std::vector<std::string>> predecessors_;
};

}  // namespace ocop::salespoints
