// The public keys of an issuer (JWK Set, RFC 7517), and what they say of a signature.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "common/tokens/claims.h"

namespace ocop::tokens {

// Asymmetric ones alone: with a key that both sides hold, whoever verifies could issue; and `none` is no signature.
inline constexpr char kAlgorithms[] = "RS256 RS384 RS512 PS256 PS384 PS512 ES256 ES384 ES512";
bool IsAllowed(std::string_view algorithm);

// Never changed once made: any number of threads ask it.
class KeySet {
 public:
  // Leaves out keys that are not for these algorithms: of other types, for encryption, shorter than RFC 7518 allows.
  // What a key set tells of private keys is not kept.
  //
  // Errors: INVALID_ARGUMENT when the text is no key set, or none of its keys is of use.
  static absl::StatusOr<KeySet> Parse(std::string_view json);

  KeySet(KeySet&&);
  KeySet& operator=(KeySet&&);
  ~KeySet();

  enum class Verdict { kSigned, kNotSigned, kNoSuchKey };
  // `header`: of this token. One that names no key is verified by the only key that suits it, if there is but one
  // (OpenID Connect Core, 10.1).
  Verdict Verify(const Header& header, std::string_view token) const;

  size_t size() const;

 private:
  struct Key;

  KeySet();
  // Those that may have signed under `header`.
  std::vector<const Key*> Suiting(const Header& header) const;

  std::vector<Key> keys_;
};

}  // namespace ocop::tokens
