// A service that is killed while it delivers: every entry comes, and none before one that lies before it.
#include <nlohmann/json.hpp>
#include <set>

#include "absl/strings/str_cat.h"
#include "common/webhook/testing/webhook_fixture.h"
#include "tests/support/child_process.h"

namespace ocop::webhook {
namespace {

using ocop::testing::ChildProcess;

// The binary as it is deployed.
class Process {
 public:
  explicit Process(const std::string& database_url)
      : process_(absl::StrCat(OCOP_BINARY_FOLDER, "/training"),
                 {"--listen=127.0.0.1:0", "--metrics-listen=127.0.0.1:0", "--database-url=" + database_url,
                  "--webhook-networks=127.0.0.0/8", "--webhook-allow-http"}) {
    const std::string line = process_.AwaitLine("\"message\":\"listening\"");
    EXPECT_NE(line, "") << process_.log();
    if (!line.empty()) port_ = nlohmann::json::parse(line).at("port");
  }
  int port() const { return port_; }
  void Kill() { process_.Kill(); }

 private:
  ChildProcess process_;
  int port_ = 0;
};

class KillTest : public WebhookTest {
 protected:
  // Where an entry's first coming lies among the first comings; entries may come again, with all that follow them.
  static std::vector<std::string> FirstComings(const std::vector<JournalEntry>& entries) {
    std::vector<std::string> names;
    std::set<std::string> seen;
    for (const JournalEntry& entry : entries) {
      if (seen.insert(entry.position()).second) names.push_back(entry.resource_name());
    }
    return names;
  }
};

TEST_F(KillTest, EveryEntryComesAndTheOrderIsKept) {
  constexpr int kRounds = 5;
  absl::Mutex mutex;
  // The first holds the lock; the other waits for it.
  std::unique_ptr<Process> delivering, waiting;
  int until_kill = 0;
  // Kills the service while it waits for the answer: what it sent was received, and it never learns.
  Receiver receiver([&](const Received& received) {
    absl::MutexLock lock(&mutex);
    if (received.message().type() == "journal.entries" && --until_kill == 0) delivering->Kill();
    return 200;
  });
  {
    absl::MutexLock lock(&mutex);
    delivering = std::make_unique<Process>(database().url());
    rpc::CallOptions options;
    options.roles = "administrator";
    const auto made = rpc::Client(absl::StrCat("127.0.0.1:", delivering->port()))
                          .Call<CreateWebhookResponse>("/ocop.journal.v1.WebhookService/CreateWebhook",
                                                       NewWebhook("a", receiver.uri()), options);
    ASSERT_TRUE(made.ok()) << made.status();
  }
  Commit(1);
  receiver.AwaitEntries(1);
  const auto killed = [&]() ABSL_NO_THREAD_SAFETY_ANALYSIS { return until_kill <= 0; };
  for (int round = 0; round < kRounds; ++round) {
    // Alone in the last rounds: then nobody takes over at once.
    if (round < 3) waiting = std::make_unique<Process>(database().url());
    {
      absl::MutexLock lock(&mutex);
      until_kill = 1 + round;
    }
    CommitTogether(250);
    Commit(40);
    CommitTogether(300);
    absl::MutexLock lock(&mutex);
    ASSERT_TRUE(mutex.AwaitWithTimeout(absl::Condition(&killed), absl::Seconds(60))) << round;
    delivering = waiting ? std::move(waiting) : std::make_unique<Process>(database().url());
  }
  const std::vector<std::string> all = JournalNames();
  EXPECT_EQ(all.size(), static_cast<size_t>(1 + kRounds * 590));
  const absl::Time deadline = absl::Now() + absl::Seconds(60);
  while (FirstComings(receiver.AwaitEntries(0)).size() < all.size() && absl::Now() < deadline) {
    std::this_thread::yield();
  }
  EXPECT_EQ(FirstComings(receiver.AwaitEntries(0)), all);
  // Each coming again is that of a delivery from its beginning.
  for (const Received& post : receiver.posts()) {
    const auto message = post.message();
    std::vector<std::string> positions;
    for (const JournalEntry& entry : message.data().entries()) positions.push_back(entry.position());
    EXPECT_TRUE(std::is_sorted(positions.begin(), positions.end()));
  }
}

}  // namespace
}  // namespace ocop::webhook
