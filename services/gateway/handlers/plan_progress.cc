// How the targets of a plan stand, and where a straight line leads.
#include <algorithm>
#include <limits>
#include <tuple>

#include "absl/numeric/int128.h"
#include "absl/strings/str_cat.h"
#include "common/clock/date.h"
#include "common/status/status.h"
#include "services/gateway/handlers/indicator_errors.h"
#include "services/gateway/handlers/indicator_handlers.h"
#include "services/gateway/handlers/indicator_query.h"
#include "services/gateway/indicators/target_status.h"

namespace ocop::gateway {
namespace {

using indicators::v1::Forecast;
using indicators::v1::GetPlanProgressRequest;
using indicators::v1::GetPlanProgressResponse;
using indicators::v1::Indicator;
using indicators::v1::IndicatorValue;
using indicators::v1::TargetProgress;

constexpr char kMethod[] =
    "A straight line from the year's first day through this day to its last, for numerator and denominator each. It "
    "begins where they stand on the first day: nearly at 0 for what happens in the year, and at all of them for what "
    "holds throughout the year.";

enum class Rounding { kDown, kUp };

// From `begin` through `now`, `passed` of `days` days later.
int64_t Extend(int64_t begin, int64_t now, int64_t passed, int64_t days, Rounding rounding) {
  const absl::int128 gained = absl::int128(now - begin) * days;
  absl::int128 line = gained / passed;
  if (rounding == Rounding::kDown && gained % passed < 0) line -= 1;
  if (rounding == Rounding::kUp && gained % passed > 0) line += 1;
  return std::max<int64_t>(0, begin + static_cast<int64_t>(line));
}

int32_t Units(int64_t units) {
  return static_cast<int32_t>(std::min<int64_t>(units, std::numeric_limits<int32_t>::max()));
}

struct YearLine {
  clock::Day first, last, day;

