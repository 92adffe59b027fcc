#include "services/gateway/indicators/packed_contribution.h"

#include <algorithm>
#include <limits>
#include <random>

#include "gtest/gtest.h"
#include "services/gateway/indicators/step_function.h"

namespace ocop::gateway {
namespace {

constexpr uint16_t kTallies[] = {0, 1, 2, 7, 300, 65535};
constexpr uint16_t kWithoutStandings = 2;
constexpr uint16_t kWithAmounts = 7;

// Days from -15 on and, now and then, from the beginning of time on.
Contribution RandomContribution(std::mt19937& random) {
  Contribution contribution;
  contribution.place = {.home = static_cast<uint32_t>(random()), .except = random() % 2 == 0 ? kNoLocality : 7};
  for (uint16_t tally : kTallies) {
    if (tally == kWithoutStandings) continue;
    Roles last = 0;
    clock::Day day = static_cast<int>(random() % 30) - 15;
    if (random() % 5 == 0) day = kAlways;
    for (; day < 40; day = std::max(day, -15) + 1 + static_cast<int>(random() % 20)) {
      const Roles roles = static_cast<Roles>(random() % 8);
      if (roles != last) contribution.standings.push_back({day, tally, roles});
      last = roles;
      if (tally == kWithAmounts) {
        contribution.amounts.push_back({day, tally, static_cast<int64_t>(random()) - (1LL << 31)});
      }
    }
  }
  std::stable_sort(contribution.standings.begin(), contribution.standings.end(),
                   [](const Standing& a, const Standing& b) { return a.from < b.from; });
  return contribution;
}

TEST(PackedContributionTest, AnswersAsWhatWasPacked) {
  std::mt19937 random(5);
  TurnSets sets;
  for (int round = 0; round < 500; ++round) {
    const Contribution contribution = RandomContribution(random);
    const PackedContribution packed(contribution, sets);
    ASSERT_EQ(packed.place(), contribution.place);
    Amounts amounts;
    packed.ForEachAmount([&](const Amount& amount) { amounts.push_back(amount); });
    ASSERT_EQ(amounts, contribution.amounts);
    for (uint16_t tally : kTallies) {
      for (clock::Day day : {kAlways, -20, -15, -1, 0, 1, 7, 13, 25, 39, 40, kForever}) {
        ASSERT_EQ(packed.RolesOn(tally, day, sets), RolesOn(contribution.standings, tally, day)) << tally << " " << day;
        ASSERT_EQ(packed.AmountOn(tally, day), AmountOn(contribution.amounts, tally, day)) << tally << " on " << day;
      }
    }
  }
}

TEST(PackedContributionTest, TellsEachDayOnceWithAllItsTurns) {
  TurnSets sets;
  const PackedContribution packed(
      {.place = {.home = 3},
       .standings = {{100, 1, kInDenominator}, {100, 4, kInNumerator}, {150, 4, 0}, {200, 1, 0}},
       .amounts = {}},
      sets);
  std::vector<std::pair<clock::Day, Turns>> days;
  packed.ForEachDay([&](clock::Day day, uint32_t set) { days.emplace_back(day, sets[set]); });
  const std::vector<std::pair<clock::Day, Turns>> expected = {{100, {{1, 0, kInDenominator}, {4, 0, kInNumerator}}},
                                                              {150, {{4, kInNumerator, 0}}},
                                                              {200, {{1, kInDenominator, 0}}}};
  EXPECT_EQ(days, expected);
}

TEST(PackedContributionTest, UnitsThatTurnAlikeShareTheirSets) {
  TurnSets sets;
  std::vector<uint32_t> numbers;
  for (clock::Day day : {100, 20'000}) {
    const PackedContribution packed({.place = {}, .standings = {{day, 1, kInNumerator}}, .amounts = {}}, sets);
    packed.ForEachDay([&](clock::Day, uint32_t set) { numbers.push_back(set); });
  }
  EXPECT_EQ(numbers, std::vector<uint32_t>({0, 0}));
}

TEST(PackedContributionTest, ExtremesAreKept) {
  constexpr int64_t kMost = std::numeric_limits<int64_t>::max(), kLeast = std::numeric_limits<int64_t>::min();
  TurnSets sets;
  const Contribution contribution = {
      .place = {.home = kNoLocality - 1},
      .standings = {{kAlways, 65535, kInNumerator}, {kForever, 65535, 0}},
      .amounts = {{kAlways, 65535, kMost}, {0, 65535, kLeast}, {kForever, 65535, kMost}}};
  const PackedContribution packed(contribution, sets);
  EXPECT_EQ(packed.place(), contribution.place);
  EXPECT_EQ(packed.AmountOn(65535, kAlways), kMost);
  EXPECT_EQ(packed.AmountOn(65535, 5), kLeast);
  EXPECT_EQ(packed.AmountOn(65535, kForever), kMost);
  EXPECT_EQ(packed.RolesOn(65535, kForever - 1, sets), kInNumerator);
  EXPECT_EQ(packed.RolesOn(65535, kForever, sets), 0);
}

TEST(PackedContributionTest, NothingTakesNothing) {
  TurnSets sets;
  const PackedContribution packed({.place = {.home = 3}, .standings = {}, .amounts = {}}, sets);
  EXPECT_TRUE(packed.empty());
  EXPECT_EQ(packed.RolesOn(0, 0, sets), 0);
  EXPECT_EQ(packed.AmountOn(0, 0), 0);
  EXPECT_EQ(sizeof(PackedContribution), sizeof(void*));
}

}  // namespace
}  // namespace ocop::gateway
