// An issuer of tokens for tests: its keys and signatures are OpenSSL's, so that what verifies them is not what made
// them.
#pragma once

#include <memory>
#include <string>
#include <vector>

struct evp_pkey_st;

namespace ocop::tokens {

// A private key.
class TestKey {
 public:
  static TestKey Rsa(const std::string& id, int bits = 2048);
  // "P-256", "P-384" or "P-521".
  static TestKey Ec(const std::string& id, const std::string& curve = "P-256");

  // The public half as JSON (RFC 7517), with further members: `"use":"sig"`.
  std::string Jwk(const std::string& more = "") const;
  // The same in PEM, which a careless verifier takes for a secret.
  std::string PublicPem() const;
  // By one of the algorithms that this key is for: RS256, PS384, ES512 …
  std::string Sign(const std::string& algorithm, const std::string& text) const;

  const std::string& id() const { return id_; }

 private:
  TestKey(std::string id, evp_pkey_st* key);

  std::string id_;
  std::shared_ptr<evp_pkey_st> key_;
};

// `{"keys": […]}`.
std::string JwkSet(const std::vector<std::string>& jwks);

std::string Base64Url(const std::string& bytes);

// A signed token of these two JSON objects.
std::string TokenOf(const std::string& header, const std::string& claims, const TestKey& key,
                    const std::string& algorithm);

}  // namespace ocop::tokens
