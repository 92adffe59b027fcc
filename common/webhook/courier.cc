#include "common/webhook/courier.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/clock.h"
#include "common/clock/timestamp.h"
#include "common/journal/append.h"
#include "common/logging/logging.h"
#include "common/logging/trouble.h"
#include "common/status/status.h"

namespace ocop::webhook {
namespace {

using ocop::journal::v1::JournalEntry;
using ocop::journal::v1::Webhook;

// Changes that come together go together: after a round, how long what wakes the courier waits for more.
constexpr absl::Duration kGather = absl::Milliseconds(20);
// The same while there is nothing to deliver, or another replica does it.
constexpr absl::Duration kIdle = absl::Milliseconds(500);
// How soon entries are looked for that an older transaction holds back.
constexpr absl::Duration kHeldBack = absl::Milliseconds(20);
// How often a position that moves over entries of no concern is written.
constexpr absl::Duration kSaveSkipped = absl::Seconds(5);
// How long one waits that the database refuses something for.
constexpr absl::Duration kSetAside = absl::Seconds(5);
// How long an ending service waits for answers.
constexpr absl::Duration kLastAnswers = absl::Seconds(5);
// How often one webhook reads on before the others have their turn.
constexpr int kReadsAtOnce = 10;

constexpr int kGone = 410;

std::string_view TypeOf(const JournalEntry& entry) {
  const std::string_view url = entry.resource().type_url();
  return url.substr(url.rfind('/') + 1);
}

bool Concerns(const JournalEntry& entry, const Hook& hook) {
  if (!std::string_view(entry.resource_name()).starts_with(hook.parent + "/")) return false;
  const std::string_view type = TypeOf(entry);
  if (hook.types.empty()) return type != Webhook::descriptor()->full_name();
  return std::find(hook.types.begin(), hook.types.end(), type) != hook.types.end();
}

absl::Duration DelayAfter(int failures, const Options& options, absl::BitGen& random) {
  absl::Duration delay = options.first_retry;
  for (int i = 1; i < failures && delay < options.longest_retry; ++i) delay *= 2;
  return std::min(delay, options.longest_retry) * absl::Uniform(random, 0.8, 1.2);
}

}  // namespace

struct Courier::Inbox {
  absl::Mutex mutex;
  std::vector<Arrival> arrivals ABSL_GUARDED_BY(mutex);
  bool woken ABSL_GUARDED_BY(mutex) = false;
  bool stopping ABSL_GUARDED_BY(mutex) = false;

  bool HasNews() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex) { return stopping || !arrivals.empty(); }
  bool HasAny() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex) { return woken || HasNews(); }
  bool HasArrivals() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex) { return !arrivals.empty(); }
};

Courier::Courier(const Options& options, const std::string& database_url, std::shared_ptr<const Store> store,
                 std::shared_ptr<Sender> sender, journal::Hub& hub, metrics::Registry& metrics)
    : options_(options),
      database_url_(database_url),
      store_(std::move(store)),
      sender_(std::move(sender)),
      reader_(store_->schema()),
      hub_(hub),
      deliveries_(metrics.Counters("ocop_webhook_deliveries_total",
                                   "Attempts to deliver: taken, refused (answered otherwise), unanswered")),
      lag_(metrics.Gauges("ocop_webhook_lag_seconds", "Age of the oldest entry that waits to be delivered; 0 if none")),
      disabled_(metrics.Gauges("ocop_webhook_disabled", "1 while the service has given a webhook up")),
      inbox_(std::make_shared<Inbox>()) {
  hub_.OnWake([inbox = inbox_] {
    absl::MutexLock lock(&inbox->mutex);
    inbox->woken = true;
  });
  thread_ = std::thread([this] { Work(); });
}

Courier::~Courier() {
  hub_.OnWake(nullptr);
  {
    absl::MutexLock lock(&inbox_->mutex);
    inbox_->stopping = true;
  }
  thread_.join();
}

void Courier::Work() {
  database::Session session(database_url_, store_->schema() + " webhooks");
  logging::Trouble trouble("webhooks are not delivered for now", "webhooks are delivered again");
  while (AwaitRound()) {
    const absl::Status status = Round(session);
    trouble.Tell(status);
    if (!status.ok()) StandBack();
  }
  const absl::Time patience = absl::Now() + kLastAnswers;
  while (!under_way_.empty() && absl::Now() < patience) {
    {
      absl::MutexLock lock(&inbox_->mutex);
      inbox_->mutex.AwaitWithDeadline(absl::Condition(inbox_.get(), &Inbox::HasArrivals), patience);
    }
    if (const absl::Status status = Round(session); !status.ok()) return;
  }
}

