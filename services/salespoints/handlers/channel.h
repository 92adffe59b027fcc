// Contracts of producers with channels.
#pragma once

#include "common/resource/write.h"
#include "ocop/salespoints/v1/channel_service.pb.h"

namespace ocop::salespoints {

absl::Status CheckContract(resource::Scope& scope, const v1::Contract* before, v1::Contract& after);

}  // namespace ocop::salespoints
