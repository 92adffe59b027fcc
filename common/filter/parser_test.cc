#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>

#include "absl/strings/match.h"
#include "common/filter/cases/cases.h"
#include "common/filter/filter.h"
#include "common/status/status.h"

namespace ocop::filter {
namespace {

std::string Show(const Value& value) {
  const std::string text = value.text + (value.wildcard ? "*" : "");
  return value.quoted ? "\"" + text + "\"" : text;
}

std::string ShowAll(const std::vector<Node>& nodes);

std::string Show(const Node& node) {
  static constexpr const char* kSigns[] = {"=", "!=", "<", "<=", ">", ">=", ":"};
  switch (node.kind) {
    case NodeKind::kAnd:
      return "(and" + ShowAll(node.children) + ")";
    case NodeKind::kOr:
      return "(or" + ShowAll(node.children) + ")";
    case NodeKind::kNot:
      return "(not" + ShowAll(node.children) + ")";
    case NodeKind::kSearch:
      return "(? " + Show(node.value) + ")";
    case NodeKind::kComparison:
      return "(" + std::string(kSigns[static_cast<int>(node.comparator)]) + " " + Show(node.field) + " " +
             Show(node.value) + ")";
  }
  return "";
}

std::string ShowAll(const std::vector<Node>& nodes) {
  std::string text;
  for (const Node& node : nodes) text += " " + Show(node);
  return text;
}

std::string ParseAndShow(const std::string& text) {
  const absl::StatusOr<Filter> filter = Parse(text);
  if (!filter.ok()) return std::string(filter.status().message());
  return "(and" + ShowAll(filter->terms) + ")";
}

TEST(ParserTest, ReadsTheCases) {
  const std::vector<Case> cases = ReadCases("common/filter/cases/parse.test");
  ASSERT_GT(cases.size(), 50u);
  for (const Case& c : cases) EXPECT_EQ(ParseAndShow(c.filter), c.expected) << c.where << "\n" << c.filter;
}

TEST(ParserTest, RefusalCarriesReasonAndPosition) {
  const absl::Status status = Parse("kind =").status();
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(status::ReasonOf(status), "INVALID_FILTER");
  EXPECT_THAT(status::MetadataOf(status),
              ::testing::UnorderedElementsAre(::testing::Pair("position", "7"), ::testing::Pair("filter", "kind =")));
}

TEST(ParserTest, RefusalShowsTheBeginningOfALongFilter) {
  const std::string filter = std::string(299, 'a') + "ẹ =";
  const std::string shown = status::MetadataOf(Parse(filter).status()).at("filter");
  EXPECT_EQ(shown, std::string(299, 'a') + "…");
}

TEST(ParserTest, SourceOfATermIsTheTextBetweenItsEnds) {
  const std::string text = " NOT (a = 1)  kind:(A OR B) x OR y";
  const absl::StatusOr<Filter> filter = Parse(text);
  ASSERT_TRUE(filter.ok()) << filter.status();
  std::vector<std::string> sources;
  for (const Node& term : filter->terms) {
    sources.push_back(text.substr(term.source.begin, term.source.end - term.source.begin));
  }
  EXPECT_THAT(sources, ::testing::ElementsAre("NOT (a = 1)", "kind:(A OR B)", "x OR y"));
}

TEST(ParserTest, NestingIsLimited) {
  const auto nested = [](int depth) {
    return std::string(static_cast<size_t>(depth), '(') + "a" + std::string(static_cast<size_t>(depth), ')');
  };
  EXPECT_TRUE(Parse(nested(kMaxDepth)).ok());
  EXPECT_EQ(Parse(nested(kMaxDepth + 1)).status().message(), "at 51: parentheses are nested deeper than 50");
  EXPECT_FALSE(Parse("a:" + nested(kMaxDepth + 1)).ok());
  EXPECT_FALSE(Parse(std::string(kMaxLength, '(')).ok());
  EXPECT_EQ(Parse(nested(100'000)).status().message(), "at 1: the filter is longer than 8192 bytes");
}

// Parentheses that follow one another are not nested.
TEST(ParserTest, ManyParenthesesSideBySideAreAccepted) {
  std::string text;
  for (int i = 0; i < 1000; ++i) text += "(a = 1)";
  const absl::StatusOr<Filter> filter = Parse(text);
  ASSERT_TRUE(filter.ok()) << filter.status();
  EXPECT_EQ(filter->terms.size(), 1000u);
}

TEST(ParserTest, RefusesWhatIsNotText) {
  EXPECT_EQ(Parse("a = \xC3").status().message(), "at 1: the filter is not valid UTF-8");
  EXPECT_EQ(Parse("a = \xED\xA0\x80").status().message(), "at 1: the filter is not valid UTF-8");
  EXPECT_EQ(Parse(std::string_view("a = b\0c", 7)).status().message(), "at 6: the filter contains a NUL character");
}

// Whatever comes, the answer is a filter whose sources lie in the text or a refusal with a position; never a crash.
class ParserRobustnessTest : public ::testing::Test {
 protected:
  void Check(const std::string& text) {
    const absl::StatusOr<Filter> filter = Parse(text);
    if (!filter.ok()) {
      ++refused_;
      EXPECT_EQ(status::ReasonOf(filter.status()), "INVALID_FILTER") << text;
      const size_t position = std::stoul(status::MetadataOf(filter.status()).at("position"));
      EXPECT_TRUE(position >= 1 && position <= text.size() + 1) << text;
      return;
    }
    ++accepted_;
    size_t end = 0;
    for (const Node& term : filter->terms) {
      EXPECT_TRUE(term.source.begin >= end && term.source.begin < term.source.end) << text;
      end = term.source.end;
    }
    EXPECT_LE(end, text.size());
  }

  size_t Below(size_t limit) { return std::uniform_int_distribution<size_t>(0, limit - 1)(random_); }

  std::mt19937 random_{160};
  int accepted_ = 0;
  int refused_ = 0;
};

TEST_F(ParserRobustnessTest, AnyBytes) {
  for (int i = 0; i < 50'000; ++i) {
    std::string text(Below(40), ' ');
    for (char& c : text) c = static_cast<char>(Below(256));
    Check(text);
  }
  EXPECT_GT(refused_, 10'000);
}

TEST_F(ParserRobustnessTest, AnyWords) {
  static constexpr const char* kWords[] = {"a", "kẹo", "\"s\"", "'t'", "AND", "OR",  "NOT", "-",  "(",  ")",    ".",
                                           "=", "!=",  "<",     ">=",  ":",   "*",   " ",   " ",  "12", "-3",   "a.b",
                                           ",", "\\",  "\"",    "f(",  ":*",  "= 1", "a=1", "\t", "x*", "a = b"};
  for (int i = 0; i < 200'000; ++i) {
    std::string text;
    for (size_t words = Below(12); words > 0; --words) text += kWords[Below(std::size(kWords))];
    Check(text);
  }
  EXPECT_GT(accepted_, 5'000);
  EXPECT_GT(refused_, 5'000);
}

}  // namespace
}  // namespace ocop::filter
