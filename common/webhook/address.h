// Which addresses deliveries may go to.
//
// Whoever may make a webhook must not reach through it what only this host can reach: the database, the metadata of a
// cloud, other machines of a private network. So every address is refused that is not public, unless it lies in a
// network that the operator names. The address is looked at when the connection is made: a name can mean one thing when
// it is checked and another when it is used.
#pragma once

#include <sys/socket.h>

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"

namespace ocop::webhook {

class Addresses {
 public:
  // Public ones alone.
  Addresses() = default;
  // `networks`: "10.20.0.0/16, fd00::/8", besides the public ones. INVALID_ARGUMENT when one is none.
  static absl::StatusOr<Addresses> Parse(std::string_view networks);

  bool Allows(const sockaddr& address) const;
  // Of an address as text, with or without brackets; nullopt when it is a name.
  std::optional<bool> AllowsText(const std::string& host) const;

 private:
  // IPv4 as IPv6 does it: ::ffff:a.b.c.d.
  using Bytes = std::array<unsigned char, 16>;
  struct Network {
    Bytes bytes;
    int bits;
    bool Contains(const Bytes& address) const;
  };
  static std::optional<Bytes> BytesOf(const std::string& text);
  static std::optional<Network> NetworkOf(const std::string& text);
  static bool IsPublic(const Bytes& address);
  bool AllowsBytes(const Bytes& address) const;

  std::vector<Network> networks_;
};

// `10.0.0.1`, for messages.
std::string TextOf(const sockaddr& address);

}  // namespace ocop::webhook
