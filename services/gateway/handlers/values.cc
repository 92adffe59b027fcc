// Values, series and rankings: look-ups.
#include <algorithm>
#include <optional>
#include <sstream>
#include <tuple>

#include "absl/numeric/int128.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "common/clock/date.h"
#include "common/pagination/pagination.h"
#include "common/status/status.h"
#include "services/gateway/handlers/indicator_errors.h"
#include "services/gateway/handlers/indicator_handlers.h"
#include "services/gateway/handlers/indicator_query.h"
#include "services/gateway/indicators/target_status.h"

namespace ocop::gateway {
namespace {

using indicators::v1::GetIndicatorValuesRequest;
using indicators::v1::GetIndicatorValuesResponse;
using indicators::v1::GetTimeSeriesRequest;
using indicators::v1::GetTimeSeriesResponse;
using indicators::v1::Indicator;
using indicators::v1::IndicatorValue;
using indicators::v1::ListLocalityRanksRequest;
using indicators::v1::ListLocalityRanksResponse;
using indicators::v1::LocalityRank;
using indicators::v1::TimeSeriesPoint;

constexpr size_t kMostValues = 10'000;

absl::StatusOr<std::vector<clock::Day>> DaysOf(const rpc::Call& call, const GetIndicatorValuesRequest& request) {
  std::vector<clock::Day> days;
  status::Refusals refusals;
  for (int i = 0; i < request.as_of_size(); ++i) {
    const auto day = ReadDay(request.as_of(i), "as_of");
    if (!day.ok()) refusals.Take(ReadDay(request.as_of(i), Indexed("as_of", i)).status());
    if (day.ok()) days.push_back(*day);
  }
  OCOP_RETURN_IF_ERROR(refusals.ToStatus());
  if (days.empty()) days.push_back(clock::Today(call.now));
  return days;
}

// The last day of the interval that holds `day`.
clock::Day EndOfInterval(clock::Day day, GetTimeSeriesRequest::Interval interval) {
  const absl::CivilDay civil = clock::ToCivilDay(day);
  const absl::CivilMonth month(civil);
  switch (interval) {
    case GetTimeSeriesRequest::INTERVAL_MONTH:
      return clock::ToDay(absl::CivilDay(month + 1)) - 1;
    case GetTimeSeriesRequest::INTERVAL_QUARTER:
      return clock::ToDay(absl::CivilDay(month + (3 - (month.month() - 1) % 3))) - 1;
    case GetTimeSeriesRequest::INTERVAL_YEAR:
      return clock::ToDay(absl::CivilDay(absl::CivilYear(civil) + 1)) - 1;
    default:
      return day;
  }
}

absl::StatusOr<std::vector<clock::Day>> DaysOf(const GetTimeSeriesRequest& request) {
  const auto first_day = ReadDay(request.first_day(), "first_day"), last_day = ReadDay(request.last_day(), "last_day");
  status::Refusals refusals;
  refusals.Take(first_day.status());
  refusals.Take(last_day.status());
  if (first_day.ok() && last_day.ok() && *last_day < *first_day) {
    refusals.Take(status::InvalidField("last_day", "lies before first_day"));
  }
  if (!GetTimeSeriesRequest::Interval_IsValid(request.interval())) {
    refusals.Take(status::InvalidField("interval", "is none"));
  }
  OCOP_RETURN_IF_ERROR(refusals.ToStatus());
  clock::Day day = *first_day;
  const clock::Day last = *last_day;
  std::vector<clock::Day> days;
  while (day <= last) {
    days.push_back(std::min(EndOfInterval(day, request.interval()), last));
    if (days.size() > kMostValues) return TooManyValues(days.size(), kMostValues);
    day = days.back() + 1;
  }
  return days;
}

void FillPoint(const Figures& figures, size_t place, Id<Locality> locality, clock::Day day,
               const TargetsOfYear& targets, TimeSeriesPoint& point) {
  const Sums sums = figures.Value(place, locality, day);
  point.set_locality(figures.world().localities.NameOf(locality));
  point.set_numerator(sums.numerator);
  point.set_denominator(sums.denominator);
  point.set_sum(sums.ToldAmount());
  if (figures.definitions()[place].indicator().measure() == Indicator::MEASURE_PERCENT) {
    if (const auto percent = PercentCenti(sums.numerator, sums.denominator)) point.set_percent_centi(*percent);
  }
  if (const Id<Target> target = targets.Of(place)) {
    const Target& set = figures.world().targets[target];
    if (IsAtMost(figures.definitions()[place].indicator())) {
      point.set_target_maximum(set.maximum);
    } else {
      point.set_target_minimum(set.minimum);
    }
  }
}

// All that a request names wrongly, looked for again once something has been found: those that ask rightly don't pay.
absl::Status WhatIsWrong(const rpc::Call& call, const GetIndicatorValuesRequest& request, const Figures& figures) {
  status::Refusals refusals;
  refusals.Take(FindIndicators(figures, request.parent(), request.indicators()).status());
  const auto days = DaysOf(call, request);
  refusals.Take(days.status());
  for (clock::Day day : days.ok() ? *days : std::vector<clock::Day>{clock::Today(call.now)}) {
    if (request.localities().empty())
      refusals.Take(FindLocality(figures, request.parent(), "", day, "parent").status());
  }
  for (int i = 0; i < request.localities_size(); ++i) {
    refusals.Take(FindLocality(figures, request.parent(), request.localities(i), 0, Indexed("localities", i)).status());
  }
  return refusals.ToStatus();
}

// What a ranking goes by: shares as fractions, compared without rounding; where fewer is better below 0.
struct Score {
  absl::int128 value;
  int64_t of;  // 0: nothing to count.

