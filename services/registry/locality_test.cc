// Localities: three levels, maps that end, and what follows on what.
#include "services/registry/testing/registry_fixture.h"

namespace ocop::registry {
namespace {

using LocalityTest = RegistryTest;

TEST_F(LocalityTest, ADistrictLiesInAProvinceAndACommuneInEither) {
  MakeLocalities();
  EXPECT_TRUE(Create<Locality>("28502", Commune() + R"pb(code: "28502" parent_locality: "$/localities/82")pb").ok());
}

TEST_F(LocalityTest, NoLevelIsLeftOutOrTurnedRound) {
  MakeLocalities();
  const struct {
    std::string unit, parent;
  } refused[] = {
      {District(), "$/localities/815"}, {District(), "$/localities/28501"}, {Commune(), "$/localities/28501"}};
  for (const auto& [unit, parent] : refused) {
    EXPECT_THAT(Create<Locality>("x", unit + "parent_locality: \"" + parent + "\"").status(),
                IsInvalidField("locality.parent_locality"))
        << unit << parent;
  }
}

TEST_F(LocalityTest, OnlyAProvinceStandsAlone) {
  MakeLocalities();
  EXPECT_THAT(Create<Locality>("83", Province() + R"pb(parent_locality: "$/localities/82")pb").status(),
              IsInvalidField("locality.parent_locality"));
  EXPECT_THAT(Create<Locality>("x", District() + R"pb(parent_locality: "")pb").status(),
              IsInvalidField("locality.parent_locality"));
  EXPECT_THAT(Create<Locality>("x", Commune() + R"pb(parent_locality: "$/localities/none")pb").status(),
              IsInvalidField("locality.parent_locality"));
}

// Decision 19/2025/QĐ-TTg: 2 digits for a province, 3 for a district unit, 5 for a commune.
TEST_F(LocalityTest, TheCodeHasTheLengthOfTheLevel) {
  MakeLocalities();
  for (const char* code : {"8", "825", "8252", "82501"}) {
    EXPECT_THAT(Create<Locality>("x", Province() + "code: \"" + code + "\"").status(), IsInvalidField("locality.code"));
  }
  for (const char* code : {"81", "8155", "81555"}) {
    EXPECT_THAT(Create<Locality>("x", District() + "code: \"" + code + "\"").status(), IsInvalidField("locality.code"));
  }
  for (const char* code : {"28", "285", "2850", "285011"}) {
    EXPECT_THAT(Create<Locality>("x", Commune() + "code: \"" + code + "\"").status(), IsInvalidField("locality.code"));
  }
}

TEST_F(LocalityTest, ALaterUnitMayTakeOverACode) {
  MakeLocalities();
  EXPECT_TRUE(Create<Locality>("28501-20250701", Commune() + "valid_from { year: 2025 month: 7 day: 1 }").ok());
}

TEST_F(LocalityTest, AUnitEndsNoEarlierThanItBegins) {
  MakeLocalities();
  const std::string begins = Commune() + "valid_from { year: 2025 month: 7 day: 1 } ";
  EXPECT_THAT(Create<Locality>("x", begins + "valid_to { year: 2025 month: 6 day: 30 }").status(),
              IsInvalidField("locality.valid_to"));
  EXPECT_TRUE(Create<Locality>("x", begins + "valid_to { year: 2025 month: 7 day: 1 }").ok());
  EXPECT_THAT(Update<Locality>("localities/x", "valid_from { year: 2025 month: 7 day: 2 }").status(),
              IsInvalidField("locality.valid_to"));
}

// Parent and child stand on one map: there is a day on which both exist.
TEST_F(LocalityTest, AUnitDoesNotLieInOneThatItNeverMet) {
  MakeLocalities();
  ASSERT_TRUE(Update<Locality>("localities/815", "valid_to { year: 2025 month: 6 day: 30 }").ok());
  EXPECT_THAT(Create<Locality>("x", Commune() + "valid_from { year: 2025 month: 7 day: 1 }").status(),
              IsInvalidField("locality.parent_locality"));
  EXPECT_TRUE(Create<Locality>("x", Commune() + "valid_from { year: 2025 month: 6 day: 30 }").ok());
}

TEST_F(LocalityTest, CodeAndLevelStayAsTheyAre) {
  MakeLocalities();
  EXPECT_THAT(Update<Locality>("localities/28501", R"pb(code: "28502" kind: KIND_DISTRICT)pb").status(),
              AreInvalidFields({"locality.code", "locality.kind"}));
}

TEST_F(LocalityTest, AUnitInUseIsNotDeleted) {
  MakeLocalities();
  EXPECT_THAT(Delete<Locality>("localities/815"), IsRefusal(absl::StatusCode::kFailedPrecondition, "RESOURCE_IN_USE"));
  ASSERT_TRUE(Delete<Locality>("localities/28501").ok());
  EXPECT_TRUE(Delete<Locality>("localities/815").ok());
}

class SuccessionTest : public RegistryTest {
 protected:
  void SetUp() override {
    MakeLocalities();
    ASSERT_TRUE(Create<Locality>("new", Commune() + "valid_from { year: 2025 month: 7 day: 1 }").ok());
  }

