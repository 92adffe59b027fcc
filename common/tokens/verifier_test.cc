#include "common/tokens/verifier.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>
#include <thread>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/crypto/hmac.h"
#include "common/status/testing/matchers.h"
#include "common/tokens/testing/claims.h"
#include "common/tokens/testing/issuer.h"

namespace ocop::tokens {
namespace {

using ::ocop::status::IsRefusal;
using ::testing::ElementsAre;

class VerifierTest : public ::testing::Test {
 protected:
  VerifierTest() { Publish({&key_}); }

  // The keys as fetched long ago.
  void Publish(const std::vector<const TestKey*>& published, absl::Time began = Now() - absl::Hours(1)) {
    std::vector<std::string> jwks;
    for (const TestKey* key : published) jwks.push_back(key->Jwk());
    keys_->Set(std::make_shared<const KeySet>(*KeySet::Parse(JwkSet(jwks))), began);
  }

  std::string Token(const std::string& more = "") const { return Signed(key_, more); }
  static std::string Signed(const TestKey& key, const std::string& more = "") {
    return TokenOf(HeaderOf("ES256", key.id()), Claims(more), key, "ES256");
  }
  absl::StatusOr<std::shared_ptr<const Identity>> Identify(const std::string& token, absl::Time now = Now()) {
    return verifier_.Identify("Bearer " + token, now);
  }
  absl::Status Refusal(const std::string& token, absl::Time now = Now()) { return Identify(token, now).status(); }

