#include "services/gateway/edge/file_limit.h"

#include <gtest/gtest.h>
#include <sys/resource.h>

namespace ocop::gateway {
namespace {

TEST(FileLimitTest, TakesAllThatTheMachineAllows) {
  rlimit limit{};
  ASSERT_EQ(getrlimit(RLIMIT_NOFILE, &limit), 0);
  limit.rlim_cur = limit.rlim_max / 2;
  ASSERT_EQ(setrlimit(RLIMIT_NOFILE, &limit), 0);
  EXPECT_EQ(RaiseFileLimit(), limit.rlim_max);
  rlimit after{};
  ASSERT_EQ(getrlimit(RLIMIT_NOFILE, &after), 0);
  EXPECT_EQ(after.rlim_cur, limit.rlim_max);
}

TEST(FileLimitTest, LeavesHalfForTheRest) {
  EXPECT_EQ(ConnectionsWithin(1024, 10'000), 512u);
  EXPECT_EQ(ConnectionsWithin(1'000'000, 10'000), 10'000u);
}

}  // namespace
}  // namespace ocop::gateway
