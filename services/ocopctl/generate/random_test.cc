#include "services/ocopctl/generate/random.h"

#include <vector>

#include "gtest/gtest.h"

namespace ocop::ocopctl::generate {
namespace {

TEST(RandomTest, TheSameSeedAndSubjectGiveTheSameNumbers) {
  Random one(7, "sales"), two(7, "sales"), other(7, "training");
  std::vector<uint64_t> first, second, third;
  for (int i = 0; i < 20; ++i) {
    first.push_back(one.Below(1000));
    second.push_back(two.Below(1000));
    third.push_back(other.Below(1000));
  }
  EXPECT_EQ(first, second);
  EXPECT_NE(first, third);
}

TEST(RandomTest, StaysWithinBounds) {
  Random random(1, "bounds");
  std::vector<int> seen(5, 0);
  for (int i = 0; i < 1000; ++i) {
    const int number = random.Between(-2, 2);
    ASSERT_GE(number, -2);
    ASSERT_LE(number, 2);
    ++seen[static_cast<size_t>(number + 2)];
  }
  for (const int times : seen) EXPECT_GT(times, 120);
  EXPECT_EQ(random.Day(absl::CivilDay(2024, 2, 29), absl::CivilDay(2024, 2, 29)), absl::CivilDay(2024, 2, 29));
  EXPECT_FALSE(random.Chance(0));
  EXPECT_TRUE(random.Chance(100));
}

TEST(RandomTest, ShuffleKeepsEveryItem) {
  Random random(3, "shuffle");
  std::vector<int> items = {1, 2, 3, 4, 5, 6, 7, 8};
  const std::vector<int> before = items;
  random.Shuffle(items);
  EXPECT_NE(items, before);
  std::sort(items.begin(), items.end());
  EXPECT_EQ(items, before);
}

}  // namespace
}  // namespace ocop::ocopctl::generate
