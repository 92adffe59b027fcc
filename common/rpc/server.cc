#include "common/rpc/server.h"

#include <google/protobuf/stubs/logging.h>
#include <signal.h>

#include <utility>

#include "absl/algorithm/container.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/config/address.h"
#include "common/http2/local_channel.h"
#include "common/http2/server.h"
#include "common/logging/logging.h"
#include "common/rpc/reflection.h"
#include "common/rpc/wire.h"
#include "common/status/status.h"

namespace ocop::rpc {
namespace {

// Protobuf tells of each text that is not UTF-8 on stderr, where anything but a JSON object a line breaks the log.
void LogOfProtobuf(google::protobuf::LogLevel level, const char*, int, const std::string& message) {
  // Bytes of callers are told as errors too; what ends the process is our own.
  const bool fatal = level == google::protobuf::LOGLEVEL_FATAL;
  logging::Log(fatal ? logging::Severity::kError : logging::Severity::kInfo, "protobuf", {{"text", message}});
}

// Bytes of a request that come before anybody asks for them.
constexpr int32_t kWindow = 64 << 10;

// Of a call that is answered already.
class Deaf final : public http2::Receiver {
 public:
  void OnData(std::string_view) override {}
  void OnEnd(http2::Fields) override {}
  void OnGone(http2::End, uint32_t) override {}
};

// `application/grpc`, which alone means protobuf, or `application/grpc+proto`; parameters may follow.
bool IsProto(std::string_view content_type) {
  const std::string_view type = content_type.substr(0, content_type.find(';'));
  return type == "application/grpc" || type == "application/grpc+proto";
}

// Printable ASCII, as gRPC has it: what comes in as text is passed on, kept and logged as such.
absl::Status CheckFields(const http2::Head& head) {
  if (head.cut) {
    return status::WithReason(absl::ResourceExhaustedError("the call brings too much metadata"), "METADATA_TOO_LARGE");
  }
  if (!IsProto(http2::Find(head.fields, "content-type"))) {
    return status::WithReason(absl::UnimplementedError("messages are taken as protobuf alone: application/grpc+proto"),
                              "UNKNOWN_CODEC");
  }
  for (const auto& [name, value] : head.fields) {
    if (absl::c_all_of(value, [](char c) { return c >= ' ' && c <= '~'; })) continue;
    return status::WithReason(
        absl::InvalidArgumentError(absl::StrCat(name, " may hold printable ASCII characters only")), "INVALID_HEADER",
        {{"header", name}});
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status UnknownMethod(std::string_view path) {
  return status::WithReason(absl::UnimplementedError(absl::StrCat("no method has the path ", status::View(path))),
                            "UNKNOWN_METHOD", {{"path", std::string(path)}});
}

Server::Server(ServerOptions options, Telemetry& telemetry, std::shared_ptr<http2::Loops> loops)
    : options_(std::move(options)), telemetry_(telemetry), loops_(std::move(loops)) {
  fallback_ = [](const http2::Head& head, const std::shared_ptr<http2::Stream>&, const Gate::Pass&) {
    return UnknownMethod(head.path);
  };
}

Server::~Server() {
  if (server_) Drain();
}

void Server::Add(Service service) {
  names_.push_back(service.descriptor().full_name());
  if (service.takes_long() && !workers_) workers_ = std::make_unique<Workers>();
  calls_.merge(std::move(service).Build(telemetry_, gate_, workers_.get(), options_.verifier.get()));
}

void Server::AddFallback(Fallback fallback, const std::vector<std::string>& services) {
  fallback_ = std::move(fallback);
  names_.insert(names_.end(), services.begin(), services.end());
}

void Server::OnDrain(std::function<void(absl::Time)> action) {
  drain_actions_.push_back(std::move(action));
}

absl::Status Server::Start() {
  if (!config::IsAddress(options_.listen)) {
    return absl::InvalidArgumentError(absl::StrCat("gRPC address \"", options_.listen, "\" is not host:port"));
  }
  static auto* const before = google::protobuf::SetLogHandler(LogOfProtobuf);
  (void)before;
  for (const std::string& name : names_) health_.Add(name);
  calls_.merge(health_.Calls(telemetry_));
  calls_.merge(ReflectionCalls(names_));
  server_ = std::make_unique<http2::Server>(loops_,
                                            http2::ConnectionOptions{.largest_fields = options_.largest_metadata,
                                                                     .window = kWindow,
                                                                     .age = options_.connection_age,
                                                                     .most_resets = options_.most_resets},
                                            Acceptor());
  const absl::StatusOr<int> port = server_->Listen(options_.listen);
  if (port.ok()) {
    port_ = *port;
    return absl::OkStatus();
  }
  server_.reset();
  return status::WithReason(
      absl::UnavailableError(absl::StrCat("cannot listen on ", options_.listen, "; is the port in use?")),
      "LISTEN_FAILED", {{"address", options_.listen}});
}

std::shared_ptr<http2::Receiver> Server::Accept(http2::Head head, const std::shared_ptr<http2::Stream>& stream) {
  static const auto& deaf = *new std::shared_ptr<http2::Receiver>(std::make_shared<Deaf>());
  // What is missing of a head that is cut may be what says so.
  if (!head.cut && !IsCall(head)) {
    stream->Send({.head = http2::Fields{{":status", "415"}}, .last = true});
    return deaf;
  }
  absl::StatusOr<std::shared_ptr<http2::Receiver>> receiver = Begin(std::move(head), stream);
  if (receiver.ok()) return *std::move(receiver);
  stream->Send(Refusal(receiver.status()));
  return deaf;
}

absl::StatusOr<std::shared_ptr<http2::Receiver>> Server::Begin(http2::Head head,
                                                               const std::shared_ptr<http2::Stream>& stream) {
  OCOP_RETURN_IF_ERROR(CheckFields(head));
  if (const auto found = calls_.find(head.path); found != calls_.end()) return found->second(std::move(head), stream);
  Gate::Pass pass = gate_.Enter();
  if (!pass) return Gate::Closed();
  return fallback_(std::move(head), stream, std::move(pass));
}

void Server::SetServing(bool serving) {
  if (!draining_) health_.Set(serving);
}

http2::Accept Server::Acceptor() {
  return std::bind_front(&Server::Accept, this);
}

std::shared_ptr<http2::Channel> Server::LocalChannel() {
  return std::make_shared<http2::LocalChannel>(loops_, Acceptor());
}

void Server::Drain() {
  Drain(absl::Now() + options_.drain_timeout);
}

void Server::Drain(absl::Time deadline) {
  if (!server_ || draining_.exchange(true)) return;
  health_.End();
  // Before streams are ended: who is told to go first opens the next one elsewhere.
  server_->SendAway(deadline);
  for (const auto& action : drain_actions_) action(deadline);
  gate_.Close();
  gate_.AwaitEmpty(deadline);
  server_->Shutdown(deadline);
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
