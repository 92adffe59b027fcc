#include "services/gateway/edge/grpc_proxy.h"

#include <google/protobuf/descriptor.h>
#include <grpcpp/client_context.h>

#include <string_view>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/clock.h"
#include "common/status/grpc_status.h"
#include "common/status/status.h"
#include "services/gateway/edge/method_table.h"

namespace ocop::gateway {
namespace {

// Whether metadata of that name is the caller's or the service's own, and not the transport's, which makes it anew.
// `grpc-status-details-bin` travels inside grpc::Status.
bool MayTravel(std::string_view name) {
  return !name.starts_with(":") && !name.starts_with("grpc-") && name != "content-type" && name != "te" &&
         name != "user-agent";
}

// Calls `add` with each field that may pass.
template <class Add>
void Pass(const Metadata& metadata, const Add& add) {
  for (const auto& [key, value] : metadata) {
    std::string name(key.data(), key.size());
    if (MayTravel(name)) add(std::move(name), std::string(value.data(), value.size()));
  }
}

std::string_view ValueOf(const Metadata& metadata, const char* name) {
  const auto found = metadata.find(name);
  if (found == metadata.end()) return {};
  return {found->second.data(), found->second.size()};
}

// A call on its way, for as long as it is.
class Passage {
 public:
  Passage(Route route, rpc::Gate::Pass pass) : route_(route), pass_(std::move(pass)) {}

  // What the caller is told of how the backend ended the call. Counts it.
  grpc::Status End(const std::string& path, const Metadata& sent, const grpc::Status& status) const {
    grpc::Status answer = AnswerOf(status, path, route_.reads);
    if (route_.telemetry != nullptr) {
      route_.telemetry->Finished(path, ValueOf(sent, "x-request-id"), ValueOf(sent, "traceparent"),
                                 status::FromGrpc(answer), absl::Now() - begun_);
    }
    return answer;
  }

 private:
  Route route_;
  rpc::Gate::Pass pass_;
  absl::Time begun_ = absl::Now();
};

// One call, seen from the caller: the server's half. It reads requests for the other half, and writes its responses.
// Owns both halves and deletes itself when the caller's side is done, which is last.
class Pump final : public grpc::ServerGenericBidiReactor {
 public:
  Pump(grpc::GenericCallbackServerContext* context, std::shared_ptr<grpc::GenericStub> backend, Passage passage)
      : passage_(std::move(passage)), context_(context), backend_(std::move(backend)), upstream_(this) {}

  void Start() {
    // Takes over the deadline, and the caller's cancellation.
    call_ = grpc::ClientContext::FromCallbackServerContext(*context_);
    Pass(context_->client_metadata(), [this](auto name, auto value) { call_->AddMetadata(name, value); });
    backend_->PrepareBidiStreamingCall(call_.get(), context_->method(), {}, &upstream_);
    upstream_.AddHold();  // released by Upstream::Close
    upstream_.StartCall();
    StartRead(&request_);
  }

  void OnReadDone(bool ok) override {
    // Reading ends in two ways. A cancelled caller has not said all it meant to, so the backend must not be told that
    // it has.
    if (!ok && context_->IsCancelled()) return call_->TryCancel();
    upstream_.TakeRequest(ok);
  }

  void OnWriteDone(bool ok) override {
    // A failed write means that the caller is gone: the call is being cancelled, and the read below ends it.
    if (!ok) call_->TryCancel();
    upstream_.StartRead(&response_);
  }

  void OnDone() override { delete this; }

 private:
  // The same call, seen from the backend: the client's half.
  class Upstream final : public grpc::ClientBidiReactor<grpc::ByteBuffer, grpc::ByteBuffer> {
   public:
    explicit Upstream(Pump* pump) : pump_(pump) {}

    // Sends the request that the caller's half has read, or, when it has read the last, says so.
    void TakeRequest(bool ok) {
      {
        absl::MutexLock lock(&mutex_);
        if (!open_) return;
        AddHold();
      }
      // Not under the lock: gRPC may run a reaction before these return.
      if (ok) {
        StartWrite(&pump_->request_);
      } else {
        StartWritesDone();
      }
      RemoveHold();
    }

    void OnReadInitialMetadataDone(bool) override {
      const Metadata& metadata = pump_->call_->GetServerInitialMetadata();
      Pass(metadata, [this](auto name, auto value) { pump_->context_->AddInitialMetadata(name, value); });
      // Empty, it goes out with the first message or with the status: a refusal that is a single frame (Trailers-Only)
      // stays one, and gRPC clients repeat no other.
      if (!metadata.empty()) pump_->StartSendInitialMetadata();
      StartRead(&pump_->response_);
    }

    void OnReadDone(bool ok) override {
      if (ok) {
        pump_->StartWrite(&pump_->response_);
      } else {
        Close();
      }
    }

    // A failed write means that the backend has ended the call: its status is on the way.
    void OnWriteDone(bool ok) override {
      if (ok) pump_->StartRead(&pump_->request_);
    }

    // Nothing of either half runs any more except what Finish starts, so the caller's half may delete both.
    void OnDone(const grpc::Status& status) override {
      Pass(pump_->call_->GetServerTrailingMetadata(),
           [this](auto name, auto value) { pump_->context_->AddTrailingMetadata(name, value); });
      pump_->Finish(pump_->passage_.End(pump_->context_->method(), pump_->context_->client_metadata(), status));
    }

   private:
    // The backend sends no more: from here on nothing more is sent to it, and OnDone may come.
    void Close() {
      {
        absl::MutexLock lock(&mutex_);
        open_ = false;
      }
      RemoveHold();
    }