  const TestKey key_ = TestKey::Ec("k1");
  const TestKey next_ = TestKey::Ec("k2");
  const std::shared_ptr<Keys> keys_ = std::make_shared<Keys>();
  Verifier verifier_{TestRules(), keys_, /*most_remembered=*/64};
};

TEST_F(VerifierTest, TellsWhoCalls) {
  const auto identity = Identify(Token());
  ASSERT_TRUE(identity.ok()) << identity.status();
  EXPECT_EQ((*identity)->actor, "officer@example.vn");
  EXPECT_THAT((*identity)->roles, ElementsAre("commune_officer", "producer"));
  EXPECT_TRUE(verifier_.Identify("bearer  " + Token(), Now()).ok()) << "a scheme is in either case (RFC 9110, 11.1)";
}

TEST_F(VerifierTest, RefusesWhatIsNoBearerToken) {
  for (const std::string& authorization : {std::string("Basic dTpw"), std::string("Bearer"), std::string("Bearer "),
                                           std::string("Bearer\t") + Token(), std::string("BearerToken"), Token()}) {
    EXPECT_THAT(verifier_.Identify(authorization, Now()).status(), IsUnauthenticated("TOKEN_SCHEME"));
  }
  const std::string token = Token();
  const std::string header = token.substr(0, token.find('.'));
  for (const std::string& text :
       {std::string("x"), std::string(".."), token + ".", token + ".a.b", token.substr(0, token.rfind('.')),
        token + "=", token + " " + token, token + "\n", "a b" + token, header + "." + header,
        std::string(17 << 10, 'a'), token + std::string(16 << 10, 'a'), std::string(10'000, '.'),
        std::string("\xff\xfe\0\x01", 4)}) {
    EXPECT_THAT(Refusal(text), IsUnauthenticated("TOKEN_MALFORMED")) << text.substr(0, 40);
  }
}

TEST_F(VerifierTest, RefusesTokensThatAnybodyCanMake) {
  const std::string none = absl::StrCat(Base64Url(HeaderOf("none", "k1")), ".", Base64Url(Claims()), ".");
  EXPECT_THAT(Refusal(none), IsUnauthenticated("TOKEN_ALGORITHM"));
  // HS256 with the public key as its secret.
  const std::string text = absl::StrCat(Base64Url(HeaderOf("HS256", "k1")), ".", Base64Url(Claims()));
  for (const std::string& secret : {key_.PublicPem(), key_.Jwk()}) {
    EXPECT_THAT(Refusal(absl::StrCat(text, ".", Base64Url(crypto::HmacSha256(secret, text)))),
                IsUnauthenticated("TOKEN_ALGORITHM"));
  }
  EXPECT_THAT(Refusal(TokenOf(HeaderOf("ES256", "k1"), Claims(), next_, "ES256")),
              IsUnauthenticated("TOKEN_SIGNATURE"));
  // The claims of one under the signature of another.
  const std::string a = Token(), b = Token(R"("roles":["administrator"])");
  EXPECT_THAT(Refusal(b.substr(0, b.rfind('.')) + a.substr(a.rfind('.'))), IsUnauthenticated("TOKEN_SIGNATURE"));
  // A key that the token brings along.
  const std::string own =
      TokenOf(HeaderOf("ES256", "k2", absl::StrCat(R"("jwk":)", next_.Jwk())), Claims(), next_, "ES256");
  EXPECT_FALSE(Identify(own).ok());
  // Of two algorithms in one header no reader may take the other.
  EXPECT_FALSE(Identify(TokenOf(R"({"alg":"ES256","kid":"k1","alg":"none"})", Claims(), key_, "ES256")).ok());
}

TEST_F(VerifierTest, ARememberedTokenEndsToo) {
  const std::string token = Token();
  ASSERT_TRUE(Identify(token).ok());
  EXPECT_TRUE(Identify(token, Now() + absl::Minutes(59)).ok());
  EXPECT_THAT(Refusal(token, Now() + absl::Minutes(61)), IsUnauthenticated("TOKEN_EXPIRED"));
}

TEST_F(VerifierTest, AKeyThatWasTakenBackEndsItsTokens) {
  const std::string token = Token();
  ASSERT_TRUE(Identify(token).ok());
  Publish({&key_, &next_});
  EXPECT_TRUE(Identify(token).ok()) << "both are the issuer's";
  EXPECT_TRUE(Identify(Signed(next_)).ok());
  Publish({&next_}, Now() + absl::Seconds(2));
  EXPECT_THAT(Refusal(token), IsUnauthenticated("TOKEN_KEY_UNKNOWN"));
  EXPECT_TRUE(Identify(Signed(next_)).ok());
}

TEST_F(VerifierTest, AnUnknownKeyIsAskedForAndTheCallRepeated) {
  Publish({&key_}, Now() - absl::Seconds(1));
  const absl::Status pending = Refusal(Signed(next_));
  EXPECT_THAT(pending, IsRefusal(absl::StatusCode::kUnavailable, "TOKEN_KEYS_PENDING"));
  EXPECT_EQ(status::RetryDelayOf(pending), absl::Seconds(1));
  EXPECT_TRUE(keys_->Await(absl::InfinitePast(), absl::Now() + absl::Seconds(30)));
  Publish({&key_}, Now() + absl::Seconds(2));
  EXPECT_THAT(Refusal(Signed(next_)), IsUnauthenticated("TOKEN_KEY_UNKNOWN")) << "nor do new ones have it";
  EXPECT_TRUE(Identify(Token()).ok());
}

TEST_F(VerifierTest, NobodyIsRefusedForKeysThatWereNeverFetched) {
  Verifier fresh(TestRules(), std::make_shared<Keys>());
  EXPECT_THAT(fresh.Identify("Bearer " + Token(), Now()).status(),
              IsRefusal(absl::StatusCode::kUnavailable, "TOKEN_KEYS_PENDING"));
  EXPECT_THAT(fresh.Identify("Bearer " + Token(R"("aud":"other")"), Now()).status(),
              IsUnauthenticated("TOKEN_WRONG_AUDIENCE"))
      << "whatever its signature";
}

TEST_F(VerifierTest, ManyTokensAreVerifiedThoughFewAreRemembered) {
  std::vector<std::string> tokens;
  for (int i = 0; i < 300; ++i) tokens.push_back(Token(absl::StrCat(R"("sub":"caller)", i, "\"")));
  for (int round = 0; round < 2; ++round) {
    for (int i = 0; i < 300; ++i) EXPECT_EQ((*Identify(tokens[i]))->actor, absl::StrCat("caller", i));
  }
}

TEST_F(VerifierTest, ManyThreadsAskWhileKeysChange) {
  const std::string token = Token();
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&, i] {
      for (int n = 0; n < 200; ++n) {
        EXPECT_TRUE(Identify(n % 10 == 0 ? Token(absl::StrCat(R"("jti":")", i, "-", n, "\"")) : token).ok());
      }
    });
  }
  for (int n = 0; n < 50; ++n) Publish({&key_, &next_});
  for (std::thread& thread : threads) thread.join();
}

