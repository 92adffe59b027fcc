#include <functional>
#include <memory>

#include "absl/strings/str_cat.h"
#include "common/clock/date.h"
#include "common/resource/bind.h"
#include "common/resource/errors.h"
#include "common/rpc/roles.h"
#include "common/status/status.h"
#include "common/validation/term.h"
#include "ocop/evaluation/v1/recognition_service.pb.h"
#include "services/names.h"
#include "services/registry/errors.h"
#include "services/registry/handlers/product.h"
#include "services/registry/rules/cycle.h"
#include "services/registry/store/tables.h"

namespace ocop::registry {
namespace {

using evaluation::v1::GetRecognitionRequest;
using evaluation::v1::ListRecognitionsRequest;
using evaluation::v1::ListRecognitionsResponse;
using evaluation::v1::Recognition;
using ocop::journal::v1::JournalEntry;
using resource::Scope;
using v1::Product;

// What a step does to a product besides moving it.
template <class Request>
using Effect = std::function<absl::Status(const Request&, Product&)>;

// Last day of the recognition that the product has. One that was revoked keeps its day and is none any more, which the
// steps tell; one that has expired leaves nothing to evaluate again.
std::optional<clock::Day> ExpiryOf(const Product& product, clock::Day today) {
  if (HasLapsed(product)) return std::nullopt;
  const std::optional<clock::Day> last = clock::FromDate(product.recognition_expire_date());
  return last && *last >= today ? last : std::nullopt;
}

// Moves a product along a step, on record.
absl::StatusOr<Product> Move(const Law& law, Scope& scope, Product product, const CycleStep& step,
                             const std::string& reason) {
  product.set_state(step.to);
  Product::Step& taken = *product.add_steps();
  taken.set_action(step.action);
  taken.set_state(step.to);
  taken.mutable_step_time()->set_seconds(absl::ToUnixSeconds(scope.call().now));
  taken.set_actor(scope.call().actor);
  taken.set_reason(reason);
  product.clear_state_due_date();
  if (const auto due =
          CycleDueDay(law.CycleOn(scope.today()), step.to, scope.today(), ExpiryOf(product, scope.today()))) {
    *product.mutable_state_due_date() = clock::ToDate(due->day);
    *taken.mutable_due_date() = product.state_due_date();
    taken.set_due_legal_basis(due->deadline->legal_basis());
  }
  OCOP_RETURN_IF_ERROR(ProductTable().Update(scope.transaction(), product));
  scope.Record(ProductTable(), JournalEntry::ACTION_UPDATE, product);
  return product;
}

template <class Request>
std::string ReasonOf(const Request& request) {
  if constexpr (requires { request.reason(); }) return request.reason();
  return "";
}

// The locked product, its etag, its state, the effect, the move. The caller's role was asked for before.
template <class Request>
absl::StatusOr<Product> Take(const Law& law, Scope& scope, const Request& request, const char* action,
                             const Effect<Request>& effect) {
  OCOP_ASSIGN_OR_RETURN(Product product, scope.Read<Product>(ProductTable(), request.name(), true));
  OCOP_RETURN_IF_ERROR(resource::RequireCurrent(request, product));
  if (product.has_delete_time()) return resource::Deleted(request.name());
  const CycleStep* step = FindCycleStep(action, product);
  if (step == nullptr) {
    return WrongState("PRODUCT_STATE", product.name(), Product::State_Name(product.state()), action,
                      CycleActionsFrom(product.state()));
  }
  if (effect) OCOP_RETURN_IF_ERROR(effect(request, product));
  return Move(law, scope, std::move(product), *step, ReasonOf(request));
}

template <class Request>
void BindStep(rpc::Service& service, const Context& context, const char* action, Effect<Request> effect = nullptr) {
  resource::BindWrite<Request, Product>(service, action, context.home,
                                        [action, effect = std::move(effect), law = context.law](
                                            Scope& scope, const Request& request) -> absl::StatusOr<Product> {
                                          OCOP_RETURN_IF_ERROR(RequireRole(scope.call(), RolesOfCycleStep(action)));
                                          return Take(*law, scope, request, action, effect);
                                        });
}

absl::Status TakePlan(const v1::SubmitBusinessPlanRequest& request, Product& product) {
  const Product::BusinessPlan& plan = request.business_plan();
  status::Violations violations;
  validation::RequireNotBefore(violations, "business_plan.end_date", plan.end_date(), plan.start_date());
  *product.mutable_business_plan() = plan;
  return violations.ToStatus();
}

// What speaks against a recognition being recorded today for a product; "" when nothing does.
std::string ProblemOf(const Recognition& recognition, const std::string& product, clock::Day today) {
  if (recognition.product() != product) return absl::StrCat("is of ", recognition.product());
  const clock::Day first = clock::FromDate(recognition.decision_date()).value_or(today);
  const clock::Day last = clock::FromDate(recognition.expire_date()).value_or(today);
  if (first > today) return absl::StrCat("is in force from ", clock::FormatDay(first), " on");
  if (last < today) return absl::StrCat("ended on ", clock::FormatDay(last));
  if (recognition.has_revoke_date() && clock::FromDate(recognition.revoke_date()).value_or(today) <= today) {
    return "was revoked";
  }
  return "";
}

// All of a product, which has a few.
constexpr int kMostRecognitions = 1000;

ListRecognitionsRequest RecognitionsOf(const std::string& product) {
  ListRecognitionsRequest question;
  question.set_parent(ProvinceOf(product));
  question.set_filter(absl::StrCat("product = \"", product, "\""));
  question.set_page_size(kMostRecognitions);
  return question;
}

// The latest decision takes the place of those before it for good, as evaluation has it; nullptr without any.
const Recognition* LatestOf(const ListRecognitionsResponse& found, clock::Day today) {
  const auto decided = [](const Recognition& each) { return clock::FromDate(each.decision_date()).value_or(0); };
  const Recognition* latest = nullptr;
  for (const Recognition& each : found.recognitions()) {
    if (decided(each) <= today && (latest == nullptr || decided(*latest) < decided(each))) latest = &each;
  }
  return latest;
}

// With the first answer when the request was answered before: a repeat gets it whatever has happened since, also while
// evaluation is away.
void Refuse(const Context& context, std::shared_ptr<rpc::Exchange> exchange, const absl::Status& refusal) {
  resource::Write(context.home, std::move(exchange),
                  [refusal](Scope&) -> absl::StatusOr<resource::MessagePtr> { return refusal; });
}

// Evaluation is asked first, outside of any transaction; then the step is taken.
class RecordingOfRecognition : public std::enable_shared_from_this<RecordingOfRecognition> {
 public:
  RecordingOfRecognition(const Context& context, std::shared_ptr<rpc::Exchange> exchange)
      : context_(context), exchange_(std::move(exchange)) {}

