// A journal that was restored from a dump into another database.
#include "common/journal/origin.h"

#include <gmock/gmock.h>

#include "absl/strings/str_cat.h"
#include "common/database/session.h"
#include "common/journal/testing/feed.h"
#include "common/status/status.h"

namespace ocop::journal {
namespace {

using ::testing::ElementsAre;
using ::testing::SizeIs;

// Far above what a server of tests has given out.
constexpr char kFuture[] = "1000000000";

class OriginTest : public FeedTest {
 protected:
  // What a dump of another database brings: its generation and its horizons.
  static void RestoreFromDump() {
    database().Execute(absl::StrCat("UPDATE feed.journal SET horizon = (horizon::text::bigint + ", kFuture,
                                    ")::text::xid8, xid = (xid::text::bigint + ", kFuture, ")::text::xid8"));
    database().Execute("UPDATE feed.journal_generation SET generation = gen_random_uuid(), origin = '1-2'");
  }

  static absl::Status Check() {
    database::Session session(database().url(), "check");
    return session.Run(database::Isolation::kAutoCommit,
                       [](database::Transaction& transaction) { return CheckOrigin(transaction, "feed"); });
  }

  static void ExpectAdopted() {
    const auto adopted = Adopt(database().url(), "feed");
    ASSERT_TRUE(adopted.ok()) << adopted.status();
    EXPECT_TRUE(*adopted);
    EXPECT_TRUE(Check().ok());
  }

  static std::string TokenBefore() {
    Feed feed(database());
    return FeedReader(feed.client()).AwaitSynced().token;
  }

  // The token with which a reader begins before the first entry.
  static std::string Beginning(const std::string& token) {
    return absl::StrCat(token.substr(0, token.find('.')), ".", Position().ToText(), ".");
  }
};

TEST_F(OriginTest, AJournalOfThisDatabaseIsLeftAsItIs) {
  Commit("a", 1);
  EXPECT_TRUE(Check().ok());
  const std::string token = TokenBefore();
  EXPECT_FALSE(*Adopt(database().url(), "feed"));
  Feed feed(database());
  FeedReader reader(feed.client(), token);
  Commit("b", 1);
  EXPECT_THAT(reader.AwaitChanges(1).changes, ElementsAre("b=1"));
}

TEST_F(OriginTest, ARestoredJournalIsReadInItsOrderUnderANewGeneration) {
  Commit("a", 1);
  Commit("b", 1);
  Commit("a", 2);
  const std::string original = TokenBefore();
  RestoreFromDump();
  EXPECT_EQ(status::ReasonOf(Check()), "JOURNAL_RESTORED");
  const std::string dumped = TokenBefore();
  // A service of an older version did not refuse it.
  Commit("a", 3);
  ExpectAdopted();

  Feed feed(database());
  for (const std::string& token : {original, dumped}) {
    EXPECT_EQ(status::ReasonOf(FeedReader(feed.client(), token).AwaitEnd()), "JOURNAL_REPLACED");
  }
  FeedReader fresh(feed.client());
  const std::string token = fresh.AwaitSynced().token;
  Commit("b", 2);
  EXPECT_THAT(fresh.AwaitChanges(1).changes, ElementsAre("b=2"));
  FeedReader reader(feed.client(), Beginning(token));
  EXPECT_THAT(reader.AwaitChanges(5).changes, ElementsAre("a=1", "b=1", "a=2", "a=3", "b=2"));
  EXPECT_FALSE(*Adopt(database().url(), "feed")) << "it is of this database now";
}

// Its transactions have run on; there is no more to number than a new server has given out.
TEST_F(OriginTest, AJournalWithMoreTransactionsThanTheServerHadIsNumberedAsWell) {
  database().Execute(
      absl::StrCat("INSERT INTO feed.journal (xid, horizon, actor, request_id, resource_name, type, action, resource) "
                   "SELECT (n + ",
                   kFuture, ")::text::xid8, (n + 1 + ", kFuture,
                   ")::text::xid8, '', '', 'n' || n, 'google.protobuf.Int32Value', 'ACTION_CREATE', '' "
                   "FROM generate_series(1, (SELECT txid_current() + 500)) AS n"));
  const size_t count = std::stoul(database().Value("SELECT count(*) FROM feed.journal"));
  // A dump of before origins were told apart has the one of the database in which it was migrated.
  EXPECT_EQ(status::ReasonOf(Check()), "JOURNAL_RESTORED");
  ExpectAdopted();
  Feed feed(database());
  FeedReader reader(feed.client(), Beginning(TokenBefore()));
  EXPECT_THAT(reader.AwaitChanges(count).changes, SizeIs(count));
  EXPECT_EQ(database().Value("SELECT count(DISTINCT horizon) FROM feed.journal"), std::to_string(count));
}

}  // namespace
}  // namespace ocop::journal
