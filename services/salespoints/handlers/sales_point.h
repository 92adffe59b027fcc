// Rules of points of sale.
#pragma once

#include "common/resource/write.h"
#include "ocop/salespoints/v1/sales_point_service.pb.h"

namespace ocop::salespoints {

absl::Status CheckSalesPoint(resource::Scope& scope, const v1::SalesPoint* before, v1::SalesPoint& after);

}  // namespace ocop::salespoints
