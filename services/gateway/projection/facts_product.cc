#include <algorithm>
#include <map>

#include "absl/numeric/int128.h"
#include "services/gateway/projection/unit_facts.h"

namespace ocop::gateway {
namespace {

const Recognition& RecognitionOf(const World& world, int64_t in_force) {
  return world.recognitions[Id<Recognition>{static_cast<uint32_t>(in_force - 1)}];
}

int YearOf(clock::Day day) {
  return static_cast<int>(clock::ToCivilDay(day).year());
}

StepFunction RegisteredInYear(const World& world, const Product::Links& product) {
  std::vector<Days> periods;
  for (Id<Registration> id : product.registrations) {
    const clock::Day day = world.registrations[id].day;
    if (day != kForever) periods.push_back(RestOfYear(day));
  }
  return StepFunction::OnAnyOf(std::move(periods));
}

// A product with 3 stars on the day before a decision gave it 4 counts for the year of the decision while that one is
// in force.
StepFunction RaisedTo4InYear(const World& world, const Product::Links& product, const StepFunction& stars) {
  std::vector<Days> periods;
  for (Id<Recognition> id : product.recognitions) {
    const Recognition& recognition = world.recognitions[id];
    if (recognition.stars != 4 || recognition.in_force.empty()) continue;
    const clock::Day decided = recognition.in_force.first;
    if (stars.At(decided - 1) == 3) periods.push_back(Intersect(RestOfYear(decided), recognition.in_force));
  }
  return StepFunction::OnAnyOf(std::move(periods));
}

// The first day by which sales were reported for a period that began on or after `decided`.
clock::Day FirstSale(const World& world, const Product::Links& product, clock::Day decided) {
  clock::Day first = kForever;
  for (Id<SalesReport> id : product.reports) {
    const SalesReport& report = world.reports[id];
    if (report.revenue_vnd > 0 && report.period.first >= decided) first = std::min(first, report.period.last);
  }
  return first;
}

StepFunction SoldSinceRecognition(const World& world, const Product::Links& product, const StepFunction& in_force) {
  std::vector<Days> periods;
  if (product.reports.empty()) return {};
  for (size_t i = 0; i < in_force.steps().size(); ++i) {
    if (in_force.steps()[i].value == 0) continue;
    const clock::Day decided = RecognitionOf(world, in_force.steps()[i].value).in_force.first;
    const clock::Day sold = FirstSale(world, product, decided);
    if (sold != kForever) periods.push_back(Intersect({sold, kForever}, in_force.DaysOf(i)));
  }
  return StepFunction::OnAnyOf(std::move(periods));
}

// The baseline of a product; of several, which only a change in the middle can show, the one with the greatest name.
const SalesBaseline* BaselineOf(const World& world, const Product::Links& product) {
  Id<SalesBaseline> greatest;
  for (Id<SalesBaseline> id : product.baselines) {
    if (!greatest || world.baselines.NameOf(greatest) < world.baselines.NameOf(id)) greatest = id;
  }
  return greatest ? &world.baselines[greatest] : nullptr;
}

// 1 in the 12 months that follow the 31 December of each year, later than the baseline's, whose reports exceed it.
StepFunction AboveBaseline(const World& world, const Product::Links& product, int32_t baseline_year,
                           int64_t baseline_vnd, int64_t SalesReport::*amount_vnd) {
  std::map<int, absl::int128> by_year;
  for (Id<SalesReport> id : product.reports) {
    const SalesReport& report = world.reports[id];
    if (report.period.last == kForever || YearOf(report.period.first) != YearOf(report.period.last)) continue;
    by_year[YearOf(report.period.first)] += report.*amount_vnd;
  }
  std::vector<Days> periods;
  for (const auto& [year, sum_vnd] : by_year) {
    if (year <= baseline_year || sum_vnd <= baseline_vnd) continue;
    periods.push_back({clock::ToDay(year, 12, 31), clock::ToDay(year + 1, 12, 30)});
  }
  return StepFunction::OnAnyOf(std::move(periods));
}

void AddGrowth(const World& world, const Product::Links& product, Facts& facts) {
  const SalesBaseline* baseline = BaselineOf(world, product);
  if (baseline == nullptr || !clock::IsValidDate(baseline->year, 12, 31)) return;
  const StepFunction known = StepFunction::Between({clock::ToDay(baseline->year, 12, 31), kForever});
  facts[product::kHasRevenueBaseline] = known;
  facts[product::kHasProfitBaseline] = known;
  facts[product::kRevenueAboveBaseline] =
      AboveBaseline(world, product, baseline->year, baseline->revenue_vnd, &SalesReport::revenue_vnd);
  facts[product::kProfitAboveBaseline] =
      AboveBaseline(world, product, baseline->year, baseline->profit_vnd, &SalesReport::profit_vnd);
}

}  // namespace

StepFunction RecognitionInForce(const World& world, Id<Product> id) {
  std::vector<Id<Recognition>> by_rank;
  for (Id<Recognition> each : world.products[id].links.recognitions) {
    if (!world.recognitions[each].in_force.empty()) by_rank.push_back(each);
  }
  std::sort(by_rank.begin(), by_rank.end(), [&](Id<Recognition> a, Id<Recognition> b) {
    const clock::Day a_decided = world.recognitions[a].in_force.first;
    const clock::Day b_decided = world.recognitions[b].in_force.first;
    if (a_decided != b_decided) return a_decided > b_decided;
    return world.recognitions.NameOf(a) > world.recognitions.NameOf(b);
  });

  std::vector<clock::Day> turns;
  for (Id<Recognition> each : by_rank) {
    const Days in_force = world.recognitions[each].in_force;
    turns.push_back(in_force.first);
    if (in_force.last != kForever) turns.push_back(in_force.last + 1);
  }
  std::sort(turns.begin(), turns.end());

  StepFunction result;
  for (clock::Day turn : turns) {
    auto counting = std::find_if(by_rank.begin(), by_rank.end(),
                                 [&](Id<Recognition> each) { return world.recognitions[each].in_force.Contain(turn); });
    result.Append(turn, counting == by_rank.end() ? 0 : int64_t{counting->row} + 1);
  }
  return result;
}

Facts ProductFacts(const World& world, Id<Product> id) {
  Facts facts(product::kFactCount);
  if (!world.Counts(id)) return facts;
  const Product::Links& links = world.products[id].links;
  const StepFunction in_force = RecognitionInForce(world, id);
  facts[product::kRegisteredInYear] = RegisteredInYear(world, links);
  facts[product::kStars] =
      in_force.Mapped([&](int64_t value) { return value == 0 ? 0 : int64_t{RecognitionOf(world, value).stars}; });
  facts[product::kRaisedTo4InYear] = RaisedTo4InYear(world, links, facts[product::kStars]);
  facts[product::kSoldSinceRecognition] = SoldSinceRecognition(world, links, in_force);
  AddGrowth(world, links, facts);
  return facts;
}

}  // namespace ocop::gateway
