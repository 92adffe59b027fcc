// Products at points and in channels.
#pragma once

#include "common/rpc/service.h"
#include "ocop/salespoints/v1/listing_service.pb.h"
#include "services/salespoints/handlers/context.h"

namespace ocop::salespoints {

absl::Status CheckListing(resource::Scope& scope, const v1::Listing* before, v1::Listing& after);

// DelistProduct.
void BindDelisting(rpc::Service& service, const Context& context);

}  // namespace ocop::salespoints
