// The close of a period.
#pragma once

#include "common/rpc/service.h"
#include "ocop/salespoints/v1/sales_submission_service.pb.h"
#include "services/salespoints/handlers/context.h"

namespace ocop::salespoints {

absl::Status CheckSalesSubmission(resource::Scope& scope, const v1::SalesSubmission* before,
                                  v1::SalesSubmission& after);
absl::Status CheckSalesSubmissionDelete(resource::Scope& scope, const v1::SalesSubmission& submission);

// SubmitSales, ApproveSales, ReturnSales, ReopenSales.
void BindSubmissionSteps(rpc::Service& service, const Context& context);

}  // namespace ocop::salespoints
