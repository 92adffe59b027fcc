// The units behind a value.
#include <algorithm>

#include "absl/strings/str_cat.h"
#include "common/clock/day.h"
#include "common/logging/logging.h"
#include "common/pagination/pagination.h"
#include "common/status/status.h"
#include "services/gateway/handlers/indicator_handlers.h"
#include "services/gateway/handlers/indicator_query.h"

namespace ocop::gateway {
namespace {

using indicators::v1::CountedUnit;
using indicators::v1::ExplainIndicatorRequest;
using indicators::v1::IndicatorValue;
using indicators::v1::ListShortfallsRequest;
using indicators::v1::ListShortfallsResponse;

// One value and its units, found: what ExplainIndicator and ListShortfalls have in common.
struct Explanation {
  std::string parent;
  UnitQuery query;
};

template <typename Request>
absl::StatusOr<Explanation> ReadExplanation(const rpc::Call& call, const Request& request, const Figures& figures) {
  Explanation explanation;
  OCOP_ASSIGN_OR_RETURN(IndicatorInProvince indicator, FindComputed(figures, request.indicator(), "indicator"));
  explanation.parent = std::move(indicator.parent);
  UnitQuery& query = explanation.query;
  query.indicator = indicator.place;
  OCOP_ASSIGN_OR_RETURN(query.day, DayAsked(call, request));
  OCOP_ASSIGN_OR_RETURN(query.locality,
                        FindLocality(figures, explanation.parent, request.locality(), query.day, "locality"));
  query.limit = static_cast<size_t>(pagination::ClampPageSize(request.page_size()));
  OCOP_ASSIGN_OR_RETURN(query.after, LastOfPageBefore(request));
  return explanation;
}

// One page of units, and the token of the next if there is one.
template <typename Request, typename Response>
UnitList AddUnits(const Figures& figures, const Request& request, const Explanation& explanation, Response& response) {
  UnitQuery query = explanation.query;
  ++query.limit;  // One more tells whether there is a next page.
  UnitList list = figures.Units(query);
  if (list.units.size() > explanation.query.limit) {
    list.units.pop_back();
    response.set_next_page_token(pagination::Encode(PageFingerprint(request), {list.units.back().name}));
  }
  for (const ExplainedUnit& unit : list.units) *response.add_units() = ToCountedUnit(unit);
  return list;
}

// One says what the counters hold, the other what the units are.
bool Differs(const IndicatorValue& value, const Sums& list) {
  if (value.numerator() == list.numerator && value.denominator() == list.denominator &&
      value.sum() == list.ToldAmount()) {
    return false;
  }
  logging::Error("a value is not the sum of its list", {{"indicator", value.indicator()},
                                                        {"locality", value.locality()},
                                                        {"numerator", absl::StrCat(value.numerator())},
                                                        {"list_numerator", absl::StrCat(list.numerator)},
                                                        {"denominator", absl::StrCat(value.denominator())},
                                                        {"list_denominator", absl::StrCat(list.denominator)}});
  return true;
}

}  // namespace

CountedUnit ToCountedUnit(const ExplainedUnit& explained) {
  CountedUnit unit;
  unit.set_unit(explained.name);
  unit.set_display_name(explained.display_name);
  unit.set_locality(explained.locality);
  unit.set_in_denominator((explained.roles & kInDenominator) != 0);
  unit.set_in_numerator((explained.roles & kInNumerator) != 0);
  unit.set_amount(explained.amount);
  for (const std::string& term : explained.unmet) unit.add_unmet(term);
  unit.set_synthetic(explained.synthetic);
  return unit;
}

absl::StatusOr<Explained> ExplainIndicator(const rpc::Call& call, const ExplainIndicatorRequest& request,
                                           const Picture& picture) {
  OCOP_ASSIGN_OR_RETURN(const Explanation explanation, ReadExplanation(call, request, picture.figures));
  const UnitQuery& query = explanation.query;
  Explained explained;
  auto& response = explained.response;
  ValuesOfDay(picture, explanation.parent, query.locality, query.day).Fill(query.indicator, *response.mutable_value());
  response.set_version(picture.figures.definitions()[query.indicator].indicator().version());
  AddSources(picture, response);
  if (response.value().freshness() == IndicatorValue::FRESHNESS_MISSING) return explained;
  UnitList list = AddUnits(picture.figures, request, explanation, response);
  response.set_list_numerator(list.sums.numerator);
  response.set_list_denominator(list.sums.denominator);
  response.set_list_sum(list.sums.ToldAmount());
  response.set_list_differs(Differs(response.value(), list.sums));
  for (ExplainedUnit& unit : list.units) explained.witnesses.push_back(std::move(unit.witnesses));
  return explained;
}

absl::Status ListShortfalls(const rpc::Call& call, const ListShortfallsRequest& request, const Picture& picture,
                            ListShortfallsResponse& response) {
  OCOP_ASSIGN_OR_RETURN(Explanation explanation, ReadExplanation(call, request, picture.figures));
  explanation.query.only_shortfall = true;
  explanation.query.with_witnesses = false;
  const UnitQuery& query = explanation.query;
  response.set_freshness(FreshnessOf(picture, query.indicator));
  if (response.freshness() == IndicatorValue::FRESHNESS_MISSING) return absl::OkStatus();
  response.set_total_size(picture.figures.Value(query.indicator, query.locality, query.day).shortfall);
  AddUnits(picture.figures, request, explanation, response);
  return absl::OkStatus();
}

}  // namespace ocop::gateway
