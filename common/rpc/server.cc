#include "common/rpc/server.h"

#include <google/protobuf/stubs/logging.h>
#include <grpcpp/ext/proto_server_reflection_plugin.h>
#include <grpcpp/generic/async_generic_service.h>
#include <grpcpp/grpcpp.h>
#include <grpcpp/health_check_service_interface.h>
#include <grpcpp/impl/codegen/server_callback_handlers.h>
#include <grpcpp/impl/service_type.h>
#include <signal.h>

#include <map>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/config/address.h"
#include "common/logging/logging.h"
#include "common/status/grpc_status.h"
#include "common/status/status.h"

namespace ocop::rpc {
namespace {

constexpr int kLargestMessage = 4 * 1024 * 1024;

void Configure(const ServerOptions& options, grpc::ServerBuilder& builder) {
  builder.SetMaxReceiveMessageSize(kLargestMessage);
  builder.AddChannelArgument(GRPC_ARG_MAX_CONCURRENT_STREAMS, 1000);
  // What runs on an old connection goes on to its end: a stream has none of its own.
  builder.AddChannelArgument(GRPC_ARG_MAX_CONNECTION_AGE_MS,
                             static_cast<int>(absl::ToInt64Milliseconds(options.connection_age)));
  builder.AddChannelArgument(GRPC_ARG_MAX_METADATA_SIZE, options.largest_metadata);
  // Clients may ask each few seconds whether a quiet stream still stands; they would be cut for it as a nuisance. The
  // server asks too, so that it lets go of streams whose clients are gone without a word.
  builder.AddChannelArgument(GRPC_ARG_HTTP2_MIN_RECV_PING_INTERVAL_WITHOUT_DATA_MS, 5'000);
  builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_PERMIT_WITHOUT_CALLS, 1);
  builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_TIME_MS, 60'000);
  builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_TIMEOUT_MS, 20'000);
  builder.AddChannelArgument(GRPC_ARG_HTTP2_MAX_PINGS_WITHOUT_DATA, 0);
  // Two servers on one port would share its calls by chance; the second is to be told that the port is taken.
  builder.AddChannelArgument(GRPC_ARG_ALLOW_REUSEPORT, 0);
}

// Protobuf tells of each text that is not UTF-8 on stderr, where anything but a JSON object a line breaks the log.
void LogOfProtobuf(google::protobuf::LogLevel level, const char*, int, const std::string& message) {
  // Bytes of callers are told as errors too; what ends the process is our own.
  const bool fatal = level == google::protobuf::LOGLEVEL_FATAL;
  logging::Log(fatal ? logging::Severity::kError : logging::Severity::kInfo, "protobuf", {{"text", message}});
}

// How long the last answers, and the last news of the health, may be on their way to the wire.
constexpr absl::Duration kLastBytes = absl::Seconds(1);

class Refusal final : public grpc::ServerGenericBidiReactor {
 public:
  explicit Refusal(const absl::Status& status) { Finish(status::ToGrpc(status)); }
  void OnDone() override { delete this; }
};

class FallbackService final : public grpc::CallbackGenericService {
 public:
  FallbackService(Fallback fallback, Gate& gate) : fallback_(std::move(fallback)), gate_(gate) {}

  grpc::ServerGenericBidiReactor* CreateReactor(grpc::GenericCallbackServerContext* context) override {
    Gate::Pass pass = gate_.Enter();
    if (!pass) return new Refusal(Gate::Closed());
    const auto reactor = fallback_(context, std::move(pass));
    return reactor.ok() ? *reactor : new Refusal(reactor.status());
  }

 private:
  const Fallback fallback_;
  Gate& gate_;
};

class UnaryRefusal final : public grpc::ServerUnaryReactor {
 public:
  explicit UnaryRefusal(const absl::Status& status) { Finish(status::ToGrpc(status)); }
  void OnDone() override { delete this; }
};

// The paths are those of one proto service, which reflection tells by one of them.
class UnaryFallbackService final : public grpc::Service {
 public:
  UnaryFallbackService(std::vector<std::string> paths, UnaryFallback fallback, Gate& gate)
      : paths_(std::move(paths)), fallback_(std::move(fallback)), gate_(gate) {
    for (size_t i = 0; i < paths_.size(); ++i) {
      const std::string& path = paths_[i];  // gRPC keeps a pointer to it
      using grpc::internal::RpcMethod;
      AddMethod(new grpc::internal::RpcServiceMethod(path.c_str(), RpcMethod::NORMAL_RPC, nullptr));
      MarkMethodRawCallback(
          static_cast<int>(i),
          new grpc::internal::CallbackUnaryHandler<grpc::ByteBuffer, grpc::ByteBuffer>(
              [this, &path](grpc::CallbackServerContext* context, const grpc::ByteBuffer* request,
                            grpc::ByteBuffer* response) { return Begin(path, context, request, response); }));
    }
  }

