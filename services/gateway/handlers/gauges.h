// What operators see of the figures: how fresh the journals are read, and by what nothing can be counted.
#pragma once

#include "common/metrics/metrics.h"
#include "services/gateway/handlers/change_loop.h"

namespace ocop::gateway {

// Keeps, looking once a second:
//
//   ocop_gateway_source_current{source}: 1 while the journal is read as it grows; 0: loading, behind or down
//
//   ocop_gateway_source_read_timestamp_seconds{source}: everything that was committed before is in the figures
//
//   ocop_gateway_source_incomplete{source}: 1 while the figures lack an entry that could not be read; must be 0
//
//   ocop_gateway_uncountable_indicators{province}: must be 0
//
// What is passed in must outlive the task.
ChangeLoop::Task KeepGauges(const Projection& projection, metrics::Registry& metrics);

}  // namespace ocop::gateway
