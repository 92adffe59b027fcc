#include "tests/reference/comparison.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/clock/date.h"
#include "ocop/indicators/v1/indicator_service.pb.h"
#include "tests/reference/indicators.h"
#include "tests/reference/map.h"

namespace ocop::reference {

using namespace ocop::indicators::v1;  // NOLINT(google-build-using-namespace)

namespace {

constexpr char kService[] = "/ocop.indicators.v1.IndicatorService/";
constexpr size_t kEnough = 8;
// The gateway answers so many at once.
constexpr size_t kValuesAtOnce = 10'000;
constexpr int kListsCompared = 60;

std::string NameOf(const std::string& indicator) {
  return absl::StrCat(kProvince, "/indicators/", indicator);
}

const Indicator& Known(const std::string& id) {
  return *std::find_if(Indicators().begin(), Indicators().end(), [&](const Indicator& each) { return each.id == id; });
}

std::string Words(const Cell& cell) {
  return absl::StrCat(cell.indicator, " at ", cell.locality, " on ", clock::FormatDay(cell.day));
}

int64_t Count(const std::vector<Standing>& standings, bool Standing::*what) {
  return std::count_if(standings.begin(), standings.end(), [what](const Standing& s) { return s.*what; });
}

IndicatorValue::Status StatusOf(const IndicatorValue& value, const Indicator& indicator) {
  if (!value.has_target()) return IndicatorValue::STATUS_NO_TARGET;
  if (indicator.asks_units && value.denominator() == 0) return IndicatorValue::STATUS_NOT_APPLICABLE;
  const int64_t reached = indicator.sums ? value.sum() : value.numerator() * (indicator.percent ? 100 : 1);
  const int64_t of = indicator.percent ? value.denominator() : 1;
  const bool met =
      indicator.at_most ? reached <= value.target().maximum() * of : reached >= value.target().minimum() * of;
  return met ? IndicatorValue::STATUS_MET : IndicatorValue::STATUS_NOT_MET;
}

// The oracle's answer in the gateway's words.
IndicatorValue Expected(const Oracle& oracle, const Cell& cell) {
  const std::vector<Standing>& standings = oracle.Standings(cell);
  const Indicator& indicator = Known(cell.indicator);
  IndicatorValue value;
  value.set_indicator(NameOf(cell.indicator));
  value.set_locality(cell.locality);
  *value.mutable_as_of() = clock::ToDate(cell.day);
  value.set_numerator(Count(standings, &Standing::in_numerator));
  value.set_denominator(Count(standings, &Standing::in_denominator));
  value.set_shortfall_count(Count(standings, &Standing::falls_short));
  value.set_freshness(IndicatorValue::FRESHNESS_CURRENT);
  int64_t sum = 0;
  for (const Standing& standing : standings) sum += standing.in_numerator ? standing.amount : 0;
  if (indicator.sums) value.set_sum(sum);
  if (indicator.percent && value.denominator() > 0) {
    value.set_percent_centi(static_cast<int32_t>(value.numerator() * 10000 / value.denominator()));
  }
  if (const auto target = oracle.TargetOf(cell)) {
    value.mutable_target()->set_name(target->name);
    value.mutable_target()->set_minimum(target->minimum);
    value.mutable_target()->set_maximum(target->maximum);
  }
  value.set_status(StatusOf(value, indicator));
  return value;
}

std::string Line(const std::string& unit, const std::string& locality, bool in_denominator, bool in_numerator) {
  return absl::StrCat(unit, " of ", locality, in_denominator ? " den" : "", in_numerator ? " num" : "");
}

std::vector<std::string> ExpectedLines(const Oracle& oracle, const Cell& cell, bool shortfalls) {
  std::vector<std::string> lines;
  for (const Standing& s : oracle.Standings(cell)) {
    if (shortfalls ? s.falls_short : s.in_denominator || s.in_numerator) {
      lines.push_back(Line(s.unit, s.locality, s.in_denominator, s.in_numerator));
    }
  }
  return lines;
}

// All pages of ExplainIndicator or ListShortfalls, or the error as a line.
template <class Request, class Response>
std::vector<std::string> Listed(const rpc::Client& gateway, const std::string& method, const Cell& cell,
                                int page_size) {
  Request request;
  request.set_indicator(NameOf(cell.indicator));
  request.set_locality(cell.locality);
  *request.mutable_as_of() = clock::ToDate(cell.day);
  request.set_page_size(page_size);
  std::vector<std::string> lines;
  do {
    const auto response = gateway.Call<Response>(absl::StrCat(kService, method), request);
    if (!response.ok()) return {response.status().ToString()};
    for (const CountedUnit& unit : response->units()) {
      lines.push_back(Line(unit.unit(), unit.locality(), unit.in_denominator(), unit.in_numerator()));
    }
    request.set_page_token(response->next_page_token());
  } while (!request.page_token().empty());
  return lines;
}

std::vector<std::string> ShortfallLines(const rpc::Client& gateway, const Cell& cell, int page_size) {
  return Listed<ListShortfallsRequest, ListShortfallsResponse>(gateway, "ListShortfalls", cell, page_size);
}

std::vector<std::string> ExplainedLines(const rpc::Client& gateway, const Cell& cell, int page_size) {
  return Listed<ExplainIndicatorRequest, ExplainIndicatorResponse>(gateway, "ExplainIndicator", cell, page_size);
}

void Compare(const std::string& what, const std::vector<std::string>& gateway, const std::vector<std::string>& oracle,
             std::vector<std::string>& differences) {
  if (gateway == oracle) return;
  differences.push_back(absl::StrCat(what, "\n  gateway:\n    ", absl::StrJoin(gateway, "\n    "), "\n  oracle:\n    ",
                                     absl::StrJoin(oracle, "\n    ")));
}

void CompareLists(const rpc::Client& gateway, const Oracle& oracle, const Cell& cell, int page_size,
                  std::vector<std::string>& differences) {
  Compare(absl::StrCat("shortfalls of ", Words(cell)), ShortfallLines(gateway, cell, page_size),
          ExpectedLines(oracle, cell, true), differences);
  Compare(absl::StrCat("units of ", Words(cell)), ExplainedLines(gateway, cell, page_size),
          ExpectedLines(oracle, cell, false), differences);
}

// None may be left out of the comparison.
void CompareDefinitions(const rpc::Client& gateway, std::vector<std::string>& differences) {
  std::vector<std::string> known;
  for (const Indicator& indicator : Indicators()) known.push_back(NameOf(indicator.id));
  ListIndicatorsRequest request;
  request.set_parent(kProvince);
  request.set_page_size(1000);
  const auto response = gateway.Call<ListIndicatorsResponse>(absl::StrCat(kService, "ListIndicators"), request);
  if (!response.ok()) return differences.push_back(response.status().ToString());
  std::vector<std::string> defined;
  for (const auto& indicator : response->indicators()) defined.push_back(indicator.name());
  Compare("definitions", defined, known, differences);
}

// Every indicator at some localities.
void CompareValues(const rpc::Client& gateway, const Oracle& oracle, clock::Day day,
                   const std::vector<std::string>& localities, std::vector<std::string>& differences) {
  GetIndicatorValuesRequest request;
  request.set_parent(kProvince);
  for (const Indicator& indicator : Indicators()) request.add_indicators(NameOf(indicator.id));
  for (const std::string& locality : localities) request.add_localities(locality);
  *request.add_as_of() = clock::ToDate(day);
  const auto response = gateway.Call<GetIndicatorValuesResponse>(absl::StrCat(kService, "GetIndicatorValues"), request);
  if (!response.ok()) return differences.push_back(response.status().ToString());
  auto value = response->values().begin();
  for (const std::string& locality : localities) {
    for (const Indicator& indicator : Indicators()) {
      if (value == response->values().end()) return differences.push_back("values are missing");
      const Cell cell = {indicator.id, locality, day};
      const std::string got = (value++)->ShortDebugString();
      const std::string expected = Expected(oracle, cell).ShortDebugString();
      if (got == expected || differences.size() >= kEnough) continue;
      differences.push_back(absl::StrCat(Words(cell), "\n  gateway: ", got, "\n  oracle:  ", expected));
      CompareLists(gateway, oracle, cell, 0, differences);
    }
  }
  if (value != response->values().end()) differences.push_back("more values than asked for");
}

// Without a locality the province as it stands on the day is meant.
void CompareProvince(const rpc::Client& gateway, const Oracle& oracle, clock::Day day,
                     std::vector<std::string>& differences) {
  const std::vector<std::string> provinces = oracle.ProvincesOn(day);
  if (provinces.size() != 1) return;
  GetIndicatorValuesRequest request;
  request.set_parent(kProvince);
  request.add_indicators(NameOf("e1"));
  *request.add_as_of() = clock::ToDate(day);
  const auto response = gateway.Call<GetIndicatorValuesResponse>(absl::StrCat(kService, "GetIndicatorValues"), request);
  const std::string got = response.ok() ? response->values(0).ShortDebugString() : response.status().ToString();
  Compare(absl::StrCat("the province on ", clock::FormatDay(day)), {got},
          {Expected(oracle, {"e1", provinces[0], day}).ShortDebugString()}, differences);
}

}  // namespace

std::vector<std::string> Differences(const rpc::Client& gateway, Oracle& oracle, const std::vector<clock::Day>& days,
                                     Dice& dice) {
  std::vector<std::string> differences;
  oracle.WorkOut(days);
  CompareDefinitions(gateway, differences);
  const std::vector<std::string>& localities = oracle.localities();
  const size_t at_once = kValuesAtOnce / Indicators().size();
  for (const clock::Day day : days) {
    for (size_t begin = 0; begin < localities.size(); begin += at_once) {
      const size_t end = std::min(localities.size(), begin + at_once);
      CompareValues(gateway, oracle, day, {localities.begin() + begin, localities.begin() + end}, differences);
    }
  }
  const std::vector<Cell> cells = oracle.Counted();
  for (int i = 0; i < kListsCompared && !cells.empty() && differences.size() < kEnough; ++i) {
    CompareLists(gateway, oracle, dice.Pick(cells), 1 + dice.Below(5), differences);
  }
  CompareProvince(gateway, oracle, dice.Pick(days), differences);
  return differences;
}

}  // namespace ocop::reference
