// The units of a province on every map there has been: where each lies, what became of it, and what lies in it.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "common/clock/day.h"
#include "ocop/registry/v1/locality_service.pb.h"

namespace ocop {

class Atlas {
 public:
  void Add(registry::v1::Locality locality);
  void Add(const registry::v1::Succession& succession);

  // nullptr when there is no such unit.
  const registry::v1::Locality* Find(const std::string& name) const;
  const std::map<std::string, registry::v1::Locality>& units() const { return units_; }

  static bool ExistsOn(const registry::v1::Locality& unit, clock::Day day);

  // The unit itself and those above it, from the bottom.
  std::vector<const registry::v1::Locality*> Chain(const std::string& name) const;

  // `Xã Tân Phong, Huyện Cai Lậy, Tỉnh Tiền Giang`.
  std::string AddressOf(const std::string& name) const;

  // A unit of another day's map, and the successions that lead to it in their order.
  struct Way {
    const registry::v1::Locality* unit;
    std::vector<std::string> successions;
  };
  // What became of a unit by `day`, or for an earlier day what it grew out of; itself when it exists then. Each unit
  // once, by the shortest way, in the order of the names.
  std::vector<Way> On(const std::string& name, clock::Day day) const;

  // The unit and every unit that certainly lies in it, of whatever map, in the order of the names; a unit that is not
  // known is alone. Figures are counted by the same reading: services/gateway/projection/geography.h.
  //
  // A unit is made of those below it and of those whose place it took; what is made of nothing else is an atom, as a
  // rule a commune of the oldest map. A piece is as much of an atom as went one way through all changes: where several
  // took the place of a unit, it went to one of them. A unit lies in another when all its pieces are the other's.
  //
  // So when S was made of a and b and then split into M and N, all four lie in S and in whatever holds all of S, but
  // none in another: what of a went to M is not known.
  std::vector<std::string> Within(const std::string& name) const;
  // The same of one unit.
  bool LiesIn(const std::string& unit, const std::string& area) const;

  // Units right below one that exist on a day, in the order of their codes.
  std::vector<const registry::v1::Locality*> Below(const std::string& name, clock::Day day) const;

 private:
  struct Edge {
    std::string other;
    std::string succession;
  };
  using Edges = std::map<std::string, std::vector<Edge>>;

  // What lies in an area, also names of units that are not known.
  std::set<std::string> InsideOf(const std::string& area) const;

  std::map<std::string, registry::v1::Locality> units_;
  std::map<std::string, std::vector<std::string>> children_;
  Edges successors_;
  Edges predecessors_;
};

}  // namespace ocop
