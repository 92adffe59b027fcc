// A database that was set back to an earlier state of its files, and has run on: the same server, the same generation,
// numbers that go on from there. Here the rows are taken away by hand; tests/gateway/restore_test.cc puts files back.
#include <gmock/gmock.h>

#include "absl/strings/str_cat.h"
#include "common/journal/position.h"
#include "common/journal/testing/feed.h"
#include "common/status/status.h"

namespace ocop::journal {
namespace {

using ::testing::ElementsAre;

class RestoreTest : public FeedTest {
 protected:
  // What a reader holds who has taken `changes` since it began.
  static std::string TokenAfter(const Feed& feed, const std::vector<std::string>& changes) {
    FeedReader reader(feed.client());
    reader.AwaitSynced();
    for (const std::string& name : changes) Commit(name, 1);
    return reader.AwaitChanges(changes.size()).token;
  }

  static void Lose(const std::string& name) {
    database().Execute(absl::StrCat("DELETE FROM feed.journal WHERE resource_name = '", name, "'; ",
                                    "DELETE FROM feed.thing WHERE name = '", name, "'; ",
                                    "SELECT setval(pg_get_serial_sequence('feed.journal', 'seq'), coalesce(max(seq), "
                                    "0) + 1, false) FROM feed.journal"));
  }

  static std::string ReasonOfEnd(const Feed& feed, const std::string& token) {
    return status::ReasonOf(FeedReader(feed.client(), token).AwaitEnd());
  }

  static std::string WithoutLastEntry(const std::string& text) {
    auto token = ResumeToken::FromText(text);
    EXPECT_TRUE(token.ok()) << token.status();
    token->last.reset();
    return token->ToText();
  }
};

TEST_F(RestoreTest, WhoHoldsWhatWasLostStartsOver) {
  Feed feed(database());
  const std::string kept = TokenAfter(feed, {"a"});
  const std::string lost = TokenAfter(feed, {"b"});
  Lose("b");
  EXPECT_EQ(ReasonOfEnd(feed, lost), "JOURNAL_REPLACED") << "though nothing came instead";
  // Past the place of what was lost, and with its number.
  for (int i = 1; i <= 10; ++i) Commit("c", i);
  EXPECT_EQ(ReasonOfEnd(feed, lost), "JOURNAL_REPLACED");
  FeedReader reader(feed.client(), kept);
  EXPECT_EQ(reader.AwaitChanges(10).changes.front(), "c=1") << "who was there before goes on";
}

TEST_F(RestoreTest, SoDoesWhoHasItFromASnapshotAndReadNothingSince) {
  Feed feed(database());
  Commit("a", 1);
  const std::string kept = FeedReader(feed.client()).AwaitSynced().token;
  Commit("b", 1);
  const Received synced = FeedReader(feed.client()).AwaitSynced();
  FeedReader bookmarked(feed.client(), synced.token);
  const std::string bookmark = bookmarked.AwaitReadAfter(database()).token;
  Lose("b");
  for (int i = 1; i <= 10; ++i) Commit("c", i);
  EXPECT_EQ(ReasonOfEnd(feed, synced.token), "JOURNAL_REPLACED");
  EXPECT_EQ(ReasonOfEnd(feed, bookmark), "JOURNAL_REPLACED");
  FeedReader reader(feed.client(), kept);
  EXPECT_EQ(reader.AwaitChanges(10).changes.front(), "c=1");
}

// Two transactions that end together: the standby that takes over has the one with the later place alone.
TEST_F(RestoreTest, WhatWasLostNeedNotBeTheLast) {
  Feed feed(database());
  const std::string token = TokenAfter(feed, {"a", "b", "c"});
  Lose("b");
  EXPECT_EQ(ReasonOfEnd(feed, token), "JOURNAL_REPLACED");
}

TEST_F(RestoreTest, APositionOfWhatWasLostIsNoMoment) {
  Feed feed(database());
  const std::string lost = TokenAfter(feed, {"a"});
  Lose("a");
  for (int i = 1; i <= 10; ++i) Commit("c", i);
  ListEntriesRequest request;
  request.set_after(lost);
  EXPECT_EQ(
      status::ReasonOf(
          feed.client().Call<ListEntriesResponse>("/ocop.journal.v1.JournalService/ListEntries", request).status()),
      "JOURNAL_REPLACED");
}

// Of a service before 2026-11-30, which did not name it.
TEST_F(RestoreTest, ATokenThatNamesNoEntryIsTakenAndNamesOneFromThenOn) {
  Feed feed(database());
  const std::string old = WithoutLastEntry(TokenAfter(feed, {"a", "b"}));
  std::string bookmark;
  {
    FeedReader reader(feed.client(), old);
    bookmark = reader.AwaitFirst().token;
    Commit("c", 1);
    EXPECT_THAT(reader.AwaitChanges(1).changes, ElementsAre("c=1"));
  }
  Lose("c");
  Lose("b");
  EXPECT_EQ(ReasonOfEnd(feed, bookmark), "JOURNAL_REPLACED");
}

// More than a token counts, one by one and at once.
TEST_F(RestoreTest, LongStretchesAreGoneOnFromEverywhere) {
  Feed feed(database());
  std::string token = TokenAfter(feed, {"a"});
  for (const int count : {900, 900, 1, 3000, 1}) {
    FeedReader reader(feed.client(), token);
    reader.AwaitFirst();
    database().Execute(
        absl::StrCat("INSERT INTO feed.journal (actor, request_id, resource_name, type, action, resource) SELECT '', "
                     "'', 'n', 'google.protobuf.Int32Value', 'ACTION_CREATE', '' FROM generate_series(1, ",
                     count, ")"));
    token = reader.AwaitChanges(static_cast<size_t>(count)).token;
  }
  FeedReader reader(feed.client(), token);
  Commit("end", 1);
  EXPECT_THAT(reader.AwaitChanges(1).changes, ElementsAre("end=1"));
}

}  // namespace
}  // namespace ocop::journal