  bool IsBetterThan(const Score& other) const {
    if (of == 0 || other.of == 0) return of > other.of && other.of == 0;
    return value * other.of > other.value * of;
  }
};

Score ScoreOf(const Indicator& indicator, const Sums& sums) {
  // Also one that counts: of none that are asked about, none counting is no merit.
  if (!indicator.denominator_filter().empty() && sums.denominator == 0) return {0, 0};
  const int64_t sign = IsAtMost(indicator) ? -1 : 1;
  switch (indicator.measure()) {
    case Indicator::MEASURE_PERCENT:
      return {sign * sums.numerator, sums.denominator};
    case Indicator::MEASURE_SUM:
      return {sign * sums.amount, 1};
    default:
      return {sign * sums.numerator, 1};
  }
}

// Units of the level inside the locality that exist on the day.
absl::StatusOr<std::vector<Id<Locality>>> UnitsOf(const Figures& figures, Id<Locality> locality, clock::Day day,
                                                  Indicator::Unit level) {
  using registry::v1::Locality;
  if (level != Indicator::UNIT_UNSPECIFIED && level != Indicator::UNIT_COMMUNE && level != Indicator::UNIT_DISTRICT) {
    return status::InvalidField("level", "is neither communes nor district units");
  }
  const auto& localities = figures.world().localities;
  std::vector<Id<gateway::Locality>> units;
  const auto take = [&](Id<gateway::Locality> id) {
    if (localities.Has(id) && id != locality && localities[id].valid.Contain(day)) units.push_back(id);
  };
  if (level == Indicator::UNIT_UNSPECIFIED) {
    for (Id<gateway::Locality> id : localities[locality].links.children) take(id);
    return units;
  }
  const auto kind = level == Indicator::UNIT_COMMUNE ? Locality::KIND_COMMUNE : Locality::KIND_DISTRICT;
  for (Id<gateway::Locality> id : figures.Inside(locality)) {
    if (localities[id].kind == kind) take(id);
  }
  return units;
}

// Where a unit stands in a ranking. Page tokens hold it: the next page goes on below it, wherever the unit has gone
// since.
struct RankKey {
  Score score;
  std::string name;

