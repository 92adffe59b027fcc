#include "common/clock/date.h"

#include <gtest/gtest.h>

namespace ocop::clock {
namespace {

google::type::Date Date(int year, int month, int day) {
  google::type::Date date;
  date.set_year(year);
  date.set_month(month);
  date.set_day(day);
  return date;
}

TEST(DateTest, DayAndBack) {
  const google::type::Date date = ToDate(ToDay(2024, 2, 29));
  EXPECT_EQ(date.year(), 2024);
  EXPECT_EQ(date.month(), 2);
  EXPECT_EQ(date.day(), 29);
  EXPECT_EQ(FromDate(date), ToDay(2024, 2, 29));
}

TEST(DateTest, RefusesPartialAndImpossibleDates) {
  EXPECT_EQ(FromDate(google::type::Date()), std::nullopt);
  EXPECT_EQ(FromDate(Date(2024, 0, 0)), std::nullopt);
  EXPECT_EQ(FromDate(Date(2024, 5, 0)), std::nullopt);
  EXPECT_EQ(FromDate(Date(0, 5, 1)), std::nullopt);
  EXPECT_EQ(FromDate(Date(2023, 2, 29)), std::nullopt);
  EXPECT_EQ(FromDate(Date(-2024, 1, 1)), std::nullopt);
}

}  // namespace
}  // namespace ocop::clock
