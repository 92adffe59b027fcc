#include "services/gateway/handlers/revision.h"

#include "common/pagination/pagination.h"
#include "common/status/status.h"
#include "services/gateway/handlers/indicator_handlers.h"
#include "services/gateway/handlers/indicator_query.h"

namespace ocop::gateway {
namespace {

using indicators::v1::CountedUnit;
using indicators::v1::ExplainRevisionRequest;
using indicators::v1::RevisedUnit;

struct Pair {
  const UnitStanding* before;  // None: not counted then.
  const UnitStanding* after;

  const std::string& name() const { return before != nullptr ? before->name : after->name; }
};

// Units that stand otherwise, by name: both lists are in that order.
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
      if (*b != *a) pairs.push_back({&*b, &*a});
      ++b;
      ++a;
    }
  }
  return pairs;
}

void FillStanding(const UnitStanding& standing, CountedUnit& unit) {
  unit.set_unit(standing.name);
  unit.set_in_denominator((standing.roles & kInDenominator) != 0);
  unit.set_in_numerator((standing.roles & kInNumerator) != 0);
  unit.set_amount(standing.amount);
}

}  // namespace

absl::StatusOr<RevisionStandpoint> StandpointOf(const rpc::Call&, const ExplainRevisionRequest& request,
                                                const Picture& picture) {
  const Figures& figures = picture.figures;
  OCOP_ASSIGN_OR_RETURN(const IndicatorInProvince indicator, FindComputed(figures, request.indicator(), "indicator"));
  OCOP_ASSIGN_OR_RETURN(const clock::Day day, ReadDay(request.as_of(), "as_of"));
  OCOP_ASSIGN_OR_RETURN(const Id<Locality> locality,
                        FindLocality(figures, indicator.parent, request.locality(), day, "locality"));
  RevisionStandpoint standpoint;
  ValuesOfDay(picture, indicator.parent, locality, day).Fill(indicator.place, standpoint.value);
  standpoint.standings =
      figures.Standings({.indicator = indicator.place, .locality = locality, .day = day, .after = {}});
  return standpoint;
}

absl::StatusOr<RevisionPage> CompareStandpoints(const rpc::Call& call, const ExplainRevisionRequest& request,
                                                const RevisionStandpoint& before, const Picture& picture) {
  OCOP_ASSIGN_OR_RETURN(const RevisionStandpoint after, StandpointOf(call, request, picture));
  OCOP_ASSIGN_OR_RETURN(const std::string last, LastOfPageBefore(request));
  OCOP_ASSIGN_OR_RETURN(const IndicatorInProvince indicator,
                        FindComputed(picture.figures, request.indicator(), "indicator"));
  OCOP_ASSIGN_OR_RETURN(const clock::Day day, ReadDay(request.as_of(), "as_of"));

  RevisionPage page;
  *page.response.mutable_before() = before.value;
  *page.response.mutable_after() = after.value;
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
    const auto explained = picture.figures.Explain(indicator.place, pair.name(), day);
    if (explained) *unit.mutable_after() = ToCountedUnit(*explained);
    unit.mutable_after()->set_unit(pair.name());
    page.witnesses.push_back(explained ? explained->witnesses : std::vector<Witness>());
  }
  return page;
}

}  // namespace ocop::gateway
