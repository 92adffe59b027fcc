#include "services/gateway/indicators/definitions.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <set>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace ocop::gateway {
namespace {

using indicators::v1::Indicator;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::MatchesRegex;
using testing::SizeIs;
using testing::UnorderedElementsAre;

Indicator Share(std::string denominator, std::string numerator) {
  Indicator indicator;
  indicator.set_name("indicators/x");
  indicator.set_unit(Indicator::UNIT_PRODUCT);
  indicator.set_measure(Indicator::MEASURE_PERCENT);
  indicator.set_denominator_filter(std::move(denominator));
  indicator.set_numerator_filter(std::move(numerator));
  return indicator;
}

std::vector<int64_t> ProductFacts(std::vector<std::pair<product::Fact, int64_t>> facts) {
  std::vector<int64_t> values(product::kFactCount, 0);
  for (auto [fact, value] : facts) values[fact] = value;
  return values;
}

// What is built in: the file and how many it holds, in their order.
constexpr size_t kOfThePlan = 14;
constexpr size_t kReported = 34;
constexpr size_t kOfTienGiang = 2;
constexpr size_t kNational = 2;

TEST(DefinitionsTest, TheBuiltInOnesBeginWithThe14OfThePlan) {
  const auto definitions = Definitions::BuiltIn();
  ASSERT_TRUE(definitions.ok()) << definitions.status();
  std::vector<std::string> ids;
  for (size_t place : definitions->Places()) {
    const Definition& definition = (*definitions)[place];
    ids.emplace_back(definition.id());
    EXPECT_FALSE(definition.indicator().title_vi().empty()) << definition.id();
    EXPECT_FALSE(definition.indicator().title_en().empty()) << definition.id();
    EXPECT_FALSE(definition.indicator().reading().empty()) << definition.id();
    EXPECT_FALSE(definition.indicator().legal_basis().empty()) << definition.id();
  }
  EXPECT_THAT(ids, SizeIs(kOfThePlan + kReported + kOfTienGiang + kNational));
  ids.resize(kOfThePlan);
  EXPECT_THAT(ids, ElementsAre("t1", "t2", "e1", "e2", "e3", "e4", "e5", "e6", "n1", "s1", "s2", "s3", "s4", "s5"));
  EXPECT_EQ(definitions->Find("products"), kOfThePlan);
  EXPECT_EQ(definitions->Find("s1"), 9u);
  EXPECT_EQ(definitions->Find("s9"), std::nullopt);
}

TEST(DefinitionsTest, CodesAreShortAndOneIndicatorsEach) {
  const auto definitions = Definitions::BuiltIn();
  ASSERT_TRUE(definitions.ok()) << definitions.status();
  std::set<std::string> codes;
  for (size_t each : definitions->Places()) {
    const Definition& definition = (*definitions)[each];
    const std::string& code = definition.indicator().code();
    EXPECT_THAT(code, MatchesRegex("[A-Z]{1,2}[0-9]?"));
    EXPECT_TRUE(codes.insert(code).second) << code << " is given twice";
  }
}

// Domain.md 5.3: what Decision 919 sets for 2025.
TEST(DefinitionsTest, NationalTargetsStandWithTheirIndicators) {
  const auto definitions = Definitions::BuiltIn();
  ASSERT_TRUE(definitions.ok()) << definitions.status();
  std::vector<std::string> targets;
  for (const size_t place : definitions->Places()) {
    const Indicator& indicator = (*definitions)[place].indicator();
    for (const auto& target : indicator.national_targets()) {
      targets.push_back(absl::StrCat(indicator.code(), " ", target.year(), " ", target.minimum(), " ", target.maximum(),
                                     " ", target.legal_basis()));
    }
  }
  constexpr absl::string_view kDecision = "Quyết định 919/QĐ-TTg năm 2022";
  EXPECT_THAT(targets, UnorderedElementsAre(
                           absl::StrCat("SP 2025 10000 0 ", kDecision), absl::StrCat("SP5 2025 400 500 ", kDecision),
                           absl::StrCat("QG1 2025 40 0 ", kDecision), absl::StrCat("QG2 2025 30 0 ", kDecision)));
}

TEST(DefinitionTest, WithADenominatorAUnitIsInItOrNowhere) {
  const auto definition = Definition::Make(Share("registered_in_year = true", "stars >= 3"));
  ASSERT_TRUE(definition.ok()) << definition.status();
  EXPECT_EQ(definition->Judge(ProductFacts({})), 0);
  EXPECT_EQ(definition->Judge(ProductFacts({{product::kStars, 4}})), 0);
  EXPECT_EQ(definition->Judge(ProductFacts({{product::kRegisteredInYear, 1}})), kInDenominator | kFallsShort);
  EXPECT_EQ(definition->Judge(ProductFacts({{product::kRegisteredInYear, 1}, {product::kStars, 3}})),
            kInDenominator | kInNumerator);
}

TEST(DefinitionTest, WithoutADenominatorCandidatesFallShort) {
  Indicator indicator = Share("", "raised_to_stars_in_year:4");
  indicator.set_measure(Indicator::MEASURE_COUNT);
  indicator.set_candidate_filter("stars = 3");
  const auto definition = Definition::Make(indicator);
  ASSERT_TRUE(definition.ok()) << definition.status();
  EXPECT_EQ(definition->Judge(ProductFacts({{product::kStars, 5}})), 0);
  EXPECT_EQ(definition->Judge(ProductFacts({{product::kStars, 3}})), kFallsShort);
  EXPECT_EQ(definition->Judge(ProductFacts({{product::kStars, 3}, {product::kRaisedToStarsInYear, 1 << 4}})),
            kInNumerator);
}

TEST(DefinitionTest, WhereFewerIsBetterAUnitThatCountsFallsShort) {
  Indicator indicator = Share("registered_in_year = true", "stars >= 3");
  indicator.set_comparator(Indicator::COMPARATOR_AT_MOST);
  const auto definition = Definition::Make(indicator);
  ASSERT_TRUE(definition.ok()) << definition.status();
  EXPECT_EQ(definition->Judge(ProductFacts({{product::kStars, 4}})), 0);
  EXPECT_EQ(definition->Judge(ProductFacts({{product::kRegisteredInYear, 1}})), kInDenominator);
  EXPECT_EQ(definition->Judge(ProductFacts({{product::kRegisteredInYear, 1}, {product::kStars, 3}})),
            kInDenominator | kInNumerator | kFallsShort);
}

TEST(DefinitionTest, UnmetTermsAreThoseOfTheNumerator) {
  const auto definition = Definition::Make(Share("stars >= 3", "sold_since_recognition = true AND stars >= 4"));
  ASSERT_TRUE(definition.ok()) << definition.status();
  EXPECT_THAT(definition->UnmetTerms(ProductFacts({{product::kStars, 4}})),
              ElementsAre("sold_since_recognition = true"));
  EXPECT_THAT(definition->UnmetTerms(ProductFacts({{product::kStars, 4}, {product::kSoldSinceRecognition, 1}})),
              IsEmpty());
}

TEST(DefinitionTest, ModernChannelsAreNamedInTheDefinition) {
  const auto definitions = Definitions::BuiltIn();
  ASSERT_TRUE(definitions.ok()) << definitions.status();
  const Definition& s5 = (*definitions)[*definitions->Find("s5")];
  std::vector<int64_t> facts(producer::kFactCount, 0);
  facts[producer::kInProgramme] = 1;
  facts[producer::kChannelKinds] = 1 << 4 | 1 << 7;  // Own web shop, traditional market.
  EXPECT_EQ(s5.Judge(facts), kInDenominator | kFallsShort);
  facts[producer::kChannelKinds] |= 1 << 3;  // E-commerce floor.
  EXPECT_EQ(s5.Judge(facts), kInDenominator | kInNumerator);
}

TEST(DefinitionTest, ARaiseIsToldByTheStarsItGave) {
  const auto definitions = Definitions::BuiltIn();
  ASSERT_TRUE(definitions.ok()) << definitions.status();
  const Definition& e2 = (*definitions)[*definitions->Find("e2")];
  const Definition& upgraded = (*definitions)[*definitions->Find("products-upgraded")];
  const auto to_5 = ProductFacts({{product::kStars, 5}, {product::kRaisedToStarsInYear, 1 << 5}});
  const auto to_4_and_5 = ProductFacts({{product::kStars, 5}, {product::kRaisedToStarsInYear, 1 << 4 | 1 << 5}});
  EXPECT_EQ(e2.Judge(to_5), 0);
  EXPECT_EQ(e2.Judge(to_4_and_5), kInNumerator);
  EXPECT_EQ(upgraded.Judge(to_5), kInNumerator);
  EXPECT_EQ(upgraded.Judge(ProductFacts({{product::kStars, 5}})), 0);
}

TEST(DefinitionTest, ADateIsComparedAsADay) {
  const auto definitions = Definitions::BuiltIn();
  ASSERT_TRUE(definitions.ok()) << definitions.status();
  const Definition& trained = (*definitions)[*definitions->Find("officers-trained-2022")];
  std::vector<int64_t> facts(officer::kFactCount, 0);
  facts[officer::kInPost] = 1;
  facts[officer::kLastTrainingDate] = clock::ToDay(2021, 12, 31);
  EXPECT_EQ(trained.Judge(facts), kInDenominator | kFallsShort);
  facts[officer::kLastTrainingDate] = clock::ToDay(2022, 1, 1);
  EXPECT_EQ(trained.Judge(facts), kInDenominator | kInNumerator);
}

struct Refusal {
  Indicator indicator;
  std::string message;
};

TEST(DefinitionTest, RefusesWhatCannotBeCounted) {
  Indicator no_unit = Share("stars >= 3", "stars >= 4");
  no_unit.clear_unit();
  Indicator no_name = Share("stars >= 3", "stars >= 4");
  no_name.set_name("x");
  Indicator candidates = Share("stars >= 3", "stars >= 4");
  candidates.set_candidate_filter("stars = 3");
  const Refusal refusals[] = {
      {Share("stars >= 3", "stairs >= 4"), "stairs"},
      {Share("stars >= 3", "stars >="), "expected a value"},
      {Share("stars >= 3", "rice"), ""},
      {Share("NOT stars = 5", "stars >= 4"), "nothing is true"},
      {Share("stars < 4", "stars >= 4"), "nothing is true"},
      {Share("stars >= 3", ""), "numerator"},
      {Share("", "stars >= 3"), "denominator"},
      {no_unit, "unit of count"},
      {no_name, "name"},
      {candidates, "candidates"},
  };
  for (const Refusal& refusal : refusals) {
    const absl::Status status = Definition::Make(refusal.indicator).status();
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument) << refusal.indicator.ShortDebugString();
    EXPECT_THAT(std::string(status.message()), HasSubstr(refusal.message));
  }
}

