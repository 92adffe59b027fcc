// The units of a province on every map there has been: where each lies, what became of it, and how it is found by what
// people write.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "common/clock/day.h"
#include "ocop/registry/v1/locality_service.pb.h"

namespace ocop::registry {

class Atlas {
 public:
  void Add(v1::Locality locality);
  void Add(const v1::Succession& succession);

  // nullptr when there is no such unit.
  const v1::Locality* Find(const std::string& name) const;
  const std::map<std::string, v1::Locality>& units() const { return units_; }

  static bool ExistsOn(const v1::Locality& unit, clock::Day day);

  // The unit itself and those above it, from the bottom.
  std::vector<const v1::Locality*> Chain(const std::string& name) const;

  // `Xã Tân Phong, Huyện Cai Lậy, Tỉnh Tiền Giang`.
  std::string AddressOf(const std::string& name) const;

  // A unit of another day's map, and the successions that lead to it in their order.
  struct Way {
    const v1::Locality* unit;
    std::vector<std::string> successions;
  };
  // What became of a unit by `day`, or for an earlier day what it grew out of; itself when it exists then. Each unit
  // once, by the shortest way, in the order of the names.
  std::vector<Way> On(const std::string& name, clock::Day day) const;

  // The unit, those below it, and of other maps every unit that lies in it as a whole: that all of it has grown out of,
  // or that has grown into it alone. In the order of the names.
  std::vector<std::string> Within(const std::string& name) const;

  // Units right below one that exist on a day, in the order of their codes.
  std::vector<const v1::Locality*> Below(const std::string& name, clock::Day day) const;

 private:
  struct Edge {
    std::string other;
    std::string succession;
  };
  using Edges = std::map<std::string, std::vector<Edge>>;

  std::map<std::string, v1::Locality> units_;
  std::map<std::string, std::vector<std::string>> children_;
  Edges successors_;
  Edges predecessors_;
};

}  // namespace ocop::registry
