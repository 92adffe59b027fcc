// Tells operators of indicators by which nothing can be counted.
#pragma once

#include "common/metrics/metrics.h"
#include "services/gateway/handlers/change_loop.h"

namespace ocop::gateway {

// Keeps the gauge `ocop_gateway_uncountable_indicators`, by province. What is passed in must outlive it.
ChangeLoop::Task TellUncountable(const Projection& projection, metrics::Registry& metrics);

}  // namespace ocop::gateway
