#include "services/day_page.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "common/clock/date.h"
#include "common/pagination/pagination.h"
#include "common/status/testing/matchers.h"

namespace ocop {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr uint64_t kQuery = 7;
const clock::Day kToday = clock::ToDay(2026, 12, 31);

TEST(DayPageTest, AllPagesAreAboutTheDayOfTheFirst) {
  const auto first = ReadDayPage("", kQuery, {}, kToday, 2);
  ASSERT_TRUE(first.ok()) << first.status();
  EXPECT_EQ(first->day, kToday);
  EXPECT_THAT(first->after, IsEmpty());
  const auto second = ReadDayPage(first->TokenAfter({"a", "b"}), kQuery, {}, kToday + 1, 2);
  ASSERT_TRUE(second.ok()) << second.status();
  EXPECT_EQ(second->day, kToday) << "midnight has passed";
  EXPECT_THAT(second->after, ElementsAre("a", "b"));
  const auto third = ReadDayPage(second->TokenAfter({"c", ""}), kQuery, {}, kToday + 2, 2);
  ASSERT_TRUE(third.ok()) << third.status();
  EXPECT_EQ(third->day, kToday);
  EXPECT_THAT(third->after, ElementsAre("c", ""));
}

TEST(DayPageTest, ADayThatIsAskedForStays) {
  const google::type::Date as_of = clock::ToDate(kToday - 400);
  const auto first = ReadDayPage("", kQuery, as_of, kToday, 1);
  ASSERT_TRUE(first.ok()) << first.status();
  EXPECT_EQ(first->day, kToday - 400);
  const auto second = ReadDayPage(first->TokenAfter({"a"}), kQuery, as_of, kToday + 1, 1);
  ASSERT_TRUE(second.ok()) << second.status();
  EXPECT_EQ(second->day, kToday - 400);
}

TEST(DayPageTest, ATokenIsOfItsQueryAndWhole) {
  const std::string token = ReadDayPage("", kQuery, {}, kToday, 1)->TokenAfter({"a"});
  for (const auto& refused : {ReadDayPage(token, kQuery + 1, {}, kToday, 1), ReadDayPage(token, kQuery, {}, kToday, 2),
                              ReadDayPage(pagination::Encode(kQuery, {"soon", "a"}), kQuery, {}, kToday, 1)}) {
    EXPECT_THAT(refused.status(), status::IsRefusal(absl::StatusCode::kInvalidArgument, "INVALID_PAGE_TOKEN"));
  }
}

}  // namespace
}  // namespace ocop
