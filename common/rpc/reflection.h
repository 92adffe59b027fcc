// grpc.reflection: tools learn from it which services there are, and their messages.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "common/http2/stream.h"

namespace ocop::rpc {

// Of v1 and v1alpha, which differ in their names alone. `services`: those that are told of beside health and
// reflection; their protos are told when they are linked in.
http2::Table ReflectionCalls(const std::vector<std::string>& services);

}  // namespace ocop::rpc