  bool operator<(const RankKey& other) const {
    if (score.IsBetterThan(other.score)) return true;
    if (other.score.IsBetterThan(score)) return false;
    return name < other.name;
  }
  std::string ToText() const {
    std::ostringstream text;
    text << score.value << ' ' << score.of << ' ' << name;
    return text.str();
  }
  static absl::StatusOr<RankKey> FromText(const std::string& text) {
    const std::vector<std::string> parts = absl::StrSplit(text, ' ');
    RankKey key;
    if (parts.size() != 3 || !absl::SimpleAtoi(parts[0], &key.score.value) ||
        !absl::SimpleAtoi(parts[1], &key.score.of)) {
      return pagination::DamagedToken();
    }
    key.name = parts[2];
    return key;
  }
};

struct Ranked {
  Id<Locality> locality;
  RankKey key;
  int32_t rank = 0;
};

std::vector<Ranked> Rank(const Figures& figures, size_t place, clock::Day day, const std::vector<Id<Locality>>& units) {
  const auto& localities = figures.world().localities;
  const Indicator& indicator = figures.definitions()[place].indicator();
  std::vector<Ranked> ranked;
  for (Id<Locality> unit : units) {
    ranked.push_back({unit, {ScoreOf(indicator, figures.Value(place, unit, day)), localities.NameOf(unit)}});
  }
  std::sort(ranked.begin(), ranked.end(), [](const Ranked& a, const Ranked& b) { return a.key < b.key; });
  for (size_t i = 0; i < ranked.size() && ranked[i].key.score.of != 0; ++i) {
    const bool equals_last = i > 0 && !ranked[i - 1].key.score.IsBetterThan(ranked[i].key.score);
    ranked[i].rank = equals_last ? ranked[i - 1].rank : static_cast<int32_t>(i) + 1;
  }
  return ranked;
}

}  // namespace

absl::Status GetIndicatorValues(const rpc::Call& call, const GetIndicatorValuesRequest& request, const Picture& picture,
                                GetIndicatorValuesResponse& response) {
  const Figures& figures = picture.figures;
  const auto places = FindIndicators(figures, request.parent(), request.indicators());
  const auto days = DaysOf(call, request);
  if (!places.ok() || !days.ok()) return WhatIsWrong(call, request, figures);
  const int locality_count = std::max(1, request.localities_size());
  const size_t asked = places->size() * days->size() * static_cast<size_t>(locality_count);
  if (asked > kMostValues) return TooManyValues(asked, kMostValues);

  static const std::string kProvince;  // No name: the province.
  for (clock::Day day : *days) {
    for (int i = 0; i < locality_count; ++i) {
      const std::string& name = request.localities().empty() ? kProvince : request.localities(i);
      const auto locality = FindLocality(figures, request.parent(), name, day, "localities");
      if (!locality.ok()) return WhatIsWrong(call, request, figures);
      const ValuesOfDay values(picture, request.parent(), *locality, day);
      for (size_t place : *places) values.Fill(place, *response.add_values());
    }
  }
  return absl::OkStatus();
}

absl::Status GetTimeSeries(const rpc::Call&, const GetTimeSeriesRequest& request, const Picture& picture,
                           GetTimeSeriesResponse& response) {
  const Figures& figures = picture.figures;
  const auto found = FindComputed(figures, request.indicator(), "indicator");
  const auto asked = DaysOf(request);
  if (!found.ok() || !asked.ok()) {
    status::Refusals refusals;
    refusals.Take(found.status());
    refusals.Take(asked.status());
    if (found.ok() && !request.locality().empty()) {
      refusals.Take(FindLocality(figures, found->parent, request.locality(), 0, "locality").status());
    }
    return refusals.ToStatus();
  }
  const IndicatorInProvince& indicator = *found;
  const std::vector<clock::Day>& days = *asked;
  response.set_freshness(FreshnessOf(picture, indicator.place));
  if (response.freshness() == IndicatorValue::FRESHNESS_MISSING) return absl::OkStatus();
  response.mutable_points()->Reserve(static_cast<int>(days.size()));
  std::optional<TargetsOfYear> targets;
  int64_t year_of_targets = 0;
  Id<Locality> locality_of_targets;
  absl::Status without_province;
  for (clock::Day day : days) {
    const auto found_locality = FindLocality(figures, indicator.parent, request.locality(), day, "locality");
    // Where the request names one, it is the same on every day.
    if (!found_locality.ok() && !request.locality().empty()) return found_locality.status();
    if (!found_locality.ok()) {
      without_province = found_locality.status();
      continue;
    }
    const Id<Locality> locality = *found_locality;
    TimeSeriesPoint& point = *response.add_points();
    *point.mutable_as_of() = clock::ToDate(day);
    if (!targets || locality != locality_of_targets || point.as_of().year() != year_of_targets) {
      targets.emplace(figures, locality, day);
      locality_of_targets = locality;
      year_of_targets = point.as_of().year();
    }
    FillPoint(figures, indicator.place, locality, day, *targets, point);
  }
  return response.points().empty() ? without_province : absl::OkStatus();
}

absl::Status ListLocalityRanks(const rpc::Call& call, const ListLocalityRanksRequest& request, const Picture& picture,
                               ListLocalityRanksResponse& response) {
  const Figures& figures = picture.figures;
  OCOP_ASSIGN_OR_RETURN(const IndicatorInProvince indicator, FindComputed(figures, request.indicator(), "indicator"));
  OCOP_ASSIGN_OR_RETURN(const clock::Day day, DayAsked(call, request));
  OCOP_ASSIGN_OR_RETURN(const Id<Locality> locality,
                        FindLocality(figures, indicator.parent, request.locality(), day, "locality"));
  OCOP_ASSIGN_OR_RETURN(const std::vector<Id<Locality>> units, UnitsOf(figures, locality, day, request.level()));
  OCOP_ASSIGN_OR_RETURN(const std::string after, LastOfPageBefore(request));
  const std::vector<Ranked> ranked = Rank(figures, indicator.place, day, units);

  auto next = ranked.begin();
  if (!after.empty()) {
    OCOP_ASSIGN_OR_RETURN(const RankKey last, RankKey::FromText(after));
    next = std::partition_point(next, ranked.end(), [&last](const Ranked& each) { return !(last < each.key); });
  }
  for (int left = pagination::ClampPageSize(request.page_size()); left > 0 && next != ranked.end(); --left, ++next) {
    LocalityRank& rank = *response.add_ranks();
    const bool missing = FreshnessOf(picture, indicator.place) == IndicatorValue::FRESHNESS_MISSING;
    rank.set_rank(missing ? 0 : next->rank);
    rank.set_display_name(std::string(figures.world().localities[next->locality].full_name.view()));
    ValuesOfDay(picture, indicator.parent, next->locality, day).Fill(indicator.place, *rank.mutable_value());
  }
  if (next != ranked.end()) {
    response.set_next_page_token(pagination::Encode(PageFingerprint(request), {std::prev(next)->key.ToText()}));
  }
  return absl::OkStatus();
}

}  // namespace ocop::gateway