    Pump* const pump_;
    absl::Mutex mutex_;
    bool open_ ABSL_GUARDED_BY(mutex_) = true;
  };

  const Passage passage_;
  grpc::GenericCallbackServerContext* const context_;
  const std::shared_ptr<grpc::GenericStub> backend_;
  std::unique_ptr<grpc::ClientContext> call_;
  grpc::ByteBuffer request_;
  grpc::ByteBuffer response_;
  Upstream upstream_;
};

// A call that ends without one, or with a frame that is cut off or longer than any request may be.
absl::Status NoRequest() {
  return status::WithReason(absl::InvalidArgumentError("the call brought no request that can be read"),
                            "MALFORMED_MESSAGE");
}

// A call with one message each way: one operation a side.
class Relay final : public grpc::ServerUnaryReactor {
 public:
  Relay(grpc::CallbackServerContext* context, std::shared_ptr<grpc::GenericStub> backend, Passage passage)
      : passage_(std::move(passage)), context_(context), backend_(std::move(backend)) {}

  void Start(const std::string& path, const grpc::ByteBuffer* request, grpc::ByteBuffer* response) {
    if (!request->Valid()) return Finish(status::ToGrpc(NoRequest()));
    path_ = &path;
    // Takes over the deadline, and the caller's cancellation.
    call_ = grpc::ClientContext::FromCallbackServerContext(*context_);
    Pass(context_->client_metadata(), [this](auto name, auto value) { call_->AddMetadata(name, value); });
    backend_->UnaryCall(call_.get(), path, {}, request, response,
                        [this](const grpc::Status& status) { Answer(status); });
  }

  void OnDone() override { delete this; }
  // As in common/rpc/service.cc.
  bool InternalInlineable() override { return true; }

 private:
  void Answer(const grpc::Status& status) {
    Pass(call_->GetServerInitialMetadata(),
         [this](auto name, auto value) { context_->AddInitialMetadata(name, value); });
    Pass(call_->GetServerTrailingMetadata(),
         [this](auto name, auto value) { context_->AddTrailingMetadata(name, value); });
    Finish(passage_.End(*path_, context_->client_metadata(), status));
  }

  const Passage passage_;
  const std::string* path_ = nullptr;  // the service's, which outlives its calls
  grpc::CallbackServerContext* const context_;
  const std::shared_ptr<grpc::GenericStub> backend_;
  std::unique_ptr<grpc::ClientContext> call_;
};

// `/package.Service/Method` → `package.Service`
std::string ServiceOf(const std::string& method) {
  const size_t end = method.rfind('/');
  return end == std::string::npos || end == 0 ? "" : method.substr(1, end - 1);
}

}  // namespace

GrpcProxy::GrpcProxy(const std::vector<Backend>& backends, rpc::Telemetry& telemetry) : services_(ChoicesOf(backends)) {
  for (const auto& [service, choice] : services_) AddRoutes(service, choice, telemetry);
}

void GrpcProxy::AddRoutes(const std::string& service, const BackendChoice& backends, rpc::Telemetry& telemetry) {
  const auto* descriptor = google::protobuf::DescriptorPool::generated_pool()->FindServiceByName(service);
  for (int i = 0; descriptor != nullptr && i < descriptor->method_count(); ++i) {
    const auto& method = *descriptor->method(i);
    const std::string path = absl::StrCat("/", service, "/", method.name());
    routes_.emplace(path,
                    Route{.backends = &backends, .reads = OnlyReads(method), .telemetry = &telemetry.ForMethod(path)});
    if (!method.client_streaming() && !method.server_streaming()) unary_paths_.push_back(path);
  }
}

absl::StatusOr<Route> GrpcProxy::RouteOf(const std::string& path) const {
  if (const auto found = routes_.find(path); found != routes_.end()) return found->second;
  const auto found = services_.find(ServiceOf(path));
  if (found == services_.end()) return rpc::UnknownMethod(path);
  return Route{.backends = &found->second};
}

absl::StatusOr<grpc::ServerGenericBidiReactor*> GrpcProxy::Start(grpc::GenericCallbackServerContext* context,
                                                                 rpc::Gate::Pass pass) {
  OCOP_ASSIGN_OR_RETURN(const Route route, RouteOf(context->method()));
  OCOP_ASSIGN_OR_RETURN(Stubs backend, route.backends->Pick(ValueOf(context->client_metadata(), kServiceField)));
  auto* pump = new Pump(context, std::move(backend.streams), Passage(route, std::move(pass)));
  pump->Start();
  return pump;
}

absl::StatusOr<grpc::ServerUnaryReactor*> GrpcProxy::StartUnary(const std::string& path,
                                                                grpc::CallbackServerContext* context,
                                                                const grpc::ByteBuffer* request,
                                                                grpc::ByteBuffer* response, rpc::Gate::Pass pass) {
  OCOP_ASSIGN_OR_RETURN(const Route route, RouteOf(path));
  OCOP_ASSIGN_OR_RETURN(Stubs backend, route.backends->Pick(ValueOf(context->client_metadata(), kServiceField)));
  auto* relay = new Relay(context, std::move(backend.unary), Passage(route, std::move(pass)));
  relay->Start(path, request, response);
  return relay;
}

void GrpcProxy::Serve(rpc::Server& server) {
  server.AddFallback(std::bind_front(&GrpcProxy::Start, this));
  server.AddUnaryFallback(unary_paths_, std::bind_front(&GrpcProxy::StartUnary, this));
}

}  // namespace ocop::gateway
