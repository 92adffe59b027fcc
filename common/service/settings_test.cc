#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "common/service/service.h"

namespace ocop::service {
namespace {

using ::testing::AllOf;
using ::testing::ExitedWithCode;
using ::testing::HasSubstr;

// Ends the process as one with these settings ends.
void RunWith(std::vector<std::string> arguments) {
  const Definition definition = {.name = "thing",
                                 .default_listen = "127.0.0.1:0",
                                 .default_metrics_listen = "127.0.0.1:0",
                                 .services = [](const resource::Home&) { return std::vector<rpc::Service>(); },
                                 .webhook_roles = {"administrator"}};
  arguments.insert(arguments.begin(), "thing");
  std::vector<char*> texts;
  for (std::string& argument : arguments) texts.push_back(argument.data());
  std::exit(Run(definition, static_cast<int>(texts.size()), texts.data()));
}

TEST(ServiceSettingsDeathTest, AProcessThatCouldNotWorkDoesNotStart) {
  EXPECT_EXIT(
      RunWith({"--database-url=postgresql:///x", "--writer-threads=0", "--reader-threads=-3",
               "--listen=127.0.0.1:99999", "--metrics-listen=0.0.0.0", "--webhook-give-up-after=-1h",
               "--webhook-timeout=0s", "--webhook-ca-file=/nowhere", "--webhook-networks=home",
               "--token-issuer=http://issuer.example.vn", "--token-actor-claim=", "--token-ca-file=/nowhere"}),
      ExitedWithCode(2),
      AllOf(HasSubstr("--writer-threads"), HasSubstr("--reader-threads"), HasSubstr("--listen"),
            HasSubstr("--metrics-listen"), HasSubstr("--webhook-give-up-after"), HasSubstr("--webhook-timeout"),
            HasSubstr("--webhook-ca-file"), HasSubstr("webhook-networks"), HasSubstr("token-issuer must be an https"),
            HasSubstr("token-issuer is of no use without token-audience"), HasSubstr("token-actor-claim"),
            HasSubstr("--token-ca-file")));
}

TEST(ServiceSettingsDeathTest, SaysWhichDatabaseIsMissing) {
  EXPECT_EXIT(RunWith({}), ExitedWithCode(2), "^thing: database-url is missing\n$");
  EXPECT_EXIT(RunWith({"--migrate"}), ExitedWithCode(2), "^thing: migration-database-url is missing\n$");
}

}  // namespace
}  // namespace ocop::service
