// The four data services on one database of their own, in this process or each as a process that can be killed.
#pragma once

#include <atomic>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "common/metrics/metrics.h"
#include "common/rpc/client.h"
#include "common/service/service.h"
#include "common/testing/test_database.h"
#include "tests/support/child_process.h"

namespace ocop::testing {

// The present end of a journal. Who stands at `position`, or read on at `time` or later, has read everything before it.
struct JournalEnd {
  // As in JournalEntry; empty for a journal without entries.
  std::string position;
  // By the database's clock.
  absl::Time time;
};

enum class Place {
  kThisProcess,
  // The binary as it is deployed.
  kOwnProcess,
};

// All four serve after construction, each on a port that it keeps when it is stopped and started again. What goes
// wrong aborts the test.
class Services {
 public:
  explicit Services(Place place = Place::kThisProcess);

  // "registry", "evaluation", "salespoints", "training".
  const std::vector<std::string>& names() const { return names_; }
  bool IsRunning(const std::string& name) const { return Of(name).inside || Of(name).outside; }
  // Lets running calls finish, as SIGTERM does. A process of its own must end well.
  void Stop(const std::string& name);
  void Start(const std::string& name);
  // SIGKILL, for processes of their own.
  void Kill(const std::string& name);

  // `127.0.0.1:port`.
  std::string Address(const std::string& name) const;
  // Of the process that runs now. Good until the end, so that a thread may hold one while another starts a service
  // again.
  const rpc::Client& client(const std::string& name) const { return *Of(name).client.load(); }
  // The one that serves the package of `path`: "/ocop.registry.v1.PlanService/GetPlan" is the registry's.
  const std::string& NameOfPath(const std::string& path) const;

  // The figures of one in this process, as it would serve them.
  std::string Metrics(const std::string& name) const { return Of(name).metrics->Text(); }

  // Waits until transactions that are open elsewhere no longer hold entries back.
  JournalEnd EndOfJournal(const std::string& name) const;
  const TestDatabase& database() const { return database_; }

 private:
  struct Service {
    service::Definition definition;
    // Of a process of its own, besides those that all have.
    std::vector<std::string> flags;
    int port = 0;
    std::unique_ptr<metrics::Registry> metrics;
    // One of the two while it runs.
    std::unique_ptr<service::DataService> inside;
    std::unique_ptr<ChildProcess> outside;
    // A new one for each start, which need not wait out what the one before has seen fail.
    std::vector<std::unique_ptr<rpc::Client>> clients;
    std::atomic<const rpc::Client*> client = nullptr;
  };

  void Add(service::Definition definition, std::vector<std::string> flags = {});
  void StartInside(Service& service);
  void StartOutside(Service& service);
  const Service& Of(const std::string& name) const { return services_.at(name); }

  const Place place_;
  TestDatabase database_;
  std::vector<std::string> names_;
  std::map<std::string, Service> services_;
};

}  // namespace ocop::testing