// False when the service ends.
bool Courier::AwaitRound() {
  const absl::Time earliest = last_round_ + (queues_.empty() ? kIdle : kGather);
  absl::MutexLock lock(&inbox_->mutex);
  inbox_->mutex.AwaitWithDeadline(absl::Condition(inbox_.get(), &Inbox::HasNews), earliest);
  inbox_->mutex.AwaitWithDeadline(absl::Condition(inbox_.get(), &Inbox::HasAny), next_round_);
  stopping_ = inbox_->stopping;
  if (std::exchange(inbox_->woken, false)) {
    for (auto& [name, queue] : queues_) queue.look = true;
  }
  return !stopping_;
}

absl::Status Courier::Round(database::Session& session) {
  std::vector<Arrival> arrivals;
  {
    absl::MutexLock lock(&inbox_->mutex);
    arrivals.swap(inbox_->arrivals);
  }
  for (const Arrival& arrival : arrivals) under_way_.erase(arrival.name);
  last_round_ = absl::Now();
  next_round_ = last_round_ + kIdle;
  bool leads = false;
  OCOP_RETURN_IF_ERROR(
      session.Run(database::Isolation::kAutoCommit, [&](database::Transaction& transaction) -> absl::Status {
        OCOP_ASSIGN_OR_RETURN(leads, store_->Lead(transaction));
        return absl::OkStatus();
      }));
  if (!leads) {
    StandBack();
    return absl::OkStatus();
  }
  for (const Arrival& arrival : arrivals) {
    OCOP_RETURN_IF_ERROR(SetAside(arrival.name, Land(session, arrival)));
  }
  if (stopping_) return absl::OkStatus();
  std::vector<Hook> hooks;
  OCOP_RETURN_IF_ERROR(
      session.Run(database::Isolation::kAutoCommit, [&](database::Transaction& transaction) -> absl::Status {
        OCOP_ASSIGN_OR_RETURN(hooks, store_->Hooks(transaction));
        return absl::OkStatus();
      }));
  Merge(hooks);
  for (auto& [name, queue] : queues_) {
    OCOP_RETURN_IF_ERROR(SetAside(name, Advance(session, queue, last_round_)));
    const bool waits = !queue.pending.empty();
    lag_.With({{"webhook", name}})
        .Set(waits ? absl::ToDoubleSeconds(last_round_ - clock::FromTimestamp(queue.pending.front().at())) : 0);
  }
  return absl::OkStatus();
}

// Follows what was changed in the table. A queue whose post is under way stays as it is until the answer is there.
void Courier::Merge(const std::vector<Hook>& hooks) {
  std::map<std::string, const Hook*> active;
  std::set<std::string> given_up;
  for (const Hook& hook : hooks) {
    if (hook.active) {
      active[hook.name] = &hook;
    } else {
      given_up.insert(hook.name);
    }
  }
  TellDisabled(given_up);
  for (auto it = queues_.begin(); it != queues_.end();) {
    const auto queue = it++;
    if (under_way_.contains(queue->first)) continue;
    const auto found = active.find(queue->first);
    const Hook& known = queue->second.hook;
    const bool same = found != active.end() && found->second->revision == known.revision &&
                      found->second->replays == known.replays && found->second->position == known.position &&
                      found->second->created_micros == known.created_micros;
    if (same) continue;
    if (found != active.end()) RememberStand(queue->second);
    Forget(queue);
  }
  for (const auto& [name, hook] : active) {
    auto [queue, made] = queues_.try_emplace(name);
    if (made) {
      queue->second.hook = *hook;
      if (auto token = journal::ResumeToken::FromText(hook->position); token.ok()) queue->second.read = *token;
      RecallStand(queue->second);
    } else if (!under_way_.contains(name)) {
      queue->second.hook = *hook;
    }
  }
}

void Courier::Forget(Queues::iterator queue) {
  lag_.With({{"webhook", queue->first}}).Set(0);
  queues_.erase(queue);
}

void Courier::RememberStand(const Queue& queue) {
  const Hook& hook = queue.hook;
  stands_[hook.name] = {hook.created_micros, hook.replays,
                        queue.stood      ? queue.stood->ToText()
                        : queue.delivery ? queue.delivery->resume_token
                                         : hook.position};
}

void Courier::RecallStand(Queue& queue) {
  const auto found = stands_.find(queue.hook.name);
  if (found == stands_.end()) return;
  const Stand& stand = found->second;
  // Otherwise somebody has decided meanwhile where it goes on.
  if (stand.created_micros == queue.hook.created_micros && stand.replays == queue.hook.replays) {
    if (auto token = journal::ResumeToken::FromText(stand.position); token.ok()) queue.stood = *token;
  }
  stands_.erase(found);
}

