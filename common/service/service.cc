#include "common/service/service.h"

#include <cstdio>
#include <set>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/config/config.h"
#include "common/journal/origin.h"
#include "common/journal/service.h"
#include "common/logging/logging.h"
#include "common/metrics/exposer.h"
#include "common/status/status.h"
#include "common/tokens/settings.h"
#include "common/webhook/courier.h"
#include "common/webhook/service.h"
#include "common/webhook/store.h"

namespace ocop::service {
namespace {

constexpr absl::Duration kProbeInterval = absl::Seconds(1);
// Without one, reads or changes would wait for ever.
constexpr config::Limits<int> kThreads = {.least = 1, .most = 256};
// After so long without an answer the database counts as lost; libpq itself would wait on for minutes.
constexpr absl::Duration kLongestSilence = absl::Seconds(5);

std::vector<database::Migration> AllMigrations(const Definition& definition) {
  std::vector<database::Migration> all = journal::Migrations();
  if (!definition.webhook_roles.empty()) {
    all.insert(all.end(), webhook::Migrations().begin(), webhook::Migrations().end());
  }
  all.insert(all.end(), definition.migrations.begin(), definition.migrations.end());
  return all;
}

int Fail(const absl::Status& status) {
  std::fprintf(stderr, "%s\n", std::string(status.message()).c_str());
  return 1;
}

// What the pools of the database do, told as often as the database is probed.
class DatabaseGauges {
 public:
  DatabaseGauges(metrics::Registry& metrics, database::Database& database)
      : database_(database),
        waiting_(metrics.Gauges("ocop_database_queue_length", "Work that waits for a database connection")),
        busy_(metrics.Gauges("ocop_database_connections_busy", "Database connections at work")),
        all_(metrics.Gauges("ocop_database_connections", "Database connections")) {}

  void Tell() const {
    TellPool("reads", database_.readers());
    TellPool("changes", database_.writes());
  }

 private:
  template <class Pool>
  void TellPool(const char* name, const Pool& pool) const {
    waiting_.With({{"queue", name}}).Set(static_cast<double>(pool.queue_length()));
    busy_.With({{"pool", name}}).Set(pool.busy());
    all_.With({{"pool", name}}).Set(pool.thread_count());
  }

