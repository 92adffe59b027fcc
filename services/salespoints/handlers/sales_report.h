// Rules of sales reports.
#pragma once

#include "common/resource/write.h"
#include "ocop/salespoints/v1/sales_report_service.pb.h"

namespace ocop::salespoints {

absl::Status CheckSalesReport(resource::Scope& scope, const v1::SalesReport* before, v1::SalesReport& after);

}  // namespace ocop::salespoints
