// The data services as the gateway sees them: which proto services each answers for.
#pragma once

#include <memory>
#include <string>

#include "services/gateway/edge/backend.h"

namespace ocop::gateway {

// Every proto service of the package `ocop.<name>.v1`, reached by `channel`.
Backend BackendOfPackage(const std::string& name, std::shared_ptr<http2::Channel> channel);

// The same with the journal of its changes, which every data service answers for. `streams`: for calls that stream.
Backend BackendOfDataService(const std::string& name, std::shared_ptr<http2::Channel> channel,
                             std::shared_ptr<http2::Channel> streams);

}  // namespace ocop::gateway
