#include "common/tokens/key_set.h"

#include <gtest/gtest.h>

#include "common/tokens/testing/claims.h"
#include "common/tokens/testing/issuer.h"

namespace ocop::tokens {
namespace {

using Verdict = KeySet::Verdict;

KeySet SetOf(const std::vector<std::string>& jwks) {
  auto set = KeySet::Parse(JwkSet(jwks));
  EXPECT_TRUE(set.ok()) << set.status();
  return *std::move(set);
}

std::string Signed(const TestKey& key, const std::string& algorithm) {
  return TokenOf(HeaderOf(algorithm, key.id()), Claims(), key, algorithm);
}

TEST(KeySetTest, VerifiesByEveryAlgorithm) {
  const TestKey rsa = TestKey::Rsa("r");
  const KeySet set = SetOf({rsa.Jwk(R"("use":"sig")")});
  for (const char* algorithm : {"RS256", "RS384", "RS512", "PS256", "PS384", "PS512"}) {
    EXPECT_EQ(set.Verify({algorithm, "r"}, Signed(rsa, algorithm)), Verdict::kSigned) << algorithm;
  }
  for (const auto& [algorithm, curve] : {std::pair("ES256", "P-256"), {"ES384", "P-384"}, {"ES512", "P-521"}}) {
    const TestKey key = TestKey::Ec("e", curve);
    const KeySet keys = SetOf({rsa.Jwk(), key.Jwk()});
    EXPECT_EQ(keys.Verify({algorithm, "e"}, Signed(key, algorithm)), Verdict::kSigned) << algorithm;
  }
}

TEST(KeySetTest, KnowsOtherSignaturesFromThese) {
  const TestKey key = TestKey::Rsa("k"), other = TestKey::Rsa("k");
  const KeySet set = SetOf({key.Jwk()});
  EXPECT_EQ(set.Verify({"RS256", "k"}, Signed(other, "RS256")), Verdict::kNotSigned);
  std::string token = Signed(key, "RS256");
  token[token.size() - 10] = token[token.size() - 10] == 'A' ? 'B' : 'A';
  EXPECT_EQ(set.Verify({"RS256", "k"}, token), Verdict::kNotSigned);
  EXPECT_EQ(set.Verify({"RS256", "k"}, token.substr(0, token.rfind('.') + 1)), Verdict::kNotSigned) << "no signature";
  EXPECT_EQ(set.Verify({"RS256", "k"}, ""), Verdict::kNotSigned);
  EXPECT_EQ(set.Verify({"PS256", "k"}, Signed(key, "RS256")), Verdict::kNotSigned)
      << "the header that was looked at is not the token's";
}

TEST(KeySetTest, TakesTheKeyThatTheTokenNames) {
  const TestKey a = TestKey::Ec("a"), b = TestKey::Ec("b");
  const KeySet set = SetOf({a.Jwk(), b.Jwk()});
  EXPECT_EQ(set.Verify({"ES256", "b"}, Signed(b, "ES256")), Verdict::kSigned);
  EXPECT_EQ(set.Verify({"ES256", "a"}, Signed(b, "ES256")), Verdict::kNotSigned);
  EXPECT_EQ(set.Verify({"ES256", "c"}, Signed(b, "ES256")), Verdict::kNoSuchKey);
  EXPECT_EQ(set.Verify({"RS256", "a"}, Signed(a, "ES256")), Verdict::kNoSuchKey) << "a key of another type";
  EXPECT_EQ(set.Verify({"ES384", "a"}, Signed(a, "ES256")), Verdict::kNoSuchKey) << "of another curve";
}

TEST(KeySetTest, AnUnnamedKeyMustBeTheOnlyOne) {
  const TestKey a = TestKey::Ec("a"), b = TestKey::Ec("b"), rsa = TestKey::Rsa("r");
  EXPECT_EQ(SetOf({rsa.Jwk(), a.Jwk()}).Verify({"ES256", ""}, Signed(a, "ES256")), Verdict::kSigned);
  EXPECT_EQ(SetOf({a.Jwk(), b.Jwk()}).Verify({"ES256", ""}, Signed(a, "ES256")), Verdict::kNoSuchKey);
}

TEST(KeySetTest, AKeyIsForTheAlgorithmThatItNames) {
  const TestKey key = TestKey::Rsa("k");
  const KeySet set = SetOf({key.Jwk(R"("alg":"PS256")")});
  EXPECT_EQ(set.Verify({"PS256", "k"}, Signed(key, "PS256")), Verdict::kSigned);
  EXPECT_EQ(set.Verify({"RS256", "k"}, Signed(key, "RS256")), Verdict::kNoSuchKey);
}

TEST(KeySetTest, LeavesOutKeysThatAreOfNoUse) {
  const TestKey good = TestKey::Ec("good");
  const KeySet set = SetOf({TestKey::Rsa("short", 1024).Jwk(), TestKey::Rsa("enc").Jwk(R"("use":"enc")"),
                            TestKey::Rsa("ops").Jwk(R"("key_ops":["encrypt"])"),
                            TestKey::Rsa("hs").Jwk(R"("alg":"HS256")"), R"({"kty":"oct","kid":"o","k":"c2VjcmV0"})",
                            R"({"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"})",
                            R"({"kty":"RSA","n":"!","e":"AQAB"})", R"({"kty":"RSA"})",
                            R"({"kty":"EC","crv":"P-256","x":"AA","y":"AA"})", "7", "null", good.Jwk()});
  EXPECT_EQ(set.size(), 1u);
  EXPECT_EQ(set.Verify({"ES256", "good"}, Signed(good, "ES256")), Verdict::kSigned);
}

TEST(KeySetTest, WithoutAKeyIsNone) {
  for (const char* text : {"", "null", "[]", "{}", R"({"keys":{}})", R"({"keys":[]})", R"({"keys":[{"kty":"oct"}]})"}) {
    EXPECT_EQ(KeySet::Parse(text).status().code(), absl::StatusCode::kInvalidArgument) << text;
  }
}

}  // namespace
}  // namespace ocop::tokens
