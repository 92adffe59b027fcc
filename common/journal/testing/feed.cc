#include "common/journal/testing/feed.h"

#include <google/protobuf/wrappers.pb.h>

#include <thread>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/clock/timestamp.h"
#include "common/database/migrations.h"
#include "common/journal/service.h"
#include "common/status/status.h"

namespace ocop::journal {
namespace {

using google::protobuf::Int32Value;

constexpr char kWatch[] = "/ocop.journal.v1.JournalService/Watch";
constexpr absl::Duration kPatience = absl::Seconds(20);

constexpr char kThings[] =
    "CREATE TABLE thing (name text PRIMARY KEY, value integer NOT NULL, filler text NOT NULL DEFAULT '')";

ocop::testing::TestDatabase* shared_database = nullptr;

absl::Status ReadThings(database::Transaction& transaction, const Take& take) {
  std::string after;
  while (true) {
    OCOP_ASSIGN_OR_RETURN(const database::Rows rows,
                          transaction.Query({"thing.read",
                                             "SELECT name, value FROM feed.thing WHERE name > $1 "
                                             "ORDER BY name LIMIT 1000"},
                                            {after}));
    if (rows.empty()) return absl::OkStatus();
    for (int row = 0; row < rows.size(); ++row) {
      Int32Value thing;
      thing.set_value(static_cast<int>(rows.Integer(row, 1)));
      after = std::string(rows.Text(row, 0));
      OCOP_RETURN_IF_ERROR(take(after, thing));
    }
  }
}

}  // namespace

std::unique_ptr<ocop::testing::TestDatabase> MakeFeedDatabase() {
  auto database = std::make_unique<ocop::testing::TestDatabase>();
  std::vector<database::Migration> migrations = Migrations();
  migrations.emplace_back("0001_thing.sql", kThings);
  const auto migrated = database::Migrate(database->url(), "feed", migrations);
  EXPECT_TRUE(migrated.ok()) << migrated.status();
  return database;
}

void FeedTest::SetUpTestSuite() {
  shared_database = MakeFeedDatabase().release();
}

void FeedTest::TearDownTestSuite() {
  delete shared_database;
  shared_database = nullptr;
}

FeedTest::FeedTest() {
  database().Execute("TRUNCATE feed.journal, feed.thing");
}

const ocop::testing::TestDatabase& FeedTest::database() {
  return *shared_database;
}

void FeedTest::Commit(const std::string& name, int value) {
  pqxx::connection connection(database().url());
  pqxx::work work(connection);
  Put(work, name, value);
  work.commit();
}

void Put(pqxx::transaction_base& work, const std::string& name, int value) {
  Int32Value thing;
  thing.set_value(value);
  const std::string bytes = thing.SerializeAsString();
  work.exec_params(
      "INSERT INTO feed.thing (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
      name, value);
  work.exec_params(
      "INSERT INTO feed.journal (actor, request_id, resource_name, type, action, resource) "
      "VALUES ('a', 'r', $1, 'google.protobuf.Int32Value', 'ACTION_UPDATE', $2::bytea)",
      name, database::ByteaLiteral(bytes));
}

absl::Time Now(const ocop::testing::TestDatabase& database) {
  return absl::FromUnixMicros(
      std::stoll(database.Value("SELECT (extract(epoch FROM clock_timestamp()) * 1000000)::bigint")));
}

Feed::Feed(const ocop::testing::TestDatabase& database, const Adjust& adjust)
    : server_({.drain_timeout = absl::Seconds(5)}, telemetry_),
      database_({.url = database.url(), .application_name = "feed"}),
      hub_(OptionsOf(database, adjust)) {
  server_.Add(JournalService(database_, hub_, "feed"));
  server_.OnDrain([this](absl::Time) { hub_.EndStreams(); });
  const absl::Status started = server_.Start();
  EXPECT_TRUE(started.ok()) << started;
}

Feed::~Feed() {
  server_.Drain();
}

void Feed::AwaitWatchesEndedWith(const std::string& code) {
  const metrics::Counter ended =
      metrics_.Counters("ocop_rpc_requests_total", "").With({{"method", kWatch}, {"code", code}});
  const absl::Time patience = absl::Now() + kPatience;
  while (ended.Value() == 0 && absl::Now() < patience) std::this_thread::yield();
  EXPECT_GT(ended.Value(), 0);
}

Hub::Options Feed::OptionsOf(const ocop::testing::TestDatabase& database, const Adjust& adjust) const {
  Hub::Options options;
  options.database_url = database.url();
  options.schema = "feed";
  options.snapshot = ReadThings;
  options.bookmark_interval = absl::Milliseconds(50);
  adjust(options);
  return options;
}

FeedReader::FeedReader(const rpc::Client& client, const std::string& token,
                       std::function<void(const WatchResponse&)> before_each)
    : before_each_(std::move(before_each)) {
  ocop::journal::v1::WatchRequest request;
  request.set_resume_token(token);
  subscription_ = client.Subscribe(
      kWatch, request, WatchResponse(),
      [this](const google::protobuf::Message& response) { Take(static_cast<const WatchResponse&>(response)); },
      [this](const absl::Status& status) {
        absl::MutexLock lock(&mutex_);
        received_.end = status;
      });
}

FeedReader::~FeedReader() {
  subscription_->Cancel();
  (void)AwaitEnd();
}

void FeedReader::Take(const WatchResponse& response) {
  if (before_each_) before_each_(response);
  absl::MutexLock lock(&mutex_);
  for (const JournalEntry& entry : response.entries()) {
    Int32Value thing;
    EXPECT_TRUE(entry.resource().UnpackTo(&thing)) << entry.DebugString();
    const bool snapshot = entry.action() == JournalEntry::ACTION_SNAPSHOT;
    EXPECT_EQ(snapshot, entry.position().empty());
    (snapshot ? received_.snapshot : received_.changes)
        .push_back(absl::StrCat(entry.resource_name(), "=", thing.value()));
    if (!snapshot) received_.positions.push_back(entry.position());
    received_.state[entry.resource_name()] = thing.value();
  }
  ++received_.responses;
  if (response.entries_size() > 0) received_.sizes.push_back(response.entries_size());
  if (response.synced()) {
    EXPECT_FALSE(received_.synced) << "synced comes once";
    received_.synced = true;
  }
  received_.token = response.resume_token();
  if (response.has_read_time()) {
    received_.read_time = clock::FromTimestamp(response.read_time());
  }
}

Received FeedReader::Await(const std::function<bool(const Received&)>& condition) {
  const auto holds = [&]() ABSL_NO_THREAD_SAFETY_ANALYSIS { return condition(received_); };
  absl::MutexLock lock(&mutex_);
  EXPECT_TRUE(mutex_.AwaitWithTimeout(absl::Condition(&holds), kPatience))
      << "ended: " << received_.end.value_or(absl::OkStatus());
  return received_;
}

Received FeedReader::AwaitSynced() {
  return Await([](const Received& received) { return received.synced; });
}

Received FeedReader::AwaitFirst() {
  return Await([](const Received& received) { return received.responses > 0; });
}

Received FeedReader::AwaitChanges(size_t count) {
  return Await([count](const Received& received) { return received.changes.size() >= count; });
}

absl::Status FeedReader::AwaitEnd() {
  return Await([](const Received& received) { return received.end.has_value(); }).end.value_or(absl::OkStatus());
}

Received FeedReader::AwaitReadAfter(const ocop::testing::TestDatabase& database) {
  const absl::Time now = Now(database);
  return Await([now](const Received& received) { return received.read_time > now; });
}

}  // namespace ocop::journal
