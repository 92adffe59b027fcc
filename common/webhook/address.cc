#include "common/webhook/address.h"

#include <arpa/inet.h>
#include <netinet/in.h>

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "common/status/status.h"

namespace ocop::webhook {
namespace {

constexpr int kBitsBeforeV4 = 96;
constexpr char kV4[] = "::ffff:";

// What the registries of IANA (RFC 6890) say is not reached by everyone, or is everyone at once.
constexpr const char* kNotPublic[] = {
    "0.0.0.0/8",
    "10.0.0.0/8",
    "100.64.0.0/10",
    "127.0.0.0/8",
    "169.254.0.0/16",
    "172.16.0.0/12",
    "192.0.0.0/24",
    "192.0.2.0/24",
    "192.88.99.0/24",
    "192.168.0.0/16",
    "198.18.0.0/15",
    "198.51.100.0/24",
    "203.0.113.0/24",
    "224.0.0.0/3",
    // Within 2000::/3: tunnels, which lead anywhere, and documentation.
    "2001::/23",
    "2001:db8::/32",
    "2002::/16",
    "3fff::/20",
};

}  // namespace

bool Addresses::Network::Contains(const Bytes& address) const {
  const size_t whole = static_cast<size_t>(bits) / 8;
  if (!std::equal(bytes.begin(), bytes.begin() + whole, address.begin())) return false;
  const int rest = bits % 8;
  return rest == 0 || (bytes[whole] ^ address[whole]) >> (8 - rest) == 0;
}

std::optional<Addresses::Bytes> Addresses::BytesOf(const std::string& text) {
  Bytes bytes;
  if (inet_pton(AF_INET6, text.c_str(), bytes.data()) == 1) return bytes;
  if (inet_pton(AF_INET6, absl::StrCat(kV4, text).c_str(), bytes.data()) == 1) return bytes;
  return std::nullopt;
}

std::optional<Addresses::Network> Addresses::NetworkOf(const std::string& text) {
  const std::vector<std::string> parts = absl::StrSplit(text, '/');
  const auto bytes = BytesOf(parts.front());
  if (!bytes || parts.size() > 2) return std::nullopt;
  const bool v4 = parts.front().find(':') == std::string::npos;
  const int most = v4 ? 32 : 128;
  int bits = most;
  if (parts.size() == 2 && (!absl::SimpleAtoi(parts[1], &bits) || bits < 0 || bits > most)) return std::nullopt;
  return Network{*bytes, bits + (v4 ? kBitsBeforeV4 : 0)};
}

absl::StatusOr<Addresses> Addresses::Parse(std::string_view networks) {
  Addresses addresses;
  for (absl::string_view part : absl::StrSplit(status::View(networks), ',', absl::SkipWhitespace())) {
    const std::string text(absl::StripAsciiWhitespace(part));
    const auto network = NetworkOf(text);
    if (!network) {
      return absl::InvalidArgumentError(absl::StrCat("\"", text, "\" is not a network, such as 10.20.0.0/16"));
    }
    addresses.networks_.push_back(*network);
  }
  return addresses;
}

bool Addresses::IsPublic(const Bytes& address) {
  static const auto& v4 = *new Network(*NetworkOf("::ffff:0:0/96"));
  static const auto& v6 = *new Network(*NetworkOf("2000::/3"));
  static const auto& others = *new std::vector<Network>([] {
    std::vector<Network> networks;
    for (const char* text : kNotPublic) networks.push_back(*NetworkOf(text));
    return networks;
  }());
  if (!v4.Contains(address) && !v6.Contains(address)) return false;
  return std::none_of(others.begin(), others.end(), [&](const Network& other) { return other.Contains(address); });
}

bool Addresses::AllowsBytes(const Bytes& address) const {
  return IsPublic(address) || std::any_of(networks_.begin(), networks_.end(),
                                          [&](const Network& network) { return network.Contains(address); });
}

bool Addresses::Allows(const sockaddr& address) const {
  const auto bytes = BytesOf(TextOf(address));
  return bytes && AllowsBytes(*bytes);
}

std::optional<bool> Addresses::AllowsText(const std::string& host) const {
  const bool brackets = host.size() > 1 && host.front() == '[' && host.back() == ']';
  const auto bytes = BytesOf(brackets ? host.substr(1, host.size() - 2) : host);
  if (!bytes) return std::nullopt;
  return AllowsBytes(*bytes);
}

std::string TextOf(const sockaddr& address) {
  char text[INET6_ADDRSTRLEN] = "";
  if (address.sa_family == AF_INET) {
    inet_ntop(AF_INET, &reinterpret_cast<const sockaddr_in&>(address).sin_addr, text, sizeof(text));
  } else if (address.sa_family == AF_INET6) {
    inet_ntop(AF_INET6, &reinterpret_cast<const sockaddr_in6&>(address).sin6_addr, text, sizeof(text));
  }
  return text;
}

}  // namespace ocop::webhook
