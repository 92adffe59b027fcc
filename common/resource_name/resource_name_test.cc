#include "common/resource_name/resource_name.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace ocop::resource_name {
namespace {

using testing::ElementsAre;

const Pattern& Target() {
  static const Pattern pattern("provinces/{province}/plans/{plan}/targets/{target}");
  return pattern;
}

TEST(PatternTest, MatchesNamesAndGivesTheirIds) {
  const std::optional<Ids> ids = Target().Match("provinces/82/plans/2024/targets/a.b_c~d-E");
  ASSERT_TRUE(ids);
  EXPECT_THAT(*ids, ElementsAre("82", "2024", "a.b_c~d-E"));
}

TEST(PatternTest, RefusesOtherNames) {
  for (const char* name : {
           "",
           "/",
           "provinces/82",
           "provinces/82/plans/2024/targets",
           "provinces/82/plans/2024/targets/",
           "provinces/82/plans/2024/targets/t/",
           "provinces/82/plans/2024/targets/t/more",
           "/provinces/82/plans/2024/targets/t",
           "provinces//plans/2024/targets/t",
           "provinces/82/plan/2024/targets/t",
           "Provinces/82/plans/2024/targets/t",
           "provinces/8 2/plans/2024/targets/t",
           "provinces/82/plans/2024/targets/t\n",
           "provinces/82/plans/2024/targets/%74",
           "provinces/82/plans/2024/targets/t\xC3\xA1",
           "provinces/82/plans/2024/targets/{target}",
       }) {
    EXPECT_FALSE(Target().Match(name)) << name;
  }
  EXPECT_FALSE(Target().Match(std::string_view("provinces/82/plans/2024/targets/t\0", 34)));
}

TEST(PatternTest, AnIdHasOneToSixtyThreeCharacters) {
  const Pattern pattern("shelves/{shelf}");
  EXPECT_TRUE(pattern.Match("shelves/" + std::string(63, 'x')));
  EXPECT_FALSE(pattern.Match("shelves/" + std::string(64, 'x')));
  EXPECT_FALSE(pattern.Match("shelves/"));
}

TEST(PatternTest, FormatsWhatItMatches) {
  const std::string name = Target().Format({"82", "2024", "t"});
  EXPECT_EQ(name, "provinces/82/plans/2024/targets/t");
  EXPECT_EQ(Target().Format(Target().Match(name).value()), name);
}

TEST(PatternTest, KnowsItsParts) {
  EXPECT_THAT(Target().variables(), ElementsAre("province", "plan", "target"));
  EXPECT_EQ(Target().collection(), "targets");
  EXPECT_EQ(Target().text(), "provinces/{province}/plans/{plan}/targets/{target}");
}

TEST(PatternTest, ClimbsToItsParents) {
  const Pattern plan = Target().Parent();
  EXPECT_EQ(plan.text(), "provinces/{province}/plans/{plan}");
  EXPECT_TRUE(plan.Match("provinces/82/plans/2024"));
  const Pattern top = plan.Parent().Parent();
  EXPECT_EQ(top.text(), "");
  EXPECT_TRUE(top.Match(""));
  EXPECT_FALSE(top.Match("provinces"));
  EXPECT_EQ(top.collection(), "");
  EXPECT_EQ(top.Parent().text(), "");
}

TEST(PatternTest, ASingletonHasNoIdOfItsOwn) {
  const Pattern settings("provinces/{province}/settings");
  EXPECT_THAT(settings.Match("provinces/82/settings").value(), ElementsAre("82"));
  EXPECT_EQ(settings.Format({"82"}), "provinces/82/settings");
  EXPECT_EQ(settings.collection(), "settings");
  EXPECT_EQ(settings.Parent().text(), "provinces/{province}");
}

TEST(PatternDeathTest, EndsTheProcessForABug) {
  EXPECT_DEATH(Pattern("shelves//books"), "shelves//books");
  EXPECT_DEATH(Pattern("shelves/{shelf"), "each segment");
  EXPECT_DEATH(Pattern("shelves/{}"), "each segment");
  EXPECT_DEATH(Pattern("{shelf}/books"), "first segment");
  EXPECT_DEATH(Target().Format({"82"}), "another number of ids");
}

TEST(IsValidIdTest, IsWhatAVariableMatches) {
  EXPECT_TRUE(IsValidId("0190b3c2-79b0-7cc3-98c4-dc0c0c07398f"));
  EXPECT_FALSE(IsValidId(""));
  EXPECT_FALSE(IsValidId("a/b"));
}

}  // namespace
}  // namespace ocop::resource_name
