// The four data services in this process, on one database of their own.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "common/metrics/metrics.h"
#include "common/rpc/client.h"
#include "common/service/service.h"
#include "common/testing/test_database.h"

namespace ocop::testing {

// The present end of a journal. Who stands at `position`, or read on at `time` or later, has read everything before it.
struct JournalEnd {
  // As in JournalEntry; empty for a journal without entries.
  std::string position;
  // By the database's clock.
  absl::Time time;
};

// All four serve after construction, each on a port that it keeps when it is stopped and started again. What goes
// wrong aborts the test.
class Services {
 public:
  Services();

  // "registry", "evaluation", "salespoints", "training".
  const std::vector<std::string>& names() const { return names_; }
  bool IsRunning(const std::string& name) const { return Of(name).process != nullptr; }
  void Stop(const std::string& name);
  void Start(const std::string& name);

  // `127.0.0.1:port`.
  std::string Address(const std::string& name) const;
  const rpc::Client& client(const std::string& name) const { return *Of(name).client; }
  // The one that serves the package of `path`: "/ocop.registry.v1.PlanService/GetPlan" is the registry's.
  const std::string& NameOfPath(const std::string& path) const;

  // Waits until transactions that are open elsewhere no longer hold entries back.
  JournalEnd EndOfJournal(const std::string& name) const;
  const TestDatabase& database() const { return database_; }

 private:
  struct Service {
    service::Definition definition;
    int port = 0;
    std::unique_ptr<metrics::Registry> metrics;
    std::unique_ptr<service::DataService> process;
    std::unique_ptr<rpc::Client> client;
  };

  void Add(service::Definition definition);
  const Service& Of(const std::string& name) const { return services_.at(name); }

  TestDatabase database_;
  std::vector<std::string> names_;
  std::map<std::string, Service> services_;
};

}  // namespace ocop::testing
