#include "services/gateway/edge/grpc_proxy.h"

#include <gmock/gmock.h>
#include <grpcpp/client_context.h>
#include <grpcpp/create_channel.h>
#include <grpcpp/generic/generic_stub.h>
#include <grpcpp/security/credentials.h>
#include <gtest/gtest.h>

#include <functional>
#include <future>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/notification.h"
#include "common/http2/client.h"
#include "common/rpc/client.h"
#include "common/rpc/server.h"
#include "common/rpc/wire.h"
#include "common/status/grpc_status.h"
#include "common/status/testing/matchers.h"
#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"
#include "ocop/journal/v1/journal_service.pb.h"
#include "ocop/registry/v1/plan_service.pb.h"
#include "ocop/registry/v1/plan_task_service.pb.h"
#include "ocop/registry/v1/product_service.pb.h"
#include "services/gateway/edge/testing/test_backend.h"

namespace ocop::gateway {
namespace {

using ::ocop::registry::v1::GetProductRequest;
using ::ocop::registry::v1::Product;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::Pair;

constexpr char kChat[] = "/ocop.registry.v1.ProductService/Chat";  // in no proto: the proxy need not know it

// A bidirectional stream, one operation at a time.
class Stream {
 public:
  Stream(const std::shared_ptr<grpc::Channel>& channel, const std::string& method, const std::string& service = "") {
    if (!service.empty()) context.AddMetadata("ocop-service", service);
    stream_ = grpc::GenericStub(channel).PrepareCall(&context, method, &queue_);
    stream_->StartCall(nullptr);
    Wait();
  }
  ~Stream() {
    queue_.Shutdown();
    void* tag;
    bool ok;
    while (queue_.Next(&tag, &ok)) {
    }
  }

  bool Write(const std::string& name) {
    GetProductRequest request;
    request.set_name(name);
    stream_->Write(ToBuffer(request), nullptr);
    return Wait();
  }
  bool WritesDone() {
    stream_->WritesDone(nullptr);
    return Wait();
  }
  bool Read(grpc::ByteBuffer* buffer) {
    stream_->Read(buffer, nullptr);
    return Wait();
  }
  // The name that was sent and came back; "end" when nothing more comes.
  std::string ReadName() {
    grpc::ByteBuffer buffer;
    return Read(&buffer) ? FromBuffer<GetProductRequest>(buffer).name() : "end";
  }
  grpc::Status Finish() {
    grpc::Status status;
    stream_->Finish(&status, nullptr);
    Wait();
    return status;
  }

  grpc::ClientContext context;

 private:
  bool Wait() {
    void* tag;
    bool ok = false;
    return queue_.Next(&tag, &ok) && ok;
  }

  grpc::CompletionQueue queue_;
  std::unique_ptr<grpc::GenericClientAsyncReaderWriter> stream_;
};

class GrpcProxyTest : public testing::Test {
 protected:
  GrpcProxyTest()
      : proxy_({{"registry", {"ocop.registry.v1.ProductService", "ocop.journal.v1.JournalService"}, backend_.channel()},
                {"nobody",
                 {registry::v1::GetPlanRequest::descriptor()->file()->service(0)->full_name(),
                  "ocop.journal.v1.JournalService"},
                 NobodysChannel()},
                {"hangup", {registry::v1::PlanTask::descriptor()->file()->service(0)->full_name()}, hangup_.channel()}},
               telemetry_) {
    proxy_.Serve(server_);
    EXPECT_EQ(server_.Start(), absl::OkStatus());
    channel_ = grpc::CreateChannel(absl::StrCat("127.0.0.1:", server_.port()), grpc::InsecureChannelCredentials());
  }

  // Calls a unary method and waits.
  grpc::Status Call(grpc::ClientContext* context, const std::string& method, const std::string& name,
                    grpc::ByteBuffer* response) {
    GetProductRequest request;
    request.set_name(name);
    const grpc::ByteBuffer buffer = ToBuffer(request);
    std::promise<grpc::Status> answered;
    grpc::GenericStub(channel_).UnaryCall(context, method, {}, &buffer, response,
                                          [&](grpc::Status status) { answered.set_value(std::move(status)); });
    return answered.get_future().get();
  }

