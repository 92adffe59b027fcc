// Indicators that a province defines for itself.
#include "services/registry/testing/registry_fixture.h"

namespace ocop::registry {
namespace {

using ::testing::Pair;
using ::testing::StartsWith;
using ::testing::UnorderedElementsAre;

class IndicatorDefinitionTest : public RegistryTest {
 protected:
  void SetUp() override { MakeLocalities(); }

  static std::string Own() {
    return R"pb(code: "X1"
                title_vi: "Sản phẩm du lịch"
                unit: "UNIT_PRODUCT"
                measure: "MEASURE_COUNT"
                numerator_filter: "product_group = GROUP_TOURISM"
                legal_basis: "380/KH-UBND")pb";
  }
};

TEST_F(IndicatorDefinitionTest, IsOfAProvinceThatIsKnown) {
  const auto made_in = [this](const std::string& province) {
    auto request = Parse<CreateIndicatorDefinitionRequest>("indicator_definition_id: \"x1\" indicator_definition { " +
                                                           Own() + " } parent: \"provinces/" + province + "\"");
    return Call<IndicatorDefinition>("/ocop.registry.v1.IndicatorDefinitionService/CreateIndicatorDefinition", request)
        .status();
  };
  for (const char* province : {"00", "ab"}) {
    EXPECT_THAT(made_in(province), IsRefusal(absl::StatusCode::kNotFound, "PARENT_NOT_FOUND")) << province;
  }
  EXPECT_EQ(made_in(parent().substr(10)), absl::OkStatus());
}

TEST_F(IndicatorDefinitionTest, KeepsWhatItIsGiven) {
  ASSERT_TRUE(Create<IndicatorDefinition>("x1", Own()).ok());
  const auto read = Get<IndicatorDefinition>("indicatorDefinitions/x1");
  ASSERT_TRUE(read.ok()) << read.status();
  EXPECT_EQ(read->numerator_filter(), "product_group = GROUP_TOURISM");
  EXPECT_EQ(read->legal_basis(), "380/KH-UBND");
  EXPECT_EQ(read->version(), 1);
}

TEST_F(IndicatorDefinitionTest, CountsItsVersions) {
  ASSERT_EQ(Create<IndicatorDefinition>("x1", Own() + "version: 7")->version(), 1);
  EXPECT_EQ(Update<IndicatorDefinition>("indicatorDefinitions/x1", R"pb(reading: "a")pb")->version(), 2);
  EXPECT_EQ(Update<IndicatorDefinition>("indicatorDefinitions/x1", "version: 9", {"version"})->version(), 2);
  EXPECT_EQ(Update<IndicatorDefinition>("indicatorDefinitions/x1", R"pb(reading: "a")pb")->version(), 2)
      << "a change of nothing is no change";
  EXPECT_EQ(Update<IndicatorDefinition>("indicatorDefinitions/x1", R"pb(reading: "b")pb")->version(), 3);
}

// What was seen under a name and a version stays what it was.
TEST_F(IndicatorDefinitionTest, OneThatTakesTheNameAgainGoesOnCounting) {
  ASSERT_TRUE(Create<IndicatorDefinition>("x1", Own()).ok());
  EXPECT_EQ(Update<IndicatorDefinition>("indicatorDefinitions/x1", R"pb(reading: "a")pb")->version(), 2);
  ASSERT_TRUE(Delete<IndicatorDefinition>("indicatorDefinitions/x1").ok());
  EXPECT_EQ(Create<IndicatorDefinition>("x1", Own())->version(), 3);
  EXPECT_EQ(Update<IndicatorDefinition>("indicatorDefinitions/x1", R"pb(reading: "b")pb")->version(), 4);
  EXPECT_FALSE(Create<IndicatorDefinition>("x1", Own()).ok());
  EXPECT_EQ(Create<IndicatorDefinition>("x2", Own() + R"pb(code: "X2")pb")->version(), 1);
  EXPECT_EQ(Update<IndicatorDefinition>("indicatorDefinitions/x1", R"pb(reading: "c")pb")->version(), 5)
      << "what was refused counts nothing";
}

TEST_F(IndicatorDefinitionTest, OfManyChangesEachHasAVersionOfItsOwn) {
  ASSERT_TRUE(Create<IndicatorDefinition>("x1", Own()).ok());
  const int64_t changes = ChangeCount();
  Together(8, [this](int i) {
    EXPECT_TRUE(Update<IndicatorDefinition>("indicatorDefinitions/x1", "reading: \"" + std::to_string(i) + "\"").ok());
  });
  EXPECT_EQ(Get<IndicatorDefinition>("indicatorDefinitions/x1")->version(), 9);
  EXPECT_EQ(ChangeCount(), changes + 8);
}

TEST_F(IndicatorDefinitionTest, ACodeIsOfOneIndicator) {
  ASSERT_TRUE(Create<IndicatorDefinition>("x1", Own()).ok());
  EXPECT_THAT(Create<IndicatorDefinition>("x2", Own()).status(),
              IsRefusal(absl::StatusCode::kAlreadyExists, "VALUE_ALREADY_TAKEN"));
  ASSERT_TRUE(Delete<IndicatorDefinition>("indicatorDefinitions/x1").ok());
  EXPECT_EQ(Create<IndicatorDefinition>("x2", Own())->version(), 1);
}

// Whoever calls this service itself is checked by nobody else.
TEST_F(IndicatorDefinitionTest, AFilterThatCannotBeReadIsRefusedWithItsPlace) {
  const std::string broken =
      R"pb(denominator_filter: "stars >= 3 AND" numerator_filter: "đạt = (4 OR" candidate_filter: "(stars = 3")pb";
  const std::vector<std::string> fields = {"indicator_definition.denominator_filter",
                                           "indicator_definition.numerator_filter",
                                           "indicator_definition.candidate_filter"};
  const absl::Status refused = Create<IndicatorDefinition>("x1", Own() + broken).status();
  EXPECT_THAT(refused, AreInvalidFields(fields));
  // In characters from 1: where the text ends, and where a parenthesis begins that is not closed.
  EXPECT_THAT(status::ViolationsOf(refused),
              UnorderedElementsAre(Pair(fields[0], StartsWith("at 15: ")), Pair(fields[1], StartsWith("at 12: ")),
                                   Pair(fields[2], StartsWith("at 1: "))));
  ASSERT_TRUE(Create<IndicatorDefinition>("x1", Own()).ok());
  EXPECT_THAT(Update<IndicatorDefinition>("indicatorDefinitions/x1", broken).status(), AreInvalidFields(fields));
  EXPECT_EQ(Get<IndicatorDefinition>("indicatorDefinitions/x1")->version(), 1);
  // What a word means is not known here.
  EXPECT_TRUE(Update<IndicatorDefinition>("indicatorDefinitions/x1", R"pb(numerator_filter: "stairs >= 3")pb").ok());
}

TEST_F(IndicatorDefinitionTest, TellsAllThatIsMissing) {
  EXPECT_THAT(Create<IndicatorDefinition>("x1", "").status(),
              AreInvalidFields({"indicator_definition.code", "indicator_definition.title_vi",
                                "indicator_definition.unit", "indicator_definition.measure"}));
}

}  // namespace
}  // namespace ocop::registry
