#include "common/csv/csv.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace ocop::csv {
namespace {

using ::testing::ElementsAre;

TEST(CsvTest, ReadsFieldsAndRows) {
  EXPECT_THAT(*Parse("a,b\r\n1,\n"), ElementsAre(Row{"a", "b"}, Row{"1", ""}));
  EXPECT_THAT(*Parse("a,b"), ElementsAre(Row{"a", "b"}));
}

TEST(CsvTest, ReadsQuotedFields) {
  EXPECT_THAT(*Parse("\"a,\"\"b\"\"\nc\",d\n"), ElementsAre(Row{"a,\"b\"\nc", "d"}));
}

TEST(CsvTest, SkipsAByteOrderMark) {
  EXPECT_THAT(*Parse("\xEF\xBB\xBFsố,tên\n"), ElementsAre(Row{"số", "tên"}));
}

TEST(CsvTest, RefusesAQuoteThatDoesNotEnd) {
  EXPECT_FALSE(Parse("a\n\"b\n").ok());
  EXPECT_FALSE(Parse("\"a\"b,c\n").ok());
}

TEST(CsvTest, FindsTheDelimiterOfTheFirstRecord) {
  EXPECT_EQ(DelimiterOf("a;b;c\n1,2,3,4,5"), ';');
  EXPECT_EQ(DelimiterOf("a\tb\n"), '\t');
  EXPECT_EQ(DelimiterOf("a,b"), ',');
  EXPECT_EQ(DelimiterOf("\"a, b, c\nd, e\";f"), ';') << "quoted";
  EXPECT_EQ(DelimiterOf("\xEF\xBB\xBF"
                        "a"),
            ',');
  EXPECT_EQ(DelimiterOf(""), ',');
}

TEST(CsvTest, ReadsOtherDelimiters) {
  EXPECT_THAT(*Parse("a;\"b;c\"\r\n1,5; 2 \r\n", ';'), ElementsAre(Row{"a", "b;c"}, Row{"1,5", "2"}));
  EXPECT_THAT(*Parse("a\t\tb\n", '\t'), ElementsAre(Row{"a", "", "b"}));
}

TEST(CsvTest, NothingHasNoRows) {
  EXPECT_TRUE(Parse("")->empty());
}

}  // namespace
}  // namespace ocop::csv
