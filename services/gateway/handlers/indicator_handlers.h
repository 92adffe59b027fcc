// The methods of ocop.indicators.v1.IndicatorService that answer from a picture: pure functions from request and
// picture to response, which is empty at first. The contract is in the proto; indicator_service.h binds them and the
// others, and adds the sources.
#pragma once

#include "absl/status/statusor.h"
#include "common/rpc/call.h"
#include "ocop/indicators/v1/indicator_service.pb.h"
#include "services/gateway/handlers/picture.h"

namespace ocop::gateway {

// definitions.cc
absl::Status GetIndicator(const rpc::Call& call, const indicators::v1::GetIndicatorRequest& request,
                          const Picture& picture, indicators::v1::Indicator& response);
absl::Status ListIndicators(const rpc::Call& call, const indicators::v1::ListIndicatorsRequest& request,
                            const Picture& picture, indicators::v1::ListIndicatorsResponse& response);

// values.cc
absl::Status GetIndicatorValues(const rpc::Call& call, const indicators::v1::GetIndicatorValuesRequest& request,
                                const Picture& picture, indicators::v1::GetIndicatorValuesResponse& response);
absl::Status GetTimeSeries(const rpc::Call& call, const indicators::v1::GetTimeSeriesRequest& request,
                           const Picture& picture, indicators::v1::GetTimeSeriesResponse& response);
absl::Status ListLocalityRanks(const rpc::Call& call, const indicators::v1::ListLocalityRanksRequest& request,
                               const Picture& picture, indicators::v1::ListLocalityRanksResponse& response);

// explain.cc; the entries behind each unit are not filled in yet: `witnesses`, unit by unit, tells which.
struct Explained {
  indicators::v1::ExplainIndicatorResponse response;
  std::vector<std::vector<Witness>> witnesses;
};
absl::StatusOr<Explained> ExplainIndicator(const rpc::Call& call,
                                           const indicators::v1::ExplainIndicatorRequest& request,
                                           const Picture& picture);
absl::Status ListShortfalls(const rpc::Call& call, const indicators::v1::ListShortfallsRequest& request,
                            const Picture& picture, indicators::v1::ListShortfallsResponse& response);
indicators::v1::CountedUnit ToCountedUnit(const ExplainedUnit& explained);

// plan_progress.cc
absl::Status GetPlanProgress(const rpc::Call& call, const indicators::v1::GetPlanProgressRequest& request,
                             const Picture& picture, indicators::v1::GetPlanProgressResponse& response);

}  // namespace ocop::gateway