TEST(DefinitionsTest, AFileThatCannotBeReadIsNamedWithTheLine) {
  const absl::Status status = Definitions::Parse("indicators {\n  nme: \"x\"\n}").status();
  EXPECT_THAT(std::string(status.message()), HasSubstr("line 2"));
}

TEST(DefinitionsTest, AProvinceAddsItsOwnFromADirectory) {
  const std::filesystem::path directory = std::filesystem::path(testing::TempDir()) / "own-indicators";
  std::filesystem::create_directories(directory);
  std::ofstream(directory / "own.textproto")
      << R"(indicators { name: "indicators/five-stars" unit: UNIT_PRODUCT measure: MEASURE_COUNT numerator_filter: "stars = 5" })";
  const auto definitions = Definitions::BuiltInAndFrom(directory);
  ASSERT_TRUE(definitions.ok()) << definitions.status();
  EXPECT_EQ(definitions->Find("five-stars"), kOfThePlan + kReported + kOfTienGiang + kNational);

  std::ofstream(directory / "own.textproto")
      << R"(indicators { name: "indicators/t1" unit: UNIT_PRODUCT measure: MEASURE_COUNT numerator_filter: "stars = 5" })";
  EXPECT_THAT(std::string(Definitions::BuiltInAndFrom(directory).status().message()), HasSubstr("own.textproto"));
  EXPECT_FALSE(Definitions::BuiltInAndFrom(directory / "missing").ok());
}

