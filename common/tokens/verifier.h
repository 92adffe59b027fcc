// Says who calls by the bearer token that a call brings: an access token of an OpenID Connect issuer, which is a JWT
// (RFC 7519, RFC 9068) signed by one of the issuer's keys.
#pragma once

#include <memory>
#include <string_view>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/tokens/claims.h"
#include "common/tokens/keys.h"
#include "common/tokens/remembered.h"

namespace ocop::tokens {

// Thread safe, and waits for nothing: keys that are not there are asked for, and the call is to be repeated.
class Verifier {
 public:
  // Keeps `most_remembered` verified tokens in mind.
  Verifier(Rules rules, std::shared_ptr<Keys> keys, size_t most_remembered = 20'000)
      : rules_(std::move(rules)), keys_(std::move(keys)), remembered_(most_remembered) {}

  // `authorization`: the value of that field, `Bearer …`.
  //
  // Errors: UNAUTHENTICATED with one of the reasons of errors.h, `TOKEN_SCHEME` when it is nothing of the kind;
  // UNAVAILABLE `TOKEN_KEYS_PENDING`.
  absl::StatusOr<std::shared_ptr<const Identity>> Identify(std::string_view authorization, absl::Time now) const;

  const Rules& rules() const { return rules_; }

 private:
  absl::StatusOr<Identity> Verify(std::string_view token, absl::Time now) const;

  const Rules rules_;
  const std::shared_ptr<Keys> keys_;
  mutable Remembered remembered_;
};

}  // namespace ocop::tokens
