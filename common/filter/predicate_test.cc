#include "common/filter/predicate.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "common/status/status.h"

namespace ocop::filter {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

const Schema& PredicateFacts() {
  static const Schema schema({{"stars", Type::kInteger},
                              {"active", Type::kBoolean},
                              {"founded", Type::kDate},
                              {"kind", Type::kEnum, {"FARM", "SHOP"}},
                              {"grades", Type::kEnumList, {"A", "B", "C"}},
                              {"name", Type::kText},
                              {"seen", Type::kTimestamp},
                              {"tags", Type::kTextList}});
  return schema;
}

// Facts in the schema's order; the last three have none.
struct Unit {
  int64_t stars = kUnset;
  int64_t active = kUnset;
  int64_t founded = kUnset;
  int64_t kind = kUnset;
  int64_t grades = kUnset;

  std::vector<int64_t> facts() const { return {stars, active, founded, kind, grades, kUnset, kUnset, kUnset}; }
};

absl::StatusOr<CompiledPredicate> CompileText(const std::string& text) {
  const absl::StatusOr<Filter> filter = Parse(text);
  if (!filter.ok()) return filter.status();
  const absl::StatusOr<CheckedFilter> checked = Check(*filter, PredicateFacts());
  if (!checked.ok()) return checked.status();
  return Compile(*checked);
}

bool Accepts(const std::string& filter, const Unit& unit) {
  return CompileText(filter).value().Evaluate(unit.facts());
}

TEST(PredicateTest, EmptyFilterAcceptsEverything) {
  EXPECT_TRUE(Accepts("", {}));
}

TEST(PredicateTest, AnUnspecifiedEnumIsNotSet) {
  static const Schema schema({{"state", Type::kEnum, {"STATE_UNSPECIFIED", "STATE_OPEN"}}});
  const CompiledPredicate is_set = Compile(Check(Parse("state:*").value(), schema).value()).value();
  EXPECT_FALSE(is_set.Evaluate({kUnset}));
  EXPECT_FALSE(is_set.Evaluate({0}));
  EXPECT_TRUE(is_set.Evaluate({1}));
}

TEST(PredicateTest, ComparesEveryWay) {
  const std::vector<std::pair<std::string, std::vector<int>>> accepted_stars = {
      {"stars = 3", {3}},           {"stars != 3", {2, 4}},   {"stars < 3", {2}}, {"stars <= 3", {2, 3}},
      {"stars > 3", {4}},           {"stars >= 3", {3, 4}},   {"stars:3", {3}},   {"stars:*", {2, 3, 4}},
      {"stars = (2 OR 4)", {2, 4}}, {"NOT stars = 3", {2, 4}}};
  for (const auto& [filter, expected] : accepted_stars) {
    std::vector<int> accepted;
    for (int stars : {2, 3, 4}) {
      if (Accepts(filter, {.stars = stars})) accepted.push_back(stars);
    }
    EXPECT_EQ(accepted, expected) << filter;
  }
}

TEST(PredicateTest, ComparisonWithAnUnsetFieldIsFalseAndItsNegationTrue) {
  for (const char* comparison : {"stars = 3", "stars < 3", "stars <= 3", "stars > -3", "stars >= -3", "stars:*",
                                 "active = false", "founded < 2024-01-01", "kind = FARM", "grades:A", "grades:*"}) {
    EXPECT_FALSE(Accepts(comparison, {})) << comparison;
    EXPECT_TRUE(Accepts(std::string("NOT ") + comparison, {})) << comparison;
  }
  EXPECT_TRUE(Accepts("stars != 3", {}));
  EXPECT_FALSE(Accepts("NOT stars != 3", {}));
}

TEST(PredicateTest, ListsAreSetsOfBits) {
  const Unit unit{.grades = 0b101};
  EXPECT_TRUE(Accepts("grades:A grades:C -grades:B", unit));
  EXPECT_TRUE(Accepts("grades:(B OR C)", unit));
  EXPECT_FALSE(Accepts("grades:(B AND C)", unit));
  EXPECT_TRUE(Accepts("grades:*", unit));
  EXPECT_FALSE(Accepts("grades:*", {.grades = 0}));
}

TEST(PredicateTest, OrBindsTighterThanAnd) {
  EXPECT_FALSE(Accepts("stars = 3 OR stars = 4 AND active = true", {.stars = 3, .active = 0}));
  EXPECT_TRUE(Accepts("stars = 3 OR stars = 4 AND active = true", {.stars = 3, .active = 1}));
}

TEST(PredicateTest, NegationReachesThroughAndAndOr) {
  const std::string filter = "NOT (stars = 3 AND (active = true OR NOT kind = SHOP))";
  EXPECT_FALSE(Accepts(filter, {.stars = 3, .active = 1, .kind = 1}));
  EXPECT_FALSE(Accepts(filter, {.stars = 3, .active = 0, .kind = 0}));
  EXPECT_TRUE(Accepts(filter, {.stars = 3, .active = 0, .kind = 1}));
  EXPECT_TRUE(Accepts(filter, {.stars = 4, .active = 1, .kind = 0}));
}

TEST(PredicateTest, UnmetTermsAreAsWritten) {
  const CompiledPredicate predicate =
      CompileText("stars >= 3 AND kind:(FARM OR SHOP) NOT active = true  (founded:* OR grades:A)").value();
  EXPECT_THAT(predicate.UnmetTerms(Unit{.stars = 2, .active = 1}.facts()),
              ElementsAre("stars >= 3", "kind:(FARM OR SHOP)", "NOT active = true", "(founded:* OR grades:A)"));
  EXPECT_THAT(predicate.UnmetTerms(Unit{.stars = 3, .active = 0, .kind = 0}.facts()),
              ElementsAre("(founded:* OR grades:A)"));
  EXPECT_THAT(predicate.UnmetTerms(Unit{.stars = 3, .kind = 1, .grades = 1}.facts()), IsEmpty());
}

TEST(PredicateTest, RefusesWhatFactsCannotAnswer) {
  for (const char* filter : {"name = a", "stars = 3 seen:*", "NOT (tags:x)", "word"}) {
    const absl::Status status = CompileText(filter).status();
    EXPECT_EQ(status::ReasonOf(status), "INVALID_FILTER") << filter;
  }
  EXPECT_EQ(status::MetadataOf(CompileText("stars = 3 seen:*").status()).at("position"), "11");
}

TEST(PredicateTest, ListOfSixtyThreeValuesIsTheLongest) {
  for (size_t count : {63, 64}) {
    std::vector<std::string> names;
    for (size_t i = 0; i < count; ++i) names.push_back("V" + std::to_string(i));
    const Schema schema({{"list", Type::kEnumList, names}});
    const CheckedFilter checked = Check(Parse("list:V62 -list:V61").value(), schema).value();
    const absl::StatusOr<CompiledPredicate> predicate = Compile(checked);
    ASSERT_EQ(predicate.ok(), count == 63);
    if (!predicate.ok()) continue;
    const int64_t last = int64_t{1} << 62;
    EXPECT_TRUE(predicate->Evaluate({last}));
    EXPECT_FALSE(predicate->Evaluate({kUnset}));
  }
}

}  // namespace
}  // namespace ocop::filter
