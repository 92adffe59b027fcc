#include "services/gateway/edge/grpc_proxy.h"

#include <google/protobuf/descriptor.h>

#include <string_view>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/rpc/incoming.h"
#include "common/rpc/wire.h"
#include "common/status/grpc_status.h"
#include "common/status/status.h"
#include "services/gateway/edge/method_table.h"

namespace ocop::gateway {
namespace {

// How much longer than the backend itself a call without a deadline is waited for.
constexpr absl::Duration kGrace = absl::Seconds(5);

// A call on its way: the caller's stream on one side, the backend's on the other. Everything happens on the loop of the
// caller's connection, since a stream that is opened on a loop belongs to it.
class Passage final : public std::enable_shared_from_this<Passage> {
 public:
  Passage(const Route& route, const http2::Head& head, std::shared_ptr<http2::Stream> caller, rpc::Gate::Pass pass)
      : route_(route),
        path_(head.path),
        request_id_(http2::Find(head.fields, "x-request-id")),
        traceparent_(http2::Find(head.fields, "traceparent")),
        caller_(std::move(caller)),
        pass_(std::move(pass)) {}

  // What takes the caller's half. The caller's time is kept here too: a backend that hangs does not answer at its end.
  std::shared_ptr<http2::Receiver> Start(http2::Channel& backend, http2::Head head) {
    absl::Duration timeout = rpc::TimeoutIn(head.fields).value_or(absl::InfiniteDuration());
    if (route_.unary && timeout == absl::InfiniteDuration()) timeout = rpc::kDefaultDeadline + kGrace;
    caller_->SetDeadline(arrived_ + timeout);
    backend_ = backend.Open(std::move(head), std::make_shared<FromBackend>(shared_from_this()));
    return std::make_shared<FromCaller>(shared_from_this());
  }

 private:
  // What one side has sent and the other has yet to take.
  class Flow {
   public:
    http2::Part Carry(std::string_view bytes) {
      underway_ += bytes.size();
      return {.data = std::string(bytes), .tell = true};
    }
    size_t Taken() { return std::exchange(underway_, 0); }

   private:
    size_t underway_ = 0;
  };

  class FromCaller final : public http2::Receiver {
   public:
    explicit FromCaller(std::shared_ptr<Passage> passage) : passage_(std::move(passage)) {}

    void OnData(std::string_view bytes) override {
      passage_->asked_ = true;
      passage_->backend_->Send(passage_->requests_.Carry(bytes));
    }
    void OnEnd(http2::Fields) override {
      if (passage_->route_.unary && !passage_->asked_) return passage_->RefuseEmpty();
      passage_->backend_->Send({.last = true});
    }
    void OnSent() override { passage_->backend_->Consume(passage_->responses_.Taken()); }
    bool OnDeadline() override {
      if (!passage_->ended_) passage_->Finish(rpc::StatusOfLoss(http2::End::kDeadline, http2::kCancel));
      passage_->backend_->Reset(http2::kCancel);
      return true;
    }
    // Also when the answer is complete: a backend may give it before the request has ended, and then wait.
    void OnGone(http2::End, uint32_t) override {
      passage_->backend_->Reset(http2::kCancel);
      passage_->Count({grpc::StatusCode::CANCELLED, "the caller went away"});
    }

   private:
    const std::shared_ptr<Passage> passage_;
  };

  class FromBackend final : public http2::Receiver {
   public:
    explicit FromBackend(std::shared_ptr<Passage> passage) : passage_(std::move(passage)) {}

    void OnHead(http2::Fields head, bool last) override { passage_->Begin(std::move(head), last); }
    void OnData(std::string_view bytes) override { passage_->Answer(bytes); }
    void OnSent() override { passage_->caller_->Consume(passage_->requests_.Taken()); }
    void OnEnd(http2::Fields trailers) override { passage_->End(std::move(trailers)); }
    void OnGone(http2::End end, uint32_t code) override { passage_->Break(end, code); }

   private:
    const std::shared_ptr<Passage> passage_;
  };

