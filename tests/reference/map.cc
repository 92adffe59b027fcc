#include "tests/reference/map.h"

#include "absl/strings/str_cat.h"
#include "common/clock/date.h"

namespace ocop::reference {

using ocop::registry::v1::Locality;
using ocop::registry::v1::Succession;

namespace {

struct Unit {
  const char* id;
  const char* parent;
  // First and last day as year, month, day in one number; 0 for none.
  int from = 0;
  int to = 0;
};

struct Change {
  const char* predecessor;
  const char* successor;
  int effective;
};

constexpr int kLastOldDay = 20250630;
constexpr int kFirstNewDay = 20250701;
constexpr int kSplitDay = 20260401;

const std::vector<Unit> kOld = {
    {"82", "", 0, kLastOldDay},       {"815", "82", 0, kLastOldDay},
    {"816", "82", 0, kLastOldDay},    {"817", "82", 0, kLastOldDay},
    {"28101", "815", 0, 20241031},    {"28102", "815", 0, 20241031},
    {"28103", "815", 0, kLastOldDay}, {"28201", "816", 0, kLastOldDay},
    {"28202", "816", 0, kLastOldDay}, {"28203", "816", 0, kLastOldDay},
    {"28301", "817", 0, kLastOldDay}, {"28302", "817", 0, kLastOldDay},
    {"28303", "817", 0, kLastOldDay}, {"87", "", 0, kLastOldDay},
    {"866", "87", 0, kLastOldDay},    {"29801", "866", 0, kLastOldDay},
    {"29802", "866", 0, kLastOldDay}, {"28101-20241101", "815", 20241101, kLastOldDay},
};
const std::vector<Change> kOldChanges = {
    {"28101", "28101-20241101", 20241101},
    {"28102", "28101-20241101", 20241101},
};

// One commune goes on alone, one is made across districts, one across provinces; one old commune is split between two.
// What was made of several is split later.
const std::vector<Unit> kNew = {
    {"82-20250701", "", kFirstNewDay},
    {"28101-20250701", "82-20250701", kFirstNewDay},
    {"28103-20250701", "82-20250701", kFirstNewDay},
    {"28202-20250701", "82-20250701", kFirstNewDay},
    {"28301-20250701", "82-20250701", kFirstNewDay, 20260331},
    {"29802-20250701", "82-20250701", kFirstNewDay},
    {"28301-20260401", "82-20250701", kSplitDay},
    {"28304-20260401", "82-20250701", kSplitDay},
};
const std::vector<Change> kNewChanges = {
    {"82", "82-20250701", kFirstNewDay},
    {"87", "82-20250701", kFirstNewDay},
    {"28101-20241101", "28101-20250701", kFirstNewDay},
    {"28103", "28103-20250701", kFirstNewDay},
    {"28201", "28103-20250701", kFirstNewDay},
    {"28202", "28202-20250701", kFirstNewDay},
    {"28203", "28202-20250701", kFirstNewDay},
    {"28203", "28103-20250701", kFirstNewDay},
    {"28301", "28301-20250701", kFirstNewDay},
    {"28302", "28301-20250701", kFirstNewDay},
    {"28303", "28301-20250701", kFirstNewDay},
    {"29801", "28301-20250701", kFirstNewDay},
    {"29802", "29802-20250701", kFirstNewDay},
    {"28301-20250701", "28301-20260401", kSplitDay},
    {"28301-20250701", "28304-20260401", kSplitDay},
};

std::string NameOf(const std::string& id) {
  return absl::StrCat(kProvince, "/localities/", id);
}

google::type::Date DateOf(int number) {
  return clock::ToDate(clock::ToDay(number / 10000, number / 100 % 100, number % 100));
}

Locality ToLocality(const Unit& unit) {
  const std::string code = std::string(unit.id).substr(0, std::string(unit.id).find('-'));
  Locality locality;
  locality.set_name(NameOf(unit.id));
  locality.set_code(code);
  locality.set_display_name(unit.id);
  locality.set_full_name(unit.id);
  locality.set_kind(code.size() == 2   ? Locality::KIND_PROVINCE
                    : code.size() == 3 ? Locality::KIND_DISTRICT
                                       : Locality::KIND_COMMUNE);
  if (*unit.parent != '\0') locality.set_parent_locality(NameOf(unit.parent));
  if (unit.from != 0) *locality.mutable_valid_from() = DateOf(unit.from);
  if (unit.to != 0) *locality.mutable_valid_to() = DateOf(unit.to);
  return locality;
}

Succession ToSuccession(const Change& change) {
  Succession succession;
  succession.set_name(absl::StrCat(kProvince, "/successions/", change.predecessor, "-", change.successor));
  succession.set_predecessor(NameOf(change.predecessor));
  succession.set_successor(NameOf(change.successor));
  *succession.mutable_effective_date() = DateOf(change.effective);
  return succession;
}

std::vector<Step> Steps(const std::vector<Unit>& units, const std::vector<Change>& changes) {
  std::vector<Step> steps;
  for (const Unit& unit : units) steps.push_back(Put(ToLocality(unit)));
  for (const Change& change : changes) steps.push_back(Put(ToSuccession(change)));
  return steps;
}

std::vector<Locality> OldOfKind(Locality::Kind kind) {
  std::vector<Locality> localities;
  for (const Unit& unit : kOld) {
    if (Locality locality = ToLocality(unit); locality.kind() == kind) localities.push_back(std::move(locality));
  }
  return localities;
}

}  // namespace

std::vector<Step> OldMap() {
  return Steps(kOld, kOldChanges);
}

std::vector<Step> NewMap() {
  return Steps(kNew, kNewChanges);
}

std::vector<std::string> LocalityNames() {
  std::vector<std::string> names;
  for (const Unit& unit : kOld) names.push_back(NameOf(unit.id));
  for (const Unit& unit : kNew) names.push_back(NameOf(unit.id));
  return names;
}

std::vector<std::string> CommuneNames() {
  std::vector<std::string> names;
  for (const std::vector<Unit>* units : {&kOld, &kNew}) {
    for (const Unit& unit : *units) {
      if (ToLocality(unit).kind() == Locality::KIND_COMMUNE) names.push_back(NameOf(unit.id));
    }
  }
  return names;
}

std::vector<Succession> Successions() {
  std::vector<Succession> successions;
  for (const Change& change : kOldChanges) successions.push_back(ToSuccession(change));
  for (const Change& change : kNewChanges) successions.push_back(ToSuccession(change));
  return successions;
}

std::vector<Locality> OldCommunes() {
  return OldOfKind(Locality::KIND_COMMUNE);
}

std::vector<Locality> OldDistricts() {
  return OldOfKind(Locality::KIND_DISTRICT);
}

}  // namespace ocop::reference
