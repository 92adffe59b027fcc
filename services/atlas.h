// The units of a province on every map there has been: where each lies, what became of it, and what lies in it.
#pragma once

#include <functional>
#include <map>
#include <set>
#include <string>
#include <utility>
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
  // rule a commune of the oldest map. A unit lies in another when all its atoms are the other's. An atom that several
  // took the place of is as many pieces, one for each of them.
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
  // An atom, and who took this piece of it; nobody: the whole of it.
  using Piece = std::pair<std::string, std::string>;

  // Of an atom; none of another unit.
  std::vector<Piece> PiecesOf(const std::string& name) const;
  // Whether `holds` says so of every piece that a unit is made of; asks no further once it does not. A circle, which
  // only wrong data has, is made of none.
  bool EveryPiece(const std::string& name, const std::function<bool(const Piece&)>& holds) const;
  std::set<Piece> AllPieces(const std::string& name) const;
  // Whether the unit is made of some of these pieces and of nothing else.
  bool IsMadeOf(const std::string& unit, const std::set<Piece>& pieces) const;
  // The atoms and every unit that is made of any of them.
  std::set<std::string> MadeOfAny(const std::set<Piece>& pieces) const;

  std::map<std::string, registry::v1::Locality> units_;
  std::map<std::string, std::vector<std::string>> children_;
  Edges successors_;
  Edges predecessors_;
};

}  // namespace ocop
