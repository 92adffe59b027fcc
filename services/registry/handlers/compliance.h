// Compliance papers: their rules, renewals, and who lacks which.
#pragma once

#include "common/resource/write.h"
#include "common/rpc/service.h"
#include "ocop/registry/v1/compliance_service.pb.h"
#include "ocop/registry/v1/product_service.pb.h"
#include "services/registry/handlers/context.h"

namespace ocop::registry {

absl::Status CheckCompliancePaper(resource::Scope& scope, const v1::CompliancePaper* before,
                                  v1::CompliancePaper& after);
absl::Status CheckCompliancePaperDelete(resource::Scope& scope, const v1::CompliancePaper& paper);

// RenewCompliancePaper.
void BindRenewal(rpc::Service& service, const Context& context);
// ListExpiringPapers, ListMissingPapers, GetPaperSummary.
void BindPaperLists(rpc::Service& service, const Context& context);

}  // namespace ocop::registry