  database::Database& database_;
  const metrics::GaugeFamily waiting_, busy_, all_;
};

// Gives a function that says the settings as they were read.
std::function<webhook::Options()> AddWebhookSettings(config::Settings& settings) {
  const webhook::Options defaults;
  const std::string& networks = settings.Text(
      "webhook-networks", "", "Networks that webhooks may post to besides public addresses, such as 10.20.0.0/16");
  const bool& allow_http = settings.Boolean("webhook-allow-http", false, "Let webhooks post in the clear");
  const std::string& ca_file =
      settings.File("webhook-ca-file", "", "PEM of the authorities to trust in place of the system's");
  const absl::Duration& timeout =
      settings.Duration("webhook-timeout", defaults.timeout, "How long a receiver may take to answer",
                        {.least = absl::Seconds(1), .most = absl::Minutes(10)});
  const absl::Duration& give_up_after =
      settings.Duration("webhook-give-up-after", defaults.give_up_after,
                        "Disable webhooks that have failed for so long", {.least = absl::Minutes(1)});
  settings.Rule([&]() -> std::string {
    const absl::Status parsed = webhook::Addresses::Parse(networks).status();
    return parsed.ok() ? "" : absl::StrCat("webhook-networks: ", parsed.message());
  });
  return [&] {
    webhook::Options options;
    options.sender.addresses = webhook::Addresses::Parse(networks).value();
    options.sender.allow_http = allow_http;
    options.sender.ca_file = ca_file;
    options.timeout = timeout;
    options.give_up_after = give_up_after;
    return options;
  };
}

}  // namespace

absl::StatusOr<std::vector<std::string>> Migrate(const Definition& definition, const std::string& url) {
  auto applied = database::Migrate(url, definition.name, AllMigrations(definition));
  if (applied.ok()) OCOP_RETURN_IF_ERROR(journal::Adopt(url, definition.name).status());
  return applied;
}

DataService::DataService(const Definition& definition, const Options& options, metrics::Registry& metrics)
    : definition_(definition),
      options_(options),
      metrics_(metrics),
      telemetry_(metrics),
      webhooks_(definition.webhook_roles.empty() ? nullptr : std::make_shared<const webhook::Store>(definition.name)),
      // A gateway brings the calls of many on one connection.
      server_({.listen = options.listen,
               .drain_timeout = options.drain_timeout,
               .most_resets = 10'000,
               .verifier = options.verifier},
              telemetry_),
      database_({.url = options.database_url,
                 .application_name = definition.name,
                 .reader_threads = options.reader_threads,
                 .writer_threads = options.writer_threads}),
      home_{database_, definition.name, ids_},
      hub_({.database_url = options.database_url, .schema = definition.name, .snapshot = SnapshotOf()}) {
  absl::StatusOr<Parts> parts = definition_.services(home_);
  made_ = parts.status();
  if (parts.ok()) {
    for (rpc::Service& service : parts->services) server_.Add(std::move(service));
    make_background_ = std::move(parts->background);
  }
  server_.Add(journal::JournalService(database_, hub_, definition_.name));
  if (webhooks_) AddWebhooks();
  server_.OnDrain([this](absl::Time) {
    hub_.EndStreams();
    courier_.reset();
    background_.reset();
  });
}

void DataService::AddWebhooks() {
  webhook::Options options = options_.webhooks;
  options.roles = definition_.webhook_roles;
  sender_ = std::make_shared<webhook::Sender>(options.sender);
  std::set<std::string> types;
  for (const resource::Table* table : Tables()) types.insert(table->type().full_name());
  server_.Add(
      webhook::WebhookService({home_, webhooks_, sender_, std::make_shared<const journal::Reader>(definition_.name),
                               options, std::move(types)}));
}

DataService::~DataService() {
  server_.Drain();
  if (sender_) sender_->Stop();
  {
    absl::MutexLock lock(&mutex_);
    stopping_ = true;
  }
  if (prober_.joinable()) prober_.join();
  if (asker_.joinable()) asker_.join();
}

journal::Snapshot DataService::SnapshotOf() const {
  return [tables = Tables()](database::Transaction& transaction, const journal::Take& take) -> absl::Status {
    for (const resource::Table* table : tables) {
      OCOP_RETURN_IF_ERROR(table->ReadAll(
          transaction, [&](resource::MessagePtr resource) { return take(table->NameOf(*resource), *resource); }));
    }
    return absl::OkStatus();
  };
}

std::vector<const resource::Table*> DataService::Tables() const {
  std::vector<const resource::Table*> tables = definition_.tables;
  if (webhooks_) tables.push_back(&webhooks_->table());
  return tables;
}

absl::Status DataService::CheckTables(database::Session& session) const {
  return session.Run(database::Isolation::kAutoCommit, [this](database::Transaction& transaction) -> absl::Status {
    for (const resource::Table* table : Tables()) {
      const std::string sql = absl::StrCat("SELECT ", table->select_list(), " FROM ", table->table(), " AS t LIMIT 0");
      if (auto rows = transaction.QueryOnce(sql, {}); !rows.ok()) return rows.status();
    }
    const std::string sql = absl::StrCat("SELECT origin FROM ", definition_.name, ".journal_generation LIMIT 0");
    return transaction.QueryOnce(sql, {}).status();
  });
}

absl::Status DataService::Start() {
  OCOP_RETURN_IF_ERROR(made_);
  database::Session session(options_.database_url, definition_.name + " probe");
  const absl::Status tables = CheckTables(session);
  if (!tables.ok() && tables.code() != absl::StatusCode::kUnavailable) {
    return status::WithReason(
        absl::FailedPreconditionError(absl::StrCat("schema ", definition_.name, " is not what this binary needs (",
                                                   std::string(tables.message()), "); run it with --migrate first")),
        "SCHEMA_MISMATCH", {{"schema", definition_.name}});
  }
  if (tables.ok()) {
    const absl::Status origin = session.Run(
        database::Isolation::kAutoCommit,
        [this](database::Transaction& transaction) { return journal::CheckOrigin(transaction, definition_.name); });
    if (!origin.ok() && origin.code() != absl::StatusCode::kUnavailable) return origin;
  }
  OCOP_RETURN_IF_ERROR(server_.Start());
  if (webhooks_) {
    webhook::Options options = options_.webhooks;
    options.roles = definition_.webhook_roles;
    courier_ = std::make_unique<webhook::Courier>(options, options_.database_url, webhooks_, sender_, hub_, metrics_);
  }
  asker_ = std::thread([this] { Ask(); });
  prober_ = std::thread([this] { Probe(); });
  if (make_background_) background_ = make_background_(options_.database_url, metrics_);
  return absl::OkStatus();
}

void DataService::Ask() {
  database::Session session(options_.database_url, definition_.name + " probe");
  // At the start the database may have been away.
  bool known = false;
  const auto wanted = [this]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) { return asked_ || stopping_; };
  while (true) {
    {
      absl::MutexLock lock(&mutex_);
      mutex_.Await(absl::Condition(&wanted));
      if (stopping_) return;
    }
    const absl::Status answer =
        session.Run(database::Isolation::kAutoCommit, [&](database::Transaction& transaction) -> absl::Status {
          if (!known) OCOP_RETURN_IF_ERROR(journal::CheckOrigin(transaction, definition_.name));
          return transaction.QueryOnce("SELECT 1", {}).status();
        });
    known |= answer.ok();
    absl::MutexLock lock(&mutex_);
    answer_ = answer;
    asked_ = false;
  }
}