  Sums End(const Sums& begin, const Sums& now, Rounding rounding) const {
    const int64_t passed = day - first, days = last - first;
    if (passed == 0) return now;  // One point makes no line.
    Sums end;
    end.numerator = Units(Extend(begin.numerator, now.numerator, passed, days, rounding));
    end.denominator = Units(Extend(begin.denominator, now.denominator, passed, days, Rounding::kDown));
    end.amount = Extend(begin.amount, now.amount, passed, days, rounding);
    // Numerator and denominator are drawn apart; no more can count than are asked about.
    if (now.denominator > 0) end.numerator = std::min(end.numerator, end.denominator);
    return end;
  }
};

void FillForecast(const Indicator& indicator, const Sums& end, clock::Day last, Forecast& forecast) {
  *forecast.mutable_day() = clock::ToDate(last);
  forecast.set_numerator(end.numerator);
  forecast.set_denominator(end.denominator);
  forecast.set_sum(end.amount);
  forecast.set_method(kMethod);
  if (indicator.measure() == Indicator::MEASURE_PERCENT) {
    if (const auto percent = PercentCenti(end.numerator, end.denominator)) forecast.set_percent_centi(*percent);
  }
}

TargetProgress::State StateOf(IndicatorValue::Status now, IndicatorValue::Status at_end) {
  switch (now) {
    case IndicatorValue::STATUS_MET:
      return TargetProgress::STATE_MET;
    case IndicatorValue::STATUS_NOT_APPLICABLE:
      return TargetProgress::STATE_NOT_APPLICABLE;
    default:
      return at_end == IndicatorValue::STATUS_MET ? TargetProgress::STATE_ON_COURSE : TargetProgress::STATE_BEHIND;
  }
}

TargetProgress ProgressOf(const Picture& picture, const std::string& parent, Id<Target> id, const YearLine& line) {
  const Figures& figures = picture.figures;
  const Target& target = figures.world().targets[id];
  TargetProgress progress;
  progress.set_target(figures.world().targets.NameOf(id));
  const auto place = figures.definitions().Find(target.indicator);
  if (!place || !figures.Computed(*place) || !figures.world().localities.Has(target.locality)) {
    progress.set_state(TargetProgress::STATE_UNKNOWN_INDICATOR);
    return progress;
  }
  ValuesOfDay(picture, parent, target.locality, line.day).Fill(*place, *progress.mutable_value());
  if (progress.value().freshness() == IndicatorValue::FRESHNESS_MISSING) {
    progress.set_state(TargetProgress::STATE_NO_VALUE);
    return progress;
  }
  const Indicator& indicator = figures.definitions()[*place].indicator();
  const Sums now = figures.Value(*place, target.locality, line.day);
  const Sums end = line.End(figures.Value(*place, target.locality, line.first), now,
                            IsAtMost(indicator) ? Rounding::kUp : Rounding::kDown);
  if (line.day > line.first) FillForecast(indicator, end, line.last, *progress.mutable_forecast());
  const TargetRange range{target.minimum, target.maximum};
  progress.set_state(StateOf(progress.value().status(), StatusOf(indicator, end, range)));
  progress.set_missing_units(MissingUnits(indicator, now, range));
  return progress;
}

void Count(TargetProgress::State state, GetPlanProgressResponse& response) {
  switch (state) {
    case TargetProgress::STATE_MET:
      return response.set_met_count(response.met_count() + 1);
    case TargetProgress::STATE_ON_COURSE:
      return response.set_on_course_count(response.on_course_count() + 1);
    case TargetProgress::STATE_BEHIND:
      return response.set_behind_count(response.behind_count() + 1);
    default:
      return response.set_undecided_count(response.undecided_count() + 1);
  }
}

// Targets of the plan, by the place of their indicator, then by the name of their locality, which that of the target
// need not follow.
std::vector<Id<Target>> TargetsOf(const Figures& figures, Id<Plan> plan, Id<Locality> locality) {
  const auto& targets = figures.world().targets;
  const auto& localities = figures.world().localities;
  std::vector<Id<Target>> found;
  for (Id<Target> id : figures.world().plans[plan].links.targets) {
    if (targets.Has(id) && (!locality || targets[id].locality == locality)) found.push_back(id);
  }
  const auto key = [&](Id<Target> id) {
    const Id<Locality> place = targets[id].locality;
    return std::tuple(figures.definitions().Find(targets[id].indicator).value_or(figures.definitions().size()),
                      localities.NameOf(place), targets.NameOf(id));
  };
  std::sort(found.begin(), found.end(), [&](Id<Target> a, Id<Target> b) { return key(a) < key(b); });
  return found;
}

}  // namespace

absl::Status GetPlanProgress(const rpc::Call& call, const GetPlanProgressRequest& request, const Picture& picture,
                             GetPlanProgressResponse& response) {
  const Figures& figures = picture.figures;
  const Id<Plan> plan = figures.world().plans.Find(request.plan());
  if (!plan) return PlanNotFound(request.plan());
  const int32_t year = figures.world().plans[plan].year;
  YearLine line{clock::ToDay(year, 1, 1), clock::ToDay(year, 12, 31), 0};
  OCOP_ASSIGN_OR_RETURN(line.day, DayAsked(call, request));
  if (!request.has_as_of()) line.day = std::clamp(line.day, line.first, line.last);
  if (line.day < line.first || line.day > line.last) {
    return status::InvalidField("as_of", absl::StrCat("does not lie in the plan's year ", year));
  }
  const std::string parent = request.plan().substr(0, request.plan().find("/plans/"));
  Id<Locality> locality;
  if (!request.locality().empty()) {
    OCOP_ASSIGN_OR_RETURN(locality, FindLocality(figures, parent, request.locality(), line.day, "locality"));
  }
  for (Id<Target> id : TargetsOf(figures, plan, locality)) {
    TargetProgress& progress = *response.add_targets();
    progress = ProgressOf(picture, parent, id, line);
    Count(progress.state(), response);
  }
  return absl::OkStatus();
}

}  // namespace ocop::gateway
