// Rules of products and their registration.
#pragma once

#include "common/resource/write.h"
#include "ocop/registry/v1/producer_service.pb.h"
#include "ocop/registry/v1/product_service.pb.h"

namespace ocop::registry {

absl::Status CheckProduct(resource::Scope& scope, const v1::Product* before, v1::Product& after);
absl::Status CheckRegistration(resource::Scope& scope, const v1::Registration* before, v1::Registration& after);

}  // namespace ocop::registry