  static std::string Succeeds(const std::string& successor) {
    return R"pb(predecessor: "$/localities/28501"
                effective_date { year: 2025 month: 7 day: 1 })pb" +
           ("successor: \"$/localities/" + successor + "\"");
  }
};

TEST_F(SuccessionTest, AUnitBecomesAnotherOfItsLevel) {
  EXPECT_TRUE(Create<Succession>("s", Succeeds("new")).ok());
  EXPECT_THAT(Create<Succession>("t", Succeeds("815")).status(), IsInvalidField("succession.successor"));
  EXPECT_THAT(Create<Succession>("t", Succeeds("28501")).status(), IsInvalidField("succession.successor"));
  EXPECT_THAT(Create<Succession>("t", Succeeds("none")).status(), IsInvalidField("succession.successor"));
}

TEST_F(SuccessionTest, APairIsEnteredOnce) {
  ASSERT_TRUE(Create<Succession>("s", Succeeds("new")).ok());
  EXPECT_THAT(Create<Succession>("t", Succeeds("new")).status(),
              IsRefusal(absl::StatusCode::kAlreadyExists, "VALUE_ALREADY_TAKEN"));
}

TEST_F(SuccessionTest, AUnitMayHaveSeveralSuccessors) {
  ASSERT_TRUE(Create<Locality>("other", Commune()).ok());
  EXPECT_TRUE(Create<Succession>("s", Succeeds("new")).ok());
  EXPECT_TRUE(Create<Succession>("t", Succeeds("other")).ok());
}

TEST_F(SuccessionTest, NothingFollowsBeforeItExists) {
  EXPECT_THAT(Create<Succession>("s", Succeeds("new") + " effective_date { year: 2025 month: 6 day: 30 }").status(),
              IsInvalidField("succession.effective_date"));
}

TEST_F(SuccessionTest, NoUnitIsFollowedByOneThatWasOverBefore) {
  ASSERT_TRUE(Create<Locality>("past", Commune() + "valid_to { year: 2025 month: 6 day: 30 }").ok());
  EXPECT_THAT(Create<Succession>("s", R"pb(predecessor: "$/localities/new"
                                           successor: "$/localities/past"
                                           effective_date { year: 2025 month: 7 day: 1 })pb")
                  .status(),
              IsInvalidField("succession.successor"));
}

TEST_F(SuccessionTest, ItsEndsStayAsTheyAre) {
  ASSERT_TRUE(Create<Succession>("s", Succeeds("new")).ok());
  EXPECT_THAT(Update<Succession>("successions/s", R"pb(successor: "$/localities/815")pb").status(),
              IsInvalidField("succession.successor"));
}

}  // namespace
}  // namespace ocop::registry
