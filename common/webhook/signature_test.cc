#include "common/webhook/signature.h"

#include <gmock/gmock.h>

#include <set>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"

namespace ocop::webhook {
namespace {

constexpr char kSecret[] = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

// The example that Standard Webhooks' own libraries are tested with.
TEST(SignatureTest, IsThatOfStandardWebhooks) {
  EXPECT_EQ(SignatureOf({kSecret}, "msg_p5jXN8AQM9LWM0D4loKWxJek", absl::FromUnixSeconds(1614265330),
                        R"({"test": 2432232314})"),
            "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
}

TEST(SignatureTest, EachSecretSigns) {
  const std::string other = NewSecret();
  const auto sign = [](const std::vector<std::string>& secrets) {
    return SignatureOf(secrets, "id", absl::FromUnixSeconds(1), "body");
  };
  EXPECT_EQ(sign({kSecret, other}), absl::StrCat(sign({kSecret}), " ", sign({other})));
}

TEST(SignatureTest, NewSecretsAreSecretsAndDiffer) {
  std::set<std::string> secrets;
  for (int i = 0; i < 100; ++i) secrets.insert(NewSecret());
  EXPECT_EQ(secrets.size(), 100u);
  for (const std::string& secret : secrets) EXPECT_TRUE(IsSecret(secret)) << secret;
}

TEST(SignatureTest, SecretsHave24To64Bytes) {
  const auto of_size = [](size_t bytes) { return absl::StrCat("whsec_", absl::Base64Escape(std::string(bytes, 'k'))); };
  for (size_t size : {24, 25, 32, 64}) EXPECT_TRUE(IsSecret(of_size(size))) << size;
  for (size_t size : {0, 1, 23, 65}) EXPECT_FALSE(IsSecret(of_size(size))) << size;
  for (const char* text :
       {"", "whsec_", "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaS!"}) {
    EXPECT_FALSE(IsSecret(text)) << text;
  }
}

}  // namespace
}  // namespace ocop::webhook
