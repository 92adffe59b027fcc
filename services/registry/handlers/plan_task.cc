#include "services/registry/handlers/plan_task.h"

#include "absl/strings/str_cat.h"
#include "common/clock/date.h"
#include "common/resource/bind.h"
#include "common/resource/errors.h"
#include "common/rpc/roles.h"
#include "common/status/status.h"
#include "common/validation/term.h"
#include "services/names.h"
#include "services/registry/errors.h"
#include "services/registry/handlers/day_token.h"
#include "services/registry/rules/plan_steps.h"
#include "services/registry/store/plan_work.h"
#include "services/registry/store/tables.h"

namespace ocop::registry {

using ocop::journal::v1::JournalEntry;
using resource::Scope;
using v1::PlanTask;

namespace {

// What a step says and does.
template <class Request>
using TaskEffect = std::function<absl::Status(Scope&, const Request&, PlanTask&, PlanTask::Report&)>;

template <class Request>
void BindTaskStep(rpc::Service& service, const Context& context, const char* action, TaskEffect<Request> effect) {
  resource::BindWrite<Request, PlanTask>(
      service, action, context.home,
      [action, effect = std::move(effect)](Scope& scope, const Request& request) -> absl::StatusOr<PlanTask> {
        OCOP_RETURN_IF_ERROR(RequireRole(scope.call(), RolesOfPlanStep(TaskSteps(), action)));
        OCOP_ASSIGN_OR_RETURN(PlanTask task, scope.Read<PlanTask>(PlanTaskTable(), request.name(), true));
        OCOP_RETURN_IF_ERROR(resource::RequireCurrent(request, task));
        const TaskStep* step = FindPlanStep(TaskSteps(), action, task.state());
        if (step == nullptr) {
          return WrongState("PLAN_TASK_STATE", task.name(), PlanTask::State_Name(task.state()), action,
                            PlanActionsFrom(TaskSteps(), task.state()));
        }
        task.set_state(step->to);
        PlanTask::Report report;
        report.set_action(action);
        report.mutable_report_time()->set_seconds(absl::ToUnixSeconds(scope.call().now));
        report.set_actor(scope.call().actor);
        OCOP_RETURN_IF_ERROR(effect(scope, request, task, report));
        report.set_percent_done(task.percent_done());
        *task.add_reports() = std::move(report);
        OCOP_RETURN_IF_ERROR(PlanTaskTable().Update(scope.transaction(), task));
        scope.Record(PlanTaskTable(), JournalEntry::ACTION_UPDATE, task);
        return task;
      });
}

absl::Status Progress(Scope& scope, const v1::ReportProgressRequest& request, PlanTask& task,
                      PlanTask::Report& report) {
  status::Violations violations;
  for (int i = 0; i < request.documents_size(); ++i) {
    const absl::Status read = DocumentTable().Read(scope.transaction(), request.documents(i), false).status();
    if (!read.ok() && !absl::IsNotFound(read)) return read;
    const bool own = ProvinceCode(request.documents(i)) == ProvinceCode(task.name());
    if (!read.ok() || !own) violations.Add(absl::StrCat("documents[", i, "]"), "there is no such document here");
    report.add_documents(request.documents(i));
  }
  task.set_percent_done(request.percent_done());
  report.set_text(request.text());
  return violations.ToStatus();
}

absl::Status Complete(Scope& scope, const v1::CompletePlanTaskRequest& request, PlanTask& task,
                      PlanTask::Report& report) {
  *task.mutable_complete_date() = request.has_complete_date() ? request.complete_date() : clock::ToDate(scope.today());
  task.set_percent_done(100);
  report.set_text(request.text());
  return absl::OkStatus();
}

template <class Request>
absl::Status GiveReason(Scope&, const Request& request, PlanTask& task, PlanTask::Report& report) {
  task.clear_complete_date();
  report.set_text(request.reason());
  return absl::OkStatus();
}

absl::StatusOr<v1::ListOverduePlanTasksResponse> ListOverdueTasks(database::Transaction& transaction,
                                                                  const rpc::Call& call,
                                                                  const v1::ListOverduePlanTasksRequest& request) {
  const clock::Day day = clock::FromDate(request.as_of()).value_or(clock::Today(call.now));
  const uint64_t query = pagination::Fingerprint({"overdue tasks", request.parent(), clock::FormatDay(day)});
  OCOP_ASSIGN_OR_RETURN(const AfterDay after, ReadDayToken(request.page_token(), query));
  const int limit = pagination::ClampPageSize(request.page_size());
  OCOP_ASSIGN_OR_RETURN(std::vector<PlanTask> tasks,
                        OverdueTasks(transaction, request.parent(), day, after.day, after.id, limit + 1));
  v1::ListOverduePlanTasksResponse response;
  if (tasks.size() > static_cast<size_t>(limit)) {
    tasks.pop_back();
    response.set_next_page_token(WriteDayToken(query, tasks.back().due_date(), LastId(tasks.back().name())));
  }
  for (PlanTask& task : tasks) *response.add_plan_tasks() = std::move(task);
  return response;
}

}  // namespace

absl::Status CheckPlanTask(Scope&, const PlanTask* before, PlanTask& after) {
  status::Violations violations;
  validation::RequireNotBefore(violations, "plan_task.due_date", after.due_date(), after.start_date());
  if (before == nullptr) after.set_state(PlanTask::STATE_OPEN);
  return violations.ToStatus();
}

void BindPlanTasks(rpc::Service& service, const Context& context) {
  BindTaskStep<v1::ReportProgressRequest>(service, context, "ReportProgress", Progress);
  BindTaskStep<v1::CompletePlanTaskRequest>(service, context, "CompletePlanTask", Complete);
  BindTaskStep<v1::CancelPlanTaskRequest>(service, context, "CancelPlanTask", GiveReason<v1::CancelPlanTaskRequest>);
  BindTaskStep<v1::ReopenPlanTaskRequest>(service, context, "ReopenPlanTask", GiveReason<v1::ReopenPlanTaskRequest>);
  resource::BindRead<v1::ListOverduePlanTasksRequest, v1::ListOverduePlanTasksResponse>(service, "ListOverduePlanTasks",
                                                                                        context.home, ListOverdueTasks);
}

}  // namespace ocop::registry
