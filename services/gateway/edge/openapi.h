// The HTTP interface as an OpenAPI 3.1 document (https://spec.openapis.org/oas/v3.1.0), and which calls a gRPC client
// may repeat, as its service config (https://github.com/grpc/grpc/blob/master/doc/service_config.md).
#pragma once

#include <string>

#include "services/gateway/edge/api_description.h"
#include "services/gateway/edge/method_table.h"

namespace ocop::gateway {

// Every method of the table: POST, and GET where it only reads. `description` must know them all. Who calls is told by
// a token of `token_issuer`, or where there is none, by header fields that are believed.
std::string OpenApiOf(const MethodTable& methods, const ApiDescription& description, const std::string& token_issuer);

// Repeats UNAVAILABLE alone, of methods that only read and answer once (AIP-194), and spreads calls over all addresses
// of a name.
std::string ServiceConfigOf(const MethodTable& methods);

}  // namespace ocop::gateway
