// Sales reports.
#pragma once

#include "common/resource/standard.h"
#include "common/rpc/service.h"
#include "ocop/salespoints/v1/sales_report_service.pb.h"
#include "ocop/salespoints/v1/sales_submission_service.pb.h"
#include "services/salespoints/handlers/context.h"

namespace ocop::salespoints {

absl::Status CheckSalesReport(resource::Scope& scope, const v1::SalesReport* before, v1::SalesReport& after);
absl::Status CheckSalesBaseline(resource::Scope& scope, const v1::SalesBaseline* before, v1::SalesBaseline& after);
absl::Status CheckSalesReportDelete(resource::Scope& scope, const v1::SalesReport& report);

// UpdateSalesReport and UpdateSalesBaseline, in place of those that BindStandard bound, which `reports` and `baselines`
// go on with: a reason that comes without a correction is no change.
void BindCorrections(rpc::Service& service, const Context& context, const resource::Changes& reports,
                     const resource::Changes& baselines);

// ListSalesGrowth, ListMissingBaselines.
void BindGrowth(rpc::Service& service, const Context& context);

// ListMissingSalesReports.
void BindMissingReports(rpc::Service& service, const Context& context);

// ListSuspectSalesReports.
void BindSuspects(rpc::Service& service, const Context& context);

// ImportSalesReports.
void BindImport(rpc::Service& service, const Context& context);

// GetSalesImport, ListSalesImportErrors.
void BindImportProgress(rpc::Service& service, const Context& context);

}  // namespace ocop::salespoints
