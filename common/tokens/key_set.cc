#include "common/tokens/key_set.h"

#include <cjose/cjose.h>

#include <nlohmann/json.hpp>

#include "absl/algorithm/container.h"
#include "absl/strings/match.h"
#include "absl/strings/str_split.h"
#include "common/status/status.h"

namespace ocop::tokens {
namespace {

using Json = nlohmann::json;

// Of a set; an issuer has two or three.
constexpr size_t kMostKeys = 64;
// RFC 7518, 3.3.
constexpr size_t kLeastRsaBits = 2048;

struct FreeKey {
  void operator()(cjose_jwk_t* key) const { cjose_jwk_release(key); }
};
struct FreeSignature {
  void operator()(cjose_jws_t* signature) const { cjose_jws_release(signature); }
};
using KeyPtr = std::unique_ptr<cjose_jwk_t, FreeKey>;

std::string Member(const Json& object, const char* name) {
  const auto found = object.find(name);
  return found != object.end() && found->is_string() ? found->get<std::string>() : "";
}

// The type of the keys that an algorithm takes: that of RSA, or the curve (RFC 7518, 3.4).
const char* TypeFor(std::string_view algorithm) {
  if (algorithm == "ES256") return "P-256";
  if (algorithm == "ES384") return "P-384";
  if (algorithm == "ES512") return "P-521";
  return "RSA";
}

bool IsForSignatures(const Json& key) {
  const auto operations = key.find("key_ops");
  if (operations != key.end() && operations->is_array() && !absl::c_linear_search(*operations, "verify")) return false;
  return !key.contains("use") || Member(key, "use") == "sig";
}

// What the library is to read of a key: no more than makes its public half.
Json PublicHalf(const Json& key, const std::string& type) {
  if (type == "RSA") return {{"kty", "RSA"}, {"n", Member(key, "n")}, {"e", Member(key, "e")}};
  return {{"kty", "EC"}, {"crv", type}, {"x", Member(key, "x")}, {"y", Member(key, "y")}};
}

// Null when it is no such key.
KeyPtr Import(const Json& key, const std::string& type) {
  const std::string text = PublicHalf(key, type).dump();
  KeyPtr imported(cjose_jwk_import(text.data(), text.size(), nullptr));
  if (imported && type == "RSA" && cjose_jwk_get_keysize(imported.get(), nullptr) < kLeastRsaBits) return nullptr;
  return imported;
}

}  // namespace

bool IsAllowed(std::string_view algorithm) {
  return !algorithm.empty() && absl::c_linear_search(absl::StrSplit(kAlgorithms, ' '), status::View(algorithm));
}

struct KeySet::Key {
  std::string id;
  // The one that the key is for; empty: any that its type suits.
  std::string algorithm;
  // "RSA", or a curve.
  std::string type;
  KeyPtr key;
};

KeySet::KeySet() = default;
KeySet::KeySet(KeySet&&) = default;
KeySet& KeySet::operator=(KeySet&&) = default;
KeySet::~KeySet() = default;

size_t KeySet::size() const {
  return keys_.size();
}

absl::StatusOr<KeySet> KeySet::Parse(std::string_view json) {
  const Json set = Json::parse(json, nullptr, /*allow_exceptions=*/false);
  if (!set.is_object() || !set.contains("keys") || !set["keys"].is_array()) {
    return absl::InvalidArgumentError("what should be a JWK set is none");
  }
  KeySet parsed;
  for (const Json& each : set["keys"]) {
    if (!each.is_object() || !IsForSignatures(each) || parsed.size() == kMostKeys) continue;
    const std::string type = Member(each, "kty") == "EC" ? Member(each, "crv") : Member(each, "kty");
    const std::string algorithm = Member(each, "alg");
    if (!algorithm.empty() && (!IsAllowed(algorithm) || TypeFor(algorithm) != type)) continue;
    if (type != "RSA" && type != "P-256" && type != "P-384" && type != "P-521") continue;
    if (KeyPtr key = Import(each, type)) parsed.keys_.push_back({Member(each, "kid"), algorithm, type, std::move(key)});
  }
  if (parsed.size() == 0) return absl::InvalidArgumentError("the JWK set has no key for signatures that is of use");
  return parsed;
}

std::vector<const KeySet::Key*> KeySet::Suiting(const Header& header) const {
  std::vector<const Key*> suiting;
  for (const Key& key : keys_) {
    if (!header.key_id.empty() && key.id != header.key_id) continue;
    if (!key.algorithm.empty() && key.algorithm != header.algorithm) continue;
    if (key.type == TypeFor(header.algorithm)) suiting.push_back(&key);
  }
  if (header.key_id.empty() && suiting.size() > 1) suiting.clear();
  return suiting;
}

KeySet::Verdict KeySet::Verify(const Header& header, std::string_view token) const {
  const std::vector<const Key*> keys = Suiting(header);
  if (keys.empty()) return Verdict::kNoSuchKey;
  const std::unique_ptr<cjose_jws_t, FreeSignature> jws(cjose_jws_import(token.data(), token.size(), nullptr));
  if (!jws) return Verdict::kNotSigned;
  // The library goes by the header as it reads it, which must be what was looked at here.
  const char* algorithm = cjose_header_get(cjose_jws_get_protected(jws.get()), CJOSE_HDR_ALG, nullptr);
  if (algorithm == nullptr || header.algorithm != algorithm) return Verdict::kNotSigned;
  const auto signed_by = [&](const Key* key) { return cjose_jws_verify(jws.get(), key->key.get(), nullptr); };
  return absl::c_any_of(keys, signed_by) ? Verdict::kSigned : Verdict::kNotSigned;
}

}  // namespace ocop::tokens