  void Start() {
    const absl::Status allowed = RequireRole(exchange_->call(), RolesOfCycleStep("RecordRecognition"));
    if (!allowed.ok()) return exchange_->Answer(allowed);
    GetRecognitionRequest question;
    question.set_name(request().recognition());
    context_.evaluation.client().CallAsync(
        "/ocop.evaluation.v1.RecognitionService/GetRecognition", question, recognition_,
        AskingFor(exchange_->call(), "registry"),
        [self = shared_from_this()](const absl::Status& status) { self->Go(status); });
  }

 private:
  const v1::RecordRecognitionRequest& request() const {
    return static_cast<const v1::RecordRecognitionRequest&>(exchange_->request());
  }

  void Go(const absl::Status& asked) {
    if (absl::IsNotFound(asked)) {
      return Refuse(context_, exchange_, NotRecognised(request().recognition(), "does not exist"));
    }
    if (!asked.ok()) return Refuse(context_, exchange_, context_.evaluation.Unavailable(asked));
    const std::string problem = ProblemOf(recognition_, request().name(), clock::Today(exchange_->call().now));
    if (!problem.empty()) return Refuse(context_, exchange_, NotRecognised(request().recognition(), problem));
    context_.evaluation.client().CallAsync(
        "/ocop.evaluation.v1.RecognitionService/ListRecognitions", RecognitionsOf(request().name()), of_product_,
        AskingFor(exchange_->call(), "registry"),
        [self = shared_from_this()](const absl::Status& status) { self->TakeLatest(status); });
  }

  void TakeLatest(const absl::Status& asked) {
    if (!asked.ok()) return Refuse(context_, exchange_, context_.evaluation.Unavailable(asked));
    const Recognition* latest = LatestOf(of_product_, clock::Today(exchange_->call().now));
    if (latest != nullptr && latest->name() != recognition_.name()) {
      return Refuse(context_, exchange_,
                    NotRecognised(request().recognition(), absl::StrCat("was replaced by ", latest->name())));
    }
    resource::Write(context_.home, exchange_,
                    [self = shared_from_this()](Scope& scope) { return self->Record(scope); });
  }

  absl::StatusOr<resource::MessagePtr> Record(Scope& scope) const {
    const Effect<v1::RecordRecognitionRequest> effect = [this](const v1::RecordRecognitionRequest& request,
                                                               Product& product) {
      product.set_recognition(request.recognition());
      *product.mutable_recognition_expire_date() = recognition_.expire_date();
      return absl::OkStatus();
    };
    OCOP_ASSIGN_OR_RETURN(Product product, Take(*context_.law, scope, request(), "RecordRecognition", effect));
    return std::make_unique<Product>(std::move(product));
  }

