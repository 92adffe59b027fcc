// Points of introduction and sale.
#pragma once

#include "common/rpc/service.h"
#include "ocop/salespoints/v1/sales_point_service.pb.h"
#include "services/salespoints/handlers/context.h"

namespace ocop::salespoints {

absl::Status CheckSalesPoint(resource::Scope& scope, const v1::SalesPoint* before, v1::SalesPoint& after);

// ListNearbySalesPoints, ListLocalitySalesPoints.
void BindPlaces(rpc::Service& service, const Context& context);

// GetSalesPointConditions, ListDisplayedProducts.
void BindDisplay(rpc::Service& service, const Context& context);

}  // namespace ocop::salespoints
