#include "common/filter/check.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "common/status/status.h"

namespace ocop::filter {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

const Schema& Facts() {
  static const Schema schema({{"stars", Type::kInteger},
                              {"active", Type::kBoolean},
                              {"founded", Type::kDate},
                              {"kind", Type::kEnum, {"KIND_FARM", "KIND_SHOP"}},
                              {"seen", Type::kTimestamp}},
                             Schema::Search::kRefused);
  return schema;
}

absl::StatusOr<CheckedFilter> ParseAndCheck(const std::string& text) {
  const absl::StatusOr<Filter> filter = Parse(text);
  if (!filter.ok()) return filter.status();
  return Check(*filter, Facts());
}

int64_t NumberIn(const std::string& comparison) {
  const absl::StatusOr<CheckedFilter> checked = ParseAndCheck(comparison);
  EXPECT_TRUE(checked.ok()) << checked.status();
  return checked.ok() ? checked->terms.front().number : -999;
}

TEST(CheckTest, ValuesBecomeNumbers) {
  EXPECT_EQ(NumberIn("stars = -12"), -12);
  EXPECT_EQ(NumberIn("stars = \"12\""), 12);
  EXPECT_EQ(NumberIn("active = true"), 1);
  EXPECT_EQ(NumberIn("active = false"), 0);
  EXPECT_EQ(NumberIn("founded = 1970-01-01"), 0);
  EXPECT_EQ(NumberIn("founded = 1969-12-31"), -1);
  EXPECT_EQ(NumberIn("founded = 2024-12-31"), 20088);
  EXPECT_EQ(NumberIn("kind = KIND_FARM"), 0);
  EXPECT_EQ(NumberIn("kind = KIND_SHOP"), 1);
  EXPECT_EQ(NumberIn("seen = \"1970-01-01T07:00:01.000002+07:00\""), 1'000'002);
}

// The least number is the mark of facts that are not set.
TEST(CheckTest, LeastIntegerIsRefused) {
  EXPECT_TRUE(ParseAndCheck("stars = -9223372036854775807").ok());
  EXPECT_FALSE(ParseAndCheck("stars = -9223372036854775808").ok());
}

TEST(CheckTest, BareWordIsRefusedWhereThereIsNoTextToSearch) {
  const absl::Status status = ParseAndCheck("stars = 3 active").status();
  EXPECT_EQ(status::ReasonOf(status), "INVALID_FILTER");
  EXPECT_EQ(status.message(), "at 11: there is no text to search for \"active\" in; compare a field with a value");
}

TEST(CheckTest, ErrorInsideParenthesesHasItsPosition) {
  const absl::Status status = ParseAndCheck("stars = 3 AND NOT (active = true OR colour = red)").status();
  EXPECT_EQ(status::MetadataOf(status).at("position"), "37");
}

TEST(CheckTest, AllThatIsWrongIsToldAtOnce) {
  const absl::Status status = ParseAndCheck("colour = red AND (stars = many OR kind < 2)").status();
  EXPECT_EQ(status::ReasonOf(status), "INVALID_FILTER");
  EXPECT_EQ(status::MetadataOf(status).at("position"), "1");
  EXPECT_THAT(std::string(status.message()), AllOf(HasSubstr("at 1: there is no field"), HasSubstr("; at 27: expected"),
                                                   HasSubstr("; at 40: kind takes")));
  std::string many = "a = 1";
  for (int i = 0; i < 20; ++i) many += " AND a = 1";
  EXPECT_THAT(std::string(ParseAndCheck(many).status().message()), HasSubstr("; and 13 more; the fields are"));
}

TEST(CheckTest, FieldsAreToldOnceHoweverManyAreUnknown) {
  EXPECT_EQ(ParseAndCheck("colour = red AND shape = 2").status().message(),
            "at 1: there is no field \"colour\"; at 18: there is no field \"shape\"; "
            "the fields are stars, active, founded, kind, seen");
}

// Requests come to NFC before they are read: a place must be true for the text as it was sent, too.
TEST(CheckTest, PositionsAreTheSameInComposedAndDecomposedSpelling) {
  for (const std::string text : {"\"kẹo\" = 1 AND rượu = 2", "\"ke\u0323o\" = 1 AND ru\u031Bo\u031B\u0323u = 2"}) {
    EXPECT_THAT(std::string(ParseAndCheck(text).status().message()), HasSubstr("at 15: there is no field")) << text;
  }
}

TEST(CheckTest, LongListOfFieldsIsNotShown) {
  std::vector<Field> fields;
  for (int i = 0; i < 100; ++i) fields.push_back({"field" + std::to_string(i), Type::kInteger});
  const Schema schema(std::move(fields));
  const Filter filter = Parse("fields = 1").value();
  EXPECT_EQ(Check(filter, schema).status().message(), "at 1: there is no field \"fields\"");
}

}  // namespace
}  // namespace ocop::filter
