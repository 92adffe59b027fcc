#include "common/tokens/claims.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "common/tokens/testing/claims.h"

namespace ocop::tokens {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

absl::StatusOr<Identity> Read(const std::string& more, const Rules& rules = TestRules(), absl::Time now = Now()) {
  return ReadClaims(Claims(more), rules, now);
}

absl::Status Refusal(const std::string& more, const Rules& rules = TestRules()) {
  return Read(more, rules).status();
}

TEST(ClaimsTest, TellWhoCalls) {
  const auto identity = Read("");
  ASSERT_TRUE(identity.ok()) << identity.status();
  EXPECT_EQ(identity->actor, "officer@example.vn");
  EXPECT_THAT(identity->roles, ElementsAre("commune_officer", "producer"));
  EXPECT_EQ(identity->end, Now() + absl::Hours(1) + absl::Seconds(30));
}

TEST(ClaimsTest, AreForUs) {
  EXPECT_THAT(Refusal(R"("iss":"https://other.example.vn")"), IsUnauthenticated("TOKEN_WRONG_ISSUER"));
  EXPECT_THAT(Refusal(R"("iss":"https://issuer.example.vn/")"), IsUnauthenticated("TOKEN_WRONG_ISSUER"));
  EXPECT_THAT(Refusal(R"("iss":null)"), IsUnauthenticated("TOKEN_WRONG_ISSUER"));
  EXPECT_TRUE(Read(R"("aud":["https://a.example","https://ocop.example.vn"])").ok());
  for (const char* aud : {R"("https://a.example")", "[]", "null", "7", R"(["https://a.example", 7])",
                          R"({"https://ocop.example.vn":1})", R"("https://ocop.example.vn/")"}) {
    EXPECT_THAT(Refusal(std::string(R"("aud":)") + aud), IsUnauthenticated("TOKEN_WRONG_AUDIENCE")) << aud;
  }
}

TEST(ClaimsTest, AreForNow) {
  EXPECT_TRUE(Read("", TestRules(), Now() + absl::Minutes(60)).ok()) << "the leeway";
  EXPECT_THAT(Read("", TestRules(), Now() + absl::Seconds(3630)).status(), IsUnauthenticated("TOKEN_EXPIRED"));
  EXPECT_THAT(Refusal(R"("exp":0)"), IsUnauthenticated("TOKEN_EXPIRED"));
  EXPECT_THAT(Refusal(R"("exp":-1e300)"), IsUnauthenticated("TOKEN_EXPIRED"));
  for (const char* exp : {"null", R"("1800003600")", "true", "1e300"}) {
    EXPECT_THAT(Refusal(std::string(R"("exp":)") + exp), IsUnauthenticated("TOKEN_CLAIM")) << exp;
  }
  EXPECT_TRUE(Read(R"("nbf":1800000020.5)").ok()) << "the leeway";
  EXPECT_THAT(Refusal(R"("nbf":1800000031)"), IsUnauthenticated("TOKEN_NOT_YET_VALID"));
  EXPECT_THAT(Refusal(R"("iat":1800000031)"), IsUnauthenticated("TOKEN_NOT_YET_VALID"));
  EXPECT_THAT(Refusal(R"("nbf":"now")"), IsUnauthenticated("TOKEN_CLAIM"));
}

TEST(ClaimsTest, NameTheCaller) {
  for (const char* sub : {"null", R"("")", "7", "[]"}) {
    EXPECT_THAT(Refusal(std::string(R"("sub":)") + sub), IsUnauthenticated("TOKEN_CLAIM")) << sub;
  }
  EXPECT_THAT(Refusal(R"("sub":")" + std::string(201, 'a') + '"'), IsUnauthenticated("TOKEN_CLAIM"));
  EXPECT_THAT(Refusal(R"("sub":"a\nb")"), IsUnauthenticated("TOKEN_CLAIM"));

  Rules rules = TestRules();
  rules.actor_claim = "preferred_username";
  EXPECT_EQ(Read(R"("preferred_username":"nguyễn.an")", rules)->actor, "nguyễn.an");
  EXPECT_THAT(Refusal("", rules), IsUnauthenticated("TOKEN_CLAIM"));
  EXPECT_THAT(Refusal(R"("preferred_username":"an","sub":"")", rules), IsUnauthenticated("TOKEN_CLAIM"))
      << "every token has a subject";
}

TEST(ClaimsTest, AnAddressThatIsNotVerifiedNamesNobody) {
  Rules rules = TestRules();
  rules.actor_claim = "email";
  EXPECT_EQ(Read(R"("email":"an@example.vn")", rules)->actor, "an@example.vn");
  EXPECT_TRUE(Read(R"("email":"an@example.vn","email_verified":true)", rules).ok());
  EXPECT_THAT(Refusal(R"("email":"an@example.vn","email_verified":false)", rules), IsUnauthenticated("TOKEN_CLAIM"));
}

TEST(ClaimsTest, HoldRolesInEveryUsualForm) {
  EXPECT_THAT(Read(R"("roles":"producer  council_member ")")->roles, ElementsAre("producer", "council_member"));
  EXPECT_THAT(Read(R"("roles":["producer",7,null,"",["administrator"]])")->roles, ElementsAre("producer"));
  for (const char* none : {"null", "{}", "7", R"({"administrator":true})"}) {
    EXPECT_THAT(Read(std::string(R"("roles":)") + none)->roles, IsEmpty()) << none;
  }
  Rules rules = TestRules();
  rules.roles_claim = "realm_access.roles";
  EXPECT_THAT(Read(R"("realm_access":{"roles":["producer"]})", rules)->roles, ElementsAre("producer"));
  EXPECT_THAT(Read(R"("realm_access":["producer"])", rules)->roles, IsEmpty());
  EXPECT_THAT(Read("", rules)->roles, IsEmpty());
  rules.roles_claim = "https://ocop.example.vn/roles";
  EXPECT_THAT(Read(R"("https://ocop.example.vn/roles":["producer"])", rules)->roles, ElementsAre("producer"));
}

TEST(ClaimsTest, AreAnObject) {
  for (const char* json : {"", "[]", "7", "null", "{", R"({"a":1}x)", "{\"a\":\"\xff\"}"}) {
    EXPECT_THAT(ReadClaims(json, TestRules(), Now()).status(), IsUnauthenticated("TOKEN_MALFORMED")) << json;
  }
}

TEST(HeaderTest, NamesAlgorithmAndKey) {
  const auto header = ReadHeader(R"({"alg":"ES256","kid":"k1","typ":"application/AT+JWT"})");
  ASSERT_TRUE(header.ok()) << header.status();
  EXPECT_EQ(header->algorithm, "ES256");
  EXPECT_EQ(header->key_id, "k1");
  EXPECT_EQ(ReadHeader(R"({"alg":"RS256"})")->key_id, "");
}

TEST(HeaderTest, TakesAsymmetricAlgorithmsAlone) {
  for (const char* alg : {R"("none")", R"("None")", R"("HS256")", R"("HS512")", R"("rs256")", R"("RS256 RS384")",
                          R"("")", R"(" ")", "null", "7", R"(["RS256"])", R"("dir")"}) {
    EXPECT_THAT(ReadHeader(std::string(R"({"alg":)") + alg + "}").status(), IsUnauthenticated("TOKEN_ALGORITHM"))
        << alg;
  }
  EXPECT_THAT(ReadHeader("{}").status(), IsUnauthenticated("TOKEN_ALGORITHM"));
}

TEST(HeaderTest, RefusesOtherKindsOfTokens) {
  for (const char* typ : {R"("dpop+jwt")", R"("logout+jwt")", R"("")", "7"}) {
    EXPECT_THAT(ReadHeader(std::string(R"({"alg":"RS256","typ":)") + typ + "}").status(),
                IsUnauthenticated("TOKEN_TYPE"))
        << typ;
  }
  EXPECT_TRUE(ReadHeader(R"({"alg":"RS256","typ":"JWT"})").ok());
}

TEST(HeaderTest, RefusesExtensionsThatNobodyKnows) {
  EXPECT_THAT(ReadHeader(R"({"alg":"RS256","crit":["b64"],"b64":false})").status(),
              IsUnauthenticated("TOKEN_MALFORMED"));
}

}  // namespace
}  // namespace ocop::tokens
