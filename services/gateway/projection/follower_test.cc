// A follower against a journal whose streams the test feeds by hand, over a real connection.
#include "services/gateway/projection/follower.h"

#include <atomic>
#include <deque>
#include <thread>

#include "absl/time/clock.h"
#include "common/rpc/server.h"
#include "common/status/status.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/gateway/projection/testing/resources.h"

namespace ocop::gateway {
namespace {

using namespace testing;  // NOLINT: our builders
using indicators::v1::Source;
using journal::v1::WatchRequest;
using journal::v1::WatchResponse;
using registry::v1::Locality;

constexpr absl::Duration kPatience = absl::Seconds(20);

// A JournalService whose streams wait to be fed.
class HandFedJournal {
 public:
  HandFedJournal() : server_({}, telemetry_) {
    rpc::Service service("ocop.journal.v1.JournalService");
    service.Bind<journal::v1::ListEntriesRequest, journal::v1::ListEntriesResponse>(
        "ListEntries", [](const rpc::Call&, const journal::v1::ListEntriesRequest&) {
          return absl::StatusOr<journal::v1::ListEntriesResponse>(absl::UnimplementedError("not asked for"));
        });
    service.BindStream("DownloadState", [](std::shared_ptr<rpc::Stream> stream) {
      stream->Finish(absl::UnimplementedError("not asked for"));
    });
    service.BindStream("Watch", [this](std::shared_ptr<rpc::Stream> stream) {
      absl::MutexLock lock(&mutex_);
      streams_.push_back(std::move(stream));
    });
    server_.Add(std::move(service));
    EXPECT_TRUE(server_.Start().ok());
    server_.SetServing(true);
  }

  std::string address() const { return "127.0.0.1:" + std::to_string(server_.port()); }

  // Waits for the follower's next stream.
  std::shared_ptr<rpc::Stream> Accept() {
    absl::MutexLock lock(&mutex_);
    auto any = [this] { return !streams_.empty(); };
    if (!mutex_.AwaitWithTimeout(absl::Condition(&any), kPatience)) return nullptr;
    auto stream = std::move(streams_.front());
    streams_.pop_front();
    return stream;
  }

  static std::string TokenOf(const rpc::Stream& stream) {
    return static_cast<const WatchRequest&>(stream.request()).resume_token();
  }

  void Drain() { server_.Drain(); }

 private:
  metrics::Registry registry_;
  rpc::Telemetry telemetry_{registry_};
  absl::Mutex mutex_;
  std::deque<std::shared_ptr<rpc::Stream>> streams_;
  rpc::Server server_;
};

void Send(rpc::Stream& stream, std::vector<journal::v1::JournalEntry> entries, bool synced, const std::string& token) {
  WatchResponse response;
  for (auto& entry : entries) *response.add_entries() = std::move(entry);
  response.set_synced(synced);
  response.set_resume_token(token);
  absl::Mutex mutex;
  bool written = false;
  stream.Write(response, [&](bool) {
    absl::MutexLock lock(&mutex);
    written = true;
  });
  absl::MutexLock lock(&mutex);
  mutex.Await(absl::Condition(&written));
}

class FollowerTest : public ::testing::Test {
 protected:
  void SetUp() override {
    // All services but the registry are there and empty.
    for (Service service : {Service::kEvaluation, Service::kSalesPoints, Service::kTraining}) {
      projection_.BeginSnapshot(service);
      WatchResponse synced;
      synced.set_synced(true);
      ASSERT_TRUE(projection_.Apply(service, synced).ok());
    }
  }

  void Follow(
      absl::Duration longest_silence = absl::Hours(1), std::function<void()> left_out = [] {}) {
    Follower::Options options;
    options.left_out = std::move(left_out);
    options.shortest_pause = absl::Milliseconds(1);
    options.longest_pause = absl::Milliseconds(2);
    options.longest_silence = longest_silence;
    follower_ = std::make_unique<Follower>(projection_, Service::kRegistry, rpc::Client(journal_.address()), options);
  }

  bool Has(const std::string& id) {
    return bool(
        projection_.Read("provinces/82", absl::Now()).figures().world().localities.Find(Name("localities", id)));
  }
  Source::State State() { return projection_.Read("provinces/82", absl::Now()).sources()[0].state(); }

  template <typename Condition>
  ::testing::AssertionResult Becomes(Condition condition) {
    const absl::Time deadline = absl::Now() + kPatience;
    while (!condition()) {
      if (absl::Now() > deadline) return ::testing::AssertionFailure() << "not within " << kPatience;
      std::this_thread::yield();
    }
    return ::testing::AssertionSuccess();
  }

