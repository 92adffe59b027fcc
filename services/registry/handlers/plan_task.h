// Tasks of a plan.
#pragma once

#include "common/resource/write.h"
#include "common/rpc/service.h"
#include "ocop/registry/v1/plan_task_service.pb.h"
#include "services/registry/handlers/context.h"

namespace ocop::registry {

absl::Status CheckPlanTask(resource::Scope& scope, const v1::PlanTask* before, v1::PlanTask& after);

// ReportProgress, CompletePlanTask, CancelPlanTask, ReopenPlanTask, ListOverduePlanTasks.
void BindPlanTasks(rpc::Service& service, const Context& context);

}  // namespace ocop::registry
