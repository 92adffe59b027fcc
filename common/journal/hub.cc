#include "common/journal/hub.h"

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/clock/timestamp.h"
#include "common/journal/watcher.h"
#include "common/logging/trouble.h"
#include "common/status/status.h"

namespace ocop::journal {
namespace {

using ocop::journal::v1::DownloadStateRequest;
using ocop::journal::v1::DownloadStateResponse;
using ocop::journal::v1::JournalEntry;

constexpr absl::Duration kPoll = absl::Milliseconds(500);
// How often the listener looks up from its socket. While an older transaction holds younger entries back, this is how
// often the database is asked: the end of that transaction may come without a notification.
constexpr absl::Duration kGlance = absl::Milliseconds(5);

constexpr size_t kLongestQueue = 10000;

}  // namespace

Hub::Hub(Options options)
    : options_(std::move(options)),
      reader_(options_.schema),
      workers_(options_.database_url, options_.schema + " watch", options_.threads, kLongestQueue),
      snapshot_workers_(options_.database_url, options_.schema + " snapshot", options_.snapshot_threads, kLongestQueue),
      listener_([this] { Listen(); }) {}

Hub::~Hub() {
  EndStreams();
  listener_.join();
}

void Hub::Watch(std::shared_ptr<rpc::Stream> stream) {
  auto watcher = std::make_shared<Watcher>(*this, std::move(stream));
  bool stopping;
  {
    absl::MutexLock lock(&mutex_);
    stopping = stopping_;
    if (!stopping) watchers_.push_back(watcher);
  }
  if (stopping) return watcher->End(absl::UnavailableError("the server stops"));
  watcher->Start();
}

void Hub::Download(std::shared_ptr<rpc::Stream> stream) {
  const absl::Status submitted = snapshot_workers_.Submit([this, stream](database::Session* session) {
    stream->Finish(session == nullptr ? absl::UnavailableError("the server stops") : SendState(*session, *stream));
  });
  if (!submitted.ok()) stream->Finish(submitted);
}

// A past moment does not change, so each response is read for itself and nothing is held in between.
absl::Status Hub::SendState(database::Session& session, rpc::Stream& stream) {
  const auto& request = static_cast<const DownloadStateRequest&>(stream.request());
  Moment moment;
  if (request.position().empty() == !request.has_time()) {
    return status::InvalidField("position", "one of position and time is required");
  }
  if (request.has_time()) {
    moment.time = clock::FromTimestamp(request.time());
  } else {
    OCOP_ASSIGN_OR_RETURN(moment.point, ResumeToken::FromText(request.position()));
  }
  StateSender sender(*this, stream);
  std::string after_name;
  for (bool first = true;; first = false) {
    std::vector<JournalEntry> entries;
    DownloadStateResponse response;
    OCOP_RETURN_IF_ERROR(
        session.Run(database::Isolation::kAutoCommit, [&](database::Transaction& transaction) -> absl::Status {
          OCOP_ASSIGN_OR_RETURN(entries, reader_.StateAt(transaction, moment, request.name_prefix(), after_name));
          if (!first) return absl::OkStatus();
          OCOP_ASSIGN_OR_RETURN(*response.mutable_position(),
                                reader_.PointOf(transaction, moment, request.name_prefix()));
          return absl::OkStatus();
        }));
    for (JournalEntry& entry : entries) *response.add_entries() = std::move(entry);
    if (response.entries_size() > 0 || first) OCOP_RETURN_IF_ERROR(sender.Send(response));
    if (response.entries().empty()) return absl::OkStatus();
    after_name = response.entries().rbegin()->resource_name();
  }
}

void Hub::EndStreams() {
  std::vector<std::shared_ptr<Watcher>> watchers;
  {
    absl::MutexLock lock(&mutex_);
    stopping_ = true;
    watchers = watchers_;
  }
  for (const auto& watcher : watchers) watcher->End(absl::UnavailableError("the server stops; go on elsewhere"));
}

void Hub::Remove(const Watcher* watcher) {
  absl::MutexLock lock(&mutex_);
  std::erase_if(watchers_, [watcher](const auto& other) { return other.get() == watcher; });
}

void Hub::OnWake(std::function<void()> woken) {
  absl::MutexLock lock(&mutex_);
  woken_ = std::move(woken);
}

void Hub::Wake() {
  std::vector<std::shared_ptr<Watcher>> watchers;
  {
    absl::MutexLock lock(&mutex_);
    if (woken_) woken_();
    watchers = watchers_;
  }
  const absl::Time now = absl::Now();
  for (const auto& watcher : watchers) {
    watcher->EndIfSlow(now);
    watcher->Wake();
  }
}

void Hub::Listen() {
  database::Session session(options_.database_url, options_.schema + " listen");
  const std::string channel = absl::StrCat("journal_", options_.schema);
  logging::Trouble trouble("the journal cannot be listened to", "the journal is listened to again");
  absl::Time next_poll = absl::InfinitePast();
  while (true) {
    {
      absl::MutexLock lock(&mutex_);
      if (stopping_) return;
    }
    const auto notified = session.AwaitNotification(channel, kGlance);
    trouble.Tell(notified.status());
    if (!notified.ok()) absl::SleepFor(kPoll);
    const absl::Time now = absl::Now();
    const bool held_back = held_back_.exchange(false);
    if (notified.ok() && !*notified && !held_back && now < next_poll) continue;
    next_poll = now + kPoll;
    Wake();
  }
}

}  // namespace ocop::journal
