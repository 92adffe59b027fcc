#include "services/gateway/projection/archive.h"

#include <algorithm>
#include <atomic>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/synchronization/notification.h"
#include "common/clock/timestamp.h"
#include "common/logging/logging.h"
#include "common/status/status.h"

namespace ocop::gateway {
namespace {

using indicators::v1::Source;
using journal::v1::DownloadStateRequest;
using journal::v1::DownloadStateResponse;

std::string KeyOf(const std::string& province, const Moment& moment) {
  if (moment.by_time) return absl::StrCat(province, " ", absl::ToUnixNanos(moment.time));
  return absl::StrCat(province, " ", absl::StrJoin(moment.positions, " "));
}

// A service that has sent nothing for so long is down to whoever waits.
constexpr absl::Duration kLongestSilence = absl::Seconds(5);
constexpr char kSourceUnavailable[] = "SOURCE_UNAVAILABLE";

// Not the answer of a journal, but of none.
bool IsDown(const absl::Status& outcome) {
  const std::string reason = status::ReasonOf(outcome);
  return !outcome.ok() && (reason.empty() || reason == "SERVER_DRAINING");
}

absl::Status Stopping() {
  return status::WithReason(absl::UnavailableError("the gateway stops; ask another"), "SERVER_DRAINING");
}

absl::Status QueueFull() {
  return status::WithReason(absl::ResourceExhaustedError("too many other moments of the past are asked for; try again"),
                            "QUEUE_FULL");
}

}  // namespace

absl::StatusOr<Moment> Moment::Read(const indicators::v1::KnownAt& known_at, absl::Time now, const std::string& field) {
  Moment moment;
  status::Violations violations;
  if (known_at.has_time() == !known_at.positions().empty()) {
    violations.Add(field, "takes either a time or positions");
  }
  for (int i = 0; i < known_at.positions_size(); ++i) {
    const auto& position = known_at.positions(i);
    const auto service = std::find_if(kAllServices.begin(), kAllServices.end(),
                                      [&](Service each) { return NameOf(each) == position.service(); });
    const std::string path = absl::StrCat(field, ".positions[", i, "]");
    if (service == kAllServices.end()) {
      violations.Add(path + ".service", "is no service with a journal");
    } else if (!moment.positions[static_cast<size_t>(*service)].empty()) {
      violations.Add(path + ".service", "is named twice");
    } else {
      moment.positions[static_cast<size_t>(*service)] = position.position();
    }
  }
  const bool without_map = moment.positions[static_cast<size_t>(Service::kRegistry)].empty();
  if (!known_at.positions().empty() && without_map) {
    violations.Add(field + ".positions", "need one of the registry, without whose map no place is known");
  }
  OCOP_RETURN_IF_ERROR(violations.ToStatus());
  moment.by_time = known_at.has_time();
  moment.time = clock::FromTimestamp(known_at.time());
  if (moment.by_time && moment.time > now) {
    return status::WithReason(absl::OutOfRangeError("what will be known at a moment to come can't be told"),
                              "NOT_YET_KNOWN", {{"field", field}});
  }
  return moment;
}

Archive::Archive(Definitions definitions, std::vector<rpc::Client> clients, const clock::Clock& clock)
    : definitions_(std::move(definitions)), clients_(std::move(clients)), clock_(clock), thread_([this] { Run(); }) {}

Archive::~Archive() {
  Stop();
}

void Archive::Stop() {
  {
    absl::MutexLock lock(&mutex_);
    stopping_ = true;
    if (current_) current_->Cancel();
  }
  if (thread_.joinable()) thread_.join();
  std::map<std::string, Job> left;
  {
    absl::MutexLock lock(&mutex_);
    left.swap(jobs_);
  }
  for (auto& [key, job] : left) {
    for (Done& done : job.waiting) done(Stopping());
  }
}

bool Archive::stopping() const {
  absl::MutexLock lock(&mutex_);
  return stopping_;
}

void Archive::SetCurrent(std::shared_ptr<rpc::Subscription> stream) const {
  absl::MutexLock lock(&mutex_);
  current_ = std::move(stream);
  if (current_ && stopping_) current_->Cancel();
}

void Archive::Get(const std::string& province, const Moment& moment, absl::Time deadline, Done done) {
  std::string key = KeyOf(province, moment);
  absl::StatusOr<std::shared_ptr<const PastPicture>> found = nullptr;
  {
    absl::MutexLock lock(&mutex_);
    const auto kept = std::find_if(kept_.begin(), kept_.end(), [&](const auto& each) { return each.first == key; });
    if (kept != kept_.end()) {
      kept_.splice(kept_.begin(), kept_, kept);
      found = kept->second;
    } else if (stopping_) {
      found = Stopping();
    } else if (!jobs_.contains(key) && queue_.size() >= kMostWaiting) {
      found = QueueFull();
    } else {
      auto [job, added] = jobs_.try_emplace(key, Job{province, moment, deadline, {}});
      job->second.deadline = std::max(job->second.deadline, deadline);
      job->second.waiting.push_back(std::move(done));
      if (added) queue_.push_back(std::move(key));
      return;
    }
  }
  done(std::move(found));
}

void Archive::Run() {
  while (true) {
    std::string key, province;
    Moment moment;
    absl::Time deadline;
    {
      absl::MutexLock lock(&mutex_);
      auto any = [this]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) { return stopping_ || !queue_.empty(); };
      mutex_.Await(absl::Condition(&any));
      if (stopping_) return;
      key = std::move(queue_.front());
      queue_.pop_front();
      province = jobs_.at(key).province;
      moment = jobs_.at(key).moment;
      deadline = jobs_.at(key).deadline;
    }
    absl::StatusOr<std::shared_ptr<const PastPicture>> picture =
        absl::DeadlineExceededError("the deadline had passed before this moment of the past had its turn");
    if (clock_.Now() < deadline) picture = Make(province, moment);
    std::vector<Done> waiting;
    {
      absl::MutexLock lock(&mutex_);
      waiting = std::move(jobs_.at(key).waiting);
      jobs_.erase(key);
      if (picture.ok() && (*picture)->whole) kept_.emplace_front(key, *picture);
      if (kept_.size() > kKept) kept_.pop_back();
    }
    for (Done& done : waiting) done(picture);
  }
}

