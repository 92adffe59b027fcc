// The way of a submission: open, with the province, locked. The one table that decides.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "ocop/salespoints/v1/sales_submission_service.pb.h"

namespace ocop::salespoints {

struct SubmissionStep {
  // The method: `SubmitSales`.
  const char* action;
  v1::SalesSubmission::State from;
  v1::SalesSubmission::State to;
  // Who may take it.
  std::vector<std::string_view> roles;
};

const std::vector<SubmissionStep>& SubmissionSteps();

// nullptr when `action` is no step from `from`.
const SubmissionStep* FindSubmissionStep(std::string_view action, v1::SalesSubmission::State from);

// What can be done from a state.
std::vector<std::string> SubmissionActionsFrom(v1::SalesSubmission::State from);

// Who may ever take the step: asked before the submission is looked up.
std::vector<std::string_view> RolesOf(std::string_view action);

}  // namespace ocop::salespoints
