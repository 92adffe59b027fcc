#include "tests/support/services.h"

#include <cstdio>
#include <cstdlib>
#include <nlohmann/json.hpp>

#include "absl/strings/str_cat.h"
#include "services/evaluation/definition.h"
#include "services/registry/definition.h"
#include "services/salespoints/definition.h"
#include "services/training/definition.h"

namespace ocop::testing {
namespace {

void Require(const absl::Status& status) {
  if (status.ok()) return;
  std::fprintf(stderr, "%s\n", status.ToString().c_str());
  std::abort();
}

}  // namespace

Services::Services(Place place) : place_(place) {
  // Whoever is asked comes before those who ask.
  Add(evaluation::Definition());
  const std::string evaluation = Address("evaluation");
  Add(registry::DefinitionWith({.evaluation = evaluation}), {"--evaluation=" + evaluation});
  const std::string registry = Address("registry");
  const std::string label_uri = "https://label.example";
  Add(salespoints::DefinitionWith({.registry = registry, .evaluation = evaluation, .label_uri = label_uri}),
      {"--registry=" + registry, "--evaluation=" + evaluation, "--label-uri=" + label_uri});
  Add(training::DefinitionWith({.registry = registry}), {"--registry=" + registry});
  names_ = {"registry", "evaluation", "salespoints", "training"};
}

void Services::Add(service::Definition definition, std::vector<std::string> flags) {
  const std::string name = definition.name;
  names_.push_back(name);
  services_[name].definition = std::move(definition);
  services_[name].flags = std::move(flags);
  Require(service::Migrate(services_[name].definition, database_.url()).status());
  Start(name);
}

void Services::Start(const std::string& name) {
  Service& service = services_.at(name);
  if (place_ == Place::kThisProcess) {
    StartInside(service);
  } else {
    StartOutside(service);
  }
  service.client = service.clients.emplace_back(std::make_unique<rpc::Client>(Address(name))).get();
}

void Services::StartInside(Service& service) {
  service.metrics = std::make_unique<metrics::Registry>();
  service.inside = std::make_unique<service::DataService>(
      service.definition,
      service::Options{.listen = absl::StrCat("127.0.0.1:", service.port), .database_url = database_.url()},
      *service.metrics);
  Require(service.inside->Start());
  service.port = service.inside->port();
}

void Services::StartOutside(Service& service) {
  std::vector<std::string> flags = service.flags;
  flags.push_back(absl::StrCat("--listen=127.0.0.1:", service.port));
  flags.emplace_back("--metrics-listen=127.0.0.1:0");
  flags.push_back(absl::StrCat("--database-url=", database_.url()));
  service.outside =
      std::make_unique<ChildProcess>(absl::StrCat(OCOP_BINARY_FOLDER, "/", service.definition.name), flags);
  const std::string line = service.outside->AwaitLine("\"message\":\"listening\"");
  if (line.empty()) Require(absl::UnavailableError(service.outside->log()));
  service.port = nlohmann::json::parse(line).at("port");
}

void Services::Stop(const std::string& name) {
  Service& service = services_.at(name);
  service.inside.reset();
  if (!service.outside) return;
  if (service.outside->Stop() != 0) Require(absl::InternalError(service.outside->log()));
  service.outside.reset();
}

void Services::Kill(const std::string& name) {
  services_.at(name).outside->Kill();
  services_.at(name).outside.reset();
}

std::string Services::Address(const std::string& name) const {
  return absl::StrCat("127.0.0.1:", Of(name).port);
}

const std::string& Services::NameOfPath(const std::string& path) const {
  for (const std::string& name : names_) {
    if (path.rfind(absl::StrCat("/ocop.", name, "."), 0) == 0) return name;
  }
  Require(absl::NotFoundError(absl::StrCat("no service has ", path)));
  std::abort();
}

JournalEnd Services::EndOfJournal(const std::string& name) const {
  const std::string last = database_.Value(
      absl::StrCat("SELECT lpad(to_hex(horizon::text::bigint), 16, '0') || lpad(to_hex(seq), 16, '0') FROM ", name,
                   ".journal ORDER BY horizon DESC, seq DESC LIMIT 1"));
  // Readers stop at the oldest open transaction, of any database of the server.
  const std::string clock_when_readable =
      absl::StrCat("SELECT (extract(epoch FROM clock_timestamp()) * 1000000)::bigint WHERE NOT EXISTS (SELECT FROM ",
                   name, ".journal WHERE horizon > pg_snapshot_xmin(pg_current_snapshot()))");
  std::string micros;
  // A transaction that a test left open would be waited for without end, and without a word.
  const absl::Time deadline = absl::Now() + absl::Seconds(60);
  while (micros.empty()) {
    micros = database_.Value(clock_when_readable);
    if (micros.empty() && absl::Now() > deadline) {
      Require(absl::DeadlineExceededError(
          "a transaction holds the journal's end back: " +
          database_.Value("SELECT pid || ' ' || state || ' ' || query FROM pg_stat_activity WHERE backend_xmin IS NOT "
                          "NULL AND pid <> pg_backend_pid() ORDER BY xact_start LIMIT 1")));
    }
  }
  return {last, absl::FromUnixMicros(std::stoll(micros))};
}

}  // namespace ocop::testing
