#include "common/journal/hub.h"

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/journal/watcher.h"
#include "common/logging/logging.h"

namespace ocop::journal {
namespace {

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

void Hub::Wake() {
  std::vector<std::shared_ptr<Watcher>> watchers;
  {
    absl::MutexLock lock(&mutex_);
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
  absl::Time next_poll = absl::InfinitePast();
  while (true) {
    {
      absl::MutexLock lock(&mutex_);
      if (stopping_) return;
    }
    const auto notified = session.AwaitNotification(channel, kGlance);
    if (!notified.ok()) {
      logging::Warning("the journal cannot be listened to", {{"error", notified.status().ToString()}});
      absl::SleepFor(kPoll);
    }
    const absl::Time now = absl::Now();
    const bool held_back = held_back_.exchange(false);
    if (notified.ok() && !*notified && !held_back && now < next_poll) continue;
    next_poll = now + kPoll;
    Wake();
  }
}

}  // namespace ocop::journal
