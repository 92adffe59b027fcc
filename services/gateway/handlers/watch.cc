#include "services/gateway/handlers/watch.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>
#include <vector>

#include "common/status/status.h"
#include "services/gateway/handlers/indicator_errors.h"
#include "services/gateway/handlers/indicator_handlers.h"
#include "services/names.h"

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

// Names of indicators that are being worked out.
std::set<std::string> ComputingIn(const Figures& figures, const std::string& parent) {
  std::set<std::string> names;
  for (const size_t place : figures.definitions().Places()) {
    if (!figures.Computed(place)) names.insert(parent + "/" + figures.definitions()[place].indicator().name());
  }
  return names;
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
      const absl::StatusOr<Answered> answer = Answer(now);
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
  // Of indicators that are being worked out there is nothing to tell, and neither is what was told of them gone.
  struct Answered {
    GetIndicatorValuesResponse values;
    std::set<std::string> computing;
    std::vector<size_t> places;  // Of the values' definitions: another for one that counts otherwise.
  };
  struct Told {
    std::string value;  // Serialised.
    size_t place;

    bool operator==(const Told&) const = default;
  };

  absl::StatusOr<Answered> Answer(absl::Time now) const {
    rpc::Call call = stream_->call();
    call.now = now;
    const Projection::Reading reading = projection_.Read(question_.parent(), now);
    if (!reading.ready()) return SourcesNotReady();
    const Picture picture = Picture::Of(reading);
    Answered answer;
    answer.computing = ComputingIn(picture.figures, question_.parent());
    const GetIndicatorValuesRequest question = QuestionWithout(answer.computing);
    // Without a name it would be about all.
    const bool about_none = question.indicators().empty() && !question_.indicators().empty();
    if (!about_none) OCOP_RETURN_IF_ERROR(GetIndicatorValues(call, question, picture, answer.values));
    AddSources(picture, answer.values);
    if (answer.values.values_size() > kMostWatched) return TooManyValues(answer.values.values_size(), kMostWatched);
    for (const IndicatorValue& value : answer.values.values()) {
      answer.places.push_back(*picture.figures.definitions().Find(LastId(value.indicator())));
    }
    return answer;
  }

  GetIndicatorValuesRequest QuestionWithout(const std::set<std::string>& computing) const {
    GetIndicatorValuesRequest question = question_;
    auto& names = *question.mutable_indicators();
    names.erase(std::remove_if(names.begin(), names.end(), [&](const auto& name) { return computing.contains(name); }),
                names.end());
    return question;
  }

  // Values that are not as they were told last, and those that are no more; no sources when there is nothing to tell.
  WatchIndicatorValuesResponse NewsOf(const Answered& answer) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    WatchIndicatorValuesResponse news;
    std::map<std::string, Told> told;
    for (int i = 0; i < answer.values.values_size(); ++i) {
      const IndicatorValue& value = answer.values.values(i);
      // The day as asked for: when today ends, what it says tomorrow is news.
      std::string key = value.indicator() + " " + value.locality() +
                        (question_.as_of().empty() ? "" : " " + value.as_of().SerializeAsString());
      Told now{value.SerializeAsString(), answer.places[static_cast<size_t>(i)]};
      const auto before = told_.find(key);
      if (before == told_.end() || before->second != now) *news.add_values() = value;
      told.emplace(std::move(key), std::move(now));
    }
    TakeVanished(answer.computing, told, news);
    const std::string states = StatesOf(answer.values);
    const bool any = !news.values().empty() || !news.removed_values().empty() || states != states_;
    if (any) *news.mutable_sources() = answer.values.sources();
    told_ = std::move(told);
    states_ = states;
    return news;
  }

  // What was told and is not in `told` any more.
  void TakeVanished(const std::set<std::string>& computing, std::map<std::string, Told>& told,
                    WatchIndicatorValuesResponse& news) const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    for (const auto& [key, before] : told_) {
      if (told.contains(key)) continue;
      IndicatorValue value;
      value.ParseFromString(before.value);
      if (computing.contains(value.indicator())) {
        told.emplace(key, before);
        continue;
      }
      IndicatorValue& removed = *news.add_removed_values();
      removed.set_indicator(value.indicator());
      removed.set_locality(value.locality());
      *removed.mutable_as_of() = value.as_of();
    }
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
  std::map<std::string, Told> told_ ABSL_GUARDED_BY(mutex_);
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
