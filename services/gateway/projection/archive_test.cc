// What waits for a picture of the past, while the service that it is made of says nothing.
#include "services/gateway/projection/archive.h"

#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/blocking_counter.h"
#include "absl/synchronization/mutex.h"
#include "absl/synchronization/notification.h"
#include "common/clock/clock.h"
#include "common/status/testing/matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace ocop::gateway {
namespace {

// Takes connections and never answers.
class SilentServer {
 public:
  SilentServer() : socket_(socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in address = {.sin_family = AF_INET, .sin_port = 0, .sin_addr = {htonl(INADDR_LOOPBACK)}, .sin_zero = {}};
    socklen_t size = sizeof address;
    EXPECT_EQ(bind(socket_, reinterpret_cast<const sockaddr*>(&address), size), 0);
    EXPECT_EQ(listen(socket_, 8), 0);
    EXPECT_EQ(getsockname(socket_, reinterpret_cast<sockaddr*>(&address), &size), 0);
    address_ = absl::StrCat("127.0.0.1:", ntohs(address.sin_port));
  }
  ~SilentServer() { close(socket_); }

  const std::string& address() const { return address_; }

 private:
  const int socket_;
  std::string address_;
};

TEST(ArchiveTest, AFullQueueIsToldAndAnEndedOneToo) {
  const SilentServer silent;
  const clock::SystemClock clock;
  Archive archive(*Definitions::BuiltIn(), std::vector<rpc::Client>(kServiceCount, rpc::Client(silent.address())),
                  clock);
  absl::Mutex mutex;
  std::vector<absl::Status> answers;
  const auto ask = [&](int second) {
    Moment moment;
    moment.by_time = true;
    moment.time = absl::FromUnixSeconds(second);
    archive.Get("provinces/82", moment, absl::InfiniteFuture(), [&](const auto& picture) {
      absl::MutexLock lock(&mutex);
      answers.push_back(picture.status());
    });
  };
  // One may be under way already, beside those that wait.
  for (int second = 0; second < static_cast<int>(Archive::kMostWaiting) + 2; ++second) ask(second);
  {
    absl::MutexLock lock(&mutex);
    ASSERT_FALSE(answers.empty());
    EXPECT_LE(answers.size(), 2u);
    EXPECT_THAT(answers.front(), status::IsRefusal(absl::StatusCode::kResourceExhausted, "QUEUE_FULL"));
  }
  ask(0);  // What is under way, or waits, already has room for one more.
  archive.Stop();
  absl::MutexLock lock(&mutex);
  EXPECT_EQ(answers.size(), Archive::kMostWaiting + 3);
  EXPECT_THAT(answers.back(), status::IsRefusal(absl::StatusCode::kUnavailable, "SERVER_DRAINING"));
}

// Time goes by while the one before has its turn.
TEST(ArchiveTest, WhatNobodyWaitsForAnyMoreIsNotMade) {
  const absl::Time start = absl::FromUnixSeconds(1'700'000'000);
  clock::FakeClock clock(start);
  const rpc::Client nobody("127.0.0.1:1");
  Archive archive(*Definitions::BuiltIn(), std::vector<rpc::Client>(kServiceCount, nobody), clock);
  const auto at = [](int second) {
    Moment moment;
    moment.by_time = true;
    moment.time = absl::FromUnixSeconds(second);
    return moment;
  };
  absl::Notification under_way, go_on;
  archive.Get("provinces/82", at(0), absl::InfiniteFuture(), [&](const auto&) {
    under_way.Notify();
    go_on.WaitForNotification();
  });
  under_way.WaitForNotification();

  std::vector<absl::Status> answers(4);
  absl::BlockingCounter left(4);
  const auto ask = [&](size_t i, int second, absl::Duration patience) {
    archive.Get("provinces/82", at(second), start + patience, [&, i](const auto& picture) {
      answers[i] = picture.status();
      left.DecrementCount();
    });
  };
  ask(0, 1, absl::Seconds(5));
  // Two wait for one moment, of whom one has the time.
  ask(1, 2, absl::Seconds(5));
  ask(2, 2, absl::Seconds(60));
  ask(3, 3, absl::Seconds(10));
  clock.Advance(absl::Seconds(10));
  go_on.Notify();
  left.Wait();
  EXPECT_EQ(answers[0].code(), absl::StatusCode::kDeadlineExceeded) << answers[0];
  for (const size_t i : {1, 2}) {
    EXPECT_THAT(answers[i], status::IsRefusal(absl::StatusCode::kUnavailable, "SOURCE_UNAVAILABLE")) << "it was made";
  }
  EXPECT_EQ(answers[3].code(), absl::StatusCode::kDeadlineExceeded) << "to the moment: " << answers[3];
}

}  // namespace
}  // namespace ocop::gateway
