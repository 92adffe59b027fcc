#include "common/database/database.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <pqxx/connection>
#include <pqxx/transaction>
#include <thread>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/synchronization/blocking_counter.h"
#include "absl/synchronization/notification.h"
#include "absl/time/clock.h"
#include "common/database/error.h"
#include "common/database/lookup.h"
#include "common/database/migrations.h"
#include "common/status/status.h"
#include "common/testing/test_database.h"

namespace ocop::database {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

const Statement kInsert{"item.insert", "INSERT INTO item (id, value) VALUES ($1, $2::bigint)"};
const Statement kAdd{"item.add", "UPDATE item SET value = value + 1 WHERE id = $1"};
const Statement kLog{"log.insert", "INSERT INTO log (id) SELECT * FROM unnest($1::text[])"};
const Statement kByIds{"item.by_ids", "SELECT id, value FROM item WHERE id = ANY ($1::text[])"};

class DatabaseTest : public ::testing::Test {
 protected:
  DatabaseTest() : database_({.url = scratch_.url(), .application_name = "test"}) {
    scratch_.Execute(
        "CREATE TABLE item (id text PRIMARY KEY, value bigint NOT NULL CONSTRAINT item_value_positive CHECK (value >= "
        "0)); CREATE TABLE log (id text)");
  }

  // Submits all at once and returns the outcomes in order.
  std::vector<absl::Status> SubmitAll(std::vector<std::function<absl::Status(Transaction&)>> bodies) {
    std::vector<absl::Status> outcomes(bodies.size());
    absl::BlockingCounter finished(static_cast<int>(bodies.size()));
    for (size_t i = 0; i < bodies.size(); ++i) {
      database_.writes().Submit({.body = bodies[i], .done = [&, i](absl::Status status) {
                                   outcomes[i] = std::move(status);
                                   finished.DecrementCount();
                                 }});
    }
    finished.Wait();
    return outcomes;
  }

  static std::function<absl::Status(Transaction&)> Insert(std::string id, int value) {
    return [id, value](Transaction& transaction) -> absl::Status {
      transaction.WriteAtCommit(kLog, {id});
      return transaction.Write(kInsert, {id, absl::StrCat(value)}).status();
    };
  }