void Courier::TellDisabled(const std::set<std::string>& names) {
  for (const std::string& name : given_up_) disabled_.With({{"webhook", name}}).Set(0);
  for (const std::string& name : names) disabled_.With({{"webhook", name}}).Set(1);
  given_up_ = names;
}

// Another delivers, or the database is away: what is not written down is read again.
void Courier::StandBack() {
  for (const auto& [name, queue] : queues_) RememberStand(queue);
  while (!queues_.empty()) Forget(queues_.begin());
  TellDisabled({});
}

absl::Status Courier::SetAside(const std::string& name, const absl::Status& trouble) {
  if (trouble.ok() || absl::IsUnavailable(trouble)) return trouble;
  logging::Error("a webhook cannot be served for now", {{"webhook", name}, {"error", trouble.message()}});
  if (const auto found = queues_.find(name); found != queues_.end()) {
    found->second.not_before = last_round_ + kSetAside;
  }
  return absl::OkStatus();
}

absl::Status Courier::Advance(database::Session& session, Queue& queue, absl::Time now) {
  if (under_way_.contains(queue.hook.name)) return absl::OkStatus();
  if (const absl::Time begin = std::max(queue.hook.next_attempt, queue.not_before); begin > now) {
    WakeAt(begin);
    return absl::OkStatus();
  }
  if (!queue.delivery) {
    if (queue.pending.empty() && queue.look) {
      absl::Status read = Read(session, queue);
      if (status::ReasonOf(read) == "JOURNAL_REPLACED") {
        return Disable(session, queue, Webhook::DISABLE_REASON_JOURNAL_REPLACED, std::string(read.message()));
      }
      OCOP_RETURN_IF_ERROR(read);
    }
    if (queue.pending.empty()) return SaveSkipped(session, queue, now);
    absl::StatusOr<Delivery> made = MakeDelivery(queue.hook, store_->schema(), queue.pending, queue.read);
    if (!made.ok()) {
      Attempt attempt{.number = queue.hook.failures + 1, .first_position = queue.pending.front().position()};
      attempt.outcome = {.error = std::string(made.status().message()), .begin = now};
      return Fail(session, queue, attempt);
    }
    queue.delivery = *std::move(made);
  }
  Send(queue, now);
  return absl::OkStatus();
}

// Reads on until something concerns the webhook, or there is no more.
absl::Status Courier::Read(database::Session& session, Queue& queue) {
  queue.look = false;
  if (queue.stood) {
    OCOP_RETURN_IF_ERROR(session.Run(database::Isolation::kAutoCommit, [&](database::Transaction& transaction) {
      return reader_.CheckToken(transaction, *queue.stood);
    }));
    queue.stood.reset();
  }
  for (int i = 0; i < kReadsAtOnce && queue.pending.empty(); ++i) {
    journal::Batch batch;
    OCOP_RETURN_IF_ERROR(
        session.Run(database::Isolation::kAutoCommit, [&](database::Transaction& transaction) -> absl::Status {
          OCOP_ASSIGN_OR_RETURN(batch, reader_.ReadAfter(transaction, queue.read));
          return absl::OkStatus();
        }));
    queue.read = batch.token;
    if (batch.response.entries().empty()) {
      queue.look = batch.held_back;
      if (batch.held_back) WakeAt(last_round_ + kHeldBack);
      return absl::OkStatus();
    }
    for (JournalEntry& entry : *batch.response.mutable_entries()) {
      if (Concerns(entry, queue.hook)) queue.pending.push_back(std::move(entry));
    }
  }
  queue.look = true;
  WakeAt(last_round_);
  return absl::OkStatus();
}

absl::Status Courier::SaveSkipped(database::Session& session, Queue& queue, absl::Time now) {
  const std::string position = queue.read.ToText();
  if (position == queue.hook.position || now < queue.last_moved + kSaveSkipped) return absl::OkStatus();
  queue.last_moved = now;
  bool there = false;
  OCOP_RETURN_IF_ERROR(
      session.Run(database::Isolation::kReadWrite, [&](database::Transaction& transaction) -> absl::Status {
        OCOP_ASSIGN_OR_RETURN(there, store_->Skip(transaction, queue.hook, position));
        return absl::OkStatus();
      }));
  if (there) queue.hook.position = position;
  return absl::OkStatus();
}

