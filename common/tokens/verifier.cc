#include "common/tokens/verifier.h"

#include <utility>

#include "absl/algorithm/container.h"
#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_split.h"
#include "common/crypto/sha256.h"
#include "common/status/status.h"
#include "common/tokens/errors.h"

namespace ocop::tokens {
namespace {

// A call's metadata may be longer; a token that is has no business here.
constexpr size_t kLongestToken = 16 << 10;
constexpr absl::string_view kScheme = "Bearer ";

// Without padding, and with nothing that a reader might skip (RFC 7515, 2).
absl::StatusOr<std::string> Decoded(absl::string_view part) {
  std::string bytes;
  const bool letters = absl::c_all_of(part, [](char c) { return absl::ascii_isalnum(c) || c == '-' || c == '_'; });
  if (letters && absl::WebSafeBase64Unescape(part, &bytes)) return bytes;
  return Malformed("is not in base64url");
}

}  // namespace

absl::StatusOr<std::shared_ptr<const Identity>> Verifier::Identify(std::string_view authorization,
                                                                   absl::Time now) const {
  absl::string_view token = status::View(authorization);
  if (!absl::StartsWithIgnoreCase(token, kScheme)) return WrongScheme();
  token.remove_prefix(std::min(token.find_first_not_of(' ', kScheme.size()), token.size()));
  if (token.empty()) return WrongScheme();
  if (token.size() > kLongestToken) return Malformed("is too long");
  const crypto::Sha256Digest digest = crypto::Sha256Of({token.data(), token.size()});
  // Before the keys are taken: what newer ones verify would be remembered as of the older, and soon forgotten.
  const uint64_t version = keys_->version();
  if (auto known = remembered_.Find(digest, version, now)) return known;
  OCOP_ASSIGN_OR_RETURN(Identity identity, Verify({token.data(), token.size()}, now));
  auto verified = std::make_shared<const Identity>(std::move(identity));
  remembered_.Add(digest, version, verified);
  return verified;
}

// The signature comes last: what is refused otherwise is not worth the time, and asks for no keys.
absl::StatusOr<Identity> Verifier::Verify(std::string_view token, absl::Time now) const {
  const std::vector<absl::string_view> parts = absl::StrSplit(status::View(token), '.');
  if (parts.size() != 3) return Malformed("does not have three parts");
  OCOP_ASSIGN_OR_RETURN(const std::string header_json, Decoded(parts[0]));
  OCOP_ASSIGN_OR_RETURN(const std::string claims, Decoded(parts[1]));
  OCOP_ASSIGN_OR_RETURN(const std::string signature, Decoded(parts[2]));
  OCOP_ASSIGN_OR_RETURN(const Header header, ReadHeader(header_json));
  OCOP_ASSIGN_OR_RETURN(Identity identity, ReadClaims(claims, rules_, now));
  const std::shared_ptr<const KeySet> keys = keys_->Get();
  const KeySet::Verdict verdict = keys ? keys->Verify(header, token) : KeySet::Verdict::kNoSuchKey;
  if (verdict == KeySet::Verdict::kSigned) return identity;
  if (verdict == KeySet::Verdict::kNotSigned) return WrongSignature();
  return keys_->Want(identity.issued, now) ? KeysPending() : UnknownKey();
}

}  // namespace ocop::tokens
