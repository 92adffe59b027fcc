// Indicators that a province defines for itself.
#include "services/registry/testing/registry_fixture.h"

namespace ocop::registry {
namespace {

class IndicatorDefinitionTest : public RegistryTest {
 protected:
  static std::string Own() {
    return R"pb(code: "X1"
                title_vi: "Sản phẩm du lịch"
                unit: "UNIT_PRODUCT"
                measure: "MEASURE_COUNT"
                numerator_filter: "product_group = GROUP_TOURISM"
                legal_basis: "380/KH-UBND")pb";
  }
};

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

TEST_F(IndicatorDefinitionTest, OfManyChangesEachHasAVersionOfItsOwn) {
  ASSERT_TRUE(Create<IndicatorDefinition>("x1", Own()).ok());
  Together(8, [this](int i) {
    EXPECT_TRUE(Update<IndicatorDefinition>("indicatorDefinitions/x1", "reading: \"" + std::to_string(i) + "\"").ok());
  });
  EXPECT_EQ(Get<IndicatorDefinition>("indicatorDefinitions/x1")->version(), 9);
  EXPECT_EQ(ChangeCount(), 9);
}

TEST_F(IndicatorDefinitionTest, ACodeIsOfOneIndicator) {
  ASSERT_TRUE(Create<IndicatorDefinition>("x1", Own()).ok());
  EXPECT_THAT(Create<IndicatorDefinition>("x2", Own()).status(),
              IsRefusal(absl::StatusCode::kAlreadyExists, "VALUE_ALREADY_TAKEN"));
  ASSERT_TRUE(Delete<IndicatorDefinition>("indicatorDefinitions/x1").ok());
  EXPECT_EQ(Create<IndicatorDefinition>("x2", Own())->version(), 1);
}

TEST_F(IndicatorDefinitionTest, TellsAllThatIsMissing) {
  EXPECT_THAT(Create<IndicatorDefinition>("x1", "").status(),
              AreInvalidFields({"indicator_definition.code", "indicator_definition.title_vi",
                                "indicator_definition.unit", "indicator_definition.measure"}));
}

}  // namespace
}  // namespace ocop::registry