  testing::TestDatabase scratch_;
  Database database_;
};

TEST_F(DatabaseTest, AFailingChangeIsTakenOutOfItsGroupAndTheRestIsCommitted) {
  std::vector<std::function<absl::Status(Transaction&)>> bodies;
  for (int i = 0; i < 200; ++i) bodies.push_back(Insert(absl::StrCat("id", i % 150), i == 7 ? -1 : i));
  const auto outcomes = SubmitAll(bodies);
  int stored = 0;
  for (int i = 0; i < 200; ++i) stored += outcomes[i].ok();
  // id7 comes twice, first with a value that the table refuses; 50 ids come twice.
  EXPECT_EQ(outcomes[7].code(), absl::StatusCode::kInvalidArgument) << outcomes[7];
  EXPECT_EQ(status::MetadataOf(outcomes[7])["constraint"], "item_value_positive");
  EXPECT_EQ(stored, 150);
  EXPECT_EQ(scratch_.Value("SELECT count(*) FROM item"), "150");
  EXPECT_EQ(scratch_.Value("SELECT count(*) FROM log"), "150") << "nothing of a refused change may stay";
}

TEST_F(DatabaseTest, ARefusalBeforeAnythingWasWrittenDoesNotDisturbTheOthers) {
  const auto refuse = [](Transaction& transaction) -> absl::Status {
    transaction.WriteAtCommit(kLog, {"never"});
    return absl::FailedPreconditionError("no");
  };
  const auto outcomes = SubmitAll({Insert("a", 1), refuse, Insert("b", 1)});
  EXPECT_TRUE(outcomes[0].ok());
  EXPECT_EQ(outcomes[1].code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_TRUE(outcomes[2].ok());
  EXPECT_EQ(scratch_.Value("SELECT string_agg(id, ',' ORDER BY id) FROM log"), "a,b");
}

// Earlier members of the group have written too: what this one wrote must not stay with that.
TEST_F(DatabaseTest, ARefusalAfterSomethingWasWrittenTakesItBack) {
  std::vector<std::function<absl::Status(Transaction&)>> bodies;
  for (int i = 0; i < 200; ++i) {
    const auto insert = Insert(absl::StrCat("id", i), i);
    if (i % 2 == 0) {
      bodies.push_back(insert);
    } else {
      bodies.push_back([insert](Transaction& transaction) -> absl::Status {
        OCOP_RETURN_IF_ERROR(insert(transaction));
        return absl::FailedPreconditionError("no");
      });
    }
  }
  const auto outcomes = SubmitAll(bodies);
  for (size_t i = 0; i < outcomes.size(); ++i) EXPECT_EQ(outcomes[i].ok(), i % 2 == 0);
  EXPECT_EQ(scratch_.Value("SELECT count(*) FROM item"), "100");
  EXPECT_EQ(scratch_.Value("SELECT count(*) FROM log"), "100");
}

TEST_F(DatabaseTest, AnAttemptThatFailsIsUndoneAndTheChangeGoesOn) {
  const auto attempts = [](Transaction& transaction) -> absl::Status {
    OCOP_RETURN_IF_ERROR(Insert("a", 1)(transaction));
    const absl::Status twice = transaction.Attempt([&]() -> absl::Status {
      OCOP_RETURN_IF_ERROR(Insert("lost", 1)(transaction));
      return Insert("a", 2)(transaction);
    });
    EXPECT_EQ(status::ReasonOf(twice), kUniqueViolation);
    return transaction.Attempt([&] { return Insert("b", 1)(transaction); });
  };
  EXPECT_THAT(SubmitAll({attempts}), ElementsAre(absl::OkStatus()));
  EXPECT_EQ(scratch_.Value("SELECT string_agg(id, ',' ORDER BY id) FROM item"), "a,b");
  EXPECT_EQ(scratch_.Value("SELECT string_agg(id, ',' ORDER BY id) FROM log"), "a,b");
}

TEST_F(DatabaseTest, DeadlocksAreRepeatedUntilBothAreDone) {
  SubmitAll({Insert("x", 0), Insert("y", 0)});
  // Separate databases objects, so that the two changes cannot fall into one group.
  Database other({.url = scratch_.url(), .application_name = "other", .writer_threads = 1});
  const auto both = [](std::string first, std::string second) {
    return [first, second](Transaction& transaction) -> absl::Status {
      OCOP_RETURN_IF_ERROR(transaction.Write(kAdd, {first}).status());
      return transaction.Write(kAdd, {second}).status();
    };
  };
  constexpr int kRounds = 100;
  absl::BlockingCounter finished(2 * kRounds);
  std::atomic<int> refused = 0;
  const auto done = [&](absl::Status status) {
    refused += !status.ok();
    finished.DecrementCount();
  };
  for (int i = 0; i < kRounds; ++i) {
    database_.writes().Submit({.body = both("x", "y"), .done = done});
    other.writes().Submit({.body = both("y", "x"), .done = done});
  }
  finished.Wait();
  EXPECT_EQ(refused, 0);
  EXPECT_EQ(scratch_.Value("SELECT value FROM item WHERE id = 'x'"), "200");
}

// In a group each would hold the locks of the others while it waits; two groups would wait for each other.
TEST_F(DatabaseTest, AChangeThatWaitsForALockDoesNotHoldUpItsGroup) {
  SubmitAll({Insert("x", 0)});
  Database one({.url = scratch_.url(), .application_name = "one", .writer_threads = 1});
  pqxx::connection connection(scratch_.url());
  pqxx::work holder(connection);
  holder.exec("UPDATE item SET value = 10 WHERE id = 'x'");

  absl::Notification begun, gathered, others_done, waiter_done;
  std::atomic<int> others = 0;
  absl::Status outcome_of_waiter;
  // Keeps the writer busy until the rest stand in the queue, and so fall into one group.
  one.writes().Submit({.body =
                           [&](Transaction&) {
                             begun.Notify();
                             gathered.WaitForNotification();
                             return absl::OkStatus();
                           },
                       .done = [](const absl::Status&) {}});
  begun.WaitForNotification();
  const auto other_done = [&](const absl::Status& status) {
    EXPECT_TRUE(status.ok()) << status;
    if (++others == 2) others_done.Notify();
  };
  one.writes().Submit({.body = Insert("before", 1), .done = other_done});
  one.writes().Submit({.body = [](Transaction& transaction) { return transaction.Write(kAdd, {"x"}).status(); },
                       .done =
                           [&](absl::Status status) {
                             outcome_of_waiter = std::move(status);
                             waiter_done.Notify();
                           }});
  one.writes().Submit({.body = Insert("after", 1), .done = other_done});
  gathered.Notify();
  EXPECT_TRUE(others_done.WaitForNotificationWithTimeout(absl::Seconds(15)));
  EXPECT_FALSE(waiter_done.HasBeenNotified());
  scratch_.AwaitLockWaiter();
  holder.commit();
  waiter_done.WaitForNotification();
  EXPECT_TRUE(outcome_of_waiter.ok()) << outcome_of_waiter;
  EXPECT_EQ(scratch_.Value("SELECT value FROM item WHERE id = 'x'"), "11");
}

TEST_F(DatabaseTest, LookupsAnswerEachCallerItsOwnRow) {
  std::vector<std::function<absl::Status(Transaction&)>> bodies;
  for (int i = 0; i < 50; ++i) bodies.push_back(Insert(absl::StrCat("id", i), i));
  SubmitAll(bodies);
  Lookup<int64_t> lookup(database_.readers(),
                         [](Transaction& transaction, const std::vector<std::string>& keys,
                            std::vector<absl::StatusOr<int64_t>>& results) -> absl::Status {
                           std::vector<Parameter> parameters(keys.begin(), keys.end());
                           OCOP_ASSIGN_OR_RETURN(const Rows rows,
                                                 transaction.Query(kByIds, {ArrayLiteral(parameters)}));
                           for (int row = 0; row < rows.size(); ++row) {
                             for (size_t i = 0; i < keys.size(); ++i) {
                               if (rows.Text(row, 0) == keys[i]) results[i] = rows.Integer(row, 1);
                             }
                           }
                           return absl::OkStatus();
                         });
  constexpr int kCalls = 2000;
  std::vector<absl::StatusOr<int64_t>> answers(kCalls, absl::UnknownError(""));
  absl::BlockingCounter finished(kCalls);
  for (int i = 0; i < kCalls; ++i) {
    lookup.Get(absl::StrCat("id", i % 60), absl::InfiniteFuture(), [&, i](absl::StatusOr<int64_t> answer) {
      answers[i] = std::move(answer);
      finished.DecrementCount();
    });
  }
  finished.Wait();
  for (int i = 0; i < kCalls; ++i) {
    if (i % 60 < 50) {
      ASSERT_TRUE(answers[i].ok()) << answers[i].status();
      EXPECT_EQ(*answers[i], i % 60);
    } else {
      EXPECT_EQ(answers[i].status().code(), absl::StatusCode::kNotFound);
    }
  }
}

TEST_F(DatabaseTest, WorkWhoseDeadlineHasPassedDoesNotReachTheDatabase) {
  absl::Notification finished;
  absl::Status outcome;
  bool ran = false;
  database_.writes().Submit({.body =
                                 [&](Transaction&) {
                                   ran = true;
                                   return absl::OkStatus();
                                 },
                             .done =
                                 [&](absl::Status status) {
                                   outcome = std::move(status);
                                   finished.Notify();
                                 },
                             .deadline = absl::InfinitePast()});
  finished.WaitForNotification();
  EXPECT_EQ(outcome.code(), absl::StatusCode::kDeadlineExceeded);
  EXPECT_FALSE(ran);
}

TEST_F(DatabaseTest, APoolTellsHowMuchOfItIsAtWork) {
  EXPECT_EQ(database_.readers().busy(), 0);
  absl::Notification running, let_go;
  ASSERT_EQ(database_.readers().Submit([&](Session*) {
    running.Notify();
    let_go.WaitForNotification();
  }),
            absl::OkStatus());
  running.WaitForNotification();
  EXPECT_EQ(database_.readers().busy(), 1);
  let_go.Notify();
  while (database_.readers().busy() != 0) std::this_thread::yield();

  int busy_while_writing = 0;
  const auto look = [&](Transaction&) {
    busy_while_writing = database_.writes().busy();
    return absl::OkStatus();
  };
  ASSERT_THAT(SubmitAll({look}), ElementsAre(absl::OkStatus()));
  EXPECT_EQ(busy_while_writing, 1);
}

TEST_F(DatabaseTest, ACutConnectionIsMadeAnew) {
  ASSERT_THAT(SubmitAll({Insert("a", 1)}), ElementsAre(absl::OkStatus()));
  scratch_.Execute(
      "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> "
      "pg_backend_pid()");
  EXPECT_THAT(SubmitAll({Insert("b", 1)}), ElementsAre(absl::OkStatus()));
}

TEST_F(DatabaseTest, AnEndedSessionLeavesNoConnectionBehind) {
  const std::string count = "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'ending'";
  auto session = std::make_unique<Session>(scratch_.url(), "ending");
  ASSERT_TRUE(session->AwaitNotification("nothing", absl::ZeroDuration()).ok());
  EXPECT_EQ(scratch_.Value(count), "1");
  session.reset();
  // The server notices by itself, if not at once.
  const absl::Time deadline = absl::Now() + absl::Seconds(10);
  while (scratch_.Value(count) != "0" && absl::Now() < deadline) std::this_thread::yield();
  EXPECT_EQ(scratch_.Value(count), "0");
}

TEST_F(DatabaseTest, AnUnreachableServerIsUnavailable) {
  Database nowhere({.url = "host=/nonexistent", .application_name = "test"});
  absl::Notification finished;
  absl::Status outcome;
  nowhere.Read(
      Isolation::kAutoCommit, absl::InfiniteFuture(), [](Transaction&) { return absl::OkStatus(); },
      [&](absl::Status status) {
        outcome = std::move(status);
        finished.Notify();
      });
  finished.WaitForNotification();
  EXPECT_EQ(outcome.code(), absl::StatusCode::kUnavailable) << outcome;
}

TEST_F(DatabaseTest, MigrationsAreAppliedOnceAndNeverChanged) {
  const std::vector<Migration> first = {{"0001_a.sql", "CREATE TABLE a (id int)"}};
  const std::vector<Migration> second = {first[0], {"0002_b.sql", "CREATE TABLE b (id int)"}};
  EXPECT_THAT(*Migrate(scratch_.url(), "s", first), ElementsAre("0001_a.sql"));
  EXPECT_THAT(*Migrate(scratch_.url(), "s", second), ElementsAre("0002_b.sql"));
  EXPECT_THAT(*Migrate(scratch_.url(), "s", second), IsEmpty());
  EXPECT_THAT(*Migrate(scratch_.url(), "s", first), IsEmpty()) << "an older binary beside a newer one";
  EXPECT_EQ(scratch_.Value("SELECT count(*) FROM s.b"), "0");
  const auto changed = Migrate(scratch_.url(), "s", {{"0001_a.sql", "CREATE TABLE a (id bigint)"}});
  EXPECT_EQ(status::ReasonOf(changed.status()), "MIGRATION_CHANGED");
}

TEST_F(DatabaseTest, TheOwnerOfASchemaMigratesItWithoutARightInTheDatabase) {
  // A role that every server has, and that may create nothing in a database.
  scratch_.Execute("CREATE SCHEMA s AUTHORIZATION pg_monitor");
  const std::string owner = scratch_.url() + " options='-c role=pg_monitor'";
  const auto applied = Migrate(owner, "s", {{"0001_a.sql", "CREATE TABLE a (id int)"}});
  ASSERT_TRUE(applied.ok()) << applied.status();
  EXPECT_EQ(scratch_.Value("SELECT tableowner FROM pg_tables WHERE schemaname = 's' AND tablename = 'a'"),
            "pg_monitor");
  EXPECT_FALSE(Migrate(owner, "other", {}).ok()) << "it may make no schema";
}

TEST_F(DatabaseTest, AMigrationThatFailsLeavesNothing) {
  const auto failed = Migrate(scratch_.url(), "s", {{"0001_a.sql", "CREATE TABLE a (id int); SELECT nonsense"}});
  EXPECT_FALSE(failed.ok());
  EXPECT_EQ(scratch_.Value("SELECT to_regclass('s.a')"), "");
}

TEST_F(DatabaseTest, StartersMigrateOneAfterTheOther) {
  std::vector<absl::StatusOr<std::vector<std::string>>> outcomes(4, absl::UnknownError(""));
  std::vector<std::thread> starters;
  for (auto& outcome : outcomes) {
    starters.emplace_back([&] { outcome = Migrate(scratch_.url(), "s", {{"0001_a.sql", "CREATE TABLE a (id int)"}}); });
  }
  for (std::thread& starter : starters) starter.join();
  size_t applied = 0;
  for (const auto& outcome : outcomes) {
    ASSERT_TRUE(outcome.ok()) << outcome.status();
    applied += outcome->size();
  }
  EXPECT_EQ(applied, 1u);
}

TEST(TimeoutsTest, TheCallersOwnSettingsHold) {
  const std::string five = WithTimeouts("");
  EXPECT_EQ(WithTimeouts("host=h connect_timeout=60"), five + "host=h connect_timeout=60") << "the later holds";
  const std::string of_uri = absl::StrReplaceAll(five.substr(0, five.size() - 1), {{" ", "&"}});
  EXPECT_EQ(WithTimeouts("postgresql://h/d"), "postgresql://h/d?" + of_uri);
  EXPECT_EQ(WithTimeouts("postgres://u:w?@h/d?connect_timeout=60"),
            "postgres://u:w?@h/d?" + of_uri + "&connect_timeout=60");
  EXPECT_EQ(WithTimeouts("postgres://h?"), "postgres://h?" + of_uri);
}

TEST_F(DatabaseTest, AUriIsConnectedToLikeAKeyValueString) {
  std::string uri = "postgresql:///?" + absl::StrReplaceAll(scratch_.url(), {{"'", ""}, {" ", "&"}});
  Session session(uri, "by uri");
  std::string name;
  const absl::Status asked = session.Run(Isolation::kAutoCommit, [&](Transaction& transaction) -> absl::Status {
    OCOP_ASSIGN_OR_RETURN(const Rows rows, transaction.QueryOnce("SELECT current_database()", {}));
    name = std::string(rows.Text(0, 0));
    return absl::OkStatus();
  });
  ASSERT_TRUE(asked.ok()) << asked;
  EXPECT_EQ(name, scratch_.name());
}

TEST(ArrayTest, ElementsSurviveTheirLiteral) {
  const std::vector<std::string> elements = {"a", "", "q\"uo,te", "back\\slash", "{brace}", "NULL", "tiếng Việt"};
  std::vector<Parameter> parameters(elements.begin(), elements.end());
  EXPECT_EQ(ParseArray(ArrayLiteral(parameters)), elements);
  EXPECT_THAT(ParseArray("{}"), IsEmpty());
  EXPECT_THAT(ParseArray("{1,2,3}"), ElementsAre("1", "2", "3"));
}

}  // namespace
}  // namespace ocop::database