  HandFedJournal journal_;
  Projection projection_{*Definitions::BuiltIn()};
  std::unique_ptr<Follower> follower_;  // Goes first.
};

journal::v1::JournalEntry Commune(const std::string& id) {
  return Put(MakeLocality(id, Locality::KIND_COMMUNE));
}

TEST_F(FollowerTest, TakesInTheSnapshotAndThenTheChanges) {
  Follow();
  const auto stream = journal_.Accept();
  ASSERT_NE(stream, nullptr);
  EXPECT_EQ(HandFedJournal::TokenOf(*stream), "");
  Send(*stream, {Commune("a")}, false, "");
  Send(*stream, {}, true, "1");
  EXPECT_TRUE(Becomes([&] { return projection_.Read("provinces/82", absl::Now()).ready(); }));
  EXPECT_TRUE(Has("a"));
  Send(*stream, {Commune("b")}, false, "2");
  EXPECT_TRUE(Becomes([&] { return Has("b"); }));
  EXPECT_EQ(State(), Source::STATE_LIVE);
  stream->Finish(absl::OkStatus());
}

TEST_F(FollowerTest, AnEntryThatCantBeReadIsToldOfAndTheRestTakenIn) {
  std::atomic<int> left_out = 0;
  Follow(absl::Hours(1), [&left_out] { ++left_out; });
  const auto stream = journal_.Accept();
  ASSERT_NE(stream, nullptr);
  journal::v1::JournalEntry damaged = Commune("a");
  damaged.mutable_resource()->set_value("\xff");
  Send(*stream, {damaged, Commune("b")}, true, "1");
  EXPECT_TRUE(Becomes([&] { return Has("b"); }));
  EXPECT_TRUE(Becomes([&] { return left_out == 1; }));
  stream->Finish(absl::OkStatus());
}

TEST_F(FollowerTest, ACutStreamIsTakenUpWhereItEnded) {
  Follow();
  auto stream = journal_.Accept();
  ASSERT_NE(stream, nullptr);
  Send(*stream, {Commune("a")}, true, "1");
  ASSERT_TRUE(Becomes([&] { return State() == Source::STATE_LIVE; }));
  stream->Finish(absl::UnavailableError("going away"));
  stream = journal_.Accept();
  ASSERT_NE(stream, nullptr);
  EXPECT_EQ(HandFedJournal::TokenOf(*stream), "1");
  EXPECT_EQ(State(), Source::STATE_DOWN) << "nothing has come on the new stream";
  Send(*stream, {Commune("b")}, false, "2");
  EXPECT_TRUE(Becomes([&] { return Has("b"); }));
  EXPECT_EQ(State(), Source::STATE_LIVE);
  stream->Finish(absl::OkStatus());
}

TEST_F(FollowerTest, ASnapshotThatWasCutBeginsAgain) {
  Follow();
  auto stream = journal_.Accept();
  ASSERT_NE(stream, nullptr);
  Send(*stream, {Commune("gone")}, false, "");
  ASSERT_TRUE(Becomes([&] { return Has("gone"); }));
  stream->Finish(absl::UnavailableError("going away"));
  stream = journal_.Accept();
  ASSERT_NE(stream, nullptr);
  EXPECT_EQ(HandFedJournal::TokenOf(*stream), "");
  Send(*stream, {Commune("a")}, true, "1");
  EXPECT_TRUE(Becomes([&] { return Has("a"); }));
  EXPECT_FALSE(Has("gone"));
  stream->Finish(absl::OkStatus());
}

TEST_F(FollowerTest, AnotherDatabaseMeansStartingOver) {
  Follow();
  auto stream = journal_.Accept();
  ASSERT_NE(stream, nullptr);
  Send(*stream, {Commune("gone")}, true, "1");
  ASSERT_TRUE(Becomes([&] { return State() == Source::STATE_LIVE; }));
  stream->Finish(status::WithReason(absl::FailedPreconditionError("restored"), "JOURNAL_REPLACED"));
  stream = journal_.Accept();
  ASSERT_NE(stream, nullptr);
  EXPECT_EQ(HandFedJournal::TokenOf(*stream), "");
  EXPECT_TRUE(Has("gone")) << "the old figures stand until the new ones are complete";
  Send(*stream, {Commune("a")}, true, "9");
  EXPECT_TRUE(Becomes([&] { return !Has("gone"); }));
  EXPECT_TRUE(Has("a"));
  stream->Finish(absl::OkStatus());
}

TEST_F(FollowerTest, ASilentStreamIsGivenUp) {
  Follow(absl::Milliseconds(50));
  auto stream = journal_.Accept();
  ASSERT_NE(stream, nullptr);
  Send(*stream, {}, true, "1");
  EXPECT_TRUE(Becomes([&] { return stream->cancelled(); }));
  stream->Finish(absl::CancelledError("the reader went away"));
  stream = journal_.Accept();
  ASSERT_NE(stream, nullptr);
  follower_ = nullptr;
  stream->Finish(absl::OkStatus());
}

TEST_F(FollowerTest, AServiceThatIsNotThereIsDown) {
  journal_.Drain();
  Follow();
  EXPECT_TRUE(Becomes([&] { return State() == Source::STATE_DOWN; }));
  EXPECT_FALSE(projection_.Read("provinces/82", absl::Now()).ready());
}

}  // namespace
}  // namespace ocop::gateway
