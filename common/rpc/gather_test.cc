#include "common/rpc/gather.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <deque>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "absl/synchronization/notification.h"
#include "common/rpc/testing/test_server.h"

namespace ocop::rpc {
namespace {

using indicators::v1::ListIndicatorsRequest;
using indicators::v1::ListIndicatorsResponse;
using Answers = std::vector<absl::StatusOr<ListIndicatorsResponse>>;

// A server that keeps every call until the test has it answered.
class GatherTest : public testing::Test {
 protected:
  GatherTest() {
    server_.list = [this](std::shared_ptr<Exchange> exchange) {
      absl::MutexLock lock(&mutex_);
      held_.push_back(std::move(exchange));
      ++arrived_;
      most_ = std::max(most_, held_.size());
    };
    server_.Start();
  }

  // Answers the oldest with the number of its request; every third with an error.
  void AnswerOne() {
    std::shared_ptr<Exchange> exchange;
    {
      absl::MutexLock lock(&mutex_);
      exchange = std::move(held_.front());
      held_.pop_front();
    }
    const int number = static_cast<const ListIndicatorsRequest&>(exchange->request()).page_size();
    if (number % 3 == 0) return exchange->Answer(absl::NotFoundError(absl::StrCat(number)));
    ListIndicatorsResponse response;
    response.set_next_page_token(absl::StrCat(number));
    exchange->Answer(&response);
  }

  void AwaitArrived(size_t count) {
    absl::MutexLock lock(&mutex_);
    const auto there = [&]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) { return arrived_ >= count; };
    mutex_.Await(absl::Condition(&there));
  }

  size_t most() {
    absl::MutexLock lock(&mutex_);
    return most_;
  }

  TestServer server_;

 private:
  absl::Mutex mutex_;
  std::deque<std::shared_ptr<Exchange>> held_ ABSL_GUARDED_BY(mutex_);
  size_t arrived_ ABSL_GUARDED_BY(mutex_) = 0;
  size_t most_ ABSL_GUARDED_BY(mutex_) = 0;
};

TEST_F(GatherTest, SoManyAreUnderWayAtOnceAndEachGetsItsAnswer) {
  constexpr size_t kRequests = 100;
  std::vector<ListIndicatorsRequest> requests(kRequests, TestServer::ListRequest());
  for (size_t i = 0; i < kRequests; ++i) requests[i].set_page_size(static_cast<int32_t>(i));
  Answers answers;
  absl::Notification done;
  Gather<ListIndicatorsResponse>(server_.client(), kList, requests, {}, [&](Answers got) {
    answers = std::move(got);
    done.Notify();
  });
  for (size_t answered = 0; answered < kRequests; ++answered) {
    // For each that was answered the next one comes.
    AwaitArrived(std::min(kRequests, kMostGathered + answered));
    EXPECT_FALSE(done.HasBeenNotified());
    AnswerOne();
  }
  done.WaitForNotification();
  EXPECT_EQ(most(), kMostGathered);
  ASSERT_EQ(answers.size(), kRequests);
  for (size_t i = 0; i < kRequests; ++i) {
    if (i % 3 == 0) {
      EXPECT_EQ(answers[i].status().code(), absl::StatusCode::kNotFound) << i;
      EXPECT_EQ(answers[i].status().message(), absl::StrCat(i));
    } else {
      ASSERT_TRUE(answers[i].ok()) << answers[i].status();
      EXPECT_EQ(answers[i]->next_page_token(), absl::StrCat(i));
    }
  }
}

TEST_F(GatherTest, NothingToAskIsAnsweredHere) {
  bool done = false;
  Gather<ListIndicatorsResponse>(server_.client(), kList, std::vector<ListIndicatorsRequest>(), {}, [&](Answers got) {
    EXPECT_TRUE(got.empty());
    done = true;
  });
  EXPECT_TRUE(done);
}

}  // namespace
}  // namespace ocop::rpc
