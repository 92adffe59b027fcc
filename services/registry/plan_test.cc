// Plans of a year, their targets and roadmap communes.
#include "services/registry/testing/registry_fixture.h"

namespace ocop::registry {
namespace {

class PlanTest : public RegistryTest {
 protected:
  void SetUp() override {
    MakeLocalities();
    ASSERT_TRUE(Create<Plan>("2024", Of2024()).ok());
  }

  static std::string Of2024() { return R"pb(year: 2024 display_name: "Kế hoạch OCOP 2024")pb"; }
  static std::string Target1() { return R"pb(minimum: 50 indicator: "$/indicators/t1" locality: "$/localities/82")pb"; }
};

TEST_F(PlanTest, AYearHasOnePlan) {
  EXPECT_THAT(Create<Plan>("other", Of2024()).status(),
              IsRefusal(absl::StatusCode::kAlreadyExists, "VALUE_ALREADY_TAKEN"));
  EXPECT_TRUE(Create<Plan>("2025", Of2024() + "year: 2025").ok());
  EXPECT_THAT(Update<Plan>("plans/2025", "year: 2026").status(), IsInvalidField("plan.year"));
}

TEST_F(PlanTest, IsOfAProvinceThatIsKnown) {
  const auto made = Call<Plan>("/ocop.registry.v1.PlanService/CreatePlan",
                               Parse<CreatePlanRequest>("parent: \"provinces/00\" plan { " + Of2024() + " }"));
  EXPECT_THAT(made.status(), IsRefusal(absl::StatusCode::kNotFound, "PARENT_NOT_FOUND"));
}

TEST_F(PlanTest, TheProgrammeBeganIn2018) {
  EXPECT_THAT(Create<Plan>("2017", Of2024() + "year: 2017").status(), IsInvalidField("plan.year"));
  EXPECT_TRUE(Create<Plan>("2018", Of2024() + "year: 2018").ok());
}

TEST_F(PlanTest, ATargetsMaximumIsNotBelowItsMinimum) {
  EXPECT_THAT(Create<Target>("t1", Target1() + "maximum: 49", "plans/2024").status(), IsInvalidField("target.maximum"));
  EXPECT_TRUE(Create<Target>("t1", Target1() + "maximum: 50", "plans/2024").ok());
  EXPECT_THAT(Update<Target>("plans/2024/targets/t1", "minimum: 51").status(), IsInvalidField("target.maximum"));
  EXPECT_TRUE(Update<Target>("plans/2024/targets/t1", "minimum: 51", {"minimum", "maximum"}).ok())
      << "without a maximum every minimum will do";
}

TEST_F(PlanTest, ATargetIsNotNegative) {
  EXPECT_THAT(Create<Target>("t1", Target1() + "minimum: -1 maximum: -1", "plans/2024").status(),
              AreInvalidFields({"target.minimum", "target.maximum"}));
}

TEST_F(PlanTest, AnIndicatorHasOneTargetForAUnit) {
  ASSERT_TRUE(Create<Target>("t1", Target1(), "plans/2024").ok());
  EXPECT_THAT(Create<Target>("other", Target1(), "plans/2024").status(),
              IsRefusal(absl::StatusCode::kAlreadyExists, "VALUE_ALREADY_TAKEN"));
  EXPECT_TRUE(Create<Target>("other", Target1() + R"pb(locality: "$/localities/815")pb", "plans/2024").ok());
}

TEST_F(PlanTest, ATargetSaysWhatSetsIt) {
  constexpr char kDecision[] = "Quyết định 919/QĐ-TTg";
  ASSERT_TRUE(Create<Target>("t1", Target1() + "legal_basis: \"" + kDecision + "\"", "plans/2024").ok());
  EXPECT_EQ(Get<Target>("plans/2024/targets/t1")->legal_basis(), kDecision);
}

TEST_F(PlanTest, ATargetBelongsToAPlanThatExists) {
  EXPECT_THAT(Create<Target>("t1", Target1(), "plans/1999").status(),
              IsRefusal(absl::StatusCode::kNotFound, "PARENT_NOT_FOUND"));
}

TEST_F(PlanTest, APlanWithTargetsIsNotDeleted) {
  ASSERT_TRUE(Create<Target>("t1", Target1(), "plans/2024").ok());
  EXPECT_THAT(Delete<Plan>("plans/2024"), IsRefusal(absl::StatusCode::kFailedPrecondition, "RESOURCE_IN_USE"));
  ASSERT_TRUE(Delete<Target>("plans/2024/targets/t1").ok());
  EXPECT_TRUE(Delete<Plan>("plans/2024").ok());
}

TEST_F(PlanTest, OnlyCommunesAreOnTheRoadmap) {
  const auto add = [this](const std::string& id) {
    return Create<RoadmapCommune>(id, "locality: \"$/localities/" + id + "\"", "plans/2024").status();
  };
  EXPECT_EQ(add("28501"), absl::OkStatus());
  EXPECT_THAT(add("815"), IsInvalidField("roadmap_commune.locality"));
  EXPECT_THAT(add("82"), IsInvalidField("roadmap_commune.locality"));
  EXPECT_THAT(add("none"), IsInvalidField("roadmap_commune.locality"));
}

TEST_F(PlanTest, ACommuneIsOnTheRoadmapOnce) {
  const std::string commune = R"pb(locality: "$/localities/28501")pb";
  ASSERT_TRUE(Create<RoadmapCommune>("a", commune, "plans/2024").ok());
  EXPECT_THAT(Create<RoadmapCommune>("b", commune, "plans/2024").status(),
              IsRefusal(absl::StatusCode::kAlreadyExists, "VALUE_ALREADY_TAKEN"));
}

}  // namespace
}  // namespace ocop::registry
