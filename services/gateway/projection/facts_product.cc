#include <algorithm>
#include <limits>
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

// Whether the decision gave more stars than the product had on the day before, when it had some.
bool IsRaise(const Recognition& recognition, const StepFunction& stars) {
  const int64_t before = stars.At(recognition.in_force.first - 1);
  return before > 0 && recognition.stars > before;
}

// The days on which a decision counts for its year: while it is in force.
Days InYearWhileInForce(const Recognition& recognition) {
  return Intersect(RestOfYear(recognition.in_force.first), recognition.in_force);
}

// What the decisions of a year did with the product: gave it its first stars, raised it, or told its stars anew.
void AddDecisions(const World& world, const std::vector<Id<Recognition>>& recognitions, Facts& facts) {
  if (recognitions.empty()) return;
  clock::Day first = kForever;
  for (Id<Recognition> id : recognitions) first = std::min(first, world.recognitions[id].in_force.first);
  std::vector<Days> new_periods, again_periods;
  std::map<int32_t, std::vector<Days>> raised_to;
  for (Id<Recognition> id : recognitions) {
    const Recognition& recognition = world.recognitions[id];
    const Days counts = InYearWhileInForce(recognition);
    if (recognition.in_force.first == first) {
      new_periods.push_back(counts);
    } else if (IsRaise(recognition, facts[product::kStars])) {
      raised_to[recognition.stars].push_back(counts);
    } else {
      again_periods.push_back(counts);
    }
  }
  facts[product::kNewlyRecognisedInYear] = StepFunction::OnAnyOf(std::move(new_periods));
  facts[product::kReEvaluatedInYear] = StepFunction::OnAnyOf(std::move(again_periods));
  StepFunction& raises = facts[product::kRaisedToStarsInYear];
  for (auto& [stars, periods] : raised_to) {
    if (stars > kMostStarsKept) continue;
    const StepFunction raised = StepFunction::OnAnyOf(std::move(periods));
    raises = Combined(raises, raised, [stars = stars](int64_t bits, int64_t is) { return bits | is << stars; });
  }
}

// How the product lost its stars, by a term that ran out or by a revocation, and which other recognitions were revoked.
void AddEnds(const World& world, const std::vector<Id<Recognition>>& recognitions, const StepFunction& in_force,
             Facts& facts) {
  std::vector<Days> expired, expired_in_year, revoked_in_year;
  for (size_t i = 1; i < in_force.steps().size(); ++i) {
    const StepFunction::Step& step = in_force.steps()[i];
    if (step.value != 0) continue;
    const Recognition& ended = RecognitionOf(world, in_force.steps()[i - 1].value);
    if (ended.in_force.last >= step.from) {
      // Before its last day one ends by a later decision alone, which was revoked on its own day: so that revocation
      // took the stars.
      revoked_in_year.push_back(RestOfYear(step.from));
      continue;
    }
    if (ended.revoked) continue;
    expired.push_back(in_force.DaysOf(i));
    expired_in_year.push_back(RestOfYear(step.from));
  }
  for (Id<Recognition> id : recognitions) {
    const Recognition& recognition = world.recognitions[id];
    if (recognition.revoked) revoked_in_year.push_back(RestOfYear(recognition.in_force.last + 1));
  }
  facts[product::kExpired] = StepFunction::OnAnyOf(std::move(expired));
  facts[product::kExpiredInYear] = StepFunction::OnAnyOf(std::move(expired_in_year));
  facts[product::kRevokedInYear] = StepFunction::OnAnyOf(std::move(revoked_in_year));
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

// Whatever was reported, as far as the number goes.
int64_t Saturated(absl::int128 sum) {
  constexpr absl::int128 kMost = std::numeric_limits<int64_t>::max();
  return static_cast<int64_t>(std::clamp(sum, -kMost, kMost));
}

// The sum of the reports for periods that ended in the year by each day.
StepFunction SumInYear(const World& world, const Product::Links& product, int64_t SalesReport::*amount_vnd) {
  std::map<clock::Day, absl::int128> by_day;
  for (Id<SalesReport> id : product.reports) {
    const SalesReport& report = world.reports[id];
    if (report.period.last == kForever) continue;
    by_day[report.period.last] += report.*amount_vnd;
    by_day.try_emplace(RestOfYear(report.period.last).last + 1, 0);
  }
  StepFunction sums;
  absl::int128 sum = 0;
  int year = 0;
  for (const auto& [day, amount] : by_day) {
    if (YearOf(day) != year) sum = 0;
    year = YearOf(day);
    sum += amount;
    sums.Append(day, Saturated(sum));
  }
  return sums;
}

void AddGrowth(const World& world, const Product::Links& product, Facts& facts) {
  const SalesBaseline* baseline = BaselineOf(world, product);
  if (baseline == nullptr || !clock::IsValidDate(baseline->year, 12, 31)) return;
  const StepFunction known = StepFunction::Between({clock::ToDay(baseline->year, 12, 31), kForever});
  facts[product::kHasRevenueBaseline] = known;
  facts[product::kRevenueAboveBaseline] =
      AboveBaseline(world, product, baseline->year, baseline->revenue_vnd, &SalesReport::revenue_vnd);
  if (!baseline->has_profit) return;
  facts[product::kHasProfitBaseline] = known;
  facts[product::kProfitAboveBaseline] =
      AboveBaseline(world, product, baseline->year, baseline->profit_vnd, &SalesReport::profit_vnd);
}

// The recognitions that were in force on a day at least.
std::vector<Id<Recognition>> EverInForce(const World& world, Id<Product> id) {
  std::vector<Id<Recognition>> recognitions;
  for (Id<Recognition> each : world.products[id].links.recognitions) {
    const Days in_force = world.recognitions[each].in_force;
    if (!in_force.empty() && in_force.first != kForever) recognitions.push_back(each);
  }
  return recognitions;
}

StepFunction StarsBy(const World& world, const StepFunction& in_force) {
  return in_force.Mapped([&](int64_t value) { return value == 0 ? 0 : int64_t{RecognitionOf(world, value).stars}; });
}

}  // namespace

