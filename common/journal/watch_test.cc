// The life of a Watch stream: snapshot, hand-over, tokens, slow readers, the end. And ListEntries.
#include <gmock/gmock.h>

#include <thread>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/notification.h"
#include "common/journal/position.h"
#include "common/journal/testing/feed.h"
#include "common/logging/logging.h"
#include "common/status/status.h"

namespace ocop::journal {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

class WatchTest : public FeedTest {
 protected:
  // Large enough that a reader who does not read stops its server.
  void MakeManyThings() {
    database().Execute(
        "INSERT INTO feed.thing (name, value) SELECT repeat('x', 800) || n, n FROM generate_series(10001, 30000) AS n");
  }

  absl::Status EndOf(const Feed& feed, const std::string& token) {
    FeedReader reader(feed.client(), token);
    return reader.AwaitEnd();
  }
};

TEST_F(WatchTest, ASnapshotThenSyncedThenChanges) {
  Commit("a", 1);
  Commit("b", 2);
  Feed feed(database());
  FeedReader reader(feed.client());
  const Received synced = reader.AwaitSynced();
  EXPECT_THAT(synced.snapshot, ElementsAre("a=1", "b=2"));
  EXPECT_FALSE(synced.token.empty());
  Commit("a", 3);
  const Received received = reader.AwaitChanges(1);
  EXPECT_THAT(received.changes, ElementsAre("a=3")) << "what the snapshot holds is not sent again";
}

TEST_F(WatchTest, ATransactionOpenAcrossTheHandOverIsSentOnce) {
  Feed feed(database());
  pqxx::connection connection(database().url());
  pqxx::work open(connection);
  Put(open, "late", 1);
  // Younger than the open one, and committed: in the snapshot.
  Commit("early", 2);
  FeedReader reader(feed.client());
  EXPECT_THAT(reader.AwaitSynced().snapshot, ElementsAre("early=2"));
  open.commit();
  Commit("end", 3);
  EXPECT_THAT(reader.AwaitChanges(2).changes, ElementsAre("late=1", "end=3"));
}

TEST_F(WatchTest, AnyTokenResumesWithWhatCameAfterIt) {
  Feed feed(database());
  pqxx::connection connection(database().url());
  pqxx::work open(connection);
  Put(open, "late", 1);
  Commit("early", 2);
  std::string of_snapshot, of_change;
  {
    FeedReader reader(feed.client());
    of_snapshot = reader.AwaitSynced().token;
    open.commit();
    of_change = reader.AwaitChanges(1).token;
  }
  Commit("end", 3);
  FeedReader after_snapshot(feed.client(), of_snapshot);
  EXPECT_THAT(after_snapshot.AwaitChanges(2).changes, ElementsAre("late=1", "end=3"));
  FeedReader after_change(feed.client(), of_change);
  const Received received = after_change.AwaitChanges(1);
  EXPECT_THAT(received.changes, ElementsAre("end=3"));
  EXPECT_THAT(received.snapshot, IsEmpty());
  EXPECT_FALSE(received.synced);
}

TEST_F(WatchTest, BookmarksComeWhenNothingHappens) {
  Feed feed(database());
  FeedReader reader(feed.client());
  const absl::Time first = reader.AwaitSynced().read_time;
  const Received later = reader.Await([first](const Received& received) { return received.read_time > first; });
  FeedReader resumed(feed.client(), later.token);
  Commit("a", 1);
  EXPECT_THAT(resumed.AwaitChanges(1).changes, ElementsAre("a=1"));
}

TEST_F(WatchTest, ATokenOfAnotherDatabaseOrOfTheFutureIsRefused) {
  Feed feed(database());
  const auto other = MakeFeedDatabase();
  std::string token;
  {
    Feed feed_of_other(*other);
    FeedReader reader(feed_of_other.client());
    token = reader.AwaitSynced().token;
  }
  const absl::Status refusal = EndOf(feed, token);
  EXPECT_EQ(refusal.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(status::ReasonOf(refusal), "JOURNAL_REPLACED");

  FeedReader reader(feed.client());
  auto own = ResumeToken::FromText(reader.AwaitSynced().token);
  ASSERT_TRUE(own.ok());
  own->after.horizon += 1000000;
  EXPECT_EQ(status::ReasonOf(EndOf(feed, own->ToText())), "JOURNAL_REPLACED");
}

// Eight transactions of a megabyte each: 4 MiB is what a gRPC client takes unless told otherwise.
TEST_F(WatchTest, AResponseIsNoLargerThanAClientTakes) {
  Feed feed(database());
  const std::string token = FeedReader(feed.client()).AwaitSynced().token;
  for (int i = 0; i < 8; ++i) {
    database().Execute(
        "INSERT INTO feed.journal (actor, request_id, resource_name, type, action, resource) SELECT repeat('x', 10000),"
        " '', 'n' || n, 'google.protobuf.Int32Value', 'ACTION_CREATE', '' FROM generate_series(1, 100) AS n");
  }
  std::atomic<size_t> largest = 0;
  FeedReader reader(feed.client(), token, [&largest](const WatchResponse& response) {
    largest = std::max(+largest, response.ByteSizeLong());
  });
  reader.AwaitChanges(800);
  EXPECT_LT(largest, 4u << 20);
  EXPECT_GT(largest, 1u << 20) << "a response is not smaller than it must be";

  ListEntriesRequest request;
  request.set_page_size(1000);
  const auto page = feed.client().Call<ListEntriesResponse>("/ocop.journal.v1.JournalService/ListEntries", request);
  ASSERT_TRUE(page.ok()) << page.status();
  EXPECT_LT(page->ByteSizeLong(), 4u << 20);
  request.set_page_token(page->next_page_token());
  const auto next = feed.client().Call<ListEntriesResponse>("/ocop.journal.v1.JournalService/ListEntries", request);
  ASSERT_TRUE(next.ok()) << next.status();
  EXPECT_LT(page->entries(page->entries_size() - 1).position(), next->entries(0).position());
}

TEST_F(WatchTest, MalformedTokensAreRefused) {
  Feed feed(database());
  FeedReader reader(feed.client());
  const std::string good = reader.AwaitSynced().token;
  const std::string head = good.substr(0, good.find('.'));
  const std::string place = Position{1, 1}.ToText();
  for (const std::string& bad :
       {std::string("x"), std::string("..."), head + "." + place, head + ".12." + "1:1:", head + "." + place + ".1:2",
        head + "." + place + ".5:3:", head + "." + place + ".1:9:4,2", head + "." + place + ".1:9:9",
        head + "." + place + ".0:1:", head + "." + place + ".1:99999999999999999999999:", good + "x",
        head + "." + place + "..", head + "." + place + "..1-2", head + "." + place + "..1-2-3-4-5-g",
        head + "." + place + "..1-2-3-4-5-7fffffffffffffff", head + "." + place + "..1-2-3-4-5-1."}) {
    const absl::Status refusal = EndOf(feed, bad);
    EXPECT_EQ(refusal.code(), absl::StatusCode::kInvalidArgument) << bad;
    EXPECT_EQ(status::ReasonOf(refusal), "MALFORMED_RESUME_TOKEN") << bad;
  }
}

TEST_F(WatchTest, ASlowReaderIsCutOffAndTheOthersAreNotHeldUp) {
  Feed feed(database(), [](Hub::Options& options) {
    options.longest_write = absl::Milliseconds(300);
    options.threads = 1;
  });
  absl::Notification go_on;
  bool first = true;
  FeedReader quick(feed.client());
  FeedReader slow(feed.client(), "", [&](const WatchResponse& response) {
    if (response.entries_size() > 0 && std::exchange(first, false)) go_on.WaitForNotification();
  });
  quick.AwaitSynced();
  slow.AwaitSynced();
  // 16 MB, more than any window between the two holds.
  for (int i = 0; i < 16; ++i) {
    database().Execute(
        "INSERT INTO feed.journal (actor, request_id, resource_name, type, action, resource) SELECT repeat('x', 1000), "
        "'', 'n', 'google.protobuf.Int32Value', 'ACTION_CREATE', '' FROM generate_series(1, 1000)");
  }
  quick.AwaitChanges(16000);
  feed.AwaitWatchesEndedWith("RESOURCE_EXHAUSTED");
  go_on.Notify();
  const absl::Status end = slow.AwaitEnd();
  EXPECT_EQ(end.code(), absl::StatusCode::kResourceExhausted) << end;
  EXPECT_EQ(status::ReasonOf(end), "SLOW_READER");
}

TEST_F(WatchTest, ASnapshotForASlowReaderHoldsUpNobodysChanges) {
  MakeManyThings();
  Feed feed(database(), [](Hub::Options& options) {
    options.threads = 1;
    options.snapshot_threads = 1;
  });
  FeedReader quick(feed.client());
  const std::string token = quick.AwaitSynced().token;
  absl::Notification begun, go_on;
  FeedReader slow(feed.client(), "", [&](const WatchResponse&) {
    if (!begun.HasBeenNotified()) begun.Notify();
    go_on.WaitForNotification();
  });
  begun.WaitForNotification();
  FeedReader resumed(feed.client(), token);
  Commit("a", 1);
  quick.AwaitChanges(1);
  resumed.AwaitChanges(1);
  go_on.Notify();
  slow.AwaitSynced();
}

// With a response now and then they are never cut off for one that they did not take.
TEST_F(WatchTest, SlowReadersOfSnapshotsMakeRoomForThoseWhoWait) {
  MakeManyThings();
  Feed feed(database(), [](Hub::Options& options) {
    options.snapshot_threads = 1;
    options.longest_wait = absl::ZeroDuration();
  });
  absl::Notification begun, go_on;
  FeedReader slow(feed.client(), "", [&](const WatchResponse&) {
    if (!begun.HasBeenNotified()) begun.Notify();
    go_on.WaitForNotification();
  });
  begun.WaitForNotification();
  FeedReader next(feed.client());
  while (feed.hub().waiting_for_state() == 0) std::this_thread::yield();
  go_on.Notify();
  EXPECT_EQ(status::ReasonOf(slow.AwaitEnd()), "SLOW_READER");
  next.AwaitSynced();
}

TEST_F(WatchTest, ASnapshotThatLosesTheDatabaseEndsRatherThanBeginAgain) {
  MakeManyThings();
  Feed feed(database());
  absl::Notification begun, go_on;
  FeedReader reader(feed.client(), "", [&](const WatchResponse&) {
    if (!begun.HasBeenNotified()) begun.Notify();
    go_on.WaitForNotification();
  });
  begun.WaitForNotification();
  database().Execute(
      "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() "
      "AND application_name = 'feed snapshot'");
  go_on.Notify();
  EXPECT_EQ(reader.AwaitEnd().code(), absl::StatusCode::kUnavailable);
  const Received received = reader.Await([](const Received&) { return true; });
  EXPECT_FALSE(received.synced);
  EXPECT_EQ(received.snapshot.size(), received.state.size()) << "nothing was sent twice";
}

TEST_F(WatchTest, CutConnectionsLoseNoChange) {
  Feed feed(database());
  FeedReader reader(feed.client());
  reader.AwaitSynced();
  database().Execute(
      "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() "
      "AND application_name LIKE 'feed %'");
  Commit("a", 1);
  EXPECT_THAT(reader.AwaitChanges(1).changes, ElementsAre("a=1"));
}

TEST_F(WatchTest, TheEndOfTheServerEndsStreams) {
  Feed feed(database());
  FeedReader reader(feed.client());
  reader.AwaitSynced();
  feed.Drain();
  EXPECT_EQ(reader.AwaitEnd().code(), absl::StatusCode::kUnavailable);
}

TEST_F(WatchTest, TheServerEndsWhileASnapshotIsBeingSent) {
  MakeManyThings();
  absl::Notification begun, go_on;
  auto feed = std::make_unique<Feed>(database());
  FeedReader reader(feed->client(), "", [&](const WatchResponse&) {
    if (!begun.HasBeenNotified()) begun.Notify();
    go_on.WaitForNotification();
  });
  begun.WaitForNotification();
  feed->hub().EndStreams();
  go_on.Notify();
  EXPECT_EQ(reader.AwaitEnd().code(), absl::StatusCode::kUnavailable);
  feed.reset();
}

TEST(HubTest, ADatabaseThatIsAwayIsToldOnce) {
  std::vector<std::string> lines;
  logging::SetSink([&lines](std::string_view line) { lines.emplace_back(line); });
  {
    absl::Mutex mutex;
    int looks = 0;
    Hub hub({.database_url = "host=/nonexistent", .schema = "feed"});
    hub.OnWake([&] {
      absl::MutexLock lock(&mutex);
      ++looks;
    });
    absl::MutexLock lock(&mutex);
    mutex.Await(absl::Condition(
        +[](int* looks) { return *looks >= 3; }, &looks));
  }
  logging::SetSink(nullptr);
  ASSERT_EQ(lines.size(), 1u);
  EXPECT_THAT(lines[0], HasSubstr("the journal cannot be listened to"));
  EXPECT_THAT(lines[0], Not(HasSubstr("type.googleapis.com")));
}

}  // namespace
}  // namespace ocop::journal
