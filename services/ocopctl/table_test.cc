#include "services/ocopctl/table.h"

#include <sstream>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace ocop::ocopctl {
namespace {

using ::testing::ElementsAre;

TEST(DisplayWidthTest, CountsCharactersNotBytes) {
  EXPECT_EQ(DisplayWidth(""), 0);
  EXPECT_EQ(DisplayWidth("OCOP"), 4);
  EXPECT_EQ(DisplayWidth("Mỹ Tho"), 6);
  EXPECT_EQ(DisplayWidth("≥ 70 %"), 6);
}

TEST(DisplayWidthTest, CombiningMarksTakeNoCell) {
  EXPECT_EQ(DisplayWidth("My\xCC\x83 Tho"), 6);  // the tilde as a character of its own
}

TEST(DisplayWidthTest, BrokenBytesTakeOneCellEach) {
  EXPECT_EQ(DisplayWidth("a\xFF\xFEz"), 4);
}

TEST(WrapTest, BreaksBetweenWords) {
  EXPECT_THAT(Wrap("", 10), ElementsAre(""));
  EXPECT_THAT(Wrap("Sản phẩm", 8), ElementsAre("Sản phẩm"));
  EXPECT_THAT(Wrap("Sản phẩm đạt 3 sao", 8), ElementsAre("Sản phẩm", "đạt 3", "sao"));
  EXPECT_THAT(Wrap("a nghiêng b", 3), ElementsAre("a", "nghiêng", "b"));
}

TEST(TableTest, ColumnsAreAsWideAsTheirWidestCell) {
  Table table({Table::Align::kLeft, Table::Align::kRight, Table::Align::kLeft});
  table.Add({"mã", "giá trị", "kết quả"});
  table.Add({"E1", "81,82 %", ""});
  table.Add({"S1", "7", "đạt"});
  std::ostringstream out;
  table.Print(out);
  EXPECT_EQ(out.str(),
            "mã  giá trị  kết quả\n"
            "E1  81,82 %\n"
            "S1        7  đạt\n");
}

}  // namespace
}  // namespace ocop::ocopctl
