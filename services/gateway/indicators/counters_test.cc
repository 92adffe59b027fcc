#include "services/gateway/indicators/counters.h"

#include <algorithm>
#include <map>
#include <random>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace ocop::gateway {
namespace {

using testing::IsEmpty;
using testing::SizeIs;

Contribution Here(Standings standings, Amounts amounts = {}) {
  return {.place = {.home = 3}, .standings = std::move(standings), .amounts = std::move(amounts)};
}

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
  counters.Add(Here({{100, 1, kInDenominator | kFallsShort}, {200, 1, kInDenominator | kInNumerator}, {300, 1, 0}}));
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
  const Contribution unit = Here({{100, 0, kInNumerator}, {200, 0, 0}});
  const PackedContribution kept = counters.Add(unit);
  counters.Merge(Chain);
  counters.Remove(kept);
  counters.Add(unit);
  EXPECT_THAT(counters.Merge(Chain), IsEmpty());
  EXPECT_EQ(counters.At(0, 3, 150).numerator, 1);
}

TEST(CountersTest, TakingBackLeavesNoTrace) {
  Counters counters;
  const PackedContribution kept = counters.Add(Here({{kAlways, 0, kInNumerator}}));
  counters.Merge(Chain);
  EXPECT_EQ(counters.At(0, 3, kAlways).numerator, 1);
  counters.Remove(kept);
  counters.Merge(Chain);
  EXPECT_TRUE(counters.AnyInNumerator(0, 3).IsZero());
}

TEST(CountersTest, AnyInNumeratorDoesNotSeeHowMany) {
  Counters counters;
  counters.Add(Here({{100, 0, kInNumerator}, {200, 0, 0}}));
  counters.Add(Here({{150, 0, kInNumerator}, {250, 0, 0}}));
  counters.Merge(Chain);
  EXPECT_EQ(counters.AnyInNumerator(0, 0), StepFunction::Between({100, 249}));
}

