// The definitions that the binary carries.
#pragma once

namespace ocop::gateway {

// The files of services/gateway/indicators/definitions, one after the other. Written by the build (built_in.cc.in).
extern const char kBuiltInDefinitions[];

}  // namespace ocop::gateway