TEST_F(VerifierTest, NothingOfATokenIsRepeated) {
  const std::string secret = "sehr-geheim-1234";
  for (const std::string& token :
       {secret, Token(absl::StrCat(R"("iss":")", secret, "\"")), Token(absl::StrCat(R"("aud":")", secret, "\"")),
        Token(absl::StrCat(R"("exp":")", secret, "\"")), TokenOf(HeaderOf(secret, secret), Claims(), key_, "ES256"),
        TokenOf(HeaderOf("ES256", secret), Claims(), key_, "ES256"),
        TokenOf(HeaderOf("ES256", "k1", absl::StrCat(R"("typ":")", secret, "\"")), Claims(), key_, "ES256")}) {
    const absl::Status refusal = Refusal(token);
    EXPECT_FALSE(refusal.ok());
    EXPECT_FALSE(absl::StrContains(refusal.ToString(), secret)) << refusal;
  }
}

// Whatever comes, the answer is a refusal; a change of the letters that are only filling may leave the token what it
// is.
TEST_F(VerifierTest, MutationsAreRefused) {
  std::mt19937 random(7);
  const std::string token = Token();
  ASSERT_TRUE(Identify(token).ok());
  constexpr char kLetters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.=+/ \t\n\"{}";
  const auto any = [&](size_t n) { return std::uniform_int_distribution<size_t>(0, n - 1)(random); };
  int taken = 0;
  for (int i = 0; i < 10'000; ++i) {
    std::string changed = token;
    for (size_t n = any(4) + 1; n > 0; --n) {
      const size_t at = any(changed.size());
      switch (any(4)) {
        case 0:
          changed[at] = kLetters[any(sizeof(kLetters) - 1)];
          break;
        case 1:
          changed.erase(at, any(20));
          break;
        case 2:
          changed.insert(at, changed.substr(any(changed.size()), any(20)));
          break;
        default:
          changed[at] = static_cast<char>(any(256));
      }
      if (changed.empty()) changed = "x";
    }
    const auto identity = Identify(changed);
    if (!identity.ok()) continue;
    EXPECT_EQ((*identity)->actor, "officer@example.vn");
    ++taken;
  }
  EXPECT_LT(taken, 300);
}

TEST_F(VerifierTest, MutationsInsideOfTheTokenAreRefused) {
  std::mt19937 random(11);
  const auto any = [&](size_t n) { return std::uniform_int_distribution<size_t>(0, n - 1)(random); };
  for (int i = 0; i < 10'000; ++i) {
    std::string header = HeaderOf("ES256", "k1"), claims = Claims();
    std::string& changed = any(2) == 0 ? header : claims;
    changed[any(changed.size())] = static_cast<char>(any(256));
    const std::string text = absl::StrCat(Base64Url(header), ".", Base64Url(claims));
    EXPECT_TRUE(header + claims == HeaderOf("ES256", "k1") + Claims() ||
                !Identify(absl::StrCat(text, ".", Base64Url(std::string(64, 'x')))).ok());
  }
}

}  // namespace
}  // namespace ocop::tokens
