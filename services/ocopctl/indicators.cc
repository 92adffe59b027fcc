#include "services/ocopctl/indicators.h"

#include <algorithm>
#include <map>

#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "common/status/status.h"
#include "services/ocopctl/dates.h"

namespace ocop::ocopctl {
namespace {

using indicators::v1::CountedUnit;
using indicators::v1::ExplainIndicatorRequest;
using indicators::v1::ExplainIndicatorResponse;
using indicators::v1::GetIndicatorValuesRequest;
using indicators::v1::GetIndicatorValuesResponse;
using indicators::v1::ListIndicatorsRequest;
using indicators::v1::ListIndicatorsResponse;

const std::string kService = "/ocop.indicators.v1.IndicatorService/";

absl::StatusOr<GetIndicatorValuesRequest> ValuesRequest(const IndicatorsOptions& options) {
  GetIndicatorValuesRequest request;
  request.set_parent("provinces/" + options.province);
  if (!options.locality.empty()) request.add_localities(request.parent() + "/localities/" + options.locality);
  if (!options.as_of.empty()) {
    absl::CivilDay day;
    if (!absl::ParseCivilTime(options.as_of, &day)) {
      return absl::InvalidArgumentError(absl::StrCat("--as-of is not a date such as 2024-12-31: ", options.as_of));
    }
    *request.add_as_of() = ToDate(day);
  }
  return request;
}

absl::StatusOr<std::map<std::string, indicators::v1::Indicator>> Definitions(const std::string& parent,
                                                                             const rpc::Client& gateway) {
  std::map<std::string, indicators::v1::Indicator> definitions;
  ListIndicatorsRequest request;
  request.set_parent(parent);
  do {
    OCOP_ASSIGN_OR_RETURN(const auto page, gateway.Call<ListIndicatorsResponse>(kService + "ListIndicators", request));
    // Of two of one name the first is what is counted.
    for (const auto& indicator : page.indicators()) definitions.emplace(indicator.name(), indicator);
    request.set_page_token(page.next_page_token());
  } while (!request.page_token().empty());
  return definitions;
}

// Counts the units behind the row's value, and those of them that were made by a generator.
absl::Status CountUnits(IndicatorTable::Row& row, const rpc::Client& gateway) {
  ExplainIndicatorRequest request;
  request.set_indicator(row.value.indicator());
  request.set_locality(row.value.locality());
  *request.mutable_as_of() = row.value.as_of();
  request.set_page_size(1000);
  do {
    OCOP_ASSIGN_OR_RETURN(const auto page,
                          gateway.Call<ExplainIndicatorResponse>(kService + "ExplainIndicator", request));
    for (const CountedUnit& unit : page.units()) {
      ++row.counted_units;
      if (unit.synthetic()) ++row.synthetic_units;
    }
    request.set_page_token(page.next_page_token());
  } while (!request.page_token().empty());
  return absl::OkStatus();
}

}  // namespace

absl::Status PrintIndicators(const IndicatorsOptions& options, const rpc::Client& gateway, std::ostream& out) {
  OCOP_ASSIGN_OR_RETURN(const GetIndicatorValuesRequest request, ValuesRequest(options));
  OCOP_ASSIGN_OR_RETURN(const auto definitions, Definitions(request.parent(), gateway));
  OCOP_ASSIGN_OR_RETURN(const auto response,
                        gateway.Call<GetIndicatorValuesResponse>(kService + "GetIndicatorValues", request));

  IndicatorTable table;
  table.sources.assign(response.sources().begin(), response.sources().end());
  const bool all = options.all || std::none_of(response.values().begin(), response.values().end(),
                                               [](const auto& value) { return value.has_target(); });
  for (const auto& value : response.values()) {
    if (!all && !value.has_target()) {
      ++table.left_out;
      continue;
    }
    IndicatorTable::Row& row = table.rows.emplace_back();
    row.value = value;
    if (const auto found = definitions.find(value.indicator()); found != definitions.end()) {
      row.indicator = found->second;
    }
    OCOP_RETURN_IF_ERROR(CountUnits(row, gateway));
  }
  PrintTable(table, out);
  return absl::OkStatus();
}

}  // namespace ocop::ocopctl
