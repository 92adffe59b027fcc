#include "common/tokens/testing/issuer.h"

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/ecdsa.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>

#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

namespace ocop::tokens {
namespace {

std::string Bytes(const BIGNUM* number, int size = 0) {
  std::string bytes(size == 0 ? BN_num_bytes(number) : size, '\0');
  BN_bn2binpad(number, reinterpret_cast<unsigned char*>(bytes.data()), static_cast<int>(bytes.size()));
  return bytes;
}

std::string Parameter(const EVP_PKEY* key, const char* name, int size = 0) {
  BIGNUM* number = nullptr;
  EVP_PKEY_get_bn_param(key, name, &number);
  std::string text = Base64Url(Bytes(number, size));
  BN_free(number);
  return text;
}

int CoordinateBytes(const EVP_PKEY* key) {
  return (EVP_PKEY_get_bits(key) + 7) / 8;
}

// OpenSSL's form of it is DER; that of JWS is both numbers, one after the other.
std::string RawEcSignature(const std::string& der, int size) {
  const auto* bytes = reinterpret_cast<const unsigned char*>(der.data());
  ECDSA_SIG* signature = d2i_ECDSA_SIG(nullptr, &bytes, static_cast<long>(der.size()));  // NOLINT(google-runtime-int)
  std::string raw = Bytes(ECDSA_SIG_get0_r(signature), size) + Bytes(ECDSA_SIG_get0_s(signature), size);
  ECDSA_SIG_free(signature);
  return raw;
}

}  // namespace

TestKey::TestKey(std::string id, evp_pkey_st* key) : id_(std::move(id)), key_(key, &EVP_PKEY_free) {}

TestKey TestKey::Rsa(const std::string& id, int bits) {
  return {id, EVP_RSA_gen(static_cast<unsigned>(bits))};
}

TestKey TestKey::Ec(const std::string& id, const std::string& curve) {
  return {id, EVP_EC_gen(curve.c_str())};
}

std::string TestKey::Jwk(const std::string& more) const {
  std::string jwk = absl::StrCat(R"({"kid":")", id_, R"(",)", more, more.empty() ? "" : ",");
  if (EVP_PKEY_is_a(key_.get(), "RSA")) {
    return absl::StrCat(jwk, R"("kty":"RSA","n":")", Parameter(key_.get(), OSSL_PKEY_PARAM_RSA_N), R"(","e":")",
                        Parameter(key_.get(), OSSL_PKEY_PARAM_RSA_E), R"("})");
  }
  const int size = CoordinateBytes(key_.get());
  return absl::StrCat(jwk, R"("kty":"EC","crv":"P-)", EVP_PKEY_get_bits(key_.get()), R"(","x":")",
                      Parameter(key_.get(), OSSL_PKEY_PARAM_EC_PUB_X, size), R"(","y":")",
                      Parameter(key_.get(), OSSL_PKEY_PARAM_EC_PUB_Y, size), R"("})");
}

std::string TestKey::PublicPem() const {
  BIO* memory = BIO_new(BIO_s_mem());
  PEM_write_bio_PUBKEY(memory, key_.get());
  char* text = nullptr;
  const auto size = static_cast<size_t>(BIO_get_mem_data(memory, &text));
  std::string pem(text, size);
  BIO_free(memory);
  return pem;
}

std::string TestKey::Sign(const std::string& algorithm, const std::string& text) const {
  const EVP_MD* hash = EVP_get_digestbyname(absl::StrCat("SHA", algorithm.substr(2)).c_str());
  EVP_MD_CTX* context = EVP_MD_CTX_new();
  EVP_PKEY_CTX* key_context = nullptr;
  EVP_DigestSignInit(context, &key_context, hash, nullptr, key_.get());
  if (absl::StartsWith(algorithm, "PS")) {
    EVP_PKEY_CTX_set_rsa_padding(key_context, RSA_PKCS1_PSS_PADDING);
    EVP_PKEY_CTX_set_rsa_pss_saltlen(key_context, RSA_PSS_SALTLEN_DIGEST);
  }
  const auto* bytes = reinterpret_cast<const unsigned char*>(text.data());
  size_t size = 0;
  EVP_DigestSign(context, nullptr, &size, bytes, text.size());
  std::string signature(size, '\0');
  EVP_DigestSign(context, reinterpret_cast<unsigned char*>(signature.data()), &size, bytes, text.size());
  signature.resize(size);
  EVP_MD_CTX_free(context);
  if (absl::StartsWith(algorithm, "ES")) return RawEcSignature(signature, CoordinateBytes(key_.get()));
  return signature;
}

std::string JwkSet(const std::vector<std::string>& jwks) {
  return absl::StrCat(R"({"keys":[)", absl::StrJoin(jwks, ","), "]}");
}

std::string Base64Url(const std::string& bytes) {
  return absl::WebSafeBase64Escape(bytes);
}

std::string TokenOf(const std::string& header, const std::string& claims, const TestKey& key,
                    const std::string& algorithm) {
  const std::string text = absl::StrCat(Base64Url(header), ".", Base64Url(claims));
  return absl::StrCat(text, ".", Base64Url(key.Sign(algorithm, text)));
}

}  // namespace ocop::tokens
