#include "services/ocopctl/call.h"

#include <grpcpp/generic/async_generic_service.h>
#include <grpcpp/server.h>
#include <grpcpp/server_builder.h>

#include <map>
#include <memory>
#include <sstream>

#include "absl/synchronization/mutex.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "ocop/registry/v1/product_service.pb.h"

namespace ocop::ocopctl {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::IsSupersetOf;
using ::testing::Pair;

constexpr char kGet[] = "/ocop.registry.v1.ProductService/GetProduct";

// A server that answers every call with a product and keeps what was told beside the last one.
class Listener : private grpc::CallbackGenericService {
 public:
  Listener() {
    grpc::ServerBuilder builder;
    builder.RegisterCallbackGenericService(this);
    server_ = builder.BuildAndStart();
  }
  ~Listener() override { server_->Shutdown(); }

  rpc::Client Client() { return rpc::Client(server_->InProcessChannel(grpc::ChannelArguments())); }

  std::map<std::string, std::string> told() {
    absl::MutexLock lock(&mutex_);
    return told_;
  }

 private:
  class Answer : public grpc::ServerGenericBidiReactor {
   public:
    Answer() {
      registry::v1::Product product;
      product.set_display_name("Kẹo dừa");
      const grpc::Slice bytes(product.SerializeAsString());
      answer_ = grpc::ByteBuffer(&bytes, 1);
      StartWriteAndFinish(&answer_, grpc::WriteOptions(), grpc::Status::OK);
    }
    void OnDone() override { delete this; }

   private:
    grpc::ByteBuffer answer_;
  };

  grpc::ServerGenericBidiReactor* CreateReactor(grpc::GenericCallbackServerContext* context) override {
    absl::MutexLock lock(&mutex_);
    told_.clear();
    for (const auto& [name, value] : context->client_metadata()) {
      told_.emplace(std::string(name.data(), name.size()), std::string(value.data(), value.size()));
    }
    return new Answer();
  }

  absl::Mutex mutex_;
  std::map<std::string, std::string> told_;
  std::unique_ptr<grpc::Server> server_;
};

class CallTest : public ::testing::Test {
 protected:
  absl::Status Run(const MethodCall& call) { return CallMethod(call, listener_.Client(), out_); }

  Listener listener_;
  std::ostringstream out_;
};

TEST_F(CallTest, PrintsTheAnswer) {
  const absl::Status status = Run({.path = kGet, .json = R"({"name":"provinces/82/products/a"})"});
  EXPECT_TRUE(status.ok()) << status;
  EXPECT_THAT(out_.str(), HasSubstr(R"("displayName": "Kẹo dừa")"));
}

TEST_F(CallTest, TellsWhoCallsAndWhichServiceIsMeant) {
  const absl::Status status = Run({.path = kGet,
                                   .actor = "officer@example.vn",
                                   .roles = "commune_officer,province_officer",
                                   .service = "registry"});
  EXPECT_TRUE(status.ok()) << status;
  EXPECT_THAT(listener_.told(),
              IsSupersetOf({Pair("x-actor", "officer@example.vn"), Pair("x-roles", "commune_officer,province_officer"),
                            Pair("ocop-service", "registry")}));
}

TEST_F(CallTest, TellsNothingThatIsNotGiven) {
  ASSERT_TRUE(Run({.path = kGet}).ok());
  const auto told = listener_.told();
  for (const char* name : {"x-actor", "x-roles", "ocop-service"}) EXPECT_FALSE(told.contains(name)) << name;
}

TEST_F(CallTest, ATokenTakesThePlaceOfActorAndRoles) {
  ASSERT_TRUE(Run({.path = kGet, .actor = "officer@example.vn", .roles = "commune_officer", .token = "abc"}).ok());
  const auto told = listener_.told();
  EXPECT_THAT(told, Contains(Pair("authorization", "Bearer abc")));
  for (const char* name : {"x-actor", "x-roles"}) EXPECT_FALSE(told.contains(name)) << name;
}

TEST_F(CallTest, RefusesStreams) {
  const absl::Status status = Run({.path = "/ocop.journal.v1.JournalService/Watch"});
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(std::string(status.message()), HasSubstr("streams"));
}

TEST_F(CallTest, RefusesWhatIsNoMethodOrNoRequest) {
  EXPECT_EQ(Run({.path = "/ocop.registry.v1.ProductService/Nothing"}).code(), absl::StatusCode::kNotFound);
  EXPECT_EQ(Run({.path = kGet, .json = "{"}).code(), absl::StatusCode::kInvalidArgument);
}

}  // namespace
}  // namespace ocop::ocopctl
