#include "services/training/handlers/feedback.h"

#include <google/protobuf/empty.pb.h>

#include "common/resource/bind.h"
#include "common/status/status.h"
#include "ocop/training/v1/class_service.pb.h"
#include "services/training/access.h"
#include "services/training/errors.h"
#include "services/training/rules/feedback.h"
#include "services/training/store/feedback.h"
#include "services/training/store/tables.h"

namespace ocop::training {

using google::protobuf::Empty;
using v1::Class;
using v1::ClassFeedback;
using v1::ClassFeedbackSummary;
using v1::GetClassFeedbackSummaryRequest;
using v1::SubmitClassFeedbackRequest;

namespace {

absl::StatusOr<resource::MessagePtr> SubmitFeedback(const v1::TrainingRules& rules, resource::Scope& scope,
                                                    const SubmitClassFeedbackRequest& request,
                                                    const std::string& request_id) {
  OCOP_RETURN_IF_ERROR(scope.Read<Class>(ClassTable(), request.name()).status());
  OCOP_ASSIGN_OR_RETURN(const std::optional<std::string> learner,
                        LearnerByAccount(scope.transaction(), request.name(), scope.call().actor, request_id));
  if (!learner) return NotTheLearner();
  OCOP_ASSIGN_OR_RETURN(const Mark mark, MarkAnswered(scope.transaction(), request.name(), *learner, request_id));
  if (mark == Mark::kAnswered) return FeedbackAlreadyGiven(request.name());
  if (mark == Mark::kFirst) {
    OCOP_RETURN_IF_ERROR(
        AddAnswer(scope.transaction(), request.name(), request.feedback(), rules.least_feedback_count()));
  }
  return std::make_unique<Empty>();
}

absl::StatusOr<ClassFeedbackSummary> GetSummary(const v1::TrainingRules& rules, database::Transaction& transaction,
                                                const rpc::Call& call, const GetClassFeedbackSummaryRequest& request) {
  OCOP_RETURN_IF_ERROR(RequireOfficer(call));
  OCOP_RETURN_IF_ERROR(ClassTable().Read(transaction, request.name(), false).status());
  OCOP_ASSIGN_OR_RETURN(const std::vector<ClassFeedback> answers, ToldAnswers(transaction, request.name()));
  ClassFeedbackSummary summary = Summarise(answers, rules.least_feedback_count());
  summary.set_class_(request.name());
  return summary;
}

}  // namespace

void BindFeedback(rpc::Service& service, const Context& context) {
  // Not by BindWrite: that remembers a request_id with a hash of the whole request and its caller, by which whoever
  // reads the tables could find out, by trying, who has answered what. The id goes with the mark instead.
  service.CheckTypes("SubmitClassFeedback", SubmitClassFeedbackRequest::descriptor(), Empty::descriptor());
  service.BindHandler(
      "SubmitClassFeedback", [&home = context.home, rules = context.rules](std::shared_ptr<rpc::Exchange> exchange) {
        auto& request = static_cast<SubmitClassFeedbackRequest&>(exchange->request());
        const std::string request_id = request.request_id();
        request.clear_request_id();
        resource::Write(home, std::move(exchange), [rules, &request, request_id](resource::Scope& scope) {
          return SubmitFeedback(*rules, scope, request, request_id);
        });
      });
  resource::BindRead<GetClassFeedbackSummaryRequest, ClassFeedbackSummary>(
      service, "GetClassFeedbackSummary", context.home,
      [rules = context.rules](database::Transaction& transaction, const rpc::Call& call,
                              const GetClassFeedbackSummaryRequest& request) {
        return GetSummary(*rules, transaction, call, request);
      });
}

}  // namespace ocop::training
