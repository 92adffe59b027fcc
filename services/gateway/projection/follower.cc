#include "services/gateway/projection/follower.h"

#include <algorithm>
#include <utility>

#include "common/logging/logging.h"
#include "common/status/status.h"

namespace ocop::gateway {
namespace {

using journal::v1::WatchRequest;
using journal::v1::WatchResponse;

// Whether a stream can't be taken up where it ended: the journal is another one, or ours was never its token.
bool MustStartOver(const absl::Status& ended) {
  const std::string reason = status::ReasonOf(ended);
  return reason == "JOURNAL_REPLACED" || reason == "MALFORMED_RESUME_TOKEN";
}

}  // namespace

Follower::Follower(Projection& projection, Service service, rpc::Client client, Options options)
    : projection_(projection),
      service_(service),
      client_(std::move(client)),
      options_(std::move(options)),
      token_(projection.PositionOf(service)),
      thread_([this] { Run(); }) {}

Follower::~Follower() {
  {
    absl::MutexLock lock(&mutex_);
    stopping_ = true;
  }
  thread_.join();
}

void Follower::Run() {
  absl::Duration pause = options_.shortest_pause;
  while (true) {
    const bool anything_came = FollowOnce();
    projection_.SetDown(service_);
    pause = anything_came ? options_.shortest_pause : std::min(2 * pause, options_.longest_pause);
    absl::MutexLock lock(&mutex_);
    if (mutex_.AwaitWithTimeout(absl::Condition(&stopping_), pause * (0.5 + options_.chance()))) return;
  }
}

bool Follower::FollowOnce() {
  WatchRequest request;
  {
    absl::MutexLock lock(&mutex_);
    if (stopping_) return false;
    request.set_resume_token(token_);
    ended_ = false;
    received_ = 0;
  }
  if (request.resume_token().empty()) projection_.BeginSnapshot(service_);
  const std::shared_ptr<rpc::Subscription> stream = client_.Subscribe(
      "/ocop.journal.v1.JournalService/Watch", request, WatchResponse::default_instance(),
      [this](const google::protobuf::Message& response) { Receive(static_cast<const WatchResponse&>(response)); },
      [this](absl::Status outcome) {
        absl::MutexLock lock(&mutex_);
        outcome_ = std::move(outcome);
        ended_ = true;
      });
  WaitForEnd(*stream);

  absl::MutexLock lock(&mutex_);
  if (!stopping_) Report(outcome_);
  if (MustStartOver(outcome_)) {
    token_.clear();
    logging::Error("the journal is another one than was read: all of it is read anew, until then its figures are stale",
                   {{"source", NameOf(service_)}});
  }
  return received_ > 0;
}

void Follower::Receive(const WatchResponse& response) {
  {
    absl::MutexLock lock(&mutex_);
    applying_ = true;
  }
  const absl::Status applied = projection_.Apply(service_, response);
  if (!applied.ok()) {
    logging::Error("a journal entry was left out", {{"source", NameOf(service_)}, {"error", applied.message()}});
    options_.left_out();
  }
  absl::MutexLock lock(&mutex_);
  applying_ = false;
  ++received_;
  // During a snapshot there is no token, and none from before may be used: half of it has been taken in.
  token_ = response.resume_token();
}

void Follower::WaitForEnd(rpc::Subscription& stream) {
  absl::MutexLock lock(&mutex_);
  while (!ended_) {
    const int64_t seen = received_;
    auto moved = [this, seen]()
                     ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) { return ended_ || stopping_ || received_ != seen; };
    const bool silent = !mutex_.AwaitWithTimeout(absl::Condition(&moved), options_.longest_silence) && !applying_;
    if (!stopping_ && !silent) continue;
    stream.Cancel();
    mutex_.Await(absl::Condition(&ended_));
  }
}

void Follower::Report(const absl::Status& ended) const {
  logging::Warning(
      "a journal stream ended",
      {{"source", NameOf(service_)}, {"code", absl::StatusCodeToString(ended.code())}, {"error", ended.message()}});
}

}  // namespace ocop::gateway
