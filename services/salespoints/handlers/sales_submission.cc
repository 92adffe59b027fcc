#include "services/salespoints/handlers/sales_submission.h"

#include <functional>
#include <memory>

#include "absl/strings/str_cat.h"
#include "common/resource/bind.h"
#include "common/resource/errors.h"
#include "common/rpc/roles.h"
#include "common/status/status.h"
#include "services/names.h"
#include "services/salespoints/errors.h"
#include "services/salespoints/peers/peers.h"
#include "services/salespoints/rules/period.h"
#include "services/salespoints/rules/submission_steps.h"
#include "services/salespoints/store/closed_periods.h"
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

// The step, unless the etag or the state of the submission is against it.
template <class Request>
absl::StatusOr<const SubmissionStep*> FindStep(const Request& request, const char* action,
                                               const SalesSubmission& submission) {
  OCOP_RETURN_IF_ERROR(resource::RequireCurrent(request, submission));
  const SubmissionStep* step = SubmissionSteps().Find(action, submission.state());
  if (step != nullptr) return step;
  return WrongSubmissionState(request.name(), SalesSubmission::State_Name(submission.state()), action,
                              SubmissionSteps().ActionsFrom(submission.state()));
}

// Takes a step: the locked submission, its etag, its state, what the step does beside, the move.
template <class Request>
absl::StatusOr<SalesSubmission> TakeStep(Scope& scope, const Request& request, const char* action,
                                         const std::function<absl::Status(Scope&, SalesSubmission&)>& beside) {
  OCOP_ASSIGN_OR_RETURN(SalesSubmission submission,
                        scope.Read<SalesSubmission>(SalesSubmissionTable(), request.name(), true));
  OCOP_ASSIGN_OR_RETURN(const SubmissionStep* step, FindStep(request, action, submission));
  OCOP_RETURN_IF_ERROR(beside(scope, submission));
  return Move(scope, std::move(submission), *step, request.reason());
}

template <class Request>
void BindStep(rpc::Service& service, const Context& context, const char* action,
              std::function<absl::Status(Scope&, SalesSubmission&)> beside) {
  resource::BindWrite<Request, SalesSubmission>(
      service, action, context.home,
      [action, beside = std::move(beside)](Scope& scope, const Request& request) -> absl::StatusOr<SalesSubmission> {
        OCOP_RETURN_IF_ERROR(RequireRole(scope.call(), SubmissionSteps().RolesOf(action)));
        return TakeStep(scope, request, action, beside);
      });
}

absl::Status RequireReports(Scope& scope, const SalesSubmission& submission) {
  OCOP_ASSIGN_OR_RETURN(const bool any, HasReports(scope.transaction(), submission.name()));
  return any ? absl::OkStatus() : SubmissionEmpty(submission.name());
}

// ApproveSales. Which products are the submitter's is asked of the registry before the transaction begins, which then
// closes the period for them.
class Approval : public std::enable_shared_from_this<Approval> {
 public:
  Approval(const Context& context, std::shared_ptr<rpc::Exchange> exchange)
      : context_(context),
        exchange_(std::move(exchange)),
        request_(static_cast<const v1::ApproveSalesRequest&>(exchange_->request())) {}

  void Start() {
    if (absl::Status allowed = RequireRole(call(), SubmissionSteps().RolesOf(kAction)); !allowed.ok())
      return exchange_->Answer(allowed);
    context_.home.database.Read(
        database::Isolation::kAutoCommit, resource::AskerOf(exchange_),
        [self = shared_from_this()](database::Transaction& transaction) -> absl::Status {
          OCOP_ASSIGN_OR_RETURN(const auto read,
                                SalesSubmissionTable().Read(transaction, self->request_.name(), false));
          const auto& submission = static_cast<const SalesSubmission&>(*read);
          // The submitter stays as it is; the rest is looked at again once the submission is locked.
          self->submitter_ = submission.submitter();
          return FindStep(self->request_, kAction, submission).status();
        },
        [self = shared_from_this()](const absl::Status& status) {
          if (!status.ok()) return self->Refuse(status);
          self->FindProducers();
        });
  }

 private:
  static constexpr char kAction[] = "ApproveSales";

  const rpc::Call& call() const { return exchange_->call(); }
  std::string province() const { return ProvinceOf(submitter_); }

  // With the first answer when the request was answered before: a repeat gets it whatever has happened since, also
  // while the registry is away.
  void Refuse(const absl::Status& refusal) {
    resource::Write(context_.home, exchange_,
                    [refusal](Scope&) -> absl::StatusOr<resource::MessagePtr> { return refusal; });
  }

