#include "services/salespoints/handlers/sales_report.h"

#include "common/clock/date.h"
#include "common/resource/bind.h"
#include "common/resource/mask.h"
#include "common/status/status.h"
#include "google/protobuf/util/message_differencer.h"
#include "services/names.h"
#include "services/salespoints/errors.h"
#include "services/salespoints/rules/period.h"
#include "services/salespoints/store/closed_periods.h"
#include "services/salespoints/store/tables.h"

namespace ocop::salespoints {

using resource::Scope;
using v1::SalesBaseline;
using v1::SalesReport;
using v1::SalesSubmission;

namespace {

clock::Day DayOf(const google::type::Date& date) {
  return clock::FromDate(date).value_or(0);
}

// The submission is open, and stays so until the transaction ends; with `report` its period holds that of the report.
absl::Status RequireOpen(Scope& scope, const std::string& name, const SalesReport* report = nullptr) {
  if (name.empty()) return absl::OkStatus();
  const auto submission = scope.Read<SalesSubmission>(SalesSubmissionTable(), name, true);
  // The foreign key tells of one that there is not.
  if (absl::IsNotFound(submission.status())) return absl::OkStatus();
  if (!submission.ok()) return submission.status();
  if (submission->state() != SalesSubmission::STATE_OPEN) return PeriodLocked(name);
  if (report != nullptr && (DayOf(report->period_start()) < DayOf(submission->period_start()) ||
                            DayOf(report->period_end()) > DayOf(submission->period_end()))) {
    return status::InvalidField("sales_report.submission", "is for another period");
  }
  return absl::OkStatus();
}

// The period of the report is open for its product; as long as periods are shared it stays so.
absl::Status RequireOpenPeriod(Scope& scope, const SalesReport& report) {
  OCOP_ASSIGN_OR_RETURN(const auto closed, ClosedPeriods(scope.transaction(), ProvinceCode(report.name()),
                                                         {report.product()}, clock::FormatDate(report.period_start()),
                                                         clock::FormatDate(report.period_end())));
  return closed.empty() ? absl::OkStatus() : PeriodLocked(closed.begin()->second.submission);
}

// Adds what was before to the corrections, but for the profit.
template <class Resource>
typename Resource::Correction& Correct(const Scope& scope, const Resource& before, Resource& after) {
  typename Resource::Correction& correction = *after.add_corrections();
  correction.set_revenue_vnd(before.revenue_vnd());
  correction.mutable_time()->set_seconds(absl::ToUnixSeconds(scope.call().now));
  correction.set_actor(scope.call().actor);
  correction.set_reason(after.correction_reason());
  return correction;
}

void KeepFigures(const Scope& scope, const SalesReport& before, SalesReport& after) {
  if (before.revenue_vnd() == after.revenue_vnd() && before.profit_vnd() == after.profit_vnd()) return;
  Correct(scope, before, after).set_profit_vnd(before.profit_vnd());
}

void KeepFigures(const Scope& scope, const SalesBaseline& before, SalesBaseline& after) {
  const bool same = before.year() == after.year() && before.revenue_vnd() == after.revenue_vnd() &&
                    before.has_profit_vnd() == after.has_profit_vnd() && before.profit_vnd() == after.profit_vnd();
  if (same) return;
  SalesBaseline::Correction& correction = Correct(scope, before, after);
  correction.set_year(before.year());
  if (before.has_profit_vnd()) correction.set_profit_vnd(before.profit_vnd());
}

SalesReport& ResourceOf(v1::UpdateSalesReportRequest& request) {
  return *request.mutable_sales_report();
}
SalesBaseline& ResourceOf(v1::UpdateSalesBaselineRequest& request) {
  return *request.mutable_sales_baseline();
}

// Takes the reason out of a request that would change nothing else. What is wrong with it is told by whoever makes the
// change.
template <class Resource, class Request>
absl::Status DropIdleReason(Scope& scope, const resource::Table& table, Request& request) {
  Resource& changes = ResourceOf(request);
  const auto before = scope.Read<Resource>(table, changes.name(), true);
  if (absl::IsNotFound(before.status())) return absl::OkStatus();
  if (!before.ok()) return before.status();
  Resource after = *before;
  if (!resource::ApplyMask(request.update_mask(), changes, "", after).ok()) return absl::OkStatus();
  after.clear_correction_reason();
  if (google::protobuf::util::MessageDifferencer::Equals(*before, after)) changes.clear_correction_reason();
  return absl::OkStatus();
}

template <class Resource, class Request>
void BindCorrection(rpc::Service& service, const char* method, const Context& context, const resource::Table& table,
                    const resource::Changes& changes) {
  resource::BindWrite<Request, Resource>(
      service, method, context.home,
      [&table, update = changes.update](Scope& scope, const Request& asked) -> absl::StatusOr<Resource> {
        Request request = asked;
        OCOP_RETURN_IF_ERROR((DropIdleReason<Resource>(scope, table, request)));
        OCOP_ASSIGN_OR_RETURN(const resource::MessagePtr updated, update(scope, request));
        return static_cast<const Resource&>(*updated);
      });
}

}  // namespace

void BindCorrections(rpc::Service& service, const Context& context, const resource::Changes& reports,
                     const resource::Changes& baselines) {
  BindCorrection<SalesReport, v1::UpdateSalesReportRequest>(service, "UpdateSalesReport", context, SalesReportTable(),
                                                            reports);
  BindCorrection<SalesBaseline, v1::UpdateSalesBaselineRequest>(service, "UpdateSalesBaseline", context,
                                                                SalesBaselineTable(), baselines);
}

absl::Status CheckSalesReport(Scope& scope, const SalesReport* before, SalesReport& after) {
  status::Violations violations;
  RequirePeriod(violations, "sales_report.period_end", after.period_start(), after.period_end());
  OCOP_RETURN_IF_ERROR(violations.ToStatus());
  OCOP_RETURN_IF_ERROR(SharePeriods(scope.transaction(), ProvinceCode(after.name())));
  if (before != nullptr) OCOP_RETURN_IF_ERROR(RequireOpen(scope, before->submission()));
  OCOP_RETURN_IF_ERROR(RequireOpen(scope, after.submission(), &after));
  OCOP_RETURN_IF_ERROR(RequireOpenPeriod(scope, after));
  if (before != nullptr) KeepFigures(scope, *before, after);
  // Of this correction alone; the next has its own.
  after.clear_correction_reason();
  return absl::OkStatus();
}

absl::Status CheckSalesBaseline(Scope& scope, const SalesBaseline* before, SalesBaseline& after) {
  if (after.year() > clock::ToCivilDay(scope.today()).year()) {
    return status::InvalidField("sales_baseline.year", "must not lie in the future");
  }
  if (before != nullptr) KeepFigures(scope, *before, after);
  after.clear_correction_reason();
  return absl::OkStatus();
}

absl::Status CheckSalesReportDelete(Scope& scope, const SalesReport& report) {
  OCOP_RETURN_IF_ERROR(SharePeriods(scope.transaction(), ProvinceCode(report.name())));
  OCOP_RETURN_IF_ERROR(RequireOpen(scope, report.submission()));
  return RequireOpenPeriod(scope, report);
}

}  // namespace ocop::salespoints
