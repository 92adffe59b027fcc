// What is sold in modern channels.
#pragma once

#include "common/rpc/service.h"
#include "services/salespoints/handlers/context.h"

namespace ocop::salespoints {

// GetModernChannelRule.
void BindModernRule(rpc::Service& service, const Context& context);

// ListModernProducts.
void BindModernProducts(rpc::Service& service, const Context& context);

}  // namespace ocop::salespoints
