// The HTTP interface as an OpenAPI 3.1 document (https://spec.openapis.org/oas/v3.1.0), and which calls a gRPC client
// may repeat, as its service config (https://github.com/grpc/grpc/blob/master/doc/service_config.md).
#pragma once

#include <string>

#include "services/gateway/edge/api_description.h"
#include "services/gateway/edge/method_table.h"

namespace ocop::gateway {

// Every method of the table: POST, and GET where it only reads. `description` must know them all.
std::string OpenApiOf(const MethodTable& methods, const ApiDescription& description);

// Repeats UNAVAILABLE alone, of methods that only read and answer once (AIP-194), and spreads calls over all addresses
// of a name.
std::string ServiceConfigOf(const MethodTable& methods);

}  // namespace ocop::gateway
