// The methods of ocop.indicators.v1.IndicatorService: from requests to figures and back. The contract is in the proto.
#pragma once

#include "absl/status/statusor.h"
#include "common/rpc/call.h"
#include "common/rpc/service.h"
#include "ocop/indicators/v1/indicator_service.pb.h"
#include "services/gateway/projection/projection.h"

namespace ocop::gateway {

absl::StatusOr<indicators::v1::Indicator> GetIndicator(const rpc::Call& call,
                                                       const indicators::v1::GetIndicatorRequest& request,
                                                       const Projection& projection);

absl::StatusOr<indicators::v1::ListIndicatorsResponse> ListIndicators(
    const rpc::Call& call, const indicators::v1::ListIndicatorsRequest& request, const Projection& projection);

absl::StatusOr<indicators::v1::GetIndicatorValuesResponse> GetIndicatorValues(
    const rpc::Call& call, const indicators::v1::GetIndicatorValuesRequest& request, const Projection& projection);

absl::StatusOr<indicators::v1::ExplainIndicatorResponse> ExplainIndicator(
    const rpc::Call& call, const indicators::v1::ExplainIndicatorRequest& request, const Projection& projection);

absl::StatusOr<indicators::v1::ListShortfallsResponse> ListShortfalls(
    const rpc::Call& call, const indicators::v1::ListShortfallsRequest& request, const Projection& projection);

// All of them, bound. `projection` must outlive the service.
rpc::Service IndicatorService(const Projection& projection);

}  // namespace ocop::gateway
