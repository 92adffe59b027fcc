// What waits for the caller in classes.
#include "services/training/store/class_tasks.h"
#include "absl/strings/str_cat.h"
#include "common/pagination/pagination.h"
#include "common/resource/bind.h"
#include "common/status/status.h"
#include "services/roles.h"
#include "services/training/access.h"
#include "services/training/handlers/class.h"
#include "services/training/rules/names.h"
#include "services/training/store/tables.h"

namespace ocop::training {
namespace {

using v1::ListClassTasksRequest;
using v1::ListClassTasksResponse;

// Invitations and feedback are the learner's, who needs no role.
absl::Status RequireRoleFor(const rpc::Call& call, ListClassTasksRequest::Step step) {
  if (step == ListClassTasksRequest::STEP_CALL_ROLL) return RequireOfficer(call);
  if (step == ListClassTasksRequest::STEP_ISSUE_CERTIFICATE) return RequireRole(call, {kProvinceOfficer});
  return absl::OkStatus();
}

absl::StatusOr<ListClassTasksResponse> ListClassTasks(database::Transaction& transaction, const rpc::Call& call,
                                                      const ListClassTasksRequest& request) {
  OCOP_RETURN_IF_ERROR(RequireRoleFor(call, request.step()));
  const resource_name::Pattern parents = ClassTable().pattern().Parent();
  if (!parents.Match(request.parent())) {
    return status::InvalidField("parent", absl::StrCat("must be a name of the form ", parents.text()));
  }
  const uint64_t query =
      pagination::Fingerprint({"class tasks", request.parent(), absl::StrCat(request.step()), call.actor});
  OCOP_ASSIGN_OR_RETURN(const std::vector<std::string> after, pagination::Decode(request.page_token(), query, 1));
  const auto limit = static_cast<size_t>(pagination::ClampPageSize(request.page_size()));
  OCOP_ASSIGN_OR_RETURN(std::vector<WaitingStep> steps,
                        WaitingSteps(transaction, request.step(),
                                     {ProvinceCode(request.parent()), call.actor, clock::Today(call.now),
                                      after.empty() ? "" : after[0], static_cast<int>(limit) + 1}));
  ListClassTasksResponse response;
  if (steps.size() > limit) {
    steps.resize(limit);
    response.set_next_page_token(pagination::Encode(query, {steps.back().key}));
  }
  for (WaitingStep& step : steps) *response.add_class_tasks() = std::move(step.task);
  return response;
}

}  // namespace

void BindClassTasks(rpc::Service& service, const Context& context) {
  resource::BindRead<ListClassTasksRequest, ListClassTasksResponse>(service, "ListClassTasks", context.home,
                                                                    ListClassTasks);
}

}  // namespace ocop::training
