#include "services/gateway/handlers/revision.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/pagination/pagination.h"
#include "common/status/status.h"
#include "services/gateway/handlers/indicator_handlers.h"
#include "services/gateway/handlers/indicator_query.h"

namespace ocop::gateway {
namespace {

using indicators::v1::CountedUnit;
using indicators::v1::ExplainRevisionRequest;
using indicators::v1::IndicatorValue;
using indicators::v1::RevisedUnit;

struct Pair {
  const UnitStanding* before;  // None: not counted then.
  const UnitStanding* after;

  const std::string& name() const { return before != nullptr ? before->name : after->name; }
};

// One that could join without being counted stands as one that could not: neither makes the value.
Roles RolesInValue(const UnitStanding* standing) {
  const bool counted = standing != nullptr && (standing->roles & (kInNumerator | kInDenominator)) != 0;
  return counted ? standing->roles : Roles{0};
}

bool CountAlike(const Pair& pair) {
  const auto amount = [](const UnitStanding* standing) { return standing == nullptr ? 0 : standing->amount; };
  return RolesInValue(pair.before) == RolesInValue(pair.after) && amount(pair.before) == amount(pair.after);
}

// Units that are counted otherwise, by name: both lists are in that order.
std::vector<Pair> Differing(const std::vector<UnitStanding>& before, const std::vector<UnitStanding>& after) {
  std::vector<Pair> pairs;
  auto b = before.begin();
  auto a = after.begin();
  while (b != before.end() || a != after.end()) {
    if (a == after.end() || (b != before.end() && b->name < a->name)) {
      pairs.push_back({&*b++, nullptr});
    } else if (b == before.end() || a->name < b->name) {
      pairs.push_back({nullptr, &*a++});
    } else {
      pairs.push_back({&*b++, &*a++});
    }
  }
  std::erase_if(pairs, CountAlike);
  return pairs;
}

void FillStanding(const UnitStanding& standing, CountedUnit& unit) {
  unit.set_unit(standing.name);
  unit.set_in_denominator((standing.roles & kInDenominator) != 0);
  unit.set_in_numerator((standing.roles & kInNumerator) != 0);
  unit.set_amount(standing.amount);
}

// The value that is asked about, found in one moment's picture.
struct Question {
  IndicatorInProvince indicator;
  clock::Day day;
  Id<Locality> locality;
};

absl::StatusOr<Question> ReadQuestion(const ExplainRevisionRequest& request, const Figures& figures) {
  Question question;
  OCOP_ASSIGN_OR_RETURN(question.indicator, FindComputed(figures, request.indicator(), "indicator"));
  OCOP_ASSIGN_OR_RETURN(question.day, ReadDay(request.as_of(), "as_of"));
  OCOP_ASSIGN_OR_RETURN(question.locality,
                        FindLocality(figures, question.indicator.parent, request.locality(), question.day, "locality"));
  return question;
}

bool IsMissing(const IndicatorValue& value) {
  return value.freshness() == IndicatorValue::FRESHNESS_MISSING;
}

// Where things count at the locality is the map's to say.
std::vector<std::string> MapOf(const Figures& figures, Id<Locality> area) {
  const World& world = figures.world();
  std::vector<std::string> names;
  for (Id<Locality> at : figures.Inside(area)) {
    names.push_back(world.localities.NameOf(at));
    const Locality::Links& links = world.localities[at].links;
    for (Id<Succession> id : links.to_predecessors) names.push_back(world.successions.NameOf(id));
    for (Id<Succession> id : links.to_successors) names.push_back(world.successions.NameOf(id));
  }
  return names;
}

// What the map knows by this name, as a text to compare; empty when nothing.
std::string OnMap(const World& world, const std::string& name) {
  if (const Id<Locality> id = world.localities.Find(name); id && world.localities.Has(id)) {
    const Locality& locality = world.localities[id];
    const std::string parent = world.localities.NameOf(locality.parent);
    return absl::StrCat(locality.code, " ", locality.kind, " ", parent, " ", locality.valid.first, " ",
                        locality.valid.last);
  }
  if (const Id<Succession> id = world.successions.Find(name); id && world.successions.Has(id)) {
    const Succession& succession = world.successions[id];
    return absl::StrCat(world.localities.NameOf(succession.predecessor), " ",
                        world.localities.NameOf(succession.successor));
  }
  return "";
}

void Join(const std::vector<Witness>& others, std::vector<Witness>& witnesses) {
  for (const Witness& witness : others) {
    if (std::find(witnesses.begin(), witnesses.end(), witness) == witnesses.end()) witnesses.push_back(witness);
  }
}

}  // namespace

absl::StatusOr<RevisionStandpoint> StandpointOf(const rpc::Call&, const ExplainRevisionRequest& request,
                                                const Picture& picture) {
  OCOP_ASSIGN_OR_RETURN(const Question question, ReadQuestion(request, picture.figures));
  const auto& [indicator, day, locality] = question;
  RevisionStandpoint standpoint{.value = {}, .sources = picture.sources, .standings = {}, .map = {}};
  ValuesOfDay(picture, indicator.parent, locality, day).Fill(indicator.place, standpoint.value);
  standpoint.standings = picture.figures.Standings(
      {.indicator = indicator.place, .locality = locality, .day = day, .in_any_role = true, .after = {}});
  standpoint.map = MapOf(picture.figures, locality);
  return standpoint;
}

absl::StatusOr<RevisionPage> CompareStandpoints(const rpc::Call& call, const ExplainRevisionRequest& request,
                                                const RevisionStandpoint& before, const Picture& picture) {
  OCOP_ASSIGN_OR_RETURN(const RevisionStandpoint after, StandpointOf(call, request, picture));
  OCOP_ASSIGN_OR_RETURN(const std::string last, LastOfPageBefore(request));
  OCOP_ASSIGN_OR_RETURN(const Question question, ReadQuestion(request, picture.figures));

  const auto& [indicator, day, locality] = question;
  RevisionPage page;
  page.of_value = picture.figures.WitnessesOfValue(indicator.place, locality, day);
  for (const auto& names : {before.map, after.map}) {
    for (const std::string& name : names) page.map[name] = OnMap(picture.figures.world(), name);
  }
  *page.response.mutable_before() = before.value;
  *page.response.mutable_after() = after.value;
  page.response.mutable_sources()->Add(after.sources.begin(), after.sources.end());
  page.response.mutable_sources_before()->Add(before.sources.begin(), before.sources.end());
  // Without a value its units are unknown, not gone.
  if (IsMissing(before.value) || IsMissing(after.value)) return page;
  const int most = pagination::ClampPageSize(request.page_size());
  for (const Pair& pair : Differing(before.standings, after.standings)) {
    if (pair.name() <= last) continue;
    if (page.response.units_size() == most) {
      page.response.set_next_page_token(
          pagination::Encode(PageFingerprint(request), {page.response.units(most - 1).after().unit()}));
      break;
    }
    RevisedUnit& unit = *page.response.add_units();
    if (pair.before != nullptr) FillStanding(*pair.before, *unit.mutable_before());
    auto explained = picture.figures.Explain(indicator.place, pair.name(), day);
    if (explained) *unit.mutable_after() = ToCountedUnit(*explained);
    // One that was moved stands in the value of another place: in this one no longer.
    const UnitStanding nowhere{.name = pair.name(), .roles = 0, .amount = 0};
    FillStanding(pair.after != nullptr ? *pair.after : nowhere, *unit.mutable_after());
    page.of_units.push_back(explained ? std::move(explained->witnesses) : std::vector<Witness>());
  }
  return page;
}

absl::Status AddWhatWasKnown(const ExplainRevisionRequest& request, const Picture& before, RevisionPage& page) {
  OCOP_ASSIGN_OR_RETURN(const Question question, ReadQuestion(request, before.figures));
  const auto& [indicator, day, locality] = question;
  Join(before.figures.WitnessesOfValue(indicator.place, locality, day), page.of_value);
  size_t most = kMostInside;
  for (const auto& [name, after] : page.map) {
    if (OnMap(before.figures.world(), name) == after) continue;
    if (most-- == 0) break;
    page.of_value.push_back({Service::kRegistry, name});
  }
  for (int i = 0; i < page.response.units_size(); ++i) {
    RevisedUnit& unit = *page.response.mutable_units(i);
    const auto explained = before.figures.Explain(indicator.place, unit.after().unit(), day);
    if (!explained) continue;
    if (unit.has_before()) *unit.mutable_before() = ToCountedUnit(*explained);
    Join(explained->witnesses, page.of_units[static_cast<size_t>(i)]);
  }
  return absl::OkStatus();
}

}  // namespace ocop::gateway
