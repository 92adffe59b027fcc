#include "common/config/address.h"

#include "absl/strings/numbers.h"

namespace ocop::config {
namespace {

constexpr int kLastPort = 65535;

bool IsPort(const std::string& text) {
  int port;
  return text.find_first_not_of("0123456789") == std::string::npos && absl::SimpleAtoi(text, &port) &&
         port <= kLastPort;
}

// A name or an IPv4 address, or an IPv6 address in brackets: without them its last part would be read as the port.
bool IsHost(const std::string& text) {
  const bool in_brackets = text.size() > 2 && text.front() == '[' && text.back() == ']';
  const char* const never = in_brackets ? ", /" : ", /:[]";
  return !text.empty() && text.find_first_of(never) == std::string::npos;
}

}  // namespace

bool IsAddress(const std::string& address) {
  const size_t colon = address.rfind(':');
  return colon != std::string::npos && IsHost(address.substr(0, colon)) && IsPort(address.substr(colon + 1));
}

}  // namespace ocop::config
