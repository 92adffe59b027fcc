// Nobody is read for who does not wait for the answer any more.
#include "common/database/asker.h"

#include <gtest/gtest.h>

#include "absl/synchronization/notification.h"
#include "common/database/database.h"
#include "common/database/lookup.h"
#include "common/testing/test_database.h"

namespace ocop::database {
namespace {

class AskerTest : public ::testing::Test {
 protected:
  testing::TestDatabase scratch_;
  Database database_{{.url = scratch_.url(), .application_name = "test", .reader_threads = 1}};
};

TEST_F(AskerTest, AReadWhoseCallerHasGoneWhileItWaitedDoesNotReachTheDatabase) {
  absl::Notification begun, go_on, finished;
  ASSERT_TRUE(database_.readers()
                  .Submit([&](Session*) {
                    begun.Notify();
                    go_on.WaitForNotification();
                  })
                  .ok());
  begun.WaitForNotification();
  std::atomic<bool> gone = false;
  bool ran = false;
  absl::Status outcome;
  database_.Read(
      Isolation::kAutoCommit, {absl::InfiniteFuture(), [&gone] { return gone.load(); }},
      [&ran](Transaction&) {
        ran = true;
        return absl::OkStatus();
      },
      [&](absl::Status status) {
        outcome = std::move(status);
        finished.Notify();
      });
  gone = true;
  go_on.Notify();
  finished.WaitForNotification();
  EXPECT_EQ(outcome.code(), absl::StatusCode::kCancelled) << outcome;
  EXPECT_FALSE(ran);
}

TEST_F(AskerTest, LookUpsOfThoseWhoHaveGoneAreLeftOutOfTheirBatch) {
  std::vector<std::string> asked;
  Lookup<int> lookup(database_.readers(), [&asked](Transaction&, const std::vector<std::string>& keys,
                                                   std::vector<absl::StatusOr<int>>& results) {
    asked.insert(asked.end(), keys.begin(), keys.end());
    for (absl::StatusOr<int>& result : results) result = 1;
    return absl::OkStatus();
  });
  absl::Notification gone_answered, answered;
  absl::StatusOr<int> of_gone, of_waiting;
  lookup.Get("gone", {absl::InfiniteFuture(), [] { return true; }}, [&](absl::StatusOr<int> answer) {
    of_gone = std::move(answer);
    gone_answered.Notify();
  });
  lookup.Get("waiting", {absl::InfiniteFuture(), [] { return false; }}, [&](absl::StatusOr<int> answer) {
    of_waiting = std::move(answer);
    answered.Notify();
  });
  gone_answered.WaitForNotification();
  answered.WaitForNotification();
  EXPECT_EQ(of_gone.status().code(), absl::StatusCode::kCancelled) << of_gone.status();
  EXPECT_TRUE(of_waiting.ok());
  EXPECT_EQ(asked, std::vector<std::string>{"waiting"});
}

}  // namespace
}  // namespace ocop::database
