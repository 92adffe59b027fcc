// What a service says of itself while its database is away.
#include <google/protobuf/empty.pb.h>
#include <gtest/gtest.h>

#include <string>

#include "absl/strings/str_cat.h"
#include "common/rpc/client.h"
#include "common/service/service.h"
#include "common/testing/database_proxy.h"
#include "common/testing/test_database.h"

namespace ocop::service {
namespace {

// HealthCheckResponse has one field, number 1: 1 is SERVING, 2 NOT_SERVING.
constexpr char kServing[] = "\x08\x01";
constexpr char kNotServing[] = "\x08\x02";

class HealthWatch {
 public:
  explicit HealthWatch(const rpc::Client& client)
      : subscription_(client.Subscribe(
            "/grpc.health.v1.Health/Watch", google::protobuf::Empty(), google::protobuf::Empty(),
            [this](const google::protobuf::Message& health) {
              absl::MutexLock lock(&mutex_);
              told_ = health.SerializeAsString();
            },
            [this](const absl::Status&) {
              absl::MutexLock lock(&mutex_);
              ended_ = true;
            })) {}
  ~HealthWatch() {
    subscription_->Cancel();
    absl::MutexLock lock(&mutex_);
    mutex_.Await(absl::Condition(&ended_));
  }

  bool Await(const std::string& health) {
    const auto holds = [&]() ABSL_NO_THREAD_SAFETY_ANALYSIS { return told_ == health; };
    absl::MutexLock lock(&mutex_);
    return mutex_.AwaitWithTimeout(absl::Condition(&holds), absl::Seconds(20));
  }

 private:
  absl::Mutex mutex_;
  std::string told_ ABSL_GUARDED_BY(mutex_);
  bool ended_ ABSL_GUARDED_BY(mutex_) = false;
  std::shared_ptr<rpc::Subscription> subscription_;
};

Definition QuietDefinition() {
  Definition definition;
  definition.name = "quiet";
  definition.services = [](const resource::Home&) -> absl::StatusOr<Parts> {
    return Parts(std::vector<rpc::Service>());
  };
  return definition;
}

// A cut connection says so; a network that drops everything, or a server that hangs, says nothing.
TEST(HealthTest, ADatabaseThatFallsSilentIsTakenForLost) {
  const ocop::testing::TestDatabase database;
  const Definition definition = QuietDefinition();
  ASSERT_TRUE(Migrate(definition, database.url()).ok());
  ocop::testing::DatabaseProxy proxy(database.url());
  metrics::Registry metrics;
  DataService service(definition, {.database_url = proxy.url()}, metrics);
  ASSERT_TRUE(service.Start().ok());
  HealthWatch health(rpc::Client(absl::StrCat("127.0.0.1:", service.port())));
  EXPECT_TRUE(health.Await(kServing));
  proxy.FallSilent();
  EXPECT_TRUE(health.Await(kNotServing));
  proxy.Speak();
  EXPECT_TRUE(health.Await(kServing));
}

}  // namespace
}  // namespace ocop::service
