#include "common/csv/csv.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace ocop::csv {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Pair;

std::vector<Row> RowsOf(std::string_view text, char delimiter = ',') {
  const auto records = Parse(text, delimiter);
  std::vector<Row> rows;
  for (const Record& record : *records) rows.push_back(record.cells);
  return rows;
}

// First cells by the numbers of their rows.
std::vector<std::pair<int64_t, std::string>> NumbersOf(std::string_view text) {
  const auto records = Parse(text);
  std::vector<std::pair<int64_t, std::string>> numbers;
  for (const Record& record : *records) numbers.emplace_back(record.number, record.cells.front());
  return numbers;
}

TEST(CsvTest, ReadsFieldsAndRows) {
  EXPECT_THAT(RowsOf("a,b\r\n1,\n"), ElementsAre(Row{"a", "b"}, Row{"1", ""}));
  EXPECT_THAT(RowsOf("a,b"), ElementsAre(Row{"a", "b"}));
}

TEST(CsvTest, ReadsQuotedFields) {
  EXPECT_THAT(RowsOf("\"a,\"\"b\"\"\nc\",d\n"), ElementsAre(Row{"a,\"b\"\nc", "d"}));
}

TEST(CsvTest, SkipsAByteOrderMark) {
  EXPECT_THAT(RowsOf("\xEF\xBB\xBFsố,tên\n"), ElementsAre(Row{"số", "tên"}));
}

TEST(CsvTest, RefusesAQuoteThatDoesNotEnd) {
  EXPECT_FALSE(Parse("a\n\"b\n").ok());
  EXPECT_FALSE(Parse("\"a\"b,c\n").ok());
}

TEST(CsvTest, CountsRowsAsASpreadsheetDoes) {
  for (const std::string end : {"\n", "\r\n", "\r"}) {
    const std::string table =
        end + "a,b" + end + end + "  " + end + "\"c" + end + end + "d\",e" + end + "f" + end + end;
    EXPECT_THAT(NumbersOf(table), ElementsAre(Pair(2, "a"), Pair(5, "c" + end + end + "d"), Pair(6, "f")));
  }
  EXPECT_THAT(NumbersOf("a\n\nb"), ElementsAre(Pair(1, "a"), Pair(3, "b")));
  EXPECT_THAT(std::string(Parse("a\r\n\r\n\"b\"c\r\n").status().message()), HasSubstr("row 3"));
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
  EXPECT_THAT(RowsOf("a;\"b;c\"\r\n1,5; 2 \r\n", ';'), ElementsAre(Row{"a", "b;c"}, Row{"1,5", "2"}));
  EXPECT_THAT(RowsOf("a\t\tb\n", '\t'), ElementsAre(Row{"a", "", "b"}));
}

TEST(CsvTest, NothingHasNoRows) {
  EXPECT_TRUE(Parse("")->empty());
}

}  // namespace
}  // namespace ocop::csv
