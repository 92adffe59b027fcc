#include "services/registry/handlers/difficulty_report.h"

#include <algorithm>

#include "common/clock/date.h"
#include "common/resource/bind.h"
#include "common/resource/errors.h"
#include "common/rpc/roles.h"
#include "common/status/status.h"
#include "services/names.h"
#include "services/registry/errors.h"
#include "services/registry/handlers/day_token.h"
#include "services/registry/handlers/document.h"
#include "services/registry/rules/plan_steps.h"
#include "services/registry/store/plan_work.h"
#include "services/registry/store/tables.h"

namespace ocop::registry {

using ocop::journal::v1::JournalEntry;
using resource::Scope;
using v1::DifficultyReport;

namespace {

void AddEvent(Scope& scope, const char* action, const std::string& text, DifficultyReport& report) {
  DifficultyReport::Event& event = *report.add_events();
  event.set_action(action);
  event.set_state(report.state());
  event.mutable_event_time()->set_seconds(absl::ToUnixSeconds(scope.call().now));
  event.set_actor(scope.call().actor);
  event.set_text(text);
}

// The day by which whoever it waits for is to act.
void SetDue(const Law& law, clock::Day today, DifficultyReport& report) {
  report.clear_due_date();
  if (report.state() == DifficultyReport::STATE_REPORTED) {
    *report.mutable_due_date() = clock::ToDate(today + law.offices().route_days());
  } else if (report.state() == DifficultyReport::STATE_ROUTED) {
    *report.mutable_due_date() = clock::ToDate(today + law.offices().answer_days());
  }
}

std::string OfficeFor(const Law& law, DifficultyReport::Topic topic) {
  for (const auto& office : law.offices().offices()) {
    if (std::find(office.topics().begin(), office.topics().end(), topic) != office.topics().end()) {
      return office.display_name();
    }
  }
  return "";
}

// Does what the step is for; gives what its event says.
template <class Request>
using DifficultyEffect = std::function<std::string(Scope&, const Request&, DifficultyReport&)>;

template <class Request>
void BindDifficultyStep(rpc::Service& service, const Context& context, const char* action,
                        DifficultyEffect<Request> effect) {
  resource::BindWrite<Request, DifficultyReport>(
      service, action, context.home,
      [action, law = context.law, effect = std::move(effect)](
          Scope& scope, const Request& request) -> absl::StatusOr<DifficultyReport> {
        OCOP_RETURN_IF_ERROR(RequireRole(scope.call(), RolesOfPlanStep(DifficultySteps(), action)));
        OCOP_ASSIGN_OR_RETURN(DifficultyReport report,
                              scope.Read<DifficultyReport>(DifficultyReportTable(), request.name(), true));
        OCOP_RETURN_IF_ERROR(resource::RequireCurrent(request, report));
        const DifficultyStep* step = FindPlanStep(DifficultySteps(), action, report.state());
        if (step == nullptr) {
          return WrongState("DIFFICULTY_STATE", report.name(), DifficultyReport::State_Name(report.state()), action,
                            PlanActionsFrom(DifficultySteps(), report.state()));
        }
        report.set_state(step->to);
        SetDue(*law, scope.today(), report);
        const std::string text = effect(scope, request, report);
        AddEvent(scope, action, text, report);
        OCOP_RETURN_IF_ERROR(DifficultyReportTable().Update(scope.transaction(), report));
        scope.Record(DifficultyReportTable(), JournalEntry::ACTION_UPDATE, report);
        return report;
      });
}

absl::StatusOr<v1::ListOverdueDifficultyReportsResponse> ListOverdueReports(
    database::Transaction& transaction, const rpc::Call& call, const v1::ListOverdueDifficultyReportsRequest& request) {
  OCOP_RETURN_IF_ERROR(RequireProvince("parent", request.parent()));
  const clock::Day day = clock::FromDate(request.as_of()).value_or(clock::Today(call.now));
  const uint64_t query = pagination::Fingerprint({"overdue reports", request.parent(), clock::FormatDay(day)});
  OCOP_ASSIGN_OR_RETURN(const AfterDay after, ReadDayToken(request.page_token(), query));
  const int limit = pagination::ClampPageSize(request.page_size());
  OCOP_ASSIGN_OR_RETURN(
      std::vector<DifficultyReport> reports,
      OverdueReports(transaction, ProvinceCode(request.parent()), day, after.day, after.id, limit + 1));
  v1::ListOverdueDifficultyReportsResponse response;
  if (reports.size() > static_cast<size_t>(limit)) {
    reports.pop_back();
    response.set_next_page_token(WriteDayToken(query, reports.back().due_date(), LastId(reports.back().name())));
  }
  for (DifficultyReport& report : reports) *response.add_difficulty_reports() = std::move(report);
  return response;
}

}  // namespace

absl::Status CheckDifficultyReport(const Law& law, Scope& scope, const DifficultyReport* before,
                                   DifficultyReport& after) {
  if (before != nullptr) return absl::OkStatus();
  after.set_reporter(scope.call().actor);
  after.set_office(OfficeFor(law, after.topic()));
  after.set_state(after.office().empty() ? DifficultyReport::STATE_REPORTED : DifficultyReport::STATE_ROUTED);
  SetDue(law, scope.today(), after);
  AddEvent(scope, "CreateDifficultyReport", after.office(), after);
  return absl::OkStatus();
}

absl::Status CheckDifficultyReportDelete(Scope& scope, const DifficultyReport& report) {
  if (report.events_size() <= 1) return RequireNoDocuments(scope, report.name());
  return WrongState("DIFFICULTY_STATE", report.name(), DifficultyReport::State_Name(report.state()),
                    "DeleteDifficultyReport", PlanActionsFrom(DifficultySteps(), report.state()));
}

void BindDifficultyReports(rpc::Service& service, const Context& context) {
  BindDifficultyStep<v1::RouteDifficultyReportRequest>(
      service, context, "RouteDifficultyReport",
      [](Scope&, const v1::RouteDifficultyReportRequest& request, DifficultyReport& report) {
        report.set_office(request.office());
        if (request.has_due_date()) *report.mutable_due_date() = request.due_date();
        return request.office();
      });
  BindDifficultyStep<v1::ReturnDifficultyReportRequest>(
      service, context, "ReturnDifficultyReport",
      [](Scope&, const v1::ReturnDifficultyReportRequest& request, DifficultyReport& report) {
        report.clear_office();
        return request.reason();
      });
  BindDifficultyStep<v1::AnswerDifficultyReportRequest>(
      service, context, "AnswerDifficultyReport",
      [](Scope& scope, const v1::AnswerDifficultyReportRequest& request, DifficultyReport& report) {
        report.set_answer(request.answer());
        if (!report.has_answer_time()) {
          report.mutable_answer_time()->set_seconds(absl::ToUnixSeconds(scope.call().now));
        }
        return request.answer();
      });
  BindDifficultyStep<v1::CloseDifficultyReportRequest>(
      service, context, "CloseDifficultyReport",
      [](Scope& scope, const v1::CloseDifficultyReportRequest&, DifficultyReport& report) {
        report.mutable_close_time()->set_seconds(absl::ToUnixSeconds(scope.call().now));
        return std::string();
      });
  BindDifficultyStep<v1::ReopenDifficultyReportRequest>(
      service, context, "ReopenDifficultyReport",
      [](Scope&, const v1::ReopenDifficultyReportRequest& request, DifficultyReport& report) {
        report.clear_close_time();
        return request.reason();
      });
  resource::BindRead<v1::ListOverdueDifficultyReportsRequest, v1::ListOverdueDifficultyReportsResponse>(
      service, "ListOverdueDifficultyReports", context.home, ListOverdueReports);
}

}  // namespace ocop::registry
