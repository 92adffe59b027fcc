// Indicators of a province's own: checked here, kept by the registry, counted by every gateway.
#pragma once

#include <memory>

#include "absl/status/statusor.h"
#include "common/rpc/client.h"
#include "common/rpc/service.h"
#include "google/protobuf/empty.pb.h"
#include "ocop/indicators/v1/indicator_service.pb.h"
#include "services/gateway/handlers/change_loop.h"
#include "services/gateway/projection/projection.h"

namespace ocop::gateway {

// What is passed in must outlive the calls.
class OwnIndicators {
 public:
  OwnIndicators(const Projection& projection, ChangeLoop& loop, rpc::Client registry)
      : projection_(projection), loop_(loop), registry_(std::move(registry)) {}

  void Create(const rpc::Call& call, const indicators::v1::CreateIndicatorRequest& request,
              rpc::Reply<indicators::v1::Indicator> reply) const;
  void Update(const rpc::Call& call, const indicators::v1::UpdateIndicatorRequest& request,
              rpc::Reply<indicators::v1::Indicator> reply) const;
  void Delete(const rpc::Call& call, const indicators::v1::DeleteIndicatorRequest& request,
              rpc::Reply<google::protobuf::Empty> reply) const;

 private:
  // The indicator as it is to become, or why it can't.
  absl::StatusOr<indicators::v1::Indicator> Changed(const rpc::Call& call,
                                                    const indicators::v1::UpdateIndicatorRequest& request) const;
  // Where it `was_known` and is not any more once it has been stored, somebody has deleted it meanwhile.
  template <typename Request>
  void Store(const rpc::Call& call, const std::string& method, const Request& request, const std::string& name,
             bool was_known, rpc::Reply<indicators::v1::Indicator> reply) const;
  absl::Status CodeTaken(const rpc::Call& call, const std::string& name, const std::string& code) const;
  void AnswerWhenCounted(const rpc::Call& call, indicators::v1::Indicator stored, bool was_known,
                         rpc::Reply<indicators::v1::Indicator> reply) const;
  void AnswerWhenGone(const rpc::Call& call, const std::string& name, rpc::Reply<google::protobuf::Empty> reply) const;

  const Projection& projection_;
  ChangeLoop& loop_;
  const rpc::Client registry_;
};

}  // namespace ocop::gateway
