#include "services/gateway/indicators/step_function.h"

#include <random>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace ocop::gateway {
namespace {

using clock::ToDay;
using Step = StepFunction::Step;
using testing::ElementsAre;
using testing::IsEmpty;

TEST(StepFunctionTest, IsZeroWithoutSteps) {
  EXPECT_EQ(StepFunction().At(kAlways), 0);
  EXPECT_EQ(StepFunction().At(0), 0);
  EXPECT_EQ(StepFunction().At(kForever), 0);
}

TEST(StepFunctionTest, BetweenHoldsOnItsFirstAndOnItsLastDay) {
  const StepFunction f = StepFunction::Between({10, 20});
  EXPECT_EQ(f.At(9), 0);
  EXPECT_EQ(f.At(10), 1);
  EXPECT_EQ(f.At(20), 1);
  EXPECT_EQ(f.At(21), 0);
}

TEST(StepFunctionTest, OneDayIsAPeriod) {
  EXPECT_THAT(StepFunction::Between({10, 10}).steps(), ElementsAre(Step{10, 1}, Step{11, 0}));
}

TEST(StepFunctionTest, BetweenEndsOfTimeNeverOverflows) {
  EXPECT_THAT(StepFunction::Between({kAlways, kForever}).steps(), ElementsAre(Step{kAlways, 1}));
  EXPECT_EQ(StepFunction::Between({kAlways, kForever}).At(kAlways), 1);
  EXPECT_EQ(StepFunction::Between({kAlways, kForever}).At(kForever), 1);
}

TEST(StepFunctionTest, APeriodThatEndsBeforeItBeginsIsNone) {
  EXPECT_TRUE(StepFunction::Between({10, 9}).IsZero());
  EXPECT_TRUE(StepFunction::OnAnyOf({{10, 9}, {5, 1}}).IsZero());
}

TEST(StepFunctionTest, OnAnyOfJoinsOverlapsAndNeighbours) {
  EXPECT_THAT(StepFunction::OnAnyOf({{30, 40}, {1, 5}, {6, 9}, {3, 4}, {35, 50}}).steps(),
              ElementsAre(Step{1, 1}, Step{10, 0}, Step{30, 1}, Step{51, 0}));
}

TEST(StepFunctionTest, OnAnyOfKeepsAOneDayGap) {
  EXPECT_THAT(StepFunction::OnAnyOf({{1, 5}, {7, 9}}).steps(),
              ElementsAre(Step{1, 1}, Step{6, 0}, Step{7, 1}, Step{10, 0}));
}

TEST(StepFunctionTest, OnAnyOfWithoutEndSwallowsWhatFollows) {
  EXPECT_THAT(StepFunction::OnAnyOf({{1, kForever}, {7, 9}, {20, kForever}}).steps(), ElementsAre(Step{1, 1}));
}

TEST(StepFunctionTest, OnAnyOfEqualsTheDayByDayUnion) {
  std::mt19937 random(7);
  for (int round = 0; round < 500; ++round) {
    std::vector<Days> periods(random() % 6);
    for (Days& days : periods) {
      days.first = static_cast<int>(random() % 30);
      days.last = days.first + static_cast<int>(random() % 10) - 2;
    }
    const StepFunction f = StepFunction::OnAnyOf(periods);
    for (clock::Day day = -2; day < 45; ++day) {
      const bool any = std::any_of(periods.begin(), periods.end(), [&](Days days) { return days.Contain(day); });
      ASSERT_EQ(f.At(day), any ? 1 : 0) << "round " << round << ", day " << day;
    }
  }
}

TEST(StepFunctionTest, AppendLeavesOutWhatChangesNothing) {
  StepFunction f;
  f.Append(1, 0);
  f.Append(2, 5);
  f.Append(3, 5);
  f.Append(4, 0);
  EXPECT_THAT(f.steps(), ElementsAre(Step{2, 5}, Step{4, 0}));
  EXPECT_EQ(f.DaysOf(0).first, 2);
  EXPECT_EQ(f.DaysOf(0).last, 3);
  EXPECT_EQ(f.DaysOf(1).last, kForever);
}

TEST(StepFunctionTest, MappedMergesValuesThatBecomeEqual) {
  StepFunction f;
  f.Append(1, 3);
  f.Append(5, 4);
  f.Append(9, 0);
  EXPECT_THAT(f.Mapped([](int64_t v) { return v > 0 ? 1 : 0; }).steps(), ElementsAre(Step{1, 1}, Step{9, 0}));
}

TEST(StepFunctionTest, CombinedSeesBothValuesOnEachDay) {
  const StepFunction both = Combined(StepFunction::Between({1, 10}), StepFunction::Between({5, kForever}),
                                     [](int64_t a, int64_t b) { return a & b; });
  EXPECT_THAT(both.steps(), ElementsAre(Step{5, 1}, Step{11, 0}));
}

TEST(StepFunctionTest, SweepVisitsEachDayOnceWithAllValues) {
  const StepFunction functions[] = {StepFunction::Between({1, 3}), StepFunction(), StepFunction::Between({4, 4}, 7)};
  using Seen = std::tuple<clock::Day, std::vector<int64_t>, uint64_t>;
  std::vector<Seen> seen;
  Sweep(functions, {0, 1, 2}, std::vector<int64_t>{0, 0, -1},
        [&](clock::Day day, std::span<const int64_t> values, uint64_t stepped) {
          seen.emplace_back(day, std::vector<int64_t>(values.begin(), values.end()), stepped);
        });
  EXPECT_THAT(seen, ElementsAre(Seen{1, {1, 0, -1}, 0b001}, Seen{4, {0, 0, 7}, 0b101}, Seen{5, {0, 0, -1}, 0b100}));
}

TEST(StepFunctionTest, SweepOfNothingVisitsNothing) {
  int visits = 0;
  Sweep({}, {}, {}, [&](clock::Day, std::span<const int64_t>, uint64_t) { ++visits; });
  EXPECT_EQ(visits, 0);
}

TEST(DaysTest, IntersectionOfDisjointPeriodsIsEmpty) {
  EXPECT_TRUE(Intersect({1, 3}, {4, 9}).empty());
  EXPECT_FALSE(Intersect({1, 4}, {4, 9}).empty());
}

TEST(DaysTest, RestOfYearEndsOnItsLastDay) {
  EXPECT_EQ(RestOfYear(ToDay(2024, 2, 29)).first, ToDay(2024, 2, 29));
  EXPECT_EQ(RestOfYear(ToDay(2024, 2, 29)).last, ToDay(2024, 12, 31));
  EXPECT_EQ(RestOfYear(ToDay(2024, 12, 31)).last, ToDay(2024, 12, 31));
  EXPECT_EQ(RestOfYear(ToDay(1969, 1, 1)).last, ToDay(1969, 12, 31));
}

}  // namespace
}  // namespace ocop::gateway
