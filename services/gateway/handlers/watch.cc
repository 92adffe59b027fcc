#include "services/gateway/handlers/watch.h"

#include <map>
#include <utility>

#include "common/status/status.h"
#include "services/gateway/handlers/indicator_errors.h"
#include "services/gateway/handlers/indicator_handlers.h"

namespace ocop::gateway {
namespace {

using indicators::v1::GetIndicatorValuesRequest;
using indicators::v1::GetIndicatorValuesResponse;
using indicators::v1::IndicatorValue;
using indicators::v1::WatchIndicatorValuesRequest;
using indicators::v1::WatchIndicatorValuesResponse;

constexpr int kMostWatched = 1000;

GetIndicatorValuesRequest QuestionOf(const WatchIndicatorValuesRequest& request) {
  GetIndicatorValuesRequest question;
  question.set_parent(request.parent());
  *question.mutable_indicators() = request.indicators();
  *question.mutable_localities() = request.localities();
  *question.mutable_as_of() = request.as_of();
  return question;
}

// What a reader is told about a source: its state; its position moves all the time.
std::string StatesOf(const GetIndicatorValuesResponse& response) {
  std::string states;
  for (const auto& source : response.sources()) states.push_back(static_cast<char>('0' + source.state()));
  return states;
}

class Watch : public std::enable_shared_from_this<Watch> {
 public:
  Watch(const Projection& projection, const clock::Clock& clock, std::shared_ptr<rpc::Stream> stream)
      : projection_(projection),
        clock_(clock),
        stream_(std::move(stream)),
        question_(QuestionOf(static_cast<const WatchIndicatorValuesRequest&>(stream_->request()))) {}

  // Answers whether the stream goes on.
  bool Look(absl::Time now) {
    WatchIndicatorValuesResponse news;
    {
      absl::MutexLock lock(&mutex_);
      if (ended_) return false;
      if (now == absl::InfiniteFuture()) return End(absl::UnavailableError("the gateway stops; go on elsewhere"));
      if (stream_->cancelled()) return End(absl::CancelledError("the reader went away"));
      if (writing_) {  // What comes next is told when this one has left.
        missed_ = true;
        return true;
      }
      const absl::StatusOr<GetIndicatorValuesResponse> answer = Answer(now);
      if (!answer.ok()) return End(answer.status());
      news = NewsOf(*answer);
      if (news.sources().empty()) return true;
      writing_ = true;
    }
    // Without the lock: a stream whose reader has gone answers from within.
    stream_->Write(news, [self = shared_from_this()](bool ok) { self->Written(ok); });
    return true;
  }

 private:
  absl::StatusOr<GetIndicatorValuesResponse> Answer(absl::Time now) const {
    rpc::Call call = stream_->call();
    call.now = now;
    const Projection::Reading reading = projection_.Read(question_.parent(), now);
    if (!reading.ready()) return SourcesNotReady();
    GetIndicatorValuesResponse answer;
    const Picture picture = Picture::Of(reading);
    OCOP_RETURN_IF_ERROR(GetIndicatorValues(call, question_, picture, answer));
    AddSources(picture, answer);
    if (answer.values_size() > kMostWatched) return TooManyValues(answer.values_size(), kMostWatched);
    return answer;
  }

  // Values that are not as they were told last; no sources when there is nothing to tell.
  WatchIndicatorValuesResponse NewsOf(const GetIndicatorValuesResponse& answer) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    WatchIndicatorValuesResponse news;
    std::map<std::string, std::string> told;
    for (const IndicatorValue& value : answer.values()) {
      // The day as asked for: when today ends, what it says tomorrow is news.
      std::string key = value.indicator() + " " + value.locality() +
                        (question_.as_of().empty() ? "" : " " + value.as_of().SerializeAsString());
      std::string text = value.SerializeAsString();
      const auto before = told_.find(key);
      if (before == told_.end() || before->second != text) *news.add_values() = value;
      told.emplace(std::move(key), std::move(text));
    }
    const std::string states = StatesOf(answer);
    if (!news.values().empty() || states != states_) *news.mutable_sources() = answer.sources();
    told_ = std::move(told);
    states_ = states;
    return news;
  }

  void Written(bool ok) {
    bool missed = false;
    {
      absl::MutexLock lock(&mutex_);
      writing_ = false;
      if (!ok) {
        End(absl::CancelledError("the reader went away"));
        return;
      }
      missed = std::exchange(missed_, false);
    }
    if (missed) Look(clock_.Now());
  }

  bool End(const absl::Status& status) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    if (!std::exchange(ended_, true)) stream_->Finish(status);
    return false;
  }

  const Projection& projection_;
  const clock::Clock& clock_;
  const std::shared_ptr<rpc::Stream> stream_;
  const GetIndicatorValuesRequest question_;
  absl::Mutex mutex_;
  std::map<std::string, std::string> told_ ABSL_GUARDED_BY(mutex_);
  std::string states_ ABSL_GUARDED_BY(mutex_);
  bool writing_ ABSL_GUARDED_BY(mutex_) = false;
  bool missed_ ABSL_GUARDED_BY(mutex_) = false;
  bool ended_ ABSL_GUARDED_BY(mutex_) = false;
};

}  // namespace

void WatchIndicatorValues(const Projection& projection, const clock::Clock& clock, ChangeLoop& loop,
                          std::shared_ptr<rpc::Stream> stream) {
  auto watch = std::make_shared<Watch>(projection, clock, std::move(stream));
  if (!watch->Look(clock.Now())) return;
  loop.Add([watch](absl::Time now) { return watch->Look(now); });
}

}  // namespace ocop::gateway