  TestBackend backend_;
  Hangup hangup_;
  metrics::Registry metrics_;
  rpc::Telemetry telemetry_{metrics_};
  GrpcProxy proxy_;
  rpc::Server server_{{}, telemetry_};
  std::shared_ptr<grpc::Channel> channel_;
};

TEST_F(GrpcProxyTest, PassesAUnaryCallWithAllThatTravelsAroundIt) {
  grpc::ClientContext context;
  const absl::Time deadline = absl::Now() + absl::Seconds(60);
  context.set_deadline(absl::ToChronoTime(deadline));
  context.AddMetadata("authorization", "Bearer t");
  context.AddMetadata("x-blob-bin", std::string("\0\xff", 2));
  grpc::ByteBuffer response;
  const grpc::Status status = Call(&context, kGetProduct, "provinces/82/products/plain", &response);
  ASSERT_TRUE(status.ok()) << status.error_message();
  EXPECT_EQ(FromBuffer<Product>(response).display_name(), "Kẹo dừa");
  EXPECT_THAT(context.GetServerInitialMetadata(), Contains(Pair("x-served-by", "backend")));
  EXPECT_THAT(context.GetServerTrailingMetadata(), Contains(Pair("x-cost", "7")));
  EXPECT_THAT(context.GetServerTrailingMetadata(), Contains(Pair("x-blob-bin", grpc::string_ref("\0\xff", 2))));
  EXPECT_THAT(backend_.metadata(), Contains(Pair("authorization", "Bearer t")));
  EXPECT_THAT(backend_.metadata(), Contains(Pair("x-blob-bin", std::string("\0\xff", 2))));
  EXPECT_LT(absl::AbsDuration(backend_.deadline() - deadline), absl::Seconds(5));
}

TEST_F(GrpcProxyTest, PassesARefusalWithEveryDetail) {
  grpc::ClientContext context;
  grpc::ByteBuffer response;
  const grpc::Status status = Call(&context, kGetProduct, "provinces/82/products/missing", &response);
  EXPECT_EQ(status.error_code(), grpc::StatusCode::NOT_FOUND);
  google::rpc::Status details;
  ASSERT_TRUE(details.ParseFromString(status.error_details()));
  EXPECT_EQ(details.details_size(), 3);
  EXPECT_EQ(context.GetServerTrailingMetadata().count("grpc-status-details-bin"), 1u);
}

TEST_F(GrpcProxyTest, PassesMessagesBothWaysOneByOne) {
  Stream stream(channel_, kChat);
  for (int i = 0; i < 1000; ++i) {
    ASSERT_TRUE(stream.Write(absl::StrCat(i)));
    ASSERT_EQ(stream.ReadName(), absl::StrCat(i));
  }
  ASSERT_TRUE(stream.WritesDone());
  EXPECT_EQ(stream.ReadName(), "end");
  EXPECT_TRUE(stream.Finish().ok());
  EXPECT_THAT(stream.context.GetServerTrailingMetadata(), Contains(Pair("x-count", "1000")));
}

TEST_F(GrpcProxyTest, PassesAStreamWithoutAMessage) {
  Stream stream(channel_, kChat);
  ASSERT_TRUE(stream.WritesDone());
  EXPECT_EQ(stream.ReadName(), "end");
  EXPECT_TRUE(stream.Finish().ok());
  EXPECT_THAT(stream.context.GetServerTrailingMetadata(), Contains(Pair("x-count", "0")));
}

TEST_F(GrpcProxyTest, ABackendMayEndTheCallWhileTheCallerStillSends) {
  Stream stream(channel_, kGetProduct);  // the backend refuses after the first message
  ASSERT_TRUE(stream.Write("provinces/82/products/missing"));
  EXPECT_EQ(stream.ReadName(), "end");
  EXPECT_EQ(stream.Finish().error_code(), grpc::StatusCode::NOT_FOUND);
}

TEST_F(GrpcProxyTest, ACallersCancellationReachesTheBackend) {
  Stream stream(channel_, kGetProduct);
  ASSERT_TRUE(stream.Write("provinces/82/products/held"));
  backend_.AwaitHeld();
  stream.context.TryCancel();
  EXPECT_EQ(stream.Finish().error_code(), grpc::StatusCode::CANCELLED);
  backend_.AwaitHeldCancelled();
}

TEST_F(GrpcProxyTest, ADeadlineEndsTheCallAtBothEnds) {
  grpc::ClientContext context;
  context.set_deadline(std::chrono::system_clock::now() + std::chrono::milliseconds(100));
  grpc::ByteBuffer response;
  EXPECT_EQ(Call(&context, kGetProduct, "provinces/82/products/held", &response).error_code(),
            grpc::StatusCode::DEADLINE_EXCEEDED);
  backend_.AwaitHeldCancelled();
}

// The backend hangs, and the caller leaves its time to the gateway.
TEST_F(GrpcProxyTest, ADeadlineIsKeptForACallerThatDoesNot) {
  class Caller final : public http2::Receiver {
   public:
    void OnHead(http2::Fields head, bool) override { answer = rpc::StatusIn(head); }
    void OnData(std::string_view) override {}
    void OnEnd(http2::Fields) override {}
    void OnGone(http2::End, uint32_t) override { gone.Notify(); }
    grpc::Status answer;
    absl::Notification gone;
  };
  http2::Client client(std::make_shared<http2::Loops>(), absl::StrCat("127.0.0.1:", server_.port()));
  GetProductRequest request;
  request.set_name("provinces/82/products/held");
  const auto caller = std::make_shared<Caller>();
  client.Open(rpc::HeadOf(kGetProduct, absl::Milliseconds(100), {}), caller)
      ->Send({.data = rpc::Frame(request), .last = true});
  caller->gone.WaitForNotification();
  EXPECT_EQ(caller->answer.error_code(), grpc::StatusCode::DEADLINE_EXCEEDED);
  backend_.AwaitHeldCancelled();
}

TEST_F(GrpcProxyTest, AReaderThatDoesNotReadHoldsTheBackendUp) {
  {
    Stream stream(channel_, kWatch, "registry");
    ASSERT_TRUE(stream.Write("any"));
    ASSERT_TRUE(stream.WritesDone());
    grpc::ByteBuffer response;
    int64_t read = 0;
    for (; read < 2000; ++read) ASSERT_TRUE(stream.Read(&response));
    // What lies between the backend and this reader: two messages in the proxy, and on each of two connections a window
    // of up to 16 MiB beside the socket's buffers.
    EXPECT_LT(backend_.watch_responses(), read + 1000);
    stream.context.TryCancel();
    EXPECT_EQ(stream.Finish().error_code(), grpc::StatusCode::CANCELLED);
  }
  backend_.AwaitWatchCancelled();
}

TEST(GrpcProxyWaysTest, OpenStreamsHoldUpNoOtherCall) {
  TestBackend backend(/*most_streams=*/1);
  metrics::Registry metrics;
  rpc::Telemetry telemetry(metrics);
  GrpcProxy proxy(
      {{"registry", {"ocop.registry.v1.ProductService"}, backend.channel(), /*streams=*/backend.NewChannel()}},
      telemetry);
  rpc::Server server({}, telemetry);
  proxy.Serve(server);
  ASSERT_EQ(server.Start(), absl::OkStatus());
  const rpc::Client client(absl::StrCat("127.0.0.1:", server.port()));
  Stream stream(client.channel(), kChat);
  ASSERT_TRUE(stream.Write("before"));
  ASSERT_EQ(stream.ReadName(), "before");

  GetProductRequest request;
  request.set_name("provinces/82/products/plain");
  EXPECT_EQ(client.Call<Product>(kGetProduct, request).status(), absl::OkStatus());
  EXPECT_TRUE(stream.WritesDone());
  EXPECT_EQ(stream.ReadName(), "end");
  EXPECT_TRUE(stream.Finish().ok());
}

TEST_F(GrpcProxyTest, AnUnknownServiceIsUnimplemented) {
  for (const char* method : {"/no.such.Service/Get", "/nonsense", "//"}) {
    grpc::ClientContext context;
    grpc::ByteBuffer response;
    const grpc::Status status = Call(&context, method, "x", &response);
    EXPECT_THAT(status::FromGrpc(status), status::IsRefusal(absl::StatusCode::kUnimplemented, "UNKNOWN_METHOD"))
        << method;
    EXPECT_THAT(status.error_message(), HasSubstr(method));
  }
}

TEST_F(GrpcProxyTest, AsksWhichServiceIsMeantWhereSeveralAnswer) {
  for (const char* name : {"", "nothing"}) {
    grpc::ClientContext context;
    if (*name != '\0') context.AddMetadata("ocop-service", name);
    grpc::ByteBuffer response;
    const grpc::Status status = Call(&context, "/ocop.journal.v1.JournalService/ListEntries", "x", &response);
    EXPECT_EQ(status.error_code(), grpc::StatusCode::INVALID_ARGUMENT);
    EXPECT_THAT(status.error_message(), HasSubstr("ocop-service: registry, nobody"));
  }
  grpc::ClientContext context;
  context.AddMetadata("ocop-service", "registry");
  grpc::ByteBuffer response;
  EXPECT_TRUE(Call(&context, "/ocop.journal.v1.JournalService/ListEntries", "x", &response).ok());
}

TEST_F(GrpcProxyTest, AUnaryCallWithoutARequestIsRefused) {
  Stream stream(channel_, kGetProduct);
  ASSERT_TRUE(stream.WritesDone());
  EXPECT_EQ(stream.ReadName(), "end");
  EXPECT_THAT(status::FromGrpc(stream.Finish()),
              status::IsRefusal(absl::StatusCode::kInvalidArgument, "MALFORMED_MESSAGE"));
}

TEST_F(GrpcProxyTest, ABackendThatIsDownIsUnavailable) {
  grpc::ClientContext context;
  grpc::ByteBuffer response;
  const absl::Status status = status::FromGrpc(Call(&context, "/ocop.registry.v1.PlanService/GetPlan", "x", &response));
  EXPECT_THAT(status, status::IsRefusal(absl::StatusCode::kUnavailable, "SERVICE_UNREACHABLE"));
  EXPECT_THAT(std::string(status.message()), Not(HasSubstr("127.0.0.1"))) << "where services live is not told";
}

// Whether it broke off before it did its work or after, nobody here knows.
TEST_F(GrpcProxyTest, OfAChangeThatBrokeOffTheOutcomeIsUnknown) {
  const auto call = [this](const char* method) {
    grpc::ClientContext context;
    grpc::ByteBuffer response;
    return status::FromGrpc(Call(&context, method, "x", &response));
  };
  for (const char* method : {"PlanTaskService/GetPlanTask", "PlanService/CreatePlan"}) {
    EXPECT_THAT(call(absl::StrCat("/ocop.registry.v1.", method).c_str()),
                status::IsRefusal(absl::StatusCode::kUnavailable, "SERVICE_UNREACHABLE"))
        << method;
  }
  const absl::Status status = call("/ocop.registry.v1.PlanTaskService/CreatePlanTask");
  EXPECT_THAT(status, status::IsRefusal(absl::StatusCode::kUnavailable, "OUTCOME_UNKNOWN"));
  EXPECT_THAT(std::string(status.message()), HasSubstr("request_id"));
}

TEST_F(GrpcProxyTest, CountsWhatItPassesOn) {
  for (const char* name : {"plain", "missing"}) {
    grpc::ClientContext context;
    grpc::ByteBuffer response;
    Call(&context, kGetProduct, absl::StrCat("provinces/82/products/", name), &response);
  }
  {
    Stream stream(channel_, kWatch, "registry");
    ASSERT_TRUE(stream.WritesDone());
    EXPECT_EQ(stream.Finish().error_code(), grpc::StatusCode::INTERNAL);
  }
  const auto counted = [&](const char* method, const char* code) {
    return metrics_.Counters("ocop_rpc_requests_total", "").With({{"method", method}, {"code", code}}).Value();
  };
  EXPECT_EQ(counted(kGetProduct, "OK"), 1);
  EXPECT_EQ(counted(kGetProduct, "NOT_FOUND"), 1);
  EXPECT_EQ(counted(kWatch, "INTERNAL"), 1);
}

TEST_F(GrpcProxyTest, DrainingFinishesWhatRunsAndRefusesWhatComes) {
  absl::Notification draining;
  server_.OnDrain([&draining](absl::Time) { draining.Notify(); });
  Stream running(channel_, kChat);
  ASSERT_TRUE(running.Write("before"));
  ASSERT_EQ(running.ReadName(), "before");
  std::thread drain([this] { server_.Drain(); });
  draining.WaitForNotification();

  grpc::ClientContext context;
  grpc::ByteBuffer response;
  EXPECT_EQ(Call(&context, kGetProduct, "provinces/82/products/plain", &response).error_code(),
            grpc::StatusCode::UNAVAILABLE);
  ASSERT_TRUE(running.Write("after"));
  EXPECT_EQ(running.ReadName(), "after");
  EXPECT_TRUE(running.WritesDone());
  EXPECT_EQ(running.ReadName(), "end");
  EXPECT_TRUE(running.Finish().ok());
  drain.join();
}

TEST_F(GrpcProxyTest, ManyCallsAtOnceEndAsTheyShould) {
  std::vector<std::thread> callers;
  std::atomic<int> ok = 0;
  for (int i = 0; i < 4; ++i) {
    callers.emplace_back([&] {
      for (int n = 0; n < 250; ++n) {
        grpc::ClientContext context;
        grpc::ByteBuffer response;
        const bool missing = n % 5 == 0;
        const auto status = Call(&context, kGetProduct,
                                 missing ? "provinces/82/products/missing" : "provinces/82/products/plain", &response);
        ok += status.error_code() == (missing ? grpc::StatusCode::NOT_FOUND : grpc::StatusCode::OK);
        if (n % 50 == 0) {
          Stream stream(channel_, kWatch, "registry");
          stream.Write("any");
          grpc::ByteBuffer message;
          stream.Read(&message);
          stream.context.TryCancel();
          ok += stream.Finish().error_code() == grpc::StatusCode::CANCELLED;
        }
      }
    });
  }
  for (std::thread& caller : callers) caller.join();
  EXPECT_EQ(ok, 4 * (250 + 5));
}

}  // namespace
}  // namespace ocop::gateway
