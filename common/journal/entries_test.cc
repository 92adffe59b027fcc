// What an entry holds, and ListEntries.
#include <gmock/gmock.h>

#include "absl/synchronization/notification.h"
#include "absl/time/clock.h"
#include "common/clock/timestamp.h"
#include "common/journal/append.h"
#include "common/journal/testing/feed.h"
#include "common/status/status.h"
#include "google/protobuf/wrappers.pb.h"

namespace ocop::journal {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Pair;
using ::testing::SizeIs;

using EntriesTest = FeedTest;

TEST_F(EntriesTest, AppendEntersWhoAndWhy) {
  database::Session session(database().url(), "writer");
  google::protobuf::Int32Value thing;
  thing.set_value(7);
  const absl::Status written = session.Run(database::Isolation::kReadWrite, [&](database::Transaction& transaction) {
    for (const char* name : {"a", "b"}) {
      Append(transaction, "feed", {"officer", "slip-1"}, JournalEntry::ACTION_CREATE, name, thing);
    }
    return absl::OkStatus();
  });
  ASSERT_TRUE(written.ok()) << written;
  Feed feed(database());
  const auto list =
      feed.client().Call<ListEntriesResponse>("/ocop.journal.v1.JournalService/ListEntries", ListEntriesRequest());
  ASSERT_TRUE(list.ok()) << list.status();
  ASSERT_THAT(list->entries(), SizeIs(2));
  const JournalEntry& entry = list->entries(0);
  EXPECT_EQ(entry.resource_name(), "a");
  EXPECT_EQ(entry.actor(), "officer");
  EXPECT_EQ(entry.request_id(), "slip-1");
  EXPECT_EQ(entry.action(), JournalEntry::ACTION_CREATE);
  EXPECT_TRUE(entry.has_at());
  google::protobuf::Int32Value entered;
  ASSERT_TRUE(entry.resource().UnpackTo(&entered));
  EXPECT_EQ(entered.value(), 7);
}

TEST_F(EntriesTest, EntriesAreListedInPagesAndByResource) {
  for (int i = 1; i <= 5; ++i) Commit(i % 2 == 0 ? "even" : "odd", i);
  Feed feed(database());
  const auto list = [&feed](const ListEntriesRequest& request) {
    return feed.client().Call<ListEntriesResponse>("/ocop.journal.v1.JournalService/ListEntries", request);
  };
  ListEntriesRequest request;
  request.set_page_size(2);
  std::vector<std::string> names, positions;
  do {
    const auto page = list(request);
    ASSERT_TRUE(page.ok()) << page.status();
    for (const JournalEntry& entry : page->entries()) {
      names.push_back(entry.resource_name());
      positions.push_back(entry.position());
    }
    request.set_page_token(page->next_page_token());
  } while (!request.page_token().empty());
  EXPECT_THAT(names, ElementsAre("odd", "even", "odd", "even", "odd"));
  EXPECT_TRUE(std::is_sorted(positions.begin(), positions.end()));

  request.set_resource_name("even");
  const auto even = list(request);
  ASSERT_TRUE(even.ok()) << even.status();
  EXPECT_THAT(even->entries(), SizeIs(2));
  request.set_page_size(1);
  const std::string token = list(request)->next_page_token();
  request.set_page_token(token);
  EXPECT_THAT(list(request)->entries(), SizeIs(1));
  request.set_resource_name("odd");
  EXPECT_EQ(status::ReasonOf(list(request).status()), "INVALID_PAGE_TOKEN");
}

// What DownloadState gives: name and value of each resource, and the moment's position.
absl::StatusOr<std::map<std::string, int>> StateOf(const Feed& feed, const DownloadStateRequest& request,
                                                   std::string* position = nullptr) {
  std::map<std::string, int> state;
  absl::Notification ended;
  absl::Status outcome;
  feed.client().Subscribe(
      "/ocop.journal.v1.JournalService/DownloadState", request, DownloadStateResponse::default_instance(),
      [&state, position](const google::protobuf::Message& message) {
        const auto& response = static_cast<const DownloadStateResponse&>(message);
        if (position != nullptr) *position += response.position();
        for (const JournalEntry& entry : response.entries()) {
          google::protobuf::Int32Value value;
          entry.resource().UnpackTo(&value);
          state[entry.resource_name()] = value.value();
        }
      },
      [&](absl::Status status) {
        outcome = std::move(status);
        ended.Notify();
      });
  ended.WaitForNotification();
  if (!outcome.ok()) return outcome;
  return state;
}

TEST_F(EntriesTest, TheStateOfAMomentIsTheSameForEver) {
  Commit("a", 1);
  Commit("b", 1);
  Feed feed(database());
  FeedReader reader(feed.client());
  const std::string first = reader.AwaitSynced().token;
  Commit("a", 2);
  Commit("c", 2);
  const std::string second = reader.AwaitChanges(2).token;
  Commit("a", 3);

  DownloadStateRequest request;
  request.set_position(first);
  EXPECT_THAT(*StateOf(feed, request), ElementsAre(Pair("a", 1), Pair("b", 1)));
  request.set_position(second);
  EXPECT_THAT(*StateOf(feed, request), ElementsAre(Pair("a", 2), Pair("b", 1), Pair("c", 2)));
  request.set_name_prefix("c");
  EXPECT_THAT(*StateOf(feed, request), ElementsAre(Pair("c", 2)));

  ListEntriesRequest between;
  between.set_after(first);
  between.set_until(second);
  const auto list = feed.client().Call<ListEntriesResponse>("/ocop.journal.v1.JournalService/ListEntries", between);
  ASSERT_TRUE(list.ok()) << list.status();
  EXPECT_THAT(list->entries(), SizeIs(2));
  between.Clear();
  between.add_resource_names("a");
  between.add_resource_names("c");
  between.set_until(second);
  between.set_latest_only(true);
  const auto latest = feed.client().Call<ListEntriesResponse>("/ocop.journal.v1.JournalService/ListEntries", between);
  ASSERT_TRUE(latest.ok()) << latest.status();
  EXPECT_THAT(latest->entries(), SizeIs(2));
}

// What a snapshot holds may stand behind its point, and what it lacks before.
TEST_F(EntriesTest, EntriesBeforeAndAfterASnapshotAreToldApart) {
  Feed feed(database());
  pqxx::connection connection(database().url());
  pqxx::work open(connection);
  Put(open, "late", 1);
  Commit("early", 2);
  const std::string point = FeedReader(feed.client()).AwaitSynced().token;
  open.commit();
  Commit("end", 3);
  const auto names = [&feed](const ListEntriesRequest& request) {
    const auto list = feed.client().Call<ListEntriesResponse>("/ocop.journal.v1.JournalService/ListEntries", request);
    std::vector<std::string> names;
    EXPECT_TRUE(list.ok()) << list.status();
    if (list.ok()) {
      for (const JournalEntry& entry : list->entries()) names.push_back(entry.resource_name());
    }
    return names;
  };
  ListEntriesRequest until, after;
  until.set_until(point);
  EXPECT_THAT(names(until), ElementsAre("early"));
  after.set_after(point);
  EXPECT_THAT(names(after), ElementsAre("late", "end"));
  after.set_resource_name("end");
  after.set_latest_only(true);
  EXPECT_THAT(names(after), ElementsAre("end"));
}

TEST_F(EntriesTest, AStateIsOfTheNamesThatBeginWithThePrefix) {
  for (const char* name : {"a/1", "a/2", "a/é", "a0", "a", "b/1"}) Commit(name, 1);
  Feed feed(database());
  DownloadStateRequest request;
  request.set_position(FeedReader(feed.client()).AwaitSynced().token);
  EXPECT_THAT(*StateOf(feed, request), SizeIs(6));
  request.set_name_prefix("a/");
  EXPECT_THAT(*StateOf(feed, request), ElementsAre(Pair("a/1", 1), Pair("a/2", 1), Pair("a/é", 1)));
  request.set_name_prefix("a/é");
  EXPECT_THAT(*StateOf(feed, request), ElementsAre(Pair("a/é", 1)));
  request.set_name_prefix("a/3");
  EXPECT_THAT(*StateOf(feed, request), IsEmpty());
}

TEST_F(EntriesTest, AMomentOfTheClockIsToldWhenNothingCanBeAddedToIt) {
  Commit("a", 1);
  Feed feed(database());
  pqxx::connection connection(database().url());
  pqxx::work late(connection);
  late.exec("SELECT pg_current_xact_id()");
  DownloadStateRequest request;
  request.mutable_time()->set_seconds(absl::ToUnixSeconds(absl::Now()) - 3600);
  EXPECT_THAT(*StateOf(feed, request), IsEmpty()) << "before anything was written";
  const auto now = late.exec1("SELECT (extract(epoch FROM clock_timestamp()) * 1000000)::bigint")[0].as<int64_t>();
  request.mutable_time()->set_seconds(now / 1000000);
  request.mutable_time()->set_nanos(static_cast<int32_t>(now % 1000000 * 1000));
  EXPECT_EQ(status::ReasonOf(StateOf(feed, request).status()), "MOMENT_STILL_OPEN");
  Put(late, "b", 2);
  late.commit();
  Commit("a", 3);
  EXPECT_THAT(*StateOf(feed, request), ElementsAre(Pair("a", 1), Pair("b", 2)));
  request.mutable_time()->set_seconds(now / 1000000 + 3600);
  EXPECT_EQ(status::ReasonOf(StateOf(feed, request).status()), "MOMENT_STILL_OPEN") << "it is to come";
}

// Its entries will be of the time at which it began.
TEST_F(EntriesTest, ATransactionThatHasNotYetWrittenKeepsItsMomentOpen) {
  Commit("a", 1);
  Feed feed(database());
  pqxx::connection connection(database().url()), connection_of_snapshot(database().url());
  pqxx::work snapshot(connection_of_snapshot);
  snapshot.exec("SET application_name = 'feed snapshot'");
  pqxx::work late(connection);
  late.exec("SELECT 1");
  DownloadStateRequest request;
  *request.mutable_time() = clock::ToTimestamp(Now(database()));
  EXPECT_EQ(status::ReasonOf(StateOf(feed, request).status()), "MOMENT_STILL_OPEN");
  Put(late, "b", 2);
  late.commit();
  const auto state = StateOf(feed, request);
  ASSERT_TRUE(state.ok()) << "a snapshot that is still being sent adds nothing: " << state.status();
  EXPECT_THAT(*state, ElementsAre(Pair("a", 1), Pair("b", 2)));
}

// A transaction counts by when it began: one of the time may have its number after one that began later.
TEST_F(EntriesTest, AMomentOfTheClockHasAPositionToo) {
  Feed feed(database());
  pqxx::connection of_late(database().url()), of_later(database().url()), of_open(database().url());
  DownloadStateRequest by_time;
  *by_time.mutable_time() = clock::ToTimestamp(Now(database()));
  std::string before_all;
  EXPECT_THAT(*StateOf(feed, by_time, &before_all), IsEmpty());
  Commit("p/a", 1);
  pqxx::work late(of_late);
  late.exec("SELECT 1");
  *by_time.mutable_time() = clock::ToTimestamp(Now(database()));
  Commit("p/a", 2);
  pqxx::work later(of_later);
  Put(later, "p/c", 3);
  pqxx::work open(of_open);
  Put(open, "p/d", 4);
  later.commit();
  Put(late, "p/b", 1);
  late.commit();
  std::string position;
  by_time.set_name_prefix("p/");
  const auto state = ElementsAre(Pair("p/a", 1), Pair("p/b", 1));
  EXPECT_THAT(*StateOf(feed, by_time, &position), state);
  open.commit();
  Commit("p/a", 5);

  DownloadStateRequest by_position;
  by_position.set_name_prefix("p/");
  by_position.set_position(position);
  std::string same;
  EXPECT_THAT(*StateOf(feed, by_position, &same), state);
  EXPECT_EQ(same, position);
  by_position.set_position(before_all);
  EXPECT_THAT(*StateOf(feed, by_position), IsEmpty());
  ListEntriesRequest until, after;
  until.set_until(position);
  after.set_after(position);
  const auto count = [&feed](const ListEntriesRequest& request) {
    return feed.client()
        .Call<ListEntriesResponse>("/ocop.journal.v1.JournalService/ListEntries", request)
        ->entries_size();
  };
  EXPECT_EQ(count(until), 2);
  EXPECT_EQ(count(after), 4);
}

// As a journal is that was restored from a dump.
TEST_F(EntriesTest, AMomentBetweenTransactionsOfOneNumberHasNoPosition) {
  Commit("a", 1);
  Commit("b", 1);
  database().Execute(
      "UPDATE feed.journal SET (xid, horizon) = (SELECT xid, horizon FROM feed.journal WHERE "
      "resource_name = 'b')");
  database().Execute("UPDATE feed.journal SET at = at - interval '1 hour' WHERE resource_name = 'a'");
  Feed feed(database());
  DownloadStateRequest request;
  request.mutable_time()->set_seconds(absl::ToUnixSeconds(Now(database())) - 1800);
  std::string position;
  EXPECT_THAT(*StateOf(feed, request, &position), ElementsAre(Pair("a", 1)));
  EXPECT_EQ(position, "");
}

TEST_F(EntriesTest, AMomentThatIsNoneIsRefused) {
  Feed feed(database());
  DownloadStateRequest request;
  EXPECT_EQ(status::ReasonOf(StateOf(feed, request).status()), "INVALID_FIELDS");
  request.set_position("x");
  EXPECT_EQ(status::ReasonOf(StateOf(feed, request).status()), "MALFORMED_RESUME_TOKEN");
  ListEntriesRequest list;
  list.set_latest_only(true);
  EXPECT_EQ(status::ReasonOf(
                feed.client().Call<ListEntriesResponse>("/ocop.journal.v1.JournalService/ListEntries", list).status()),
            "INVALID_FIELDS");
}

}  // namespace
}  // namespace ocop::journal
