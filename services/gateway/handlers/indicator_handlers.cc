#include "services/gateway/handlers/indicator_handlers.h"

#include <algorithm>
#include <numeric>

#include "absl/strings/str_cat.h"
#include "common/clock/day.h"
#include "common/pagination/pagination.h"
#include "common/status/status.h"
#include "services/gateway/handlers/indicator_errors.h"
#include "services/gateway/handlers/indicator_query.h"

namespace ocop::gateway {
namespace {

using indicators::v1::CountedUnit;
using indicators::v1::ExplainIndicatorRequest;
using indicators::v1::ExplainIndicatorResponse;
using indicators::v1::GetIndicatorRequest;
using indicators::v1::GetIndicatorValuesRequest;
using indicators::v1::GetIndicatorValuesResponse;
using indicators::v1::Indicator;
using indicators::v1::ListIndicatorsRequest;
using indicators::v1::ListIndicatorsResponse;
using indicators::v1::ListShortfallsRequest;
using indicators::v1::ListShortfallsResponse;

constexpr size_t kMostValues = 10'000;

std::string Indexed(std::string_view field, int index) {
  return absl::StrCat(status::View(field), "[", index, "]");
}

template <typename Response>
void AddSources(const Projection::Reading& reading, Response& response) {
  for (const auto& source : reading.sources()) *response.add_sources() = source;
}

// Places of the indicators asked for; all of them when none is named.
absl::StatusOr<std::vector<size_t>> IndicatorsOf(const Definitions& definitions,
                                                 const GetIndicatorValuesRequest& request) {
  std::vector<size_t> places;
  for (int i = 0; i < request.indicators_size(); ++i) {
    const std::string field = Indexed("indicators", i);
    OCOP_ASSIGN_OR_RETURN(const IndicatorInProvince found, FindIndicator(definitions, request.indicators(i), field));
    if (found.parent != request.parent()) {
      return status::InvalidField(field, absl::StrCat("is not an indicator of ", request.parent()));
    }
    places.push_back(found.place);
  }
  if (request.indicators().empty()) {
    places.resize(definitions.size());
    std::iota(places.begin(), places.end(), size_t{0});
  }
  return places;
}

absl::StatusOr<std::vector<clock::Day>> DaysOf(const rpc::Call& call, const GetIndicatorValuesRequest& request) {
  std::vector<clock::Day> days;
  for (int i = 0; i < request.as_of_size(); ++i) {
    OCOP_ASSIGN_OR_RETURN(const clock::Day day, ReadDay(request.as_of(i), Indexed("as_of", i)));
    days.push_back(day);
  }
  if (days.empty()) days.push_back(clock::Today(call.now));
  return days;
}

CountedUnit ToCountedUnit(const ExplainedUnit& explained) {
  CountedUnit unit;
  unit.set_unit(explained.name);
  unit.set_display_name(explained.display_name);
  unit.set_locality(explained.locality);
  unit.set_in_denominator((explained.roles & kInDenominator) != 0);
  unit.set_in_numerator((explained.roles & kInNumerator) != 0);
  for (const std::string& term : explained.unmet) unit.add_unmet(term);
  unit.set_synthetic(explained.synthetic);
  return unit;
}

// One value and its units, found: what ExplainIndicator and ListShortfalls have in common.
struct Explanation {
  std::string parent;
  UnitQuery query;
  uint64_t fingerprint;
};

template <typename Request>
absl::StatusOr<Explanation> ReadExplanation(const rpc::Call& call, const Request& request, const Figures& figures) {
  Explanation explanation;
  OCOP_ASSIGN_OR_RETURN(IndicatorInProvince indicator,
                        FindIndicator(figures.definitions(), request.indicator(), "indicator"));
  explanation.parent = std::move(indicator.parent);
  UnitQuery& query = explanation.query;
  query.indicator = indicator.place;
  query.day = clock::Today(call.now);
  if (request.has_as_of()) {
    OCOP_ASSIGN_OR_RETURN(query.day, ReadDay(request.as_of(), "as_of"));
  }
  OCOP_ASSIGN_OR_RETURN(query.locality,
                        FindLocality(figures, explanation.parent, request.locality(), query.day, "locality"));
  query.limit = static_cast<size_t>(pagination::ClampPageSize(request.page_size()));
  // The day as it was asked for: "today" may end between two pages.
  explanation.fingerprint = pagination::Fingerprint({Request::descriptor()->full_name(), request.indicator(),
                                                     request.locality(), request.as_of().SerializeAsString()});
  OCOP_ASSIGN_OR_RETURN(const std::vector<std::string> after,
                        pagination::Decode(request.page_token(), explanation.fingerprint, 1));
  if (!after.empty()) query.after = after.front();
  return explanation;
}

// Adds one page of units, and the token of the next if there is one.
template <typename Response>
void AddUnits(const Figures& figures, const Explanation& explanation, Response& response) {
  UnitQuery query = explanation.query;
  ++query.limit;  // One more tells whether there is a next page.
  const std::vector<ExplainedUnit> units = figures.Units(query);
  const size_t count = std::min(units.size(), explanation.query.limit);
  for (size_t i = 0; i < count; ++i) *response.add_units() = ToCountedUnit(units[i]);
  if (units.size() > count) {
    response.set_next_page_token(pagination::Encode(explanation.fingerprint, {units[count - 1].name}));
  }
}

}  // namespace

absl::StatusOr<Indicator> GetIndicator(const rpc::Call&, const GetIndicatorRequest& request,
                                       const Projection& projection) {
  const Projection::Reading reading = projection.Read();
  const Definitions& definitions = reading.figures().definitions();
  OCOP_ASSIGN_OR_RETURN(const IndicatorInProvince found, FindIndicator(definitions, request.name(), "name"));
  return ToIndicator(definitions[found.place], found.parent);
}

absl::StatusOr<ListIndicatorsResponse> ListIndicators(const rpc::Call&, const ListIndicatorsRequest& request,
                                                      const Projection& projection) {
  const Projection::Reading reading = projection.Read();
  const Definitions& definitions = reading.figures().definitions();
  const uint64_t query = pagination::Fingerprint({"ListIndicators", request.parent()});
  OCOP_ASSIGN_OR_RETURN(const std::vector<std::string> after, pagination::Decode(request.page_token(), query, 1));
  size_t place = 0;
  if (!after.empty()) {
    // An indicator that is gone since then: the list begins again rather than leaving any out.
    const std::optional<size_t> last = definitions.Find(after.front());
    place = last ? *last + 1 : 0;
  }
  ListIndicatorsResponse response;
  const size_t end = std::min(definitions.size(), place + pagination::ClampPageSize(request.page_size()));
  for (; place < end; ++place) *response.add_indicators() = ToIndicator(definitions[place], request.parent());
  if (end < definitions.size()) {
    response.set_next_page_token(pagination::Encode(query, {std::string(definitions[end - 1].id())}));
  }
  return response;
}

absl::StatusOr<GetIndicatorValuesResponse> GetIndicatorValues(const rpc::Call& call,
                                                              const GetIndicatorValuesRequest& request,
                                                              const Projection& projection) {
  const Projection::Reading reading = projection.Read();
  if (!reading.ready()) return SourcesNotReady();
  const Figures& figures = reading.figures();
  OCOP_ASSIGN_OR_RETURN(const std::vector<size_t> places, IndicatorsOf(figures.definitions(), request));
  OCOP_ASSIGN_OR_RETURN(const std::vector<clock::Day> days, DaysOf(call, request));
  const int locality_count = std::max(1, request.localities_size());
  const size_t asked = places.size() * days.size() * static_cast<size_t>(locality_count);
  if (asked > kMostValues) return TooManyValues(asked, kMostValues);

  GetIndicatorValuesResponse response;
  static const std::string kProvince;  // No name: the province.
  for (clock::Day day : days) {
    for (int i = 0; i < locality_count; ++i) {
      const std::string& name = request.localities().empty() ? kProvince : request.localities(i);
      OCOP_ASSIGN_OR_RETURN(const Id<Locality> locality,
                            FindLocality(figures, request.parent(), name, day, Indexed("localities", i)));
      for (size_t place : places) FillValue(figures, request.parent(), place, locality, day, *response.add_values());
    }
  }
  AddSources(reading, response);
  return response;
}

absl::StatusOr<ExplainIndicatorResponse> ExplainIndicator(const rpc::Call& call, const ExplainIndicatorRequest& request,
                                                          const Projection& projection) {
  const Projection::Reading reading = projection.Read();
  if (!reading.ready()) return SourcesNotReady();
  const Figures& figures = reading.figures();
  OCOP_ASSIGN_OR_RETURN(const Explanation explanation, ReadExplanation(call, request, figures));
  const UnitQuery& query = explanation.query;
  ExplainIndicatorResponse response;
  FillValue(figures, explanation.parent, query.indicator, query.locality, query.day, *response.mutable_value());
  AddUnits(figures, explanation, response);
  AddSources(reading, response);
  return response;
}

absl::StatusOr<ListShortfallsResponse> ListShortfalls(const rpc::Call& call, const ListShortfallsRequest& request,
                                                      const Projection& projection) {
  const Projection::Reading reading = projection.Read();
  if (!reading.ready()) return SourcesNotReady();
  const Figures& figures = reading.figures();
  OCOP_ASSIGN_OR_RETURN(Explanation explanation, ReadExplanation(call, request, figures));
  explanation.query.only_shortfall = true;
  ListShortfallsResponse response;
  const UnitQuery& query = explanation.query;
  response.set_total_size(figures.Value(query.indicator, query.locality, query.day).shortfall);
  AddUnits(figures, explanation, response);
  AddSources(reading, response);
  return response;
}

rpc::Service IndicatorService(const Projection& projection) {
  rpc::Service service("ocop.indicators.v1.IndicatorService");
  auto bind = [&]<typename Request, typename Response>(
                  std::string_view method,
                  absl::StatusOr<Response> (*handler)(const rpc::Call&, const Request&, const Projection&)) {
    service.Bind<Request, Response>(method, [&projection, handler](const rpc::Call& call, const Request& request) {
      return handler(call, request, projection);
    });
  };
  bind("GetIndicator", GetIndicator);
  bind("ListIndicators", ListIndicators);
  bind("GetIndicatorValues", GetIndicatorValues);
  bind("ExplainIndicator", ExplainIndicator);
  bind("ListShortfalls", ListShortfalls);
  return service;
}

}  // namespace ocop::gateway