 private:
  grpc::ServerUnaryReactor* Begin(const std::string& path, grpc::CallbackServerContext* context,
                                  const grpc::ByteBuffer* request, grpc::ByteBuffer* response) {
    Gate::Pass pass = gate_.Enter();
    if (!pass) return new UnaryRefusal(Gate::Closed());
    const auto reactor = fallback_(path, context, request, response, std::move(pass));
    return reactor.ok() ? *reactor : new UnaryRefusal(reactor.status());
  }

  const std::vector<std::string> paths_;
  const UnaryFallback fallback_;
  Gate& gate_;
};

}  // namespace

absl::Status UnknownMethod(std::string_view path) {
  return status::WithReason(absl::UnimplementedError(absl::StrCat("no method has the path ", status::View(path))),
                            "UNKNOWN_METHOD", {{"path", std::string(path)}});
}

// gRPC's own refusal of an unknown method has no reason.
Server::Server(ServerOptions options, Telemetry& telemetry) : options_(std::move(options)), telemetry_(telemetry) {
  AddFallback(
      [](grpc::GenericCallbackServerContext* context, Gate::Pass) -> absl::StatusOr<grpc::ServerGenericBidiReactor*> {
        return UnknownMethod(context->method());
      });
}

Server::~Server() {
  if (server_) Drain();
}

void Server::Add(Service service) {
  names_.push_back(service.descriptor().full_name());
  services_.push_back(std::move(service).Build(telemetry_, gate_));
}

void Server::AddFallback(Fallback fallback) {
  fallback_ = std::make_unique<FallbackService>(std::move(fallback), gate_);
}

void Server::AddUnaryFallback(const std::vector<std::string>& paths, const UnaryFallback& fallback) {
  std::map<std::string, std::vector<std::string>> by_service;
  for (const std::string& path : paths) by_service[path.substr(1, path.rfind('/') - 1)].push_back(path);
  for (auto& [service, of_service] : by_service) {
    names_.push_back(service);
    services_.push_back(std::make_unique<UnaryFallbackService>(std::move(of_service), fallback, gate_));
  }
}

void Server::OnDrain(std::function<void()> action) {
  drain_actions_.push_back(std::move(action));
}

absl::Status Server::Start() {
  if (!config::IsAddress(options_.listen)) {
    return absl::InvalidArgumentError(absl::StrCat("gRPC address \"", options_.listen, "\" is not host:port"));
  }
  static auto* const before = google::protobuf::SetLogHandler(LogOfProtobuf);
  (void)before;
  grpc::EnableDefaultHealthCheckService(true);
  grpc::reflection::InitProtoReflectionServerBuilderPlugin();
  grpc::ServerBuilder builder;
  Configure(options_, builder);
  builder.AddListeningPort(options_.listen, grpc::InsecureServerCredentials(), &port_);
  for (const auto& service : services_) builder.RegisterService(service.get());
  builder.RegisterCallbackGenericService(fallback_.get());
  server_ = builder.BuildAndStart();
  if (!server_ || port_ == 0) {
    server_.reset();
    return status::WithReason(
        absl::UnavailableError(absl::StrCat("cannot listen on ", options_.listen, "; is the port in use?")),
        "LISTEN_FAILED", {{"address", options_.listen}});
  }
  absl::MutexLock lock(&mutex_);
  TellHealth(false);
  return absl::OkStatus();
}

void Server::SetServing(bool serving) {
  absl::MutexLock lock(&mutex_);
  if (server_ && !draining_) TellHealth(serving);
}

void Server::TellHealth(bool serving) {
  grpc::HealthCheckServiceInterface* health = server_->GetHealthCheckService();
  health->SetServingStatus(serving);
  for (const std::string& name : names_) health->SetServingStatus(name, serving);
}

std::shared_ptr<grpc::Channel> Server::InProcessChannel() {
  return server_->InProcessChannel({});
}

void Server::Drain() {
  Drain(absl::Now() + options_.drain_timeout);
}

void Server::Drain(absl::Time deadline) {
  {
    absl::MutexLock lock(&mutex_);
    if (!server_ || draining_) return;
    TellHealth(false);
    draining_ = true;
  }
  gate_.Close();
  for (const auto& action : drain_actions_) action();
  gate_.AwaitEmpty(deadline);
  server_->Shutdown(absl::ToChronoTime(std::min(deadline, absl::Now() + kLastBytes)));
  absl::MutexLock lock(&mutex_);
  server_.reset();
}

void SwitchOffDeadlockDetection() {
  absl::SetMutexDeadlockDetectionMode(absl::OnDeadlockCycle::kIgnore);
}

StopSignal::StopSignal() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGINT);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
}

std::string StopSignal::Wait() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGINT);
  int signal = 0;
  while (sigwait(&signals, &signal) != 0) {
  }
  return signal == SIGTERM ? "SIGTERM" : "SIGINT";
}

}  // namespace ocop::rpc
