// Addresses that a process listens on.
#pragma once

#include <string>

namespace ocop::config {

// Whether `address` is host:port, such as "127.0.0.1:50051" or "[::]:50051"; port 0 takes a free one. gRPC itself takes
// 99999 for 34463 and an address without a port for port 443, Civetweb a list of ports.
bool IsAddress(const std::string& address);

}  // namespace ocop::config
