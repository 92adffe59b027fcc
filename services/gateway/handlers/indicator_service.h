// ocop.indicators.v1.IndicatorService, bound.
#pragma once

#include <memory>
#include <vector>

#include "common/crypto/signer.h"
#include "common/rpc/client.h"
#include "common/rpc/service.h"
#include "services/gateway/handlers/change_loop.h"
#include "services/gateway/projection/archive.h"
#include "services/gateway/projection/projection.h"

namespace ocop::gateway {

// What answers are made from. All must outlive the service.
struct IndicatorSources {
  const Projection& projection;
  const clock::Clock& clock;
  ChangeLoop& loop;
  Archive& archive;
  // Of the services, in the order of Service.
  std::vector<rpc::Client> clients;
  // Signs reports; none: they can't be frozen.
  std::shared_ptr<const crypto::Signer> signer;
};

rpc::Service IndicatorService(const IndicatorSources& sources);

}  // namespace ocop::gateway
