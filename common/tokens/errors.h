// Why a caller's token is not taken. Every refusal says what to do; none repeats anything of the token.
#pragma once

#include <string>
#include <string_view>

#include "absl/status/status.h"

namespace ocop::tokens {

// UNAUTHENTICATED, each with its reason.

// `TOKEN_SCHEME`: `authorization` holds no bearer token.
absl::Status WrongScheme();
// `TOKEN_MALFORMED`: it is no signed JWT. `why` goes on with "the token".
absl::Status Malformed(std::string_view why);
// `TOKEN_ALGORITHM`, with `allowed`.
absl::Status WrongAlgorithm();
// `TOKEN_TYPE`: it is a JWT of another kind than an access token.
absl::Status WrongType();
// `TOKEN_WRONG_ISSUER`, with `issuer`.
absl::Status WrongIssuer(const std::string& issuer);
// `TOKEN_WRONG_AUDIENCE`, with `audience`.
absl::Status WrongAudience(const std::string& audience);
// `TOKEN_EXPIRED`.
absl::Status Expired();
// `TOKEN_NOT_YET_VALID`.
absl::Status NotYetValid();
// `TOKEN_CLAIM`, with `claim`: what is needed of the claim is not there. `why` goes on with "the claim …".
absl::Status WrongClaim(std::string_view claim, std::string_view why);
// `TOKEN_KEY_UNKNOWN`: none of the issuer's keys is the one it names.
absl::Status UnknownKey();
// `TOKEN_SIGNATURE`.
absl::Status WrongSignature();

// UNAVAILABLE `TOKEN_KEYS_PENDING`: the issuer's keys are not there, or newer ones may be. With RetryInfo.
absl::Status KeysPending();

}  // namespace ocop::tokens
