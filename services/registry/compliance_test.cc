// Compliance papers: whose they are and how long they hold.
#include "services/registry/testing/registry_fixture.h"

namespace ocop::registry {
namespace {

class CompliancePaperTest : public RegistryTest {
 protected:
  void SetUp() override { MakeProducts(); }

  static std::string Commitment() {
    return R"pb(kind: KIND_FOOD_SAFETY_COMMITMENT
                producer: "$/producers/p1"
                issue_date { year: 2024 month: 1 day: 10 })pb";
  }
};

TEST_F(CompliancePaperTest, IsForAllThatAProducerMakesOrForOneProduct) {
  const auto general = Create<CompliancePaper>("a", Commitment());
  ASSERT_TRUE(general.ok()) << general.status();
  EXPECT_EQ(general->product(), "");
  const auto special = Create<CompliancePaper>("b", Commitment() + R"pb(product: "$/products/a")pb");
  ASSERT_TRUE(special.ok()) << special.status();
  EXPECT_EQ(special->product(), Name("products/a"));
}

TEST_F(CompliancePaperTest, IsNotForAProductOfAnotherProducer) {
  EXPECT_THAT(
      Create<CompliancePaper>("a", Commitment() + R"pb(producer: "$/producers/p2" product: "$/products/a")pb").status(),
      IsInvalidField("compliance_paper.product"));
  ASSERT_TRUE(Create<CompliancePaper>("a", Commitment() + R"pb(producer: "$/producers/p2")pb").ok());
  EXPECT_THAT(Update<CompliancePaper>("compliancePapers/a", R"pb(product: "$/products/a")pb").status(),
              IsInvalidField("compliance_paper.product"));
}

TEST_F(CompliancePaperTest, IsForAProductThatExists) {
  EXPECT_THAT(Create<CompliancePaper>("a", Commitment() + R"pb(product: "$/products/none")pb").status(),
              IsInvalidField("compliance_paper.product"));
}

TEST_F(CompliancePaperTest, HoldsAtLeastForADay) {
  EXPECT_THAT(Create<CompliancePaper>("a", Commitment() + "expire_date { year: 2024 month: 1 day: 9 }").status(),
              IsInvalidField("compliance_paper.expire_date"));
  EXPECT_TRUE(Create<CompliancePaper>("a", Commitment() + "expire_date { year: 2024 month: 1 day: 10 }").ok());
}

TEST_F(CompliancePaperTest, HasBeenIssuedAndMayHoldIntoTheFuture) {
  EXPECT_THAT(Create<CompliancePaper>("a", Commitment() + "issue_date " + DayFromToday(2)).status(),
              IsInvalidField("compliance_paper.issue_date"));
  EXPECT_TRUE(Create<CompliancePaper>("a", Commitment() + "expire_date " + DayFromToday(1000)).ok());
}

TEST_F(CompliancePaperTest, KindAndProducerStayAsTheyAre) {
  ASSERT_TRUE(Create<CompliancePaper>("a", Commitment()).ok());
  EXPECT_THAT(Update<CompliancePaper>("compliancePapers/a", R"pb(kind: KIND_TEST_REPORT producer: "$/producers/p2")pb")
                  .status(),
              AreInvalidFields({"compliance_paper.kind", "compliance_paper.producer"}));
}

// A mask names a field that the resource leaves out: the field is cleared.
TEST_F(CompliancePaperTest, ATermCanBeTakenAway) {
  ASSERT_TRUE(Create<CompliancePaper>("a", Commitment() + "expire_date { year: 2025 month: 1 day: 9 }").ok());
  const auto updated = Update<CompliancePaper>("compliancePapers/a", "", {"expire_date"});
  ASSERT_TRUE(updated.ok()) << updated.status();
  EXPECT_FALSE(updated->has_expire_date());
}

}  // namespace
}  // namespace ocop::registry
