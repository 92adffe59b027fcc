#include "common/tokens/errors.h"

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "common/status/status.h"
#include "common/tokens/key_set.h"

namespace ocop::tokens {
namespace {

// Fetching takes that long where the issuer answers.
constexpr absl::Duration kRetryAfter = absl::Seconds(1);

absl::Status Refuse(absl::string_view message, std::string_view reason, const status::Metadata& metadata = {}) {
  return status::WithReason(absl::UnauthenticatedError(message), reason, metadata);
}

}  // namespace

absl::Status WrongScheme() {
  return Refuse("authorization must be the word Bearer, a space and a token", "TOKEN_SCHEME");
}

absl::Status Malformed(std::string_view why) {
  return Refuse(absl::StrCat("the token ", status::View(why), "; send an access token that is a signed JWT"),
                "TOKEN_MALFORMED");
}

absl::Status WrongAlgorithm() {
  return Refuse(absl::StrCat("the token must be signed by one of ", kAlgorithms), "TOKEN_ALGORITHM",
                {{"allowed", kAlgorithms}});
}

absl::Status WrongType() {
  return Refuse("the token is of another type; send an access token (at+jwt or JWT)", "TOKEN_TYPE");
}

absl::Status WrongIssuer(const std::string& issuer) {
  return Refuse(absl::StrCat("the token was issued by another; get one of ", issuer), "TOKEN_WRONG_ISSUER",
                {{"issuer", issuer}});
}

absl::Status WrongAudience(const std::string& audience) {
  return Refuse(absl::StrCat("the token is for others; get one for the audience ", audience), "TOKEN_WRONG_AUDIENCE",
                {{"audience", audience}});
}

absl::Status Expired() {
  return Refuse("the token has expired; get a new one", "TOKEN_EXPIRED");
}

absl::Status NotYetValid() {
  return Refuse("the token is not valid yet; see that the clocks agree", "TOKEN_NOT_YET_VALID");
}

absl::Status WrongClaim(std::string_view claim, std::string_view why) {
  return Refuse(absl::StrCat("the token's claim ", status::View(claim), " ", status::View(why)), "TOKEN_CLAIM",
                {{"claim", std::string(claim)}});
}

absl::Status UnknownKey() {
  return Refuse("the issuer has no such key as the token names; get a new token", "TOKEN_KEY_UNKNOWN");
}

absl::Status WrongSignature() {
  return Refuse("the token's signature is not the issuer's; get a new token", "TOKEN_SIGNATURE");
}

absl::Status KeysPending() {
  return status::RetryAfter(
      status::WithReason(absl::UnavailableError("the issuer's keys are being fetched; repeat the call in a moment"),
                         "TOKEN_KEYS_PENDING"),
      kRetryAfter);
}

}  // namespace ocop::tokens
