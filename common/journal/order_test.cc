// What Watch promises: ordered, unique, reliable, atomic, whatever transactions overlap.
#include <gmock/gmock.h>

#include <thread>

#include "absl/random/random.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/journal/testing/feed.h"

namespace ocop::journal {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class OrderTest : public FeedTest {
 protected:
  // A reader for whom the feed has looked by now, after everything that was committed before.
  std::unique_ptr<FeedReader> Resumed(const std::string& token) const {
    auto reader = std::make_unique<FeedReader>(feed_.client(), token);
    reader->AwaitFirst();
    return reader;
  }

  Feed feed_{database()};
};

TEST_F(OrderTest, ChangesComeAsTheyAreCommitted) {
  FeedReader reader(feed_.client());
  reader.AwaitSynced();
  Commit("a", 1);
  reader.AwaitChanges(1);
  Commit("b", 2);
  EXPECT_THAT(reader.AwaitChanges(2).changes, ElementsAre("a=1", "b=2"));
}

TEST_F(OrderTest, NothingOfAYoungerTransactionIsSentBeforeAnOlderEnds) {
  FeedReader reader(feed_.client());
  reader.AwaitSynced();
  pqxx::connection connection(database().url());
  pqxx::work older(connection);
  Put(older, "older", 1);
  Commit("younger", 2);
  EXPECT_THAT(Resumed(reader.AwaitSynced().token)->AwaitFirst().changes, IsEmpty());
  older.commit();
  const Received received = reader.AwaitChanges(2);
  EXPECT_THAT(received.changes, ::testing::UnorderedElementsAre("older=1", "younger=2"));
  EXPECT_LT(received.positions[0], received.positions[1]);
}

// The older transaction waits for the younger one, and so makes the later change of what both change.
TEST_F(OrderTest, ChangesOfOneResourceComeInTheOrderInWhichTheyWereMade) {
  FeedReader reader(feed_.client());
  reader.AwaitSynced();
  pqxx::connection connection(database().url());
  pqxx::work older(connection);
  Put(older, "other", 1);
  Commit("shared", 1);
  Put(older, "shared", 2);
  // Another one, between the two, keeps the younger back beyond the older's end.
  older.commit();
  const Received received = reader.AwaitChanges(3);
  EXPECT_EQ(received.state.at("shared"), 2);
}

TEST_F(OrderTest, ChangesOfOneResourceKeepTheirOrderThoughAThirdTransactionHoldsOneBack) {
  const std::string token = FeedReader(feed_.client()).AwaitSynced().token;
  pqxx::connection first(database().url()), second(database().url());
  pqxx::work older(first);
  Put(older, "other", 1);
  pqxx::work between(second);
  Put(between, "third", 1);
  Commit("shared", 1);
  Put(older, "shared", 2);
  older.commit();
  const auto reader = Resumed(token);
  between.commit();
  EXPECT_EQ(reader->AwaitChanges(4).state.at("shared"), 2);
}

// Who reads that time takes it that nothing before it is missing.
TEST_F(OrderTest, TheReadTimeStandsStillWhileCommittedEntriesAreHeldBack) {
  const std::string token = FeedReader(feed_.client()).AwaitSynced().token;
  pqxx::connection connection(database().url());
  pqxx::work older(connection);
  Put(older, "older", 1);
  Commit("younger", 2);
  const absl::Time committed = Now(database());
  const auto reader = Resumed(token);
  const Received held = reader->Await([](const Received& received) { return received.responses >= 5; });
  EXPECT_THAT(held.changes, IsEmpty());
  EXPECT_LT(held.read_time, committed);
  older.commit();
  EXPECT_THAT(reader->AwaitReadAfter(database()).changes, ::testing::SizeIs(2));
}

// Under load there is no moment at which nothing is held back.
TEST_F(OrderTest, TheReadTimeGoesOnThoughThereIsAlwaysSomethingHeldBack) {
  const std::string token = FeedReader(feed_.client()).AwaitSynced().token;
  pqxx::connection connection_of_first(database().url()), connection_of_second(database().url());
  pqxx::work first(connection_of_first);
  Put(first, "first", 1);
  Commit("a", 1);
  const absl::Time a = Now(database());
  const auto reader = Resumed(token);
  pqxx::work second(connection_of_second);
  Put(second, "second", 1);
  Commit("b", 1);
  const absl::Time b = Now(database());
  first.commit();
  const Received between = reader->Await([a](const Received& received) { return received.read_time > a; });
  EXPECT_THAT(between.changes, ::testing::UnorderedElementsAre("first=1", "a=1"));
  EXPECT_LT(between.read_time, b);
  second.commit();
  EXPECT_THAT(reader->AwaitReadAfter(database()).changes, ::testing::SizeIs(4));
}

TEST_F(OrderTest, TheReadTimeStandsStillWhileThereIsMoreToBeSent) {
  const std::string token = FeedReader(feed_.client()).AwaitSynced().token;
  for (int i = 0; i < 2; ++i) {
    database().Execute(
        "INSERT INTO feed.journal (actor, request_id, resource_name, type, action, resource) SELECT '', '', 'n', "
        "'google.protobuf.Int32Value', 'ACTION_CREATE', '' FROM generate_series(1, 600)");
  }
  absl::Mutex mutex;
  std::vector<std::pair<int, bool>> responses;
  FeedReader reader(feed_.client(), token, [&](const WatchResponse& response) {
    if (response.entries().empty()) return;
    absl::MutexLock lock(&mutex);
    responses.emplace_back(response.entries_size(), response.has_read_time());
  });
  reader.AwaitChanges(1200);
  absl::MutexLock lock(&mutex);
  EXPECT_EQ(responses.front(), std::pair(600, false));
}

// Its end sends no notification: nothing was written to the journal.
TEST_F(OrderTest, TheEndOfATransactionThatHeldOthersBackIsSeenSoon) {
  FeedReader reader(feed_.client());
  reader.AwaitSynced();
  absl::Duration waited;
  constexpr int kRounds = 5;
  for (int round = 1; round <= kRounds; ++round) {
    pqxx::connection connection(database().url());
    pqxx::work older(connection);
    older.exec("SELECT pg_current_xact_id()");
    Commit("a", round);
    Resumed(reader.AwaitSynced().token);
    older.abort();
    const absl::Time ended = absl::Now();
    reader.AwaitChanges(round);
    waited += absl::Now() - ended;
  }
  EXPECT_LT(waited / kRounds, absl::Milliseconds(100)) << "the safety net's poll is no answer";
}

TEST_F(OrderTest, ANotificationWakesReadersLongBeforeThePoll) {
  FeedReader reader(feed_.client());
  reader.AwaitSynced();
  std::vector<absl::Duration> waits;
  for (int i = 1; i <= 9; ++i) {
    Commit("a", i);
    const absl::Time committed = absl::Now();
    reader.AwaitChanges(i);
    waits.push_back(absl::Now() - committed);
  }
  std::sort(waits.begin(), waits.end());
  EXPECT_LT(waits[waits.size() / 2], absl::Milliseconds(100));
}

TEST_F(OrderTest, ATransactionComesAsAWhole) {
  FeedReader reader(feed_.client());
  reader.AwaitSynced();
  pqxx::connection connection(database().url());
  pqxx::work work(connection);
  // More than are read at once, after one that stands for itself.
  Commit("a", 1);
  work.exec(
      "INSERT INTO feed.journal (actor, request_id, resource_name, type, action, resource) "
      "SELECT '', '', 'n' || n, 'google.protobuf.Int32Value', 'ACTION_CREATE', '' FROM generate_series(1, 2500) AS n");
  work.commit();
  Commit("z", 1);
  const Received received = reader.AwaitChanges(2502);
  int sum = 0;
  bool whole = false;
  for (const int size : received.sizes) {
    // Neighbours may come with it; it may not be cut.
    whole |= size >= 2500;
    sum += size;
  }
  EXPECT_TRUE(whole);
  EXPECT_EQ(sum, 2502);
}

TEST_F(OrderTest, ARolledBackTransactionIsNotSent) {
  FeedReader reader(feed_.client());
  reader.AwaitSynced();
  {
    pqxx::connection connection(database().url());
    pqxx::work work(connection);
    Put(work, "never", 1);
    work.abort();
  }
  Commit("a", 1);
  EXPECT_THAT(reader.AwaitChanges(1).changes, ElementsAre("a=1"));
}

// Writers that overlap, wait for one another, roll back; readers that join at any time.
TEST_F(OrderTest, ConcurrentWritersLeaveNoGapAndNoDouble) {
  constexpr int kWriters = 8;
  constexpr int kTransactions = 40;
  FeedReader from_the_beginning(feed_.client());
  from_the_beginning.AwaitSynced();
  database().Execute("INSERT INTO feed.thing (name, value) SELECT 't' || n, 0 FROM generate_series(0, 9) AS n");

  std::atomic<int> done = 0;
  std::vector<std::thread> writers;
  for (int w = 0; w < kWriters; ++w) {
    writers.emplace_back([&] {
      absl::BitGen random;
      pqxx::connection connection(database().url());
      for (int i = 0; i < kTransactions; ++i) {
        pqxx::work work(connection);
        // In the order of names, so that no two wait for each other.
        for (int thing = 0; thing < 10; ++thing) {
          if (!absl::Bernoulli(random, 0.2)) continue;
          const std::string name = absl::StrCat("t", thing);
          const auto row =
              work.exec_params1("UPDATE feed.thing SET value = value + 1 WHERE name = $1 RETURNING value", name);
          Put(work, name, row[0].as<int>());
        }
        if (absl::Bernoulli(random, 0.9)) {
          work.commit();
        } else {
          work.abort();
        }
      }
      ++done;
    });
  }
  std::vector<std::unique_ptr<FeedReader>> joined;
  while (done < kWriters) {
    if (joined.size() >= 20) break;
    joined.push_back(std::make_unique<FeedReader>(feed_.client()));
    joined.back()->AwaitSynced();
  }
  for (std::thread& writer : writers) writer.join();
  Commit("end", 1);

  const auto ended = [](const Received& received) { return received.state.contains("end"); };
  const Received all = from_the_beginning.Await(ended);
  EXPECT_EQ(std::to_string(all.changes.size()), database().Value("SELECT count(*) FROM feed.journal"));
  EXPECT_TRUE(std::is_sorted(all.positions.begin(), all.positions.end()));
  EXPECT_EQ(std::set<std::string>(all.positions.begin(), all.positions.end()).size(), all.positions.size());
  std::map<std::string, int> counters;
  for (const std::string& change : all.changes) {
    const size_t equals = change.find('=');
    const std::string name = change.substr(0, equals);
    EXPECT_EQ(std::stoi(change.substr(equals + 1)), ++counters[name]) << name << " missed or repeated a step";
  }
  for (const auto& reader : joined) {
    const Received received = reader->Await(ended);
    EXPECT_EQ(received.snapshot.size(), 10u);
    for (const auto& [name, value] : counters) EXPECT_EQ(received.state.at(name), value) << name;
    std::map<std::string, int> state;
    for (const std::string& thing : received.snapshot) {
      state[thing.substr(0, thing.find('='))] = std::stoi(thing.substr(thing.find('=') + 1));
    }
    for (const std::string& change : received.changes) {
      const std::string name = change.substr(0, change.find('='));
      EXPECT_EQ(std::stoi(change.substr(change.find('=') + 1)), ++state[name]) << name << " after the snapshot";
    }
  }
}

}  // namespace
}  // namespace ocop::journal