TEST(CountersTest, AmountsAddUpAndAreTakenBack) {
  Counters counters;
  const Standings standings = {{100, 0, kInNumerator}};
  const PackedContribution kept = counters.Add(Here(standings, {{100, 0, 7'000'000'000}, {200, 0, 5}}));
  counters.Add(Here(standings, {{150, 0, -3}}));
  counters.Merge(Chain);
  EXPECT_EQ(counters.At(0, 3, 99).amount, 0);
  EXPECT_EQ(counters.At(0, 3, 100).amount, 7'000'000'000);
  EXPECT_EQ(counters.At(0, 0, 150).amount, 6'999'999'997);
  EXPECT_EQ(counters.At(0, 0, 200).amount, 2);
  counters.Remove(kept);
  counters.Merge(Chain);
  EXPECT_EQ(counters.At(0, 0, 200), (Sums{1, 0, 0, -3}));
}

// In between, too, whatever the order in which they come and go.
TEST(CountersTest, AmountsAddUpBeyondWhatOneHolds) {
  constexpr int64_t kMost = std::numeric_limits<int64_t>::max();
  Counters counters;
  const Standings standings = {{100, 0, kInNumerator}};
  std::vector<PackedContribution> kept;
  for (int i = 0; i < 3; ++i) kept.push_back(counters.Add(Here(standings, {{100, 0, kMost}, {200, 0, -kMost}})));
  counters.Merge(Chain);
  EXPECT_EQ(counters.At(0, 3, 100).amount, 3 * absl::int128(kMost));
  EXPECT_EQ(counters.At(0, 3, 200).amount, -3 * absl::int128(kMost));
  EXPECT_EQ(counters.At(0, 3, 100).ToldAmount(), kMost);
  EXPECT_EQ(counters.At(0, 3, 200).ToldAmount(), std::numeric_limits<int64_t>::min());
  for (int i = 0; i < 2; ++i) counters.Remove(kept[i]);
  counters.Merge(Chain);
  EXPECT_EQ(counters.At(0, 3, 100), (Sums{1, 0, 0, kMost}));
  EXPECT_EQ(counters.At(0, 3, 200), (Sums{1, 0, 0, -kMost}));
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
    for (clock::Day day : days) counters.Add(Here({{day, 0, kInNumerator}}));
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

// More on one day than a step holds; see history.h.
TEST(CountersTest, CrowdsTurnOnOneDay) {
  constexpr int kUnits = 5000;
  Counters counters;
  std::vector<PackedContribution> kept;
  for (int unit = 0; unit < kUnits; ++unit) {
    const Roles first = unit % 2 == 0 ? kInDenominator | kFallsShort : kInDenominator | kInNumerator;
    kept.push_back(counters.Add(Here({{100, 0, first}, {200, 0, kInDenominator | kInNumerator}, {300, 0, 0}})));
  }
  counters.Merge(Chain);
  EXPECT_EQ(counters.At(0, 3, 99), Sums());
  EXPECT_EQ(counters.At(0, 3, 100), (Sums{kUnits / 2, kUnits, kUnits / 2}));
  EXPECT_EQ(counters.At(0, 0, 200), (Sums{kUnits, kUnits, 0}));
  EXPECT_EQ(counters.At(0, 0, 300), Sums());
  EXPECT_EQ(counters.AnyInNumerator(0, 0), StepFunction::Between({100, 299}));
  for (int unit = 1; unit < kUnits; ++unit) counters.Remove(kept[static_cast<size_t>(unit)]);
  counters.Merge(Chain);
  EXPECT_EQ(counters.At(0, 3, 150), (Sums{0, 1, 1}));
  EXPECT_EQ(counters.At(0, 3, 250), (Sums{1, 1, 0}));
}

// Random units come and go; every sum on every day equals the sum over the units that are there. There are more days
// than a block of history.h has steps.
TEST(CountersTest, EqualTheSumOverUnits) {
  constexpr clock::Day kDays = 150;
  constexpr uint16_t kTallies = 3;
  std::mt19937 random(11);
  auto random_standings = [&] {
    Standings standings;
    for (uint16_t tally = 0; tally < kTallies; ++tally) {
      Roles last = 0;
      for (clock::Day day = static_cast<int>(random() % 50); day < kDays; day += 1 + static_cast<int>(random() % 60)) {
        const Roles roles = static_cast<Roles>(random() % 8);
        if (roles != last) standings.push_back({day, tally, roles});
        last = roles;
      }
    }
    std::stable_sort(standings.begin(), standings.end(),
                     [](const Standing& a, const Standing& b) { return a.from < b.from; });
    return standings;
  };

  Counters counters;
  struct Unit {
    Contribution contribution;
    PackedContribution kept;
  };
  std::vector<Unit> units;
  for (int round = 0; round < 60; ++round) {
    for (int change = 0; change < 5; ++change) {
      if (!units.empty() && random() % 3 == 0) {
        const size_t gone = random() % units.size();
        counters.Remove(units[gone].kept);
        units.erase(units.begin() + static_cast<ptrdiff_t>(gone));
      } else {
        const Place place = {.home = static_cast<uint32_t>(random() % 4),
                             .except = static_cast<uint32_t>(random() % 6)};
        const Contribution contribution = {.place = place, .standings = random_standings(), .amounts = {}};
        units.push_back({contribution, counters.Add(contribution)});
      }
    }
    counters.Merge(Chain);
    for (uint16_t tally = 0; tally < kTallies; ++tally) {
      for (LocalityNumber locality = 0; locality < 4; ++locality) {
        for (clock::Day day = -1; day <= kDays; ++day) {
          Sums expected;
          for (const auto& [contribution, kept] : units) {
            const auto at = Chain(contribution.place);
            if (std::find(at.begin(), at.end(), locality) == at.end()) continue;
            const Roles roles = RolesOn(contribution.standings, tally, day);
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