StepFunction RecognitionInForce(const World& world, Id<Product> id) {
  std::vector<Id<Recognition>> latest_first;
  for (Id<Recognition> each : world.products[id].links.recognitions) {
    if (world.recognitions[each].in_force.first != kForever) latest_first.push_back(each);
  }
  std::sort(latest_first.begin(), latest_first.end(), [&](Id<Recognition> a, Id<Recognition> b) {
    const clock::Day a_decided = world.recognitions[a].in_force.first;
    const clock::Day b_decided = world.recognitions[b].in_force.first;
    if (a_decided != b_decided) return a_decided > b_decided;
    return world.recognitions.NameOf(a) > world.recognitions.NameOf(b);
  });

  std::vector<clock::Day> turns;
  for (Id<Recognition> each : latest_first) {
    const Days in_force = world.recognitions[each].in_force;
    turns.push_back(in_force.first);
    if (in_force.last != kForever) turns.push_back(in_force.last + 1);
  }
  std::sort(turns.begin(), turns.end());

  StepFunction result;
  for (clock::Day turn : turns) {
    const auto latest = std::find_if(latest_first.begin(), latest_first.end(), [&](Id<Recognition> each) {
      return world.recognitions[each].in_force.first <= turn;
    });
    const bool holds = latest != latest_first.end() && world.recognitions[*latest].in_force.Contain(turn);
    result.Append(turn, holds ? int64_t{latest->row} + 1 : 0);
  }
  return result;
}

StepFunction StarsOf(const World& world, Id<Product> id) {
  return StarsBy(world, RecognitionInForce(world, id));
}

StepFunction ChannelKindsOf(const World& world, Id<Product> id) {
  std::map<int, std::vector<Days>> by_kind;
  for (Id<Listing> each : world.products[id].links.listings) {
    const Listing& listing = world.listings[each];
    if (world.channels.Has(listing.channel)) by_kind[world.channels[listing.channel].kind].push_back(listing.on_sale);
  }
  StepFunction kinds;
  for (auto& [kind, periods] : by_kind) {
    if (!salespoints::v1::Channel::Kind_IsValid(kind)) continue;
    const StepFunction of_kind = StepFunction::OnAnyOf(std::move(periods));
    kinds = Combined(kinds, of_kind, [kind = kind](int64_t bits, int64_t listed) { return bits | listed << kind; });
  }
  return kinds;
}

Facts ProductFacts(const World& world, Id<Product> id) {
  Facts facts(product::kFactCount);
  if (!world.Counts(id)) return facts;
  const auto& product = world.products[id];
  const Producer& producer = world.producers[product.producer];
  const StepFunction in_force = RecognitionInForce(world, id);
  const std::vector<Id<Recognition>> recognitions = EverInForce(world, id);
  facts[product::kRegisteredInYear] = RegisteredInYear(world, product.links);
  facts[product::kStars] = StarsBy(world, in_force);
  facts[product::kSoldSinceRecognition] = SoldSinceRecognition(world, product.links, in_force);
  facts[product::kGroup] = StepFunction::Between({}, product.group);
  facts[product::kScoreSheet] = StepFunction::Between({}, product.score_sheet);
  facts[product::kProducerKind] = StepFunction::Between({}, producer.kind);
  facts[product::kProducerWomenLed] = StepFunction::Between({}, producer.women_led);
  facts[product::kChannelKinds] = ChannelKindsOf(world, id);
  facts[product::kAttendedTradeEventInYear] = AttendedInYear(world, product.links.participations);
  facts[product::kRevenueInYearVnd] = SumInYear(world, product.links, &SalesReport::revenue_vnd);
  facts[product::kProfitInYearVnd] = SumInYear(world, product.links, &SalesReport::profit_vnd);
  AddDecisions(world, recognitions, facts);
  AddEnds(world, recognitions, in_force, facts);
  AddGrowth(world, product.links, facts);
  return facts;
}

}  // namespace ocop::gateway
