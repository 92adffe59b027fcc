// The way of a submission: open, with the province, locked. The one table that decides.
#pragma once

#include "common/steps/steps.h"
#include "ocop/salespoints/v1/sales_submission_service.pb.h"

namespace ocop::salespoints {

using SubmissionStep = steps::Step<v1::SalesSubmission::State>;

const steps::Table<v1::SalesSubmission::State>& SubmissionSteps();

}  // namespace ocop::salespoints
