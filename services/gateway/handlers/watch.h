// WatchIndicatorValues: values as they change.
#pragma once

#include <memory>

#include "common/rpc/stream.h"
#include "services/gateway/handlers/change_loop.h"
#include "services/gateway/projection/projection.h"

namespace ocop::gateway {

// Serves one stream until its reader goes away or the loop ends. All must outlive it.
void WatchIndicatorValues(const Projection& projection, const clock::Clock& clock, ChangeLoop& loop,
                          std::shared_ptr<rpc::Stream> stream);

}  // namespace ocop::gateway
