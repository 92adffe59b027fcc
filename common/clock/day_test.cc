#include "common/clock/day.h"

#include <gtest/gtest.h>

namespace ocop::clock {
namespace {

TEST(DayTest, CountsFromTheEpoch) {
  EXPECT_EQ(ToDay(1970, 1, 1), 0);
  EXPECT_EQ(ToDay(1969, 12, 31), -1);
  EXPECT_EQ(ToDay(2024, 2, 29), 19782);
  EXPECT_EQ(ToDay(2024, 13, 1), ToDay(2025, 1, 1));
}

TEST(DayTest, CivilDayAndBack) {
  for (const Day day : {ToDay(1, 1, 1), -1, 0, ToDay(2000, 2, 29), ToDay(9999, 12, 31)}) {
    EXPECT_EQ(ToDay(ToCivilDay(day)), day);
  }
}

TEST(DayTest, KnowsTheCalendar) {
  EXPECT_TRUE(IsValidDate(2024, 2, 29));
  EXPECT_TRUE(IsValidDate(2000, 2, 29));
  EXPECT_FALSE(IsValidDate(2023, 2, 29));
  EXPECT_FALSE(IsValidDate(1900, 2, 29));
  EXPECT_FALSE(IsValidDate(2024, 4, 31));
  EXPECT_FALSE(IsValidDate(2024, 0, 1));
  EXPECT_FALSE(IsValidDate(2024, 13, 1));
  EXPECT_FALSE(IsValidDate(2024, 1, 0));
  EXPECT_FALSE(IsValidDate(0, 1, 1));
  EXPECT_FALSE(IsValidDate(10000, 1, 1));
}

TEST(DayTest, ReadsOnlyTheOneForm) {
  EXPECT_EQ(ParseDay("2024-12-31"), ToDay(2024, 12, 31));
  EXPECT_EQ(ParseDay("1970-01-01"), 0);
  for (const char* wrong : {"", "2024-12-3", "2024-12-311", "2024/12/31", "31-12-2024", "2024-2-29 ", "2023-02-29",
                            "0000-01-01", "+024-12-31", "2024-1 -01", "2024-12--1"}) {
    EXPECT_EQ(ParseDay(wrong), std::nullopt) << wrong;
  }
}

TEST(DayTest, WritesWhatItReads) {
  for (const char* text : {"0001-01-01", "1969-12-31", "2024-02-29", "9999-12-31"}) {
    EXPECT_EQ(FormatDay(ParseDay(text).value()), text);
  }
}

TEST(TodayTest, ChangesAtMidnightInVietnam) {
  const absl::Time midnight = absl::FromCivil(absl::CivilSecond(2024, 12, 31, 17, 0, 0), absl::UTCTimeZone());
  EXPECT_EQ(FormatDay(Today(midnight)), "2025-01-01");
  EXPECT_EQ(FormatDay(Today(midnight - absl::Nanoseconds(1))), "2024-12-31");
}

TEST(TodayTest, IsCountedFromTheEpochBackwardsToo) {
  const absl::Time midnight = absl::FromCivil(absl::CivilSecond(1969, 12, 30, 17, 0, 0), absl::UTCTimeZone());
  EXPECT_EQ(FormatDay(Today(midnight)), "1969-12-31");
  EXPECT_EQ(FormatDay(Today(midnight - absl::Seconds(1))), "1969-12-30");
}

}  // namespace
}  // namespace ocop::clock
