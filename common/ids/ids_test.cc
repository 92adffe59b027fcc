#include "common/ids/ids.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>
#include <thread>
#include <vector>

namespace ocop::ids {
namespace {

// RFC 9562, appendix A.6: 2022-02-22 14:22:22 at UTC-5.
const absl::Time kExampleTime = absl::FromUnixMillis(0x017F22E279B0);

TEST(IdSourceTest, WritesTheExampleOfTheStandard) {
  std::vector<uint64_t> bits = {0xCC3, 0x18C4DC0C0C07398F};
  IdSource ids([&bits, i = 0]() mutable { return bits.at(i++); });
  EXPECT_EQ(ids.Next(kExampleTime), "017f22e2-79b0-7cc3-98c4-dc0c0c07398f");
}

TEST(IdSourceTest, KeepsVersionAndVariantWhateverTheRandomBits) {
  for (const uint64_t bits : {uint64_t{0}, ~uint64_t{0}}) {
    IdSource ids([bits] { return bits; });
    EXPECT_THAT(ids.Next(kExampleTime),
                testing::MatchesRegex("017f22e2-79b0-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"));
  }
}

TEST(IdSourceTest, RisesWithinOneMillisecond) {
  IdSource ids;
  std::string last;
  for (int i = 0; i < 10'000; ++i) {
    const std::string id = ids.Next(kExampleTime);
    ASSERT_LT(last, id);
    last = id;
  }
}

TEST(IdSourceTest, RisesWhenTheClockStepsBack) {
  IdSource ids;
  const std::string before = ids.Next(kExampleTime);
  EXPECT_LT(before, ids.Next(kExampleTime - absl::Hours(1)));
}

TEST(IdSourceTest, CarriesIntoTheMillisecondsWhenTheRandomBitsAreUsedUp) {
  IdSource ids([] { return ~uint64_t{0}; });
  const std::string before = ids.Next(kExampleTime);
  const std::string after = ids.Next(kExampleTime);
  EXPECT_LT(before, after);
  EXPECT_EQ(after.substr(0, 14), "017f22e2-79b1-");
}

TEST(IdSourceTest, TwoSourcesDiffer) {
  EXPECT_NE(IdSource().Next(kExampleTime), IdSource().Next(kExampleTime));
}

TEST(IdSourceTest, IsUniqueAcrossThreads) {
  constexpr int kThreads = 4;
  constexpr int kPerThread = 5'000;
  IdSource ids;
  std::vector<std::vector<std::string>> made(kThreads);
  std::vector<std::thread> threads;
  for (auto& mine : made) {
    threads.emplace_back([&ids, &mine] {
      for (int i = 0; i < kPerThread; ++i) mine.push_back(ids.Next(kExampleTime));
    });
  }
  for (std::thread& thread : threads) thread.join();
  std::set<std::string> all;
  for (const auto& mine : made) all.insert(mine.begin(), mine.end());
  EXPECT_EQ(all.size(), size_t{kThreads} * kPerThread);
}

}  // namespace
}  // namespace ocop::ids
