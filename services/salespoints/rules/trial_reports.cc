#include "services/salespoints/rules/trial_reports.h"

#include <iterator>

#include "common/clock/date.h"

namespace ocop::salespoints {

using v1::SalesReport;

namespace {

clock::Day FirstDay(const SalesReport& report) {
  return clock::FromDate(report.period_start()).value_or(0);
}
clock::Day LastDay(const SalesReport& report) {
  return clock::FromDate(report.period_end()).value_or(0);
}

}  // namespace

void TrialReports::Add(const SalesReport& report) {
  kept_[{report.product(), report.channel()}][FirstDay(report)] = {LastDay(report), report.revenue_vnd(),
                                                                   report.profit_vnd(), report.submission()};
  ++size_;
}

const TrialReports::Periods* TrialReports::Find(const SalesReport& report) const {
  const auto found = kept_.find({report.product(), report.channel()});
  return found == kept_.end() ? nullptr : &found->second;
}

bool TrialReports::Overlaps(const SalesReport& report) const {
  const Periods* periods = Find(report);
  if (periods == nullptr) return false;
  // They do not overlap one another, so that none of those that begin earlier ends later.
  const auto after = periods->upper_bound(LastDay(report));
  return after != periods->begin() && std::prev(after)->second.last >= FirstDay(report);
}

std::optional<SalesReport> TrialReports::AboutTheSame(const SalesReport& report) const {
  const Periods* periods = Find(report);
  if (periods == nullptr) return std::nullopt;
  const auto found = periods->find(FirstDay(report));
  if (found == periods->end() || found->second.last != LastDay(report)) return std::nullopt;
  SalesReport same = report;
  same.set_revenue_vnd(found->second.revenue_vnd);
  same.set_profit_vnd(found->second.profit_vnd);
  same.set_submission(found->second.submission);
  return same;
}

}  // namespace ocop::salespoints
