#include "services/gateway/indicators/packed_standings.h"

#include <random>

#include "gtest/gtest.h"
#include "services/gateway/indicators/step_function.h"

namespace ocop::gateway {
namespace {

TEST(PackedStandingsTest, GiveBackWhatWasPackedAndAnswerTheSame) {
  std::mt19937 random(5);
  for (int round = 0; round < 500; ++round) {
    Standings standings;
    Amounts amounts;
    for (uint16_t tally : {0, 1, 7, 300, PackedStandings::kMostTallies - 1}) {
      for (clock::Day day = static_cast<int>(random() % 30) - 15; day < 40;
           day += 1 + static_cast<int>(random() % 20)) {
        standings.push_back({random() % 9 == 0 ? kAlways + day + 15 : day, tally, static_cast<Roles>(random() % 8)});
        if (tally == 7) amounts.push_back({day, tally, static_cast<int64_t>(random()) - (1LL << 31)});
      }
      std::sort(standings.begin(), standings.end(), [](const Standing& a, const Standing& b) {
        return std::pair(a.tally, a.from) < std::pair(b.tally, b.from);
      });
      standings.erase(
          std::unique(standings.begin(), standings.end(),
                      [](const Standing& a, const Standing& b) { return a.tally == b.tally && a.from == b.from; }),
          standings.end());
    }
    const PackedStandings packed(standings, amounts);
    ASSERT_EQ(packed.standings(), standings);
    ASSERT_EQ(packed.amounts(), amounts);
    for (uint16_t tally : {0, 1, 2, 7, 300, PackedStandings::kMostTallies - 1}) {
      for (clock::Day day = -20; day < 45; ++day) {
        ASSERT_EQ(packed.RolesOn(tally, day), RolesOn(standings, tally, day)) << tally << " on " << day;
        ASSERT_EQ(packed.AmountOn(tally, day), AmountOn(amounts, tally, day)) << tally << " on " << day;
      }
    }
  }
}

TEST(PackedStandingsTest, NothingTakesNothing) {
  const PackedStandings packed;
  EXPECT_TRUE(packed.standings().empty());
  EXPECT_TRUE(packed.amounts().empty());
  EXPECT_EQ(packed.RolesOn(0, 0), 0);
  EXPECT_EQ(sizeof(PackedStandings), 2 * sizeof(void*));
}

}  // namespace
}  // namespace ocop::gateway
