// How the targets of a plan stand, and where a straight line leads.
#include <algorithm>
#include <limits>
#include <optional>
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

bool HasDenominator(const Indicator& indicator) {
  return !indicator.denominator_filter().empty();
}

enum class Rounding { kDown, kUp };

// `value` / `of`, as a whole number.
int64_t Rounded(absl::int128 value, absl::int128 of, Rounding rounding) {
  absl::int128 whole = value / of;
  if (rounding == Rounding::kDown && value % of < 0) whole -= 1;
  if (rounding == Rounding::kUp && value % of > 0) whole += 1;
  constexpr absl::int128 kLeast = std::numeric_limits<int64_t>::min(), kMost = std::numeric_limits<int64_t>::max();
  return static_cast<int64_t>(std::clamp(whole, kLeast, kMost));
}

// Where the line ends, times the days that have passed: whole numbers, so that no rounding decides a plan.
struct LineEnd {
  absl::int128 passed, numerator, denominator, amount;
};

struct YearLine {
  clock::Day first, last, day;

  // One point makes no line.
  bool exists() const { return day > first; }

  LineEnd End(const Indicator& indicator, const Sums& begin, const Sums& now) const {
    LineEnd end{day - first, Extended(begin.numerator, now.numerator), Extended(begin.denominator, now.denominator),
                Extended(begin.amount, now.amount)};
    // There are no fewer units than none; a sum may be a loss.
    end.numerator = std::max<absl::int128>(0, end.numerator);
    end.denominator = std::max<absl::int128>(0, end.denominator);
    // Numerator and denominator are drawn apart; no more can count than are asked about.
    if (HasDenominator(indicator)) end.numerator = std::min(end.numerator, end.denominator);
    return end;
  }

 private:
  absl::int128 Extended(absl::int128 begin, absl::int128 now) const {
    return begin * (day - first) + (now - begin) * (last - first);
  }
};

bool Meets(const Indicator& indicator, const LineEnd& end, const TargetRange& target) {
  const bool at_most = IsAtMost(indicator);
  // Nothing reaches no target; nor does it break a ceiling.
  if (!at_most && HasDenominator(indicator) && end.denominator == 0) return false;
  const auto is_right = [&](absl::int128 value, absl::int128 of) {
    return at_most ? value <= of * target.maximum : value >= of * target.minimum;
  };
  switch (indicator.measure()) {
    case Indicator::MEASURE_PERCENT:
      return is_right(100 * end.numerator, end.denominator);
    case Indicator::MEASURE_SUM:
      return is_right(end.amount, end.passed);
    default:
      return is_right(end.numerator, end.passed);
  }
}

// Each figure is rounded away from its target, so that what is told meets one only where the line does.
void FillForecast(const Indicator& indicator, const LineEnd& end, clock::Day last, Forecast& forecast) {
  const bool at_most = IsAtMost(indicator);
  const Rounding away = at_most ? Rounding::kUp : Rounding::kDown;
  *forecast.mutable_day() = clock::ToDate(last);
  forecast.set_numerator(Rounded(end.numerator, end.passed, away));
  forecast.set_sum(Rounded(end.amount, end.passed, away));
  forecast.set_method(kMethod);
  if (!HasDenominator(indicator)) return;
  const int64_t denominator = Rounded(end.denominator, end.passed, at_most ? Rounding::kDown : Rounding::kUp);
  forecast.set_denominator(std::max(denominator, forecast.numerator()));
  if (indicator.measure() != Indicator::MEASURE_PERCENT || end.denominator == 0) return;
  forecast.set_percent_centi(static_cast<int32_t>(Rounded(10000 * end.numerator, end.denominator, away)));
}

// `line_meets` is nullopt where there is no line.
TargetProgress::State StateOf(IndicatorValue::Status now, bool may_yet_change, std::optional<bool> line_meets) {
  if (now == IndicatorValue::STATUS_NOT_APPLICABLE) return TargetProgress::STATE_NOT_APPLICABLE;
  if (now == IndicatorValue::STATUS_MET && !may_yet_change) return TargetProgress::STATE_MET;
  if (!line_meets) return TargetProgress::STATE_NO_LINE;
  return *line_meets ? TargetProgress::STATE_ON_COURSE : TargetProgress::STATE_BEHIND;
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
  const TargetRange range{target.minimum, target.maximum};
  std::optional<bool> line_meets;
  if (line.exists()) {
    const LineEnd end = line.End(indicator, figures.Value(*place, target.locality, line.first), now);
    FillForecast(indicator, end, line.last, *progress.mutable_forecast());
    line_meets = Meets(indicator, end, range);
  }
  // What is to be reached is met once it is; a ceiling is kept for the whole year or not at all.
  const bool may_yet_change = IsAtMost(indicator) && line.day < line.last;
  progress.set_state(StateOf(progress.value().status(), may_yet_change, line_meets));
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