  void FindProducers() {
    const std::string producers = province() + "/producers/";
    if (submitter_.compare(0, producers.size(), producers) == 0) return FindProducts({submitter_});
    context_.peers->GetMap(call(), province(), [self = shared_from_this()](const absl::StatusOr<Maps::Map>& map) {
      if (!map.ok()) return self->Refuse(map.status());
      self->FindProducersIn((*map)->Within(self->submitter_));
    });
  }

  void FindProducersIn(const std::vector<std::string>& localities) {
    context_.peers->ListProducersIn(
        call(), province(), localities,
        [self = shared_from_this()](const absl::StatusOr<std::vector<registry::v1::Producer>>& producers) {
          if (!producers.ok()) return self->Refuse(producers.status());
          std::vector<std::string> names;
          for (const auto& producer : *producers) names.push_back(producer.name());
          self->FindProducts(names);
        });
  }

  void FindProducts(const std::vector<std::string>& producers) {
    context_.peers->ListProductsOf(
        call(), province(), producers,
        [self = shared_from_this()](const absl::StatusOr<std::vector<registry::v1::Product>>& products) {
          if (!products.ok()) return self->Refuse(products.status());
          for (const auto& product : *products) self->products_.push_back(product.name());
          self->Close();
        });
  }

  void Close() {
    resource::Write(context_.home, exchange_,
                    [self = shared_from_this()](Scope& scope) { return self->CloseIn(scope); });
  }

  absl::StatusOr<resource::MessagePtr> CloseIn(Scope& scope) {
    // Before the submission: whoever writes a report of it shares the periods first, too.
    OCOP_RETURN_IF_ERROR(HoldPeriods(scope.transaction(), ProvinceCode(request_.name())));
    OCOP_ASSIGN_OR_RETURN(SalesSubmission approved,
                          TakeStep(scope, request_, kAction, [this](Scope& step, SalesSubmission& submission) {
                            return ClosePeriod(step.transaction(), products_, submission);
                          }));
    return std::make_unique<SalesSubmission>(std::move(approved));
  }

  const Context context_;
  const std::shared_ptr<rpc::Exchange> exchange_;
  const v1::ApproveSalesRequest& request_;
  std::string submitter_;
  std::vector<std::string> products_;
};

}  // namespace

absl::Status CheckSalesSubmission(Scope&, const SalesSubmission* before, SalesSubmission& after) {
  status::Violations violations;
  RequirePeriod(violations, "sales_submission.period_end", after.period_start(), after.period_end());
  OCOP_RETURN_IF_ERROR(violations.ToStatus());
  if (before == nullptr) after.set_state(SalesSubmission::STATE_OPEN);
  if (before != nullptr && before->state() != SalesSubmission::STATE_OPEN) {
    return WrongSubmissionState(after.name(), SalesSubmission::State_Name(before->state()), "UpdateSalesSubmission",
                                SubmissionSteps().ActionsFrom(before->state()));
  }
  return absl::OkStatus();
}

absl::Status CheckSalesSubmissionDelete(Scope&, const SalesSubmission& submission) {
  // What was ever handed in stays on record.
  if (submission.state() == SalesSubmission::STATE_OPEN && submission.events().empty()) return absl::OkStatus();
  return WrongSubmissionState(submission.name(), SalesSubmission::State_Name(submission.state()),
                              "DeleteSalesSubmission", SubmissionSteps().ActionsFrom(submission.state()));
}

void BindSubmissionSteps(rpc::Service& service, const Context& context) {
  const auto nothing = [](Scope&, SalesSubmission&) { return absl::OkStatus(); };
  BindStep<v1::SubmitSalesRequest>(service, context, "SubmitSales", RequireReports);
  BindStep<v1::ReturnSalesRequest>(service, context, "ReturnSales", nothing);
  BindStep<v1::ReopenSalesRequest>(service, context, "ReopenSales", [](Scope& scope, SalesSubmission& submission) {
    return OpenPeriod(scope.transaction(), submission);
  });
  service.CheckTypes("ApproveSales", v1::ApproveSalesRequest::descriptor(), SalesSubmission::descriptor());
  service.BindHandler("ApproveSales", [context](std::shared_ptr<rpc::Exchange> exchange) {
    std::make_shared<Approval>(context, std::move(exchange))->Start();
  });
}

}  // namespace ocop::salespoints