TEST(JudgeAllTest, MakesAStandingForEachChangeOrderedByDay) {
  const auto definitions = Definitions::Parse(R"(
    indicators { name: "indicators/a" unit: UNIT_PRODUCT measure: MEASURE_PERCENT
                 denominator_filter: "registered_in_year = true" numerator_filter: "stars >= 3" }
    indicators { name: "indicators/b" unit: UNIT_PRODUCER measure: MEASURE_COUNT numerator_filter: "in_programme = true" }
    indicators { name: "indicators/c" unit: UNIT_PRODUCT measure: MEASURE_COUNT numerator_filter: "stars = 4" })");
  ASSERT_TRUE(definitions.ok()) << definitions.status();
  Facts facts(product::kFactCount);
  facts[product::kRegisteredInYear] = StepFunction::Between({10, 19});
  facts[product::kStars] = StepFunction::Between({15, 29}, 4);
  const Standings standings = JudgeAll(*definitions, Indicator::UNIT_PRODUCT, facts).standings;
  EXPECT_THAT(standings,
              ElementsAre(Standing{10, 0, kInDenominator | kFallsShort}, Standing{15, 0, kInDenominator | kInNumerator},
                          Standing{15, 2, kInNumerator}, Standing{20, 0, 0}, Standing{30, 2, 0}));
  EXPECT_EQ(RolesOn(standings, 0, 9), 0);
  EXPECT_EQ(RolesOn(standings, 0, 14), kInDenominator | kFallsShort);
  EXPECT_EQ(RolesOn(standings, 2, 14), 0);
  EXPECT_EQ(RolesOn(standings, 2, 29), kInNumerator);
}

}  // namespace
}  // namespace ocop::gateway
