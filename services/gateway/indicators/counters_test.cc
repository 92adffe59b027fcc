#include "services/gateway/indicators/counters.h"

#include <map>
#include <random>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace ocop::gateway {
namespace {

using testing::IsEmpty;
using testing::SizeIs;

constexpr Place kHere{.home = 3};

// Localities form a chain: what lies at n counts at n and at 0, and not at `except`.
std::vector<LocalityNumber> Chain(Place place) {
  std::vector<LocalityNumber> localities;
  if (place.except != place.home) localities.push_back(place.home);
  if (place.home != 0) localities.push_back(0);
  return localities;
}

TEST(CountersTest, CountsNothingAtFirst) {
  Counters counters;
  EXPECT_EQ(counters.At(0, 0, 100), Sums());
  EXPECT_TRUE(counters.AnyInNumerator(1, 7).IsZero());
}

TEST(CountersTest, AUnitCountsFromItsDayOnInEveryLocalityOfItsPlace) {
  Counters counters;
  counters.Add(kHere, {{100, 1, kInDenominator | kFallsShort}, {200, 1, kInDenominator | kInNumerator}, {300, 1, 0}});
  EXPECT_EQ(counters.pending(), 3u);
  EXPECT_THAT(counters.Merge(Chain), SizeIs(2));
  for (LocalityNumber locality : {0u, 3u}) {
    EXPECT_EQ(counters.At(1, locality, 99), Sums());
    EXPECT_EQ(counters.At(1, locality, 100), (Sums{0, 1, 1}));
    EXPECT_EQ(counters.At(1, locality, 200), (Sums{1, 1, 0}));
    EXPECT_EQ(counters.At(1, locality, 300), Sums());
  }
  EXPECT_EQ(counters.At(0, 3, 200), Sums()) << "the other tally";
  EXPECT_EQ(counters.At(1, 2, 200), Sums()) << "another locality";
}

TEST(CountersTest, AddingAndTakingBackInOneGoTouchesNothing) {
  Counters counters;
  const Standings standings = {{100, 0, kInNumerator}, {200, 0, 0}};
  counters.Add(kHere, standings);
  counters.Merge(Chain);
  counters.Remove(kHere, standings);
  counters.Add(kHere, standings);
  EXPECT_THAT(counters.Merge(Chain), IsEmpty());
  EXPECT_EQ(counters.At(0, 3, 150).numerator, 1);
}

TEST(CountersTest, TakingBackLeavesNoTrace) {
  Counters counters;
  counters.Add(kHere, {{kAlways, 0, kInNumerator}});
  counters.Merge(Chain);
  EXPECT_EQ(counters.At(0, 3, kAlways).numerator, 1);
  counters.Remove(kHere, {{kAlways, 0, kInNumerator}});
  counters.Merge(Chain);
  EXPECT_TRUE(counters.AnyInNumerator(0, 3).IsZero());
}

TEST(CountersTest, AnyInNumeratorDoesNotSeeHowMany) {
  Counters counters;
  counters.Add(kHere, {{100, 0, kInNumerator}, {200, 0, 0}});
  counters.Add(kHere, {{150, 0, kInNumerator}, {250, 0, 0}});
  counters.Merge(Chain);
  EXPECT_EQ(counters.AnyInNumerator(0, 0), StepFunction::Between({100, 249}));
}

TEST(CountersTest, AmountsAddUpAndAreTakenBack) {
  Counters counters;
  const Standings standings = {{100, 0, kInNumerator}};
  counters.Add(kHere, standings, {{100, 0, 7'000'000'000}, {200, 0, 5}});
  counters.Add(kHere, standings, {{150, 0, -3}});
  counters.Merge(Chain);
  EXPECT_EQ(counters.At(0, 3, 99).amount, 0);
  EXPECT_EQ(counters.At(0, 3, 100).amount, 7'000'000'000);
  EXPECT_EQ(counters.At(0, 0, 150).amount, 6'999'999'997);
  EXPECT_EQ(counters.At(0, 0, 200).amount, 2);
  counters.Remove(kHere, standings, {{100, 0, 7'000'000'000}, {200, 0, 5}});
  counters.Merge(Chain);
  EXPECT_EQ(counters.At(0, 0, 200), (Sums{1, 0, 0, -3}));
}

// However unevenly the days lie.
TEST(CountersTest, EveryDayIsFound) {
  std::vector<std::vector<clock::Day>> spacings = {
      {kAlways}, {5}, {kAlways, 5}, {0, 1, 2, 1'000'000}, {-1'000'000, 7, 8}};
  std::vector<clock::Day> dense_at_end = {kAlways}, dense_at_begin, squares;
  for (clock::Day n = 0; n < 300; ++n) {
    dense_at_end.push_back(20'000 + n);
    dense_at_begin.push_back(n);
    squares.push_back(n * n);
  }
  dense_at_begin.push_back(2'000'000'000);
  spacings.insert(spacings.end(), {dense_at_end, dense_at_begin, squares});
  for (const auto& days : spacings) {
    Counters counters;
    for (clock::Day day : days) counters.Add(kHere, {{day, 0, kInNumerator}});
    counters.Merge(Chain);
    for (size_t i = 0; i < days.size(); ++i) {
      EXPECT_EQ(counters.At(0, 3, days[i]).numerator, static_cast<int>(i) + 1);
      if (days[i] != kAlways) {
        EXPECT_EQ(counters.At(0, 3, days[i] - 1).numerator, static_cast<int>(i));
      }
    }
    EXPECT_EQ(counters.At(0, 3, kForever).numerator, static_cast<int>(days.size()));
  }
}

// Random units come and go; every sum on every day equals the sum over the units that are there.
TEST(CountersTest, EqualTheSumOverUnits) {
  constexpr clock::Day kDays = 40;
  constexpr uint16_t kTallies = 3;
  std::mt19937 random(11);
  auto random_standings = [&] {
    Standings standings;
    for (uint16_t tally = 0; tally < kTallies; ++tally) {
      Roles last = 0;
      for (clock::Day day = static_cast<int>(random() % 10); day < kDays; day += 1 + static_cast<int>(random() % 20)) {
        const Roles roles = static_cast<Roles>(random() % 8);
        if (roles != last) standings.push_back({day, tally, roles});
        last = roles;
      }
    }
    return standings;
  };

  Counters counters;
  std::vector<std::pair<Place, Standings>> units;
  for (int round = 0; round < 60; ++round) {
    for (int change = 0; change < 5; ++change) {
      if (!units.empty() && random() % 3 == 0) {
        const size_t gone = random() % units.size();
        counters.Remove(units[gone].first, units[gone].second);
        units.erase(units.begin() + static_cast<ptrdiff_t>(gone));
      } else {
        units.emplace_back(
            Place{.home = static_cast<uint32_t>(random() % 4), .except = static_cast<uint32_t>(random() % 6)},
            random_standings());
        counters.Add(units.back().first, units.back().second);
      }
    }
    counters.Merge(Chain);
    for (uint16_t tally = 0; tally < kTallies; ++tally) {
      for (LocalityNumber locality = 0; locality < 4; ++locality) {
        for (clock::Day day = -1; day <= kDays; ++day) {
          Sums expected;
          for (const auto& [place, standings] : units) {
            const auto at = Chain(place);
            if (std::find(at.begin(), at.end(), locality) == at.end()) continue;
            const Roles roles = RolesOn(standings, tally, day);
            expected += {(roles & kInNumerator) != 0, (roles & kInDenominator) != 0, (roles & kFallsShort) != 0};
          }
          ASSERT_EQ(counters.At(tally, locality, day), expected) << "round " << round << ", day " << day;
        }
      }
    }
  }
}

}  // namespace
}  // namespace ocop::gateway