  const Context context_;
  const std::shared_ptr<rpc::Exchange> exchange_;
  Recognition recognition_;
  ListRecognitionsResponse of_product_;
};

// A step that only a product without stars may take. Evaluation is asked first, since what it decided may not be on
// record here.
template <class Request>
class StepWithoutStars : public std::enable_shared_from_this<StepWithoutStars<Request>> {
 public:
  StepWithoutStars(const Context& context, const char* action, std::shared_ptr<rpc::Exchange> exchange)
      : context_(context), action_(action), exchange_(std::move(exchange)) {}

  void Start() {
    const absl::Status allowed = RequireRole(exchange_->call(), RolesOfCycleStep(action_));
    if (!allowed.ok()) return exchange_->Answer(allowed);
    context_.evaluation.client().CallAsync(
        "/ocop.evaluation.v1.RecognitionService/ListRecognitions", RecognitionsOf(request().name()), found_,
        AskingFor(exchange_->call(), "registry"),
        [self = this->shared_from_this()](const absl::Status& status) { self->Go(status); });
  }

 private:
  const Request& request() const { return static_cast<const Request&>(exchange_->request()); }

  void Go(const absl::Status& asked) {
    if (!asked.ok()) return Refuse(context_, exchange_, context_.evaluation.Unavailable(asked));
    const clock::Day today = clock::Today(exchange_->call().now);
    const Recognition* latest = LatestOf(found_, today);
    if (latest != nullptr && ProblemOf(*latest, request().name(), today).empty()) {
      return Refuse(context_, exchange_,
                    StillRecognised(request().name(), latest->name(), clock::FormatDate(latest->expire_date())));
    }
    resource::Write(context_.home, exchange_,
                    [self = this->shared_from_this()](Scope& scope) { return self->TakeIt(scope); });
  }

  absl::StatusOr<resource::MessagePtr> TakeIt(Scope& scope) const {
    OCOP_ASSIGN_OR_RETURN(Product product, Take<Request>(*context_.law, scope, request(), action_, nullptr));
    return std::make_unique<Product>(std::move(product));
  }

  const Context context_;
  const char* const action_;
  const std::shared_ptr<rpc::Exchange> exchange_;
  ListRecognitionsResponse found_;
};

template <class Request>
void BindStepWithoutStars(rpc::Service& service, const Context& context, const char* action) {
  service.CheckTypes(action, Request::descriptor(), Product::descriptor());
  service.BindHandler(action, [context, action](std::shared_ptr<rpc::Exchange> exchange) {
    std::make_shared<StepWithoutStars<Request>>(context, action, std::move(exchange))->Start();
  });
}

}  // namespace

void BindCycle(rpc::Service& service, const Context& context) {
  using namespace ocop::registry::v1;  // NOLINT(google-build-using-namespace): the requests of the steps
  BindStep<SubmitIdeaRequest>(service, context, "SubmitIdea", [](const SubmitIdeaRequest& request, Product& product) {
    *product.mutable_idea() = request.idea();
    return absl::OkStatus();
  });
  BindStep<AcceptIdeaRequest>(service, context, "AcceptIdea");
  BindStep<ReturnIdeaRequest>(service, context, "ReturnIdea");
  BindStep<SubmitBusinessPlanRequest>(service, context, "SubmitBusinessPlan", TakePlan);
  BindStep<ApproveBusinessPlanRequest>(service, context, "ApproveBusinessPlan");
  BindStep<ReturnBusinessPlanRequest>(service, context, "ReturnBusinessPlan");
  BindStep<StartImplementationRequest>(service, context, "StartImplementation");
  BindStep<MarkReadyForEvaluationRequest>(service, context, "MarkReadyForEvaluation");
  BindStep<ReturnToImplementationRequest>(service, context, "ReturnToImplementation");
  BindStep<StartPromotionRequest>(service, context, "StartPromotion");
  BindStepWithoutStars<RecordLapseRequest>(service, context, "RecordLapse");
  BindStepWithoutStars<WithdrawProductRequest>(service, context, "WithdrawProduct");
  service.CheckTypes("RecordRecognition", RecordRecognitionRequest::descriptor(), Product::descriptor());
  service.BindHandler("RecordRecognition", [context](std::shared_ptr<rpc::Exchange> exchange) {
    std::make_shared<RecordingOfRecognition>(context, std::move(exchange))->Start();
  });
}

}  // namespace ocop::registry
