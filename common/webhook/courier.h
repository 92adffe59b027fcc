// Delivers the journal of a service to its webhooks, on a thread of its own.
//
// Of all replicas of a service one delivers: the one whose session holds the schema's advisory lock. The lock goes with
// its session, so that a replica that is killed is followed at once by another.
//
// Each webhook is a queue: entries are read behind its position in the order of Watch (journal/reader.h), those that
// concern it are posted, a delivery at a time, and its position moves once a delivery was taken. Whatever is lost in
// between is read, and sent, again.
#pragma once

#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <thread>

#include "absl/random/random.h"
#include "absl/time/time.h"
#include "common/database/session.h"
#include "common/journal/hub.h"
#include "common/journal/reader.h"
#include "common/metrics/metrics.h"
#include "common/webhook/message.h"
#include "common/webhook/options.h"
#include "common/webhook/sender.h"
#include "common/webhook/store.h"

namespace ocop::webhook {

class Courier {
 public:
  // `hub` must outlive it.
  Courier(const Options& options, const std::string& database_url, std::shared_ptr<const Store> store,
          std::shared_ptr<Sender> sender, journal::Hub& hub, metrics::Registry& metrics);
  // Begins nothing more and waits a little for what is under way.
  ~Courier();

 private:
  // One webhook.
  struct Queue {
    Hook hook;
    // Behind everything that was read.
    journal::ResumeToken read;
    std::deque<ocop::journal::v1::JournalEntry> pending;
    // Of the first of `pending`; kept until it is taken.
    std::optional<Delivery> delivery;
    // Which post of it is under way.
    uint64_t post = 0;
    // Something may lie behind `read`.
    bool look = true;
    // Where it stood when this process last had a connection, until the journal was found to hold that.
    std::optional<journal::ResumeToken> stood;
    // After trouble of this one's own.
    absl::Time not_before = absl::InfinitePast();
    absl::Time last_moved;
  };
  using Queues = std::map<std::string, Queue>;
  struct Arrival {
    std::string name;
    uint64_t post;
    Outcome outcome;
  };
  // How far a receiver had been sent its entries. Positions lie in the database; one that is set back to an earlier
  // state sets them back too, and only a process that was there before can tell.
  struct Stand {
    int64_t created_micros = 0;
    int64_t replays = 0;
    std::string position;
  };
  // What others leave for the thread; posts that come back late find it still there.
  struct Inbox;

  void Work();
  bool AwaitRound();
  absl::Status Round(database::Session& session);
  void Merge(const std::vector<Hook>& hooks);
  void Forget(Queues::iterator queue);
  void RememberStand(const Queue& queue);
  void RecallStand(Queue& queue);
  void TellDisabled(const std::set<std::string>& names);
  void StandBack();
  // OK when others need not wait for the trouble of this one.
  absl::Status SetAside(const std::string& name, const absl::Status& trouble);
  absl::Status Advance(database::Session& session, Queue& queue, absl::Time now);
  absl::Status Read(database::Session& session, Queue& queue);
  absl::Status SaveSkipped(database::Session& session, Queue& queue, absl::Time now);
  void Send(Queue& queue, absl::Time now);
  absl::Status Land(database::Session& session, const Arrival& arrival);
  absl::Status Fail(database::Session& session, Queue& queue, const Attempt& attempt);
  // `error`: of what was no attempt; empty when the last attempt's stands.
  absl::Status Disable(database::Session& session, Queue& queue, ocop::journal::v1::Webhook::DisableReason reason,
                       const std::string& error = "");
  void WakeAt(absl::Time time) { next_round_ = std::min(next_round_, time); }

  const Options options_;
  const std::string database_url_;
  const std::shared_ptr<const Store> store_;
  const std::shared_ptr<Sender> sender_;
  const journal::Reader reader_;
  journal::Hub& hub_;
  const metrics::CounterFamily deliveries_;
  const metrics::GaugeFamily lag_, disabled_;
  const std::shared_ptr<Inbox> inbox_;

  // The thread's own.
  absl::BitGen random_;
  Queues queues_;
  // Of queues that were forgotten for no decision of somebody's.
  std::map<std::string, Stand> stands_;
  // Those that the service has given up.
  std::set<std::string> given_up_;
  // Webhooks with a post under way, by its number; also of queues that are gone, so that none has two.
  std::map<std::string, uint64_t> under_way_;
  uint64_t posts_ = 0;
  bool stopping_ = false;
  absl::Time last_round_ = absl::InfinitePast();
  absl::Time next_round_ = absl::InfinitePast();
  std::thread thread_;
};

}  // namespace ocop::webhook
