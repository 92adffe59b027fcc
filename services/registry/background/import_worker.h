// Takes the rows of imports, one transaction after the other, whoever began them: what a process that was killed left
// undone, and what another process has no time for. That an operation is locked is all that keeps two workers apart.
#pragma once

#include <atomic>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/synchronization/mutex.h"
#include "common/clock/clock.h"
#include "common/database/session.h"
#include "common/logging/trouble.h"
#include "common/metrics/metrics.h"
#include "services/registry/background/operation_waiters.h"
#include "services/registry/handlers/import_rows.h"

namespace ocop::registry {

class ImportWorker {
 public:
  struct Options {
    std::string database_url;
    int threads = 1;
    // How long operations are kept after their end.
    absl::Duration retention = absl::Hours(24 * 30);
  };

  ImportWorker(const resource::Home& home, std::shared_ptr<const Imports> imports,
               std::shared_ptr<OperationWaiters> waiters, Options options, metrics::Registry& metrics);
  // Ends after the rows that are being taken. Who waits for an operation is answered.
  ~ImportWorker();

 private:
  // One thread's work.
  struct Hand {
    explicit Hand(const std::string& database_url) : session(database_url, "registry imports") {}
    database::Session session;
    // The last one, which is most often the next.
    std::shared_ptr<const LoadedImport> loaded;
    // Of the operation that failed last, and how often in a row.
    std::string failing;
    int failures = 0;
    logging::Trouble looking{"imports cannot be looked for", "imports are looked for again"};
  };
  enum class Turn { kIdle, kDone };

  void Work();
  Turn TakeTurn(Hand& hand);
  // Takes some rows of some operation in one transaction; none when its input is still to be read.
  absl::Status TakeSome(const Hand& hand, database::Transaction& transaction, StoredOperation& before,
                        StoredOperation& after);
  Turn Load(Hand& hand, const StoredOperation& operation);
  void GiveUp(Hand& hand, const std::string& operation, const absl::Status& problem);
  void Count(const StoredOperation& before, const StoredOperation& after);

  // Listens for what becomes of operations: wakes the hands and answers who waits.
  void Listen();
  void AnswerWaiters(database::Session& session, bool all);
  void DeleteOld(database::Session& session);
  bool stopping() const;

  const resource::Home& home_;
  const std::shared_ptr<const Imports> imports_;
  const std::shared_ptr<OperationWaiters> waiters_;
  const Options options_;
  const clock::SystemClock clock_;
  const metrics::CounterFamily rows_, operations_;
  // The listening thread's.
  logging::Trouble deleting_{"old operations are not deleted for now", "old operations are deleted again"};

  mutable absl::Mutex mutex_;
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  // Counts the times that there may have come work.
  int64_t calls_ ABSL_GUARDED_BY(mutex_) = 0;
  std::vector<std::thread> threads_;
};

}  // namespace ocop::registry