absl::Status DataService::AnswerOfDatabase() {
  absl::MutexLock lock(&mutex_);
  asked_ = true;
  const auto answered = [this]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) { return !asked_ || stopping_; };
  if (mutex_.AwaitWithTimeout(absl::Condition(&answered), kLongestSilence)) return answer_;
  return absl::UnavailableError(absl::StrCat("no answer for ", absl::FormatDuration(kLongestSilence)));
}

// Keeps health and the gauges of the database true.
void DataService::Probe() {
  const DatabaseGauges gauges(metrics_, database_);
  const metrics::Gauge reachable = metrics_.Gauges("ocop_database_up", "1 while the database answers").With({});
  bool serving = false;
  while (true) {
    const absl::Status answer = AnswerOfDatabase();
    gauges.Tell();
    reachable.Set(answer.ok() ? 1 : 0);
    if (answer.ok() != serving) {
      serving = answer.ok();
      logging::Info(serving ? "serving" : "not serving: no database", {{"error", answer.message()}});
      server_.SetServing(serving);
    }
    absl::MutexLock lock(&mutex_);
    if (mutex_.AwaitWithTimeout(absl::Condition(&stopping_), kProbeInterval)) return;
  }
}

int Run(const Definition& definition, int argc, char** argv) {
  rpc::SwitchOffDeadlockDetection();
  rpc::StopSignal stop;
  config::Settings settings(definition.name, definition.description);
  Options options;
  const std::string& listen = settings.Address("listen", definition.default_listen, "Address to serve gRPC on");
  const std::string& metrics_listen =
      settings.Address("metrics-listen", definition.default_metrics_listen, "Address to serve /metrics on");
  const std::string& database_url = settings.Secret("database-url", "", "PostgreSQL, as the service's own role");
  const std::string& migration_url =
      settings.Secret("migration-database-url", "", "PostgreSQL, as the owner of the schema; for --migrate");
  const bool& migrate = settings.Boolean("migrate", false, "Bring the schema up to date and end");
  const int& readers = settings.Integer("reader-threads", 2, "Database connections that read", kThreads);
  const int& writers = settings.Integer("writer-threads", 2, "Database connections that write", kThreads);
  const absl::Duration& drain =
      settings.Duration("drain-timeout", absl::Seconds(20), "How long running calls may go on after SIGTERM",
                        {.least = absl::ZeroDuration(), .most = absl::Hours(1)});
  settings.Rule([&]() -> std::string {
    if (migrate) return migration_url.empty() ? "migration-database-url is missing" : "";
    return database_url.empty() ? "database-url is missing" : "";
  });
  std::function<webhook::Options()> webhooks = [] { return webhook::Options(); };
  if (!definition.webhook_roles.empty()) webhooks = AddWebhookSettings(settings);
  const auto verifier = tokens::AddSettings(settings);
  if (definition.settings) definition.settings(settings);
  settings.ParseOrExit(argc, argv);

  if (migrate) {
    const auto applied = Migrate(definition, migration_url);
    if (!applied.ok()) return Fail(applied.status());
    logging::Info("migrated", {{"schema", definition.name}, {"applied", absl::StrJoin(*applied, ", ")}});
    return 0;
  }
  metrics::Registry metrics;
  const auto exposer = metrics::Exposer::Start(metrics_listen, metrics);
  if (!exposer.ok()) return Fail(exposer.status());
  DataService service(definition,
                      {.listen = listen,
                       .database_url = database_url,
                       .reader_threads = readers,
                       .writer_threads = writers,
                       .drain_timeout = drain,
                       .verifier = verifier(),
                       .webhooks = webhooks()},
                      metrics);
  if (absl::Status started = service.Start(); !started.ok()) return Fail(started);
  logging::Info("listening", {{"address", listen}, {"port", service.port()}});
  logging::Info("draining", {{"signal", stop.Wait()}});
  service.Drain();
  logging::Info("ended");
  return 0;
}

}  // namespace ocop::service
