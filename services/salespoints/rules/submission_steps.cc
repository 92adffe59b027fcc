#include "services/salespoints/rules/submission_steps.h"

#include "services/roles.h"

namespace ocop::salespoints {

using v1::SalesSubmission;

const steps::Table<SalesSubmission::State>& SubmissionSteps() {
  static const auto& steps = *new steps::Table<SalesSubmission::State>{
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

}  // namespace ocop::salespoints
