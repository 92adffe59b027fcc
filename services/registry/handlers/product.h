// Rules of products and their registration.
#pragma once

#include "common/resource/write.h"
#include "common/rpc/service.h"
#include "ocop/registry/v1/producer_service.pb.h"
#include "ocop/registry/v1/product_service.pb.h"
#include "services/registry/handlers/context.h"

namespace ocop::registry {

absl::Status CheckProduct(const Context& context, resource::Scope& scope, const v1::Product* before,
                          v1::Product& after);
// Its producer may have become another kind meanwhile.
absl::Status CheckProductUndelete(const Context& context, resource::Scope& scope, const v1::Product& product);
// The papers for a product go with it to another producer.
absl::Status MovePapersOf(resource::Scope& scope, const v1::Product& before, const v1::Product& after);
absl::Status CheckRegistration(resource::Scope& scope, const v1::Registration* before, v1::Registration& after);

// GetProductCatalogue, LookUpProductCode.
void BindProductCodes(rpc::Service& service, const Context& context);
// SearchProducts.
void BindProductSearch(rpc::Service& service, const Context& context);
// The steps of the cycle.
void BindCycle(rpc::Service& service, const Context& context);

}  // namespace ocop::registry
