// A data service as a process: settings, migrations, database, journal, gRPC, health, metrics, and an orderly end.
// What a service is besides that stands in its Definition; its main.cc holds nothing else.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "common/config/config.h"
#include "common/database/database.h"
#include "common/database/migrations.h"
#include "common/ids/ids.h"
#include "common/journal/hub.h"
#include "common/metrics/metrics.h"
#include "common/resource/table.h"
#include "common/resource/write.h"
#include "common/rpc/server.h"
#include "common/webhook/options.h"

namespace ocop::webhook {
class Courier;
class Store;
}  // namespace ocop::webhook

namespace ocop::service {

// Work beside the calls: it goes on until what was made for it is destroyed, which is when the process drains.
using Background = std::function<std::shared_ptr<void>(const std::string& database_url, metrics::Registry& metrics)>;

// What a service is made of.
struct Parts {
  // NOLINTNEXTLINE(google-explicit-constructor): most are their calls alone
  Parts(std::vector<rpc::Service> services, Background background = nullptr)
      : services(std::move(services)), background(std::move(background)) {}

  std::vector<rpc::Service> services;
  // Called when the process begins to serve, if there is any.
  Background background;
};

struct Definition {
  // Name of the process, its schema and its role.
  std::string name;
  std::string description;
  std::string default_listen;
  std::string default_metrics_listen;
  // Its own; the journal's come before them.
  std::vector<database::Migration> migrations;
  // Every resource, those that others refer to first: the order of a snapshot.
  std::vector<const resource::Table*> tables;
  // The gRPC services over `home`, which outlives them; an error keeps the process from starting.
  std::function<absl::StatusOr<Parts>(const resource::Home& home)> services;
  // Roles of those who may send the journal to webhooks, and see where it is sent. Empty: the service has none.
  std::vector<std::string_view> webhook_roles;
  // Settings of its own, if it has any: read before `services` is called.
  std::function<void(config::Settings&)> settings;
};

struct Options {
  std::string listen = "127.0.0.1:0";
  std::string database_url;
  int reader_threads = 2;
  int writer_threads = 2;
  absl::Duration drain_timeout = absl::Seconds(20);
  // Says who calls; null where callers are believed.
  std::shared_ptr<const tokens::Verifier> verifier = nullptr;
  // The roles are the definition's.
  webhook::Options webhooks;
};

// Brings the schema up to date as the owner behind `url`, and begins the journal anew if it was restored from a dump;
// returns the files applied.
absl::StatusOr<std::vector<std::string>> Migrate(const Definition& definition, const std::string& url);

// A running data service.
class DataService {
 public:
  DataService(const Definition& definition, const Options& options, metrics::Registry& metrics);
  ~DataService();

  // FAILED_PRECONDITION `SCHEMA_MISMATCH` when the tables lack what this binary reads, `JOURNAL_RESTORED` when the
  // journal came from another database; UNAVAILABLE when the address cannot be had. A database that cannot be reached
  // is no error: health says NOT_SERVING until it can.
  absl::Status Start();
  int port() const { return server_.port(); }
  void Drain() { server_.Drain(); }

 private:
  void Probe();
  // Asks the database whenever Probe wants to know, and waits for it as long as it takes.
  void Ask();
  // UNAVAILABLE as well when the database has been silent for some seconds.
  absl::Status AnswerOfDatabase();
  void AddWebhooks();
  // The definition's and that of webhooks.
  std::vector<const resource::Table*> Tables() const;
  absl::Status CheckTables(database::Session& session) const;
  journal::Snapshot SnapshotOf() const;

  const Definition& definition_;
  // Of making the services.
  absl::Status made_;
  const Options options_;
  metrics::Registry& metrics_;
  rpc::Telemetry telemetry_;
  // Nullptr for a service without webhooks.
  const std::shared_ptr<const webhook::Store> webhooks_;
  std::shared_ptr<webhook::Sender> sender_;
  // Holds the services, and with them what database threads still touch after the last answer: it goes after the
  // threads have ended.
  rpc::Server server_;
  database::Database database_;
  ids::IdSource ids_;
  const resource::Home home_;
  journal::Hub hub_;
  std::unique_ptr<webhook::Courier> courier_;
  Background make_background_;
  std::shared_ptr<void> background_;
  absl::Mutex mutex_;
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  // The database is to be asked, or is being asked.
  bool asked_ ABSL_GUARDED_BY(mutex_) = false;
  absl::Status answer_ ABSL_GUARDED_BY(mutex_) = absl::UnavailableError("not asked yet");
  std::thread prober_, asker_;
};

// What main() calls. `--migrate` brings the schema up to date and ends; otherwise serves until SIGTERM or SIGINT.
int Run(const Definition& definition, int argc, char** argv);

}  // namespace ocop::service
