#include "common/text/graphemes.h"

#include <gtest/gtest.h>

namespace ocop::text {
namespace {

TEST(CountGraphemesTest, ALetterAndItsMarksAreOneHoweverTheyAreSpelt) {
  EXPECT_EQ(CountGraphemes(""), 0u);
  EXPECT_EQ(CountGraphemes("kẹo dừa"), 7u);
  EXPECT_EQ(CountGraphemes("ke\u0323o du\u031B\u0300a"), 7u);
  EXPECT_EQ(CountGraphemes("\u0323a"), 2u) << "a mark without a letter stands alone";
  EXPECT_EQ(CountGraphemes("a\n\tb"), 4u);
  EXPECT_EQ(CountGraphemes("a\xFF\xFE"), 3u);
}

}  // namespace
}  // namespace ocop::text
