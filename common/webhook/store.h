// The tables of webhooks: migrations/0000_webhook.sql.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/database/migrations.h"
#include "common/database/transaction.h"
#include "common/resource/table.h"
#include "common/webhook/sender.h"
#include "ocop/journal/v1/webhook_service.pb.h"

namespace ocop::webhook {

const std::vector<database::Migration>& Migrations();

// A webhook as deliveries need it.
struct Hook {
  std::string name;
  // What entries lie under.
  std::string parent;
  std::string uri;
  std::vector<std::string> types;
  bool active = false;
  std::string position;
  int failures = 0;
  absl::Time failing_since;
  absl::Time next_attempt;
  int64_t created_micros = 0;
  int64_t revision = 0;
  int64_t replays = 0;
  // What signs: the present secret, and the one before it until it expires.
  std::vector<std::string> secrets;
};

// An attempt that has ended.
struct Attempt {
  std::string delivery_id;
  Outcome outcome;
  int number = 1;
  int entry_count = 0;
  std::string first_position, last_position;
};

class Store {
 public:
  explicit Store(const std::string& schema);

  const resource::Table& table() const { return table_; }
  const std::string& schema() const { return schema_; }

  // Whether this session is the one that delivers for the schema. It stays so until the session ends, so ask again
  // before each use: a connection that was lost has lost this too.
  absl::StatusOr<bool> Lead(database::Transaction& transaction) const;

  // Those that are ACTIVE or DISABLED.
  absl::StatusOr<std::vector<Hook>> Hooks(database::Transaction& transaction) const;
  // One, in any state; NOT_FOUND.
  absl::StatusOr<Hook> Read(database::Transaction& transaction, const std::string& name) const;

  // The next three do nothing and answer false when the webhook no longer stands at hook.position.
  absl::StatusOr<bool> Taken(database::Transaction& transaction, const Hook& hook, const std::string& position,
                             const Attempt& attempt) const;
  absl::StatusOr<bool> Failed(database::Transaction& transaction, const Hook& hook, absl::Time next_attempt,
                              const Attempt& attempt) const;
  // Over entries that are none of its.
  absl::StatusOr<bool> Skip(database::Transaction& transaction, const Hook& hook, const std::string& position) const;

  absl::Status AddSecret(database::Transaction& transaction, const std::string& name, const std::string& secret) const;
  // Returns until when the secret before is valid.
  absl::StatusOr<absl::Time> RotateSecret(database::Transaction& transaction, const std::string& name,
                                          const std::string& secret, absl::Duration overlap) const;
  // Entries that come again are new deliveries.
  absl::Status CountReplay(database::Transaction& transaction, const std::string& name) const;

  // The latest first; from before the attempt `before`, if there is one. `last` is the number of the last one.
  struct Deliveries {
    std::vector<ocop::journal::v1::WebhookDelivery> page;
    int64_t last = 0;
    bool more = false;
  };
  absl::StatusOr<Deliveries> List(database::Transaction& transaction, const std::string& name,
                                  std::optional<int64_t> before, int page_size) const;

 private:
  database::Parameters KeysOf(const std::string& name) const;
  absl::StatusOr<bool> Record(database::Transaction& transaction, const database::Statement& statement,
                              const Hook& hook, const std::string& position, absl::Time time,
                              const Attempt& attempt) const;
  Hook ReadHook(const database::Rows& rows, int row) const;

  const std::string schema_;
  const resource::Table table_;
  const database::Statement lead_, hooks_, read_, taken_, failed_, prune_, skip_, add_secret_, rotate_secret_,
      count_replay_, list_;
};

}  // namespace ocop::webhook
