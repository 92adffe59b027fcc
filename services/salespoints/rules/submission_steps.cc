#include "services/salespoints/rules/submission_steps.h"

#include "services/roles.h"

namespace ocop::salespoints {

using v1::SalesSubmission;

const std::vector<SubmissionStep>& SubmissionSteps() {
  static const auto& steps = *new std::vector<SubmissionStep>{
      {"SubmitSales",
       SalesSubmission::STATE_OPEN,
       SalesSubmission::STATE_SUBMITTED,
       {kProducer, kCommuneOfficer, kProvinceOfficer}},
      {"ApproveSales", SalesSubmission::STATE_SUBMITTED, SalesSubmission::STATE_LOCKED, {kProvinceOfficer}},
      {"ReturnSales", SalesSubmission::STATE_SUBMITTED, SalesSubmission::STATE_OPEN, {kProvinceOfficer}},
      {"ReopenSales", SalesSubmission::STATE_LOCKED, SalesSubmission::STATE_OPEN, {kProvinceOfficer}},
  };
  return steps;
}

const SubmissionStep* FindSubmissionStep(std::string_view action, SalesSubmission::State from) {
  for (const SubmissionStep& step : SubmissionSteps()) {
    if (step.action == action && step.from == from) return &step;
  }
  return nullptr;
}

std::vector<std::string> SubmissionActionsFrom(SalesSubmission::State from) {
  std::vector<std::string> actions;
  for (const SubmissionStep& step : SubmissionSteps()) {
    if (step.from == from) actions.push_back(step.action);
  }
  return actions;
}

std::vector<std::string_view> RolesOf(std::string_view action) {
  for (const SubmissionStep& step : SubmissionSteps()) {
    if (step.action == action) return step.roles;
  }
  return {};
}

}  // namespace ocop::salespoints
