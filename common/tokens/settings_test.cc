#include "common/tokens/settings.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace ocop::tokens {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

std::shared_ptr<const Verifier> VerifierWith(std::vector<const char*> arguments) {
  config::Settings settings("thing", "");
  const auto make = AddSettings(settings);
  arguments.insert(arguments.begin(), "thing");
  const absl::Status parsed = settings.Parse(static_cast<int>(arguments.size()), arguments.data(),
                                             [](const char*) -> const char* { return nullptr; });
  EXPECT_TRUE(parsed.ok()) << parsed;
  return make();
}

TEST(TokenSettingsTest, SayWhoseTokensAreTaken) {
  ::testing::internal::CaptureStderr();
  // Nobody listens there.
  const auto verifier = VerifierWith({"--token-issuer=http://127.0.0.1:9", "--token-audience=ocop",
                                      "--token-roles-claim=realm_access.roles", "--token-actor-claim=email"});
  const std::string log = ::testing::internal::GetCapturedStderr();
  ASSERT_NE(verifier, nullptr);
  EXPECT_EQ(verifier->rules().issuer, "http://127.0.0.1:9");
  EXPECT_EQ(verifier->rules().audience, "ocop");
  EXPECT_EQ(verifier->rules().roles_claim, "realm_access.roles");
  EXPECT_EQ(verifier->rules().actor_claim, "email");
  EXPECT_THAT(log, Not(HasSubstr("callers are believed")));
}

TEST(TokenSettingsTest, WithoutAnIssuerTheLogSaysThatCallersAreBelieved) {
  ::testing::internal::CaptureStderr();
  EXPECT_EQ(VerifierWith({}), nullptr);
  const std::string log = ::testing::internal::GetCapturedStderr();
  EXPECT_THAT(log, HasSubstr("WARNING"));
  EXPECT_THAT(log, HasSubstr("callers are believed"));
}

}  // namespace
}  // namespace ocop::tokens
