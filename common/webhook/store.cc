#include "common/webhook/store.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/clock/timestamp.h"
#include "common/resource/errors.h"
#include "common/status/status.h"
#include "common/webhook/embedded_migrations.h"

namespace ocop::webhook {
namespace {

using ocop::journal::v1::Webhook;
using ocop::journal::v1::WebhookDelivery;

constexpr char kColumns[] =
    "w.parent_id, w.webhook_id, w.uri, w.types, w.state = 'STATE_ACTIVE', w.position, w.consecutive_failures, "
    "(extract(epoch FROM w.failing_since_time) * 1000000)::bigint, "
    "(extract(epoch FROM w.next_attempt_time) * 1000000)::bigint, "
    "(extract(epoch FROM w.create_time) * 1000000)::bigint, w.revision, w.replays, s.secret, "
    "CASE WHEN s.previous_secret_expire_time > now() THEN s.previous_secret END";

// Of a webhook ($1, $2) that still stands at $3.
constexpr char kThere[] = "w.parent_id = $1 AND w.webhook_id = $2 AND w.position = $3";

// Enters an attempt ($6 to $14) at the webhook that `changed` names.
constexpr char kEnter[] =
    "(parent_id, webhook_id, delivery_id, attempt_time, micros, http_status, error, attempt, entry_count, "
    "first_position, last_position) SELECT c.parent_id, c.webhook_id, $6, $7::timestamptz, $8::bigint, $9::integer, "
    "$10, $11::integer, $12::integer, $13, $14 FROM changed AS c RETURNING 1";

constexpr char kKeptAttempts[] = "200";

absl::Time TimeAt(const database::Rows& rows, int row, int column, absl::Time otherwise) {
  return rows.IsNull(row, column) ? otherwise : absl::FromUnixMicros(rows.Integer(row, column));
}

std::string TextOf(absl::Time time) {
  return absl::FormatTime(absl::RFC3339_full, time, absl::UTCTimeZone());
}

void SetMicros(int64_t micros, google::protobuf::Duration& duration) {
  duration.set_seconds(micros / 1000000);
  duration.set_nanos(static_cast<int32_t>(micros % 1000000) * 1000);
}

}  // namespace

const std::vector<database::Migration>& Migrations() {
  return kWebhookMigrations;
}

Store::Store(const std::string& schema)
    : schema_(schema),
      table_(*Webhook::descriptor(), schema + ".webhook", {"parent_id", "webhook_id"}),
      lead_{"webhook.lead", "SELECT pg_try_advisory_lock(hashtextextended('webhooks of ' || $1::text, 0))"},
      hooks_{"webhook.hooks", absl::StrCat("SELECT ", kColumns, " FROM ", schema, ".webhook AS w JOIN ", schema,
                                           ".webhook_secret AS s USING (parent_id, webhook_id) "
                                           "WHERE w.state <> 'STATE_PAUSED'")},
      read_{"webhook.of_name", absl::StrCat("SELECT ", kColumns, " FROM ", schema, ".webhook AS w JOIN ", schema,
                                            ".webhook_secret AS s USING (parent_id, webhook_id) "
                                            "WHERE w.parent_id = $1 AND w.webhook_id = $2")},
      taken_{"webhook.taken",
             absl::StrCat("WITH changed AS (UPDATE ", schema,
                          ".webhook AS w SET position = $4, last_success_time = $5::timestamptz, "
                          "consecutive_failures = 0, failing_since_time = NULL, next_attempt_time = NULL WHERE ",
                          kThere, " RETURNING w.parent_id, w.webhook_id) INSERT INTO ", schema, ".webhook_delivery ",
                          kEnter)},
      // $4 is the error here too: the webhook shows its last.
      failed_{"webhook.failed",
              absl::StrCat("WITH changed AS (UPDATE ", schema,
                           ".webhook AS w SET last_failure_time = $7::timestamptz, last_error = $4, "
                           "consecutive_failures = $11::integer, failing_since_time = coalesce(w.failing_since_time, "
                           "$7::timestamptz), next_attempt_time = $5::timestamptz WHERE ",
                           kThere, " RETURNING w.parent_id, w.webhook_id) INSERT INTO ", schema, ".webhook_delivery ",
                           kEnter)},
      prune_{"webhook.prune",
             absl::StrCat("DELETE FROM ", schema,
                          ".webhook_delivery WHERE parent_id = $1 AND webhook_id = $2 AND attempt_id <= (SELECT "
                          "d.attempt_id FROM ",
                          schema, ".webhook_delivery AS d WHERE d.parent_id = $1 AND d.webhook_id = $2 ORDER BY ",
                          "d.attempt_id DESC OFFSET ", kKeptAttempts, " LIMIT 1)")},
      skip_{"webhook.skip", absl::StrCat("UPDATE ", schema, ".webhook AS w SET position = $4 WHERE ", kThere)},
      add_secret_{
          "webhook.add_secret",
          absl::StrCat("INSERT INTO ", schema, ".webhook_secret (parent_id, webhook_id, secret) VALUES ($1, $2, $3)")},
      rotate_secret_{"webhook.rotate_secret",
                     absl::StrCat("UPDATE ", schema,
                                  ".webhook_secret AS s SET previous_secret = s.secret, previous_secret_expire_time = "
                                  "now() + $4::bigint * interval '1 microsecond', secret = $3 WHERE s.parent_id = $1 "
                                  "AND s.webhook_id = $2 RETURNING (extract(epoch FROM "
                                  "s.previous_secret_expire_time) * 1000000)::bigint")},
      count_replay_{"webhook.count_replay",
                    absl::StrCat("UPDATE ", schema,
                                 ".webhook AS w SET replays = w.replays + 1 WHERE w.parent_id = $1 AND "
                                 "w.webhook_id = $2")},
      list_{"webhook.list_deliveries",
            absl::StrCat("SELECT d.attempt_id, d.delivery_id, (extract(epoch FROM d.attempt_time) * 1000000)::bigint, "
                         "d.micros, d.http_status, d.error, d.attempt, d.entry_count, d.first_position, "
                         "d.last_position FROM ",
                         schema,
                         ".webhook_delivery AS d WHERE d.parent_id = $1 AND d.webhook_id = $2 AND ($3::bigint IS NULL "
                         "OR d.attempt_id < $3::bigint) ORDER BY d.attempt_id DESC LIMIT $4::int")} {}

absl::StatusOr<bool> Store::Lead(database::Transaction& transaction) const {
  OCOP_ASSIGN_OR_RETURN(const database::Rows rows, transaction.Query(lead_, {schema_}));
  return rows.Boolean(0, 0);
}

Hook Store::ReadHook(const database::Rows& rows, int row) const {
  Hook hook;
  hook.name = table_.pattern().Format({rows.Text(row, 0), rows.Text(row, 1)});
  hook.parent = table_.pattern().Parent().Format({rows.Text(row, 0)});
  hook.uri = std::string(rows.Text(row, 2));
  hook.types = database::ParseArray(rows.Text(row, 3));
  hook.active = rows.Boolean(row, 4);
  hook.position = std::string(rows.Text(row, 5));
  hook.failures = static_cast<int>(rows.Integer(row, 6));
  hook.failing_since = TimeAt(rows, row, 7, absl::InfiniteFuture());
  hook.next_attempt = TimeAt(rows, row, 8, absl::InfinitePast());
  hook.created_micros = rows.Integer(row, 9);
  hook.revision = rows.Integer(row, 10);
  hook.replays = rows.Integer(row, 11);
  hook.secrets = {std::string(rows.Text(row, 12))};
  if (!rows.IsNull(row, 13)) hook.secrets.emplace_back(rows.Text(row, 13));
  return hook;
}

absl::StatusOr<std::vector<Hook>> Store::Hooks(database::Transaction& transaction) const {
  OCOP_ASSIGN_OR_RETURN(const database::Rows rows, transaction.Query(hooks_));
  std::vector<Hook> hooks;
  for (int row = 0; row < rows.size(); ++row) hooks.push_back(ReadHook(rows, row));
  return hooks;
}

absl::StatusOr<Hook> Store::Read(database::Transaction& transaction, const std::string& name) const {
  OCOP_ASSIGN_OR_RETURN(const database::Rows rows, transaction.Query(read_, KeysOf(name)));
  if (rows.empty()) return resource::NotFound(name);
  return ReadHook(rows, 0);
}

database::Parameters Store::KeysOf(const std::string& name) const {
  const auto ids = table_.pattern().Match(name);
  // A name of another form is no row's name.
  if (!ids) return {"", ""};
  return {std::string((*ids)[0]), std::string((*ids)[1])};
}

absl::StatusOr<bool> Store::Record(database::Transaction& transaction, const database::Statement& statement,
                                   const Hook& hook, const std::string& text, absl::Time time,
                                   const Attempt& attempt) const {
  const database::Parameters keys = KeysOf(hook.name);
  database::Parameters parameters = keys;
  for (std::string value :
       {hook.position, text, TextOf(time), attempt.delivery_id, TextOf(attempt.outcome.begin),
        absl::StrCat(absl::ToInt64Microseconds(attempt.outcome.duration)), absl::StrCat(attempt.outcome.http_status),
        attempt.outcome.error, absl::StrCat(attempt.number), absl::StrCat(attempt.entry_count), attempt.first_position,
        attempt.last_position}) {
    parameters.emplace_back(std::move(value));
  }
  OCOP_ASSIGN_OR_RETURN(const database::Rows rows, transaction.Write(statement, parameters));
  if (rows.empty()) return false;
  if (auto pruned = transaction.Write(prune_, keys); !pruned.ok()) return pruned.status();
  return true;
}

absl::StatusOr<bool> Store::Taken(database::Transaction& transaction, const Hook& hook, const std::string& position,
                                  const Attempt& attempt) const {
  return Record(transaction, taken_, hook, position, attempt.outcome.begin + attempt.outcome.duration, attempt);
}

absl::StatusOr<bool> Store::Failed(database::Transaction& transaction, const Hook& hook, absl::Time next_attempt,
                                   const Attempt& attempt) const {
  return Record(transaction, failed_, hook, attempt.outcome.error, next_attempt, attempt);
}

absl::StatusOr<bool> Store::Skip(database::Transaction& transaction, const Hook& hook,
                                 const std::string& position) const {
  database::Parameters parameters = KeysOf(hook.name);
  parameters.emplace_back(hook.position);
  parameters.emplace_back(position);
  OCOP_ASSIGN_OR_RETURN(const database::Rows rows, transaction.Write(skip_, parameters));
  return rows.affected() > 0;
}

absl::Status Store::AddSecret(database::Transaction& transaction, const std::string& name,
                              const std::string& secret) const {
  database::Parameters parameters = KeysOf(name);
  parameters.emplace_back(secret);
  return transaction.Write(add_secret_, parameters).status();
}

absl::StatusOr<absl::Time> Store::RotateSecret(database::Transaction& transaction, const std::string& name,
                                               const std::string& secret, absl::Duration overlap) const {
  database::Parameters parameters = KeysOf(name);
  parameters.emplace_back(secret);
  parameters.emplace_back(absl::StrCat(absl::ToInt64Microseconds(overlap)));
  OCOP_ASSIGN_OR_RETURN(const database::Rows rows, transaction.Write(rotate_secret_, parameters));
  if (rows.empty()) return resource::NotFound(name);
  return absl::FromUnixMicros(rows.Integer(0, 0));
}

absl::Status Store::CountReplay(database::Transaction& transaction, const std::string& name) const {
  return transaction.Write(count_replay_, KeysOf(name)).status();
}

absl::StatusOr<Store::Deliveries> Store::List(database::Transaction& transaction, const std::string& name,
                                              std::optional<int64_t> before, int page_size) const {
  database::Parameters parameters = KeysOf(name);
  parameters.push_back(before ? database::Parameter(absl::StrCat(*before)) : std::nullopt);
  parameters.emplace_back(absl::StrCat(page_size + 1));
  OCOP_ASSIGN_OR_RETURN(const database::Rows rows, transaction.Query(list_, parameters));
  Deliveries deliveries;
  deliveries.more = rows.size() > page_size;
  for (int row = 0; row < std::min(rows.size(), page_size); ++row) {
    WebhookDelivery& delivery = deliveries.page.emplace_back();
    deliveries.last = rows.Integer(row, 0);
    delivery.set_delivery_id(std::string(rows.Text(row, 1)));
    *delivery.mutable_attempt_time() = clock::MicrosToTimestamp(rows.Integer(row, 2));
    SetMicros(rows.Integer(row, 3), *delivery.mutable_duration());
    delivery.set_http_status(static_cast<int32_t>(rows.Integer(row, 4)));
    delivery.set_error(std::string(rows.Text(row, 5)));
    delivery.set_attempt(static_cast<int32_t>(rows.Integer(row, 6)));
    delivery.set_entry_count(static_cast<int32_t>(rows.Integer(row, 7)));
    delivery.set_first_position(std::string(rows.Text(row, 8)));
    delivery.set_last_position(std::string(rows.Text(row, 9)));
  }
  return deliveries;
}

}  // namespace ocop::webhook