void Courier::Send(Queue& queue, absl::Time now) {
  const std::string& name = queue.hook.name;
  queue.post = under_way_[name] = ++posts_;
  sender_->Send(PostOf(*queue.delivery, queue.hook.uri, queue.hook.secrets, now, options_.timeout),
                [inbox = inbox_, name, post = queue.post](const Outcome& outcome) {
                  absl::MutexLock lock(&inbox->mutex);
                  inbox->arrivals.push_back({name, post, outcome});
                });
}

// An answer is there, or there will be none.
absl::Status Courier::Land(database::Session& session, const Arrival& arrival) {
  const auto found = queues_.find(arrival.name);
  if (found == queues_.end() || !found->second.delivery || found->second.post != arrival.post) return absl::OkStatus();
  Queue& queue = found->second;
  const Delivery& delivery = *queue.delivery;
  const bool taken = arrival.outcome.error.empty();
  const char* result = taken ? "taken" : arrival.outcome.http_status == 0 ? "unanswered" : "refused";
  deliveries_.With({{"webhook", arrival.name}, {"result", result}}).Increment();
  const Attempt attempt{delivery.id,          arrival.outcome,         queue.hook.failures + 1,
                        delivery.entry_count, delivery.first_position, delivery.last_position};
  if (!taken) return Fail(session, queue, attempt);
  bool there = false;
  OCOP_RETURN_IF_ERROR(
      session.Run(database::Isolation::kReadWrite, [&](database::Transaction& transaction) -> absl::Status {
        OCOP_ASSIGN_OR_RETURN(there, store_->Taken(transaction, queue.hook, delivery.resume_token, attempt));
        return absl::OkStatus();
      }));
  if (!there) {
    // It was sent elsewhere meanwhile.
    Forget(found);
    return absl::OkStatus();
  }
  queue.hook.position = delivery.resume_token;
  queue.hook.failures = 0;
  queue.hook.failing_since = absl::InfiniteFuture();
  queue.hook.next_attempt = absl::InfinitePast();
  queue.last_moved = last_round_;
  queue.pending.erase(queue.pending.begin(), queue.pending.begin() + delivery.entry_count);
  queue.delivery.reset();
  queue.look = true;
  return absl::OkStatus();
}

absl::Status Courier::Fail(database::Session& session, Queue& queue, const Attempt& attempt) {
  Hook& hook = queue.hook;
  const absl::Time begin = attempt.outcome.begin;
  const absl::Time next = absl::Now() + DelayAfter(attempt.number, options_, random_);
  if (attempt.number == 1) {
    logging::Warning("a webhook's delivery failed", {{"webhook", hook.name}, {"error", attempt.outcome.error}});
  }
  OCOP_RETURN_IF_ERROR(
      session.Run(database::Isolation::kReadWrite, [&](database::Transaction& transaction) -> absl::Status {
        return store_->Failed(transaction, hook, next, attempt).status();
      }));
  hook.failures = attempt.number;
  hook.failing_since = std::min(hook.failing_since, begin);
  hook.next_attempt = next;
  if (attempt.outcome.http_status == kGone) return Disable(session, queue, Webhook::DISABLE_REASON_GONE);
  if (begin - hook.failing_since < options_.give_up_after) return absl::OkStatus();
  return Disable(session, queue, Webhook::DISABLE_REASON_FAILING);
}

// A decision, if not a person's: it is entered into the journal as others are.
absl::Status Courier::Disable(database::Session& session, Queue& queue, Webhook::DisableReason reason,
                              const std::string& error) {
  const std::string& name = queue.hook.name;
  logging::Error("a webhook is disabled", {{"webhook", name}, {"reason", Webhook::DisableReason_Name(reason)}});
  queue.hook.next_attempt = absl::InfiniteFuture();
  return session.Run(database::Isolation::kReadWrite, [&](database::Transaction& transaction) -> absl::Status {
    const absl::StatusOr<resource::MessagePtr> read = store_->table().Read(transaction, name, true);
    if (absl::IsNotFound(read.status())) return absl::OkStatus();
    OCOP_RETURN_IF_ERROR(read.status());
    auto& webhook = static_cast<Webhook&>(**read);
    // Somebody has decided meanwhile.
    if (webhook.state() != Webhook::STATE_ACTIVE || webhook.position() != queue.hook.position) return absl::OkStatus();
    webhook.set_state(Webhook::STATE_DISABLED);
    webhook.set_disable_reason(reason);
    webhook.clear_next_attempt_time();
    if (!error.empty()) webhook.set_last_error(error);
    OCOP_RETURN_IF_ERROR(store_->table().Update(transaction, webhook));
    journal::Append(transaction, store_->schema(), {store_->schema(), ""}, JournalEntry::ACTION_UPDATE, name, webhook);
    return absl::OkStatus();
  });
}

}  // namespace ocop::webhook
