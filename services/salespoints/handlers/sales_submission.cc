#include "services/salespoints/handlers/sales_submission.h"

#include "absl/strings/str_cat.h"
#include "common/resource/bind.h"
#include "common/resource/errors.h"
#include "common/rpc/roles.h"
#include "common/status/status.h"
#include "services/salespoints/errors.h"
#include "services/salespoints/rules/period.h"
#include "services/salespoints/rules/submission_steps.h"
#include "services/salespoints/store/reports.h"
#include "services/salespoints/store/tables.h"

namespace ocop::salespoints {

using ocop::journal::v1::JournalEntry;
using resource::Scope;
using v1::SalesSubmission;

namespace {

// Moves a submission along a step, on record.
absl::StatusOr<SalesSubmission> Move(Scope& scope, SalesSubmission submission, const SubmissionStep& step,
                                     const std::string& reason) {
  submission.set_state(step.to);
  SalesSubmission::Event& event = *submission.add_events();
  event.set_step(step.action);
  event.set_state(step.to);
  event.mutable_time()->set_seconds(absl::ToUnixSeconds(scope.call().now));
  event.set_actor(scope.call().actor);
  event.set_reason(reason);
  OCOP_RETURN_IF_ERROR(SalesSubmissionTable().Update(scope.transaction(), submission));
  scope.Record(SalesSubmissionTable(), JournalEntry::ACTION_UPDATE, submission);
  return submission;
}

// Binds a step: permission, the locked submission, its etag, its state, the move.
template <class Request>
void BindStep(rpc::Service& service, const Context& context, const char* action) {
  resource::BindWrite<Request, SalesSubmission>(
      service, action, context.home, [action](Scope& scope, const Request& request) -> absl::StatusOr<SalesSubmission> {
        OCOP_RETURN_IF_ERROR(RequireRole(scope.call(), RolesOf(action)));
        OCOP_ASSIGN_OR_RETURN(SalesSubmission submission,
                              scope.Read<SalesSubmission>(SalesSubmissionTable(), request.name(), true));
        if (!request.etag().empty() && request.etag() != submission.etag()) {
          return resource::EtagMismatch(request.name());
        }
        const SubmissionStep* step = FindSubmissionStep(action, submission.state());
        if (step == nullptr) {
          return WrongSubmissionState(request.name(), SalesSubmission::State_Name(submission.state()), action,
                                      SubmissionActionsFrom(submission.state()));
        }
        if (step->to == SalesSubmission::STATE_SUBMITTED) {
          OCOP_ASSIGN_OR_RETURN(const bool any, HasReports(scope.transaction(), submission.name()));
          if (!any) return SubmissionEmpty(submission.name());
        }
        return Move(scope, std::move(submission), *step, request.reason());
      });
}

}  // namespace

absl::Status CheckSalesSubmission(Scope&, const SalesSubmission* before, SalesSubmission& after) {
  status::Violations violations;
  RequirePeriod(violations, "sales_submission.period_end", after.period_start(), after.period_end());
  OCOP_RETURN_IF_ERROR(violations.ToStatus());
  if (before == nullptr) after.set_state(SalesSubmission::STATE_OPEN);
  if (before != nullptr && before->state() != SalesSubmission::STATE_OPEN) {
    return WrongSubmissionState(after.name(), SalesSubmission::State_Name(before->state()), "UpdateSalesSubmission",
                                SubmissionActionsFrom(before->state()));
  }
  return absl::OkStatus();
}

absl::Status CheckSalesSubmissionDelete(Scope&, const SalesSubmission& submission) {
  // What was ever handed in stays on record.
  if (submission.state() == SalesSubmission::STATE_OPEN && submission.events().empty()) return absl::OkStatus();
  return WrongSubmissionState(submission.name(), SalesSubmission::State_Name(submission.state()),
                              "DeleteSalesSubmission", SubmissionActionsFrom(submission.state()));
}

void BindSubmissionSteps(rpc::Service& service, const Context& context) {
  BindStep<v1::SubmitSalesRequest>(service, context, "SubmitSales");
  BindStep<v1::ApproveSalesRequest>(service, context, "ApproveSales");
  BindStep<v1::ReturnSalesRequest>(service, context, "ReturnSales");
  BindStep<v1::ReopenSalesRequest>(service, context, "ReopenSales");
}

}  // namespace ocop::salespoints
