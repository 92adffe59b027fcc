// What a token says: its header, and of its claims those that tell who calls (RFC 7519, RFC 9068).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"

namespace ocop::tokens {

struct Header {
  std::string algorithm;
  // Empty: the token names none.
  std::string key_id;
};

// Errors: `TOKEN_MALFORMED`, also when the header demands what nobody here knows (`crit`); `TOKEN_ALGORITHM`;
// `TOKEN_TYPE`.
absl::StatusOr<Header> ReadHeader(std::string_view json);

// What a token must say to be taken.
struct Rules {
  // The issuer's name for itself, to the letter.
  std::string issuer;
  std::string audience;
  // Which claim names the caller. `email` counts only where the issuer does not say that it is unverified.
  std::string actor_claim = "sub";
  // Which claim lists the roles, as an array or a text with spaces: a claim of that name, or the path to one
  // (`realm_access.roles`). A token without it has no roles.
  std::string roles_claim = "roles";
  // How far the issuer's clock may be from ours.
  absl::Duration leeway = absl::Seconds(30);
};

// Who calls, by a token.
struct Identity {
  std::string actor;
  std::vector<std::string> roles;
  // Infinitely long ago where the token does not say.
  absl::Time issued;
  // From then on the token is taken no more; the leeway is in it.
  absl::Time end;
};

// Whether the claims are those of a token for us, now; not whether anybody signed them.
//
// Errors: `TOKEN_MALFORMED`, `TOKEN_WRONG_ISSUER`, `TOKEN_WRONG_AUDIENCE`, `TOKEN_EXPIRED`, `TOKEN_NOT_YET_VALID`,
// `TOKEN_CLAIM`.
absl::StatusOr<Identity> ReadClaims(std::string_view json, const Rules& rules, absl::Time now);

}  // namespace ocop::tokens
