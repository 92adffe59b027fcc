#include "common/rpc/client.h"

#include <gtest/gtest.h>

#include <optional>
#include <vector>

#include "absl/synchronization/blocking_counter.h"
#include "absl/synchronization/mutex.h"
#include "absl/synchronization/notification.h"
#include "common/rpc/testing/test_server.h"

namespace ocop::rpc {
namespace {

using ocop::indicators::v1::Indicator;
using ocop::journal::v1::WatchRequest;
using ocop::journal::v1::WatchResponse;

// Nobody serves here.
constexpr char kNowhere[] = "127.0.0.1:1";

// The call is then the last to hold the channel, and lets it go on gRPC's own thread; no server is there to keep it.
TEST(ClientTest, AClientMayGoBeforeItsCallIsAnswered) {
  for (int i = 0; i < 20; ++i) {
    Indicator response;
    absl::Notification answered;
    absl::Status outcome;
    Client(kNowhere).CallAsync(kGet, TestServer::Request(), response, {}, [&](const absl::Status& status) {
      outcome = status;
      answered.Notify();
    });
    answered.WaitForNotification();
    EXPECT_EQ(outcome.code(), absl::StatusCode::kUnavailable) << outcome;
  }
}

TEST(ClientTest, AClientAndASubscriptionMayGoBeforeTheStreamEnds) {
  for (int i = 0; i < 20; ++i) {
    absl::Notification finished;
    absl::Status outcome;
    Client(kNowhere).Subscribe(
        kWatch, WatchRequest(), WatchResponse(), [](const google::protobuf::Message&) {},
        [&](const absl::Status& status) {
          outcome = status;
          finished.Notify();
        });
    finished.WaitForNotification();
    EXPECT_EQ(outcome.code(), absl::StatusCode::kUnavailable) << outcome;
  }
}

// A server takes 1,000 calls on a connection at a time.
TEST(ClientTest, TheStreamsOfOneHoldUpNoCallOfAnother) {
  TestServer server;
  absl::Mutex mutex;
  std::vector<std::shared_ptr<Stream>> fed;
  server.watch = [&](std::shared_ptr<Stream> stream) {
    absl::MutexLock lock(&mutex);
    fed.push_back(std::move(stream));
  };
  server.Start();
  constexpr size_t kMost = 1000;
  const Client streaming = server.client();
  std::vector<std::shared_ptr<Subscription>> subscriptions;
  absl::BlockingCounter finished(kMost);
  for (size_t i = 0; i < kMost; ++i) {
    subscriptions.push_back(streaming.Subscribe(
        kWatch, WatchRequest(), WatchResponse(), [](const google::protobuf::Message&) {},
        [&](const absl::Status&) { finished.DecrementCount(); }));
  }
  {
    absl::MutexLock lock(&mutex);
    mutex.Await(absl::Condition(
        +[](std::vector<std::shared_ptr<Stream>>* streams) { return streams->size() == kMost; }, &fed));
  }
  EXPECT_EQ(server.client().Call<Indicator>(kGet, TestServer::Request()).status(), absl::OkStatus());
  for (const auto& subscription : subscriptions) subscription->Cancel();
  finished.Wait();
}

TEST(ClientTest, AStreamThatIsCancelledEndsOnce) {
  std::shared_ptr<Stream> fed;
  TestServer server;
  server.watch = [&fed](std::shared_ptr<Stream> stream) { fed = std::move(stream); };
  server.Start();
  absl::Notification finished;
  absl::Status outcome;
  const auto subscription = server.client().Subscribe(
      kWatch, WatchRequest(), WatchResponse(), [](const google::protobuf::Message&) {},
      [&](const absl::Status& status) {
        outcome = status;
        finished.Notify();
      });
  subscription->Cancel();
  subscription->Cancel();
  finished.WaitForNotification();
  EXPECT_EQ(outcome.code(), absl::StatusCode::kCancelled);
  subscription->Cancel();
}

}  // namespace
}  // namespace ocop::rpc
