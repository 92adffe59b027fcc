// A small service with a journal: things with a number each, and what its readers receive.
#pragma once

#include <gtest/gtest.h>

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <pqxx/connection>
#include <pqxx/transaction>
#include <string>
#include <vector>

#include "absl/synchronization/mutex.h"
#include "common/database/database.h"
#include "common/journal/hub.h"
#include "common/metrics/metrics.h"
#include "common/rpc/client.h"
#include "common/rpc/server.h"
#include "common/testing/test_database.h"
#include "ocop/journal/v1/journal_service.pb.h"

namespace ocop::journal {

using ocop::journal::v1::DownloadStateRequest;
using ocop::journal::v1::DownloadStateResponse;
using ocop::journal::v1::JournalEntry;
using ocop::journal::v1::ListEntriesRequest;
using ocop::journal::v1::ListEntriesResponse;
using ocop::journal::v1::WatchResponse;

// A database with the journal's tables and `feed.thing (name, value, filler)`.
std::unique_ptr<ocop::testing::TestDatabase> MakeFeedDatabase();

// Sets a thing and enters it into the journal, with plain SQL: `work` decides when it is committed.
void Put(pqxx::transaction_base& work, const std::string& name, int value);

// A suite has one database, empty at the beginning of each test.
class FeedTest : public ::testing::Test {
 protected:
  static void SetUpTestSuite();
  static void TearDownTestSuite();
  FeedTest();

  static const ocop::testing::TestDatabase& database();
  // Put in a transaction of its own.
  static void Commit(const std::string& name, int value);
};

// The database's clock.
absl::Time Now(const ocop::testing::TestDatabase& database);

// The journal's server.
class Feed {
 public:
  // What differs from Hub::Options' defaults.
  using Adjust = std::function<void(Hub::Options&)>;
  explicit Feed(
      const ocop::testing::TestDatabase& database, const Adjust& adjust = [](Hub::Options&) {});
  ~Feed();

  rpc::Client client() const { return rpc::Client("127.0.0.1:" + std::to_string(server_.port())); }
  Hub& hub() { return hub_; }
  void Drain() { server_.Drain(); }
  // Waits until the server has ended a stream with this code, whether its reader knows or not.
  void AwaitWatchesEndedWith(const std::string& code);

 private:
  Hub::Options OptionsOf(const ocop::testing::TestDatabase& database, const Adjust& adjust) const;

  metrics::Registry metrics_;
  rpc::Telemetry telemetry_{metrics_};
  rpc::Server server_;
  database::Database database_;
  Hub hub_;
};

// What one reader received so far.
struct Received {
  // Snapshot and changes, as `name=value` in the order in which they came.
  std::vector<std::string> snapshot, changes;
  std::vector<std::string> positions;
  // Entries of each response that had any.
  std::vector<int> sizes;
  // Responses, also those without entries.
  int responses = 0;
  // What a reader that applies everything holds.
  std::map<std::string, int> state;
  bool synced = false;
  std::string token;
  absl::Time read_time;
  std::optional<absl::Status> end;
};

class FeedReader {
 public:
  explicit FeedReader(const rpc::Client& client, const std::string& token = "",
                      std::function<void(const WatchResponse&)> before_each = nullptr);
  // Cancels and waits for the end.
  ~FeedReader();

  // Waits until `condition` holds; a failure of the test when it does not within 20 seconds.
  Received Await(const std::function<bool(const Received&)>& condition);
  Received AwaitSynced();
  // Of one that began with a token: until the feed has looked for it once.
  Received AwaitFirst();
  Received AwaitChanges(size_t count);
  absl::Status AwaitEnd();
  // Until everything that was committed before now has come.
  Received AwaitReadAfter(const ocop::testing::TestDatabase& database);

 private:
  void Take(const WatchResponse& response);

  absl::Mutex mutex_;
  Received received_ ABSL_GUARDED_BY(mutex_);
  const std::function<void(const WatchResponse&)> before_each_;
  std::shared_ptr<rpc::Subscription> subscription_;
};

}  // namespace ocop::journal
