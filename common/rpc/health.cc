#include "common/rpc/health.h"

#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/rpc/service.h"
#include "common/status/status.h"
#include "grpc/health/v1/health.pb.h"

namespace ocop::rpc {
namespace {

using grpc::health::v1::HealthCheckRequest;
using grpc::health::v1::HealthCheckResponse;
using grpc::health::v1::HealthListRequest;
using grpc::health::v1::HealthListResponse;

HealthCheckResponse Response(HealthCheckResponse::ServingStatus status) {
  HealthCheckResponse response;
  response.set_status(status);
  return response;
}

HealthCheckResponse::ServingStatus StatusOf(bool serving) {
  return serving ? HealthCheckResponse::SERVING : HealthCheckResponse::NOT_SERVING;
}

}  // namespace

// One who watches. What it was told last, and whether that is still on its way, say whether there is something to tell.
struct Health::Watcher {
  std::shared_ptr<Stream> stream;
  bool known = false;
  bool busy = false;
  bool gone = false;
  std::optional<bool> told = std::nullopt;
};

Health::Health() {
  known_.insert("");
}

Health::~Health() = default;

void Health::Add(const std::string& service) {
  known_.insert(service);
}

http2::Table Health::Calls(Telemetry& telemetry) {
  Service service("grpc.health.v1.Health");
  service.Bind<HealthCheckRequest, HealthCheckResponse>(
      "Check", [this](const Call&, const HealthCheckRequest& request) -> absl::StatusOr<HealthCheckResponse> {
        if (!known_.contains(request.service())) {
          return status::WithReason(
              absl::NotFoundError(absl::StrCat("this server has no service \"", request.service(), "\"")),
              "UNKNOWN_SERVICE", {{"service", request.service()}});
        }
        absl::MutexLock lock(&mutex_);
        return Response(StatusOf(serving_));
      });
  service.Bind<HealthListRequest, HealthListResponse>(
      "List", [this](const Call&, const HealthListRequest&) -> absl::StatusOr<HealthListResponse> {
        HealthListResponse response;
        absl::MutexLock lock(&mutex_);
        for (const std::string& name : known_) (*response.mutable_statuses())[name] = Response(StatusOf(serving_));
        return response;
      });
  service.BindStream("Watch", [this](std::shared_ptr<Stream> stream) { Watch(std::move(stream)); });
  return std::move(service).Build(telemetry, open_, nullptr, nullptr);
}

void Health::Watch(std::shared_ptr<Stream> stream) {
  auto watcher = std::make_shared<Watcher>();
  watcher->stream = std::move(stream);
  watcher->known = known_.contains(static_cast<const HealthCheckRequest&>(watcher->stream->request()).service());
  {
    absl::MutexLock lock(&mutex_);
    ForgetGone();
    watchers_.push_back(watcher);
  }
  Tell(watcher);
}

void Health::Tell(const std::shared_ptr<Watcher>& watcher) {
  bool serving = false;
  {
    absl::MutexLock lock(&mutex_);
    if (watcher->busy || watcher->gone) return;
    if (watcher->told == serving_) {
      if (!ended_) return;
      watcher->gone = true;
    } else {
      watcher->busy = true;
      watcher->told = serving = serving_;
    }
  }
  if (watcher->gone) return watcher->stream->Finish(absl::UnavailableError("this server drains"));
  const auto status = watcher->known ? StatusOf(serving) : HealthCheckResponse::SERVICE_UNKNOWN;
  watcher->stream->Write(Response(status), [this, watcher](bool written) {
    {
      absl::MutexLock lock(&mutex_);
      watcher->busy = false;
      watcher->gone |= !written;
    }
    Tell(watcher);
  });
}

void Health::Set(bool serving) {
  std::list<std::shared_ptr<Watcher>> watchers;
  {
    absl::MutexLock lock(&mutex_);
    if (ended_) return;
    serving_ = serving;
    ForgetGone();
    watchers = watchers_;
  }
  for (const auto& watcher : watchers) Tell(watcher);
}

void Health::ForgetGone() {
  watchers_.remove_if([](const auto& watcher) { return watcher->gone || watcher->stream->cancelled(); });
}

void Health::End() {
  std::list<std::shared_ptr<Watcher>> watchers;
  {
    absl::MutexLock lock(&mutex_);
    serving_ = false;
    ended_ = true;
    watchers = std::exchange(watchers_, {});
  }
  for (const auto& watcher : watchers) Tell(watcher);
}

}  // namespace ocop::rpc
