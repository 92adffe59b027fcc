// Rules of compliance papers.
#pragma once

#include "common/resource/write.h"
#include "ocop/registry/v1/compliance_service.pb.h"
#include "ocop/registry/v1/product_service.pb.h"

namespace ocop::registry {

absl::Status CheckCompliancePaper(resource::Scope& scope, const v1::CompliancePaper* before,
                                  v1::CompliancePaper& after);

}  // namespace ocop::registry
