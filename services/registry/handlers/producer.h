// Rules of producers.
#pragma once

#include "common/resource/write.h"
#include "ocop/registry/v1/producer_service.pb.h"

namespace ocop::registry {

absl::Status CheckProducer(resource::Scope& scope, const v1::Producer* before, v1::Producer& after);

}  // namespace ocop::registry
