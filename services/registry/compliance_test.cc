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

// Figures ask those who register a product for its papers, and registrations go with the product.
TEST_F(CompliancePaperTest, GoesWithItsProductToAnotherProducer) {
  ASSERT_TRUE(Create<CompliancePaper>("special", Commitment() + R"pb(product: "$/products/a")pb").ok());
  ASSERT_TRUE(Create<CompliancePaper>("general", Commitment()).ok());
  const int before = ChangeCount();
  ASSERT_TRUE(Update<Product>("products/a", R"pb(producer: "$/producers/p2")pb").ok());
  EXPECT_EQ(ChangeCount(), before + 2) << "the product and its paper";
  EXPECT_EQ(Get<CompliancePaper>("compliancePapers/special")->producer(), Name("producers/p2"));
  EXPECT_EQ(Get<CompliancePaper>("compliancePapers/general")->producer(), Name("producers/p1"));
  EXPECT_TRUE(Update<CompliancePaper>("compliancePapers/special", R"pb(number: "12")pb").ok());
  const auto renewed =
      Call<CompliancePaper>("/ocop.registry.v1.ComplianceService/RenewCompliancePaper",
                            Parse<RenewCompliancePaperRequest>(R"pb(name: "$/compliancePapers/special"
                                                                    issue_date { year: 2025 month: 1 day: 10 })pb"));
  ASSERT_TRUE(renewed.ok()) << renewed.status();
  EXPECT_EQ(renewed->producer(), Name("producers/p2"));
}

// From before papers went along.
TEST_F(CompliancePaperTest, ThatWasLeftBehindIsRenewedForWhoMakesTheProduct) {
  ASSERT_TRUE(Create<CompliancePaper>("left", Commitment() + R"pb(product: "$/products/a")pb").ok());
  service().database().Execute("UPDATE registry.product SET producer_id = 'p2' WHERE province_code = '" +
                               parent().substr(10) + "' AND product_id = 'a'");
  EXPECT_TRUE(Update<CompliancePaper>("compliancePapers/left", R"pb(number: "12")pb").ok());
  const auto renewed =
      Call<CompliancePaper>("/ocop.registry.v1.ComplianceService/RenewCompliancePaper",
                            Parse<RenewCompliancePaperRequest>(R"pb(name: "$/compliancePapers/left"
                                                                    issue_date { year: 2025 month: 1 day: 10 })pb"));
  ASSERT_TRUE(renewed.ok()) << renewed.status();
  EXPECT_EQ(renewed->producer(), Name("producers/p2"));
}

TEST_F(CompliancePaperTest, OfAProductThatMovesMeanwhileIsNotLeftBehind) {
  Together(6, [&](int i) {
    if (i == 0) {
      EXPECT_TRUE(Update<Product>("products/a", R"pb(producer: "$/producers/p2")pb").ok());
    } else {
      (void)Create<CompliancePaper>("c" + std::to_string(i), Commitment() + R"pb(product: "$/products/a")pb").ok();
    }
  });
  for (int i = 1; i < 6; ++i) {
    const auto paper = Get<CompliancePaper>("compliancePapers/c" + std::to_string(i));
    EXPECT_TRUE(!paper.ok() || paper->producer() == Name("producers/p2")) << i;
  }
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