absl::StatusOr<std::shared_ptr<const PastPicture>> Archive::Make(const std::string& province,
                                                                 const Moment& moment) const {
  auto picture = std::make_shared<PastPicture>(definitions_);
  for (Service service : kAllServices) {
    if (stopping()) return Stopping();
    const auto place = static_cast<size_t>(service);
    Source& source = picture->sources[place];
    source.set_service(NameOf(service));
    source.set_state(Source::STATE_LOADING);
    if (!moment.by_time && moment.positions[place].empty()) continue;
    // Also of a service that is down: it is what is asked for, by which the same will be asked for again.
    source.set_position(moment.positions[place]);
    const absl::Status taken = TakeState(service, province, moment, *picture);
    if (absl::IsUnavailable(taken) && status::ReasonOf(taken) == kSourceUnavailable && service != Service::kRegistry) {
      source.set_state(Source::STATE_DOWN);
      picture->whole = false;
      continue;
    }
    OCOP_RETURN_IF_ERROR(taken);
    picture->read[place] = true;
    source.set_state(Source::STATE_LIVE);
  }
  picture->figures.Settle();
  return picture;
}

absl::Status Archive::TakeState(Service service, const std::string& province, const Moment& moment,
                                PastPicture& picture) const {
  DownloadStateRequest request;
  request.set_name_prefix(province + "/");
  if (moment.by_time) {
    *request.mutable_time() = clock::ToTimestamp(moment.time);
  } else {
    request.set_position(moment.positions[static_cast<size_t>(service)]);
  }
  // Entries are of when their transactions began: what had been committed before the newest one's comes before it.
  Source& source = picture.sources[static_cast<size_t>(service)];
  absl::Time newest = absl::InfinitePast();
  absl::Notification ended;
  absl::Status outcome;
  std::atomic<int> received = 0;
  const auto stream = clients_[static_cast<size_t>(service)].Subscribe(
      "/ocop.journal.v1.JournalService/DownloadState", request, DownloadStateResponse::default_instance(),
      [&](const google::protobuf::Message& message) {
        ++received;
        const auto& response = static_cast<const DownloadStateResponse&>(message);
        if (!response.position().empty()) source.set_position(response.position());
        for (const auto& entry : response.entries()) {
          newest = std::max(newest, clock::FromTimestamp(entry.at()));
          const absl::Status applied = picture.figures.intake().Apply(entry);
          if (!applied.ok()) {
            logging::Error("a journal entry was left out", {{"source", NameOf(service)}, {"error", applied.message()}});
          }
        }
      },
      [&](absl::Status status) {
        outcome = std::move(status);
        ended.Notify();
      });
  SetCurrent(stream);
  for (int seen = 0; !ended.WaitForNotificationWithTimeout(kLongestSilence);) {
    if (std::exchange(seen, received.load()) == received) stream->Cancel();
  }
  SetCurrent(nullptr);
  if (outcome.ok() && moment.by_time) newest = moment.time;
  if (outcome.ok() && newest != absl::InfinitePast()) *source.mutable_read_time() = clock::ToTimestamp(newest);
  if (!IsDown(outcome)) return outcome;
  logging::Warning("a service can't be asked for its past",
                   {{"source", NameOf(service)}, {"error", outcome.message()}});
  return status::WithReason(absl::UnavailableError(absl::StrCat(NameOf(service), " can't be asked for its past")),
                            kSourceUnavailable, {{"service", NameOf(service)}});
}

}  // namespace ocop::gateway
