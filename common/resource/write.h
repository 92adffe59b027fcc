// The one way a resource is changed: request_id replay, validate_only, the change itself, the journal, the answer.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "common/clock/day.h"
#include "common/database/database.h"
#include "common/ids/ids.h"
#include "common/resource/table.h"
#include "common/rpc/exchange.h"
#include "ocop/journal/v1/journal_service.pb.h"

namespace ocop::resource {

// Where a service's resources live.
struct Home {
  database::Database& database;
  // Schema of the journal and of the table of requests.
  std::string schema;
  ids::IdSource& ids;
};

// What a change sees and does. Passed to rules and to named methods.
class Scope {
 public:
  Scope(database::Transaction& transaction, const rpc::Call& call, const std::string& schema,
        const std::string& request_id)
      : transaction_(transaction), call_(call), schema_(schema), request_id_(request_id) {}

  database::Transaction& transaction() { return transaction_; }
  const rpc::Call& call() const { return call_; }
  clock::Day today() const { return clock::Today(call_.now); }

  // Reads another resource of this service; NOT_FOUND `RESOURCE_NOT_FOUND`. With `lock` it stays as it is until the
  // change is committed.
  template <class Resource>
  absl::StatusOr<Resource> Read(const Table& table, const std::string& name, bool lock = false) {
    absl::StatusOr<MessagePtr> message = table.Read(transaction_, name, lock);
    if (!message.ok()) return message.status();
    return static_cast<Resource&&>(**message);
  }

  // Stores many resources, each once, in one statement, all new or all there, with an entry in the journal for each.
  // Those that are there lie under a lock that the caller holds: see Table::UpdateMany.
  absl::Status Save(const Table& table, ocop::journal::v1::JournalEntry::Action action,
                    const std::vector<google::protobuf::Message*>& resources);
  // The same with some of both: those without an etag, which comes from the table, are new.
  absl::Status Save(const Table& table, const std::vector<google::protobuf::Message*>& resources);

  // Enters a change that has been made into the journal.
  void Record(const Table& table, ocop::journal::v1::JournalEntry::Action action,
              const google::protobuf::Message& resource);

 private:
  database::Transaction& transaction_;
  const rpc::Call& call_;
  const std::string& schema_;
  const std::string request_id_;
};

// What a body returns to be run once more, because what it looked at was changed meanwhile.
absl::Status RunAgain(const std::string& why);

// Makes the change and returns the response. May be run more than once; what it returned the last time counts.
using Body = std::function<absl::StatusOr<MessagePtr>(Scope&)>;

// What is done with the writes of a request whose `validate_only` is set: they are undone; or they stay, since the body
// writes no more than the trial needs.
enum class Trials { kUndone, kKept };

// Runs `body` with the writes of `home` and answers `exchange`. Reads `request_id` and `validate_only` from the request
// where it has them.
void Write(const Home& home, std::shared_ptr<rpc::Exchange> exchange, Body body, Trials trials = Trials::kUndone);

}  // namespace ocop::resource
