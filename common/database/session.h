// One connection to PostgreSQL, with the statements prepared on it. Used by one thread at a time.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>

#include "absl/status/status.h"
#include "common/database/transaction.h"

namespace pqxx {
class connection_base;
class notification_receiver;
}  // namespace pqxx

namespace ocop::database {

// `url` with settings by which a server that has gone silent is noticed within ten seconds or so; libpq would wait for
// minutes. What `url` sets itself holds.
std::string WithTimeouts(const std::string& url);

enum class Isolation {
  // Each statement by itself, no BEGIN and COMMIT: one round trip. For reads.
  kAutoCommit,
  // One transaction that may write, READ COMMITTED: constraints and row locks keep the invariants.
  kReadWrite,
  // One snapshot for several reads, REPEATABLE READ READ ONLY.
  kSnapshot,
};

class Session {
 public:
  // `url`: a PostgreSQL URI or key=value string. Connects when first used, and again after a loss.
  Session(std::string url, std::string application_name);
  ~Session();

  // Runs `body` in a transaction and commits when it returns OK. Connects once anew when the connection turns out to be
  // dead before `body` has had an answer; other failures are the caller's to repeat.
  absl::Status Run(Isolation isolation, const std::function<absl::Status(Transaction&)>& body);

  // Waits up to `timeout` for a notification on a channel that this session listens to; true when one came.
  absl::StatusOr<bool> AwaitNotification(const std::string& channel, absl::Duration timeout);

  // Prepares a statement on this connection, once.
  void Prepare(const Statement& statement);

  // Drops the connection.
  void Close();

 private:
  absl::Status Connect();
  absl::Status RunOnce(Isolation isolation, const std::function<absl::Status(Transaction&)>& body);

  const std::string url_;
  const std::string application_name_;
  std::unique_ptr<pqxx::connection_base> connection_;
  std::set<std::string, std::less<>> prepared_;
  std::map<std::string, std::unique_ptr<pqxx::notification_receiver>> bells_;
};

}  // namespace ocop::database