  // A head that nothing follows holds the status, and goes out as it came: clients of gRPC repeat a call after no
  // other.
  void Begin(http2::Fields head, bool last) {
    if (last || http2::Find(head, ":status") != "200") {
      alone_ = std::move(head);
    } else {
      begun_ = true;
      caller_->Send({.head = std::move(head)});
    }
  }

  void Answer(std::string_view bytes) {
    if (begun_) return caller_->Send(responses_.Carry(bytes));
    backend_->Consume(bytes.size());  // of something that is no server of gRPC
  }

  void End(http2::Fields trailers) {
    http2::Fields& last = alone_.empty() ? trailers : alone_;
    const grpc::Status status = rpc::StatusIn(last);
    if (ended_) return;
    // Something that is no server of gRPC, such as a proxy before one.
    if (http2::Find(last, "grpc-status").empty()) return Finish(AnswerOf(status, path_, route_.reads));
    ended_ = true;
    Count(status);
    caller_->Send(begun_ ? http2::Part{.trailers = std::move(last)}
                         : http2::Part{.head = std::move(last), .last = true});
  }

  void Break(http2::End end, uint32_t code) {
    const bool may_be_repeated = route_.reads || end == http2::End::kRefused;
    if (!ended_) Finish(AnswerOf(rpc::StatusOfLoss(end, code), path_, may_be_repeated));
  }

  void RefuseEmpty() {
    Finish(status::ToGrpc(rpc::MalformedMessage("the call brought no request that can be read")));
    backend_->Reset(http2::kCancel);
  }

  void Finish(const grpc::Status& status) {
    ended_ = true;
    Count(status);
    http2::Fields trailers = rpc::TrailersOf(status);
    if (begun_) return caller_->Send({.trailers = std::move(trailers)});
    http2::Fields head = rpc::AnswerHead();
    head.insert(head.end(), trailers.begin(), trailers.end());
    caller_->Send({.head = std::move(head), .last = true});
  }

  // Once.
  void Count(const grpc::Status& status) {
    if (!pass_) return;
    if (route_.telemetry != nullptr) {
      route_.telemetry->Finished(path_, request_id_, traceparent_, status::FromGrpc(status), absl::Now() - arrived_);
    }
    pass_.reset();
  }

  const Route route_;
  const std::string path_;
  const std::string request_id_;
  const std::string traceparent_;
  const absl::Time arrived_ = absl::Now();
  const std::shared_ptr<http2::Stream> caller_;
  std::shared_ptr<http2::Stream> backend_;
  rpc::Gate::Pass pass_;
  Flow requests_;
  Flow responses_;
  http2::Fields alone_;
  bool asked_ = false;
  bool begun_ = false;
  bool ended_ = false;
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
    routes_.emplace(path, Route{.backends = &backends,
                                .reads = OnlyReads(method),
                                .unary = !method.client_streaming() && !method.server_streaming(),
                                .telemetry = &telemetry.ForMethod(path)});
  }
}

absl::StatusOr<Route> GrpcProxy::RouteOf(const std::string& path) const {
  if (const auto found = routes_.find(path); found != routes_.end()) return found->second;
  const auto found = services_.find(ServiceOf(path));
  if (found == services_.end()) return rpc::UnknownMethod(path);
  return Route{.backends = &found->second};
}

absl::StatusOr<std::shared_ptr<http2::Receiver>> GrpcProxy::Begin(http2::Head head,
                                                                  const std::shared_ptr<http2::Stream>& caller,
                                                                  rpc::Gate::Pass pass) const {
  OCOP_ASSIGN_OR_RETURN(const Route route, RouteOf(head.path));
  OCOP_ASSIGN_OR_RETURN(const Ways backend, route.backends->Pick(http2::Find(head.fields, kServiceField)));
  const auto passage = std::make_shared<Passage>(route, head, caller, std::move(pass));
  return passage->Start(route.unary ? *backend.unary : *backend.streams, std::move(head));
}

void GrpcProxy::Serve(rpc::Server& server) {
  std::vector<std::string> services;
  for (const auto& [service, choice] : services_) services.push_back(service);
  server.AddFallback(std::bind_front(&GrpcProxy::Begin, this), services);
}

}  // namespace ocop::gateway
