#include "common/config/config_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

namespace ocop::config {
namespace {

using testing::HasSubstr;
using testing::Pair;
using testing::UnorderedElementsAre;

std::string Write(const std::string& content) {
  const std::string path = testing::TempDir() + "config_file_test.toml";
  std::ofstream(path) << content;
  return path;
}

std::string ErrorOf(const std::string& content) {
  const auto values = ReadConfigFile(Write(content));
  EXPECT_EQ(values.status().code(), absl::StatusCode::kInvalidArgument) << content;
  return std::string(values.status().message());
}

TEST(ConfigFileTest, ReadsBareAndQuotedValues) {
  const auto values =
      ReadConfigFile(Write("# comment\n\n; comment\r\n"
                           "bare = host=db port=5  \r\n"
                           "double=\"a # b\" # comment\n"
                           "single = 'c:\\d \"e\"'\n"
                           "empty =\n"
                           "  last = 1"));
  ASSERT_TRUE(values.ok()) << values.status();
  EXPECT_THAT(*values, UnorderedElementsAre(Pair("bare", "host=db port=5"), Pair("double", "a # b"),
                                            Pair("single", "c:\\d \"e\""), Pair("empty", ""), Pair("last", "1")));
}

TEST(ConfigFileTest, AnEmptyFileHasNoValues) {
  EXPECT_TRUE(ReadConfigFile(Write("")).value().empty());
}

TEST(ConfigFileTest, NamesTheWrongLine) {
  EXPECT_THAT(ErrorOf("a = 1\nnonsense"), HasSubstr("line 2: not of the form"));
  EXPECT_THAT(ErrorOf("= 1"), HasSubstr("line 1: not of the form"));
  EXPECT_THAT(ErrorOf("[section]\n"), HasSubstr("line 1: sections"));
  EXPECT_THAT(ErrorOf("a = 1\na = 2"), HasSubstr("line 2: a is given a second time"));
  EXPECT_THAT(ErrorOf("a = \"open"), HasSubstr("closing quote is missing"));
  EXPECT_THAT(ErrorOf("a = \"b\" c"), HasSubstr("after the closing quote"));
  EXPECT_THAT(ErrorOf("a = \"b\\n\""), HasSubstr("backslash"));
}

TEST(ConfigFileTest, NeverRepeatsAValue) {
  EXPECT_THAT(ErrorOf("password = 's3cret"), Not(HasSubstr("s3cret")));
}

TEST(ConfigFileTest, SaysThatAFileCannotBeRead) {
  for (const std::string& path : {std::string("/nonexistent/file"), testing::TempDir()}) {
    const auto values = ReadConfigFile(path);
    EXPECT_EQ(values.status().code(), absl::StatusCode::kNotFound) << path;
    EXPECT_THAT(std::string(values.status().message()), HasSubstr(path));
  }
}

}  // namespace
}  // namespace ocop::config
