// Lots, and what a buyer learns from a label.
#pragma once

#include "common/resource/list.h"
#include "common/rpc/service.h"
#include "ocop/salespoints/v1/trace_service.pb.h"
#include "services/salespoints/handlers/context.h"

namespace ocop::salespoints {

absl::Status CheckLot(const Context& context, const resource::Scope& scope, const v1::Lot* before, v1::Lot& after);

// A GTIN is one number in four forms.
resource::NormalForms LotForms();

// LookUpTrace.
void BindTrace(rpc::Service& service, const Context& context);

}  // namespace ocop::salespoints
