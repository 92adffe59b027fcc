// What is rejected while its producer has it, so that no product is blocked for ever.
#include <gtest/gtest.h>

#include "services/evaluation/testing/evaluation_fixture.h"

namespace ocop::evaluation {
namespace {

using namespace ocop::evaluation::v1;  // NOLINT(google-build-using-namespace): the messages under test
using service::IsRefusal;

class RejectionTest : public EvaluationTest {
 protected:
  // Another dossier of the product of `a`.
  Answer<Dossier> Another(const std::string& id) {
    AsProducer();
    return Draft(id, R"pb(product: "$/products/a")pb");
  }

  static auto IsRoleMissing() { return IsRefusal(absl::StatusCode::kPermissionDenied, "ROLE_MISSING"); }
};

TEST_F(RejectionTest, WhatIsNeverSupplementedIsRejectedByTheOfficeThatAsked) {
  InState(Dossier::STATE_SUPPLEMENT, "a");
  EXPECT_THAT(Another("b").status(), IsRefusal(absl::StatusCode::kAlreadyExists, "VALUE_ALREADY_TAKEN"));
  AsProvince();
  EXPECT_THAT(Step("RejectDossier", "a").status(), IsRoleMissing()) << "the commune asked";
  AsProducer();
  EXPECT_THAT(Step("RejectDossier", "a").status(), IsRoleMissing());
  AsCommune();
  const auto rejected = Step("RejectDossier", "a");
  ASSERT_TRUE(rejected.ok()) << rejected.status();
  EXPECT_EQ(rejected->state(), Dossier::STATE_REJECTED);
  EXPECT_EQ(rejected->return_state(), Dossier::STATE_UNSPECIFIED);
  EXPECT_TRUE(Another("b").ok());
}

TEST_F(RejectionTest, WhatTheProvinceOrItsCouncilAskedForTheProvinceRejects) {
  for (const Dossier::State state : {Dossier::STATE_ADVISORY_REVIEW, Dossier::STATE_COUNCIL}) {
    SCOPED_TRACE(Dossier::State_Name(state));
    const std::string id = "d" + std::to_string(state);
    InState(state, id);
    AsProvince();
    ASSERT_TRUE(Step("RequestSupplement", id).ok());
    AsCommune();
    EXPECT_THAT(Step("RejectDossier", id).status(), IsRoleMissing());
    AsProvince();
    EXPECT_TRUE(Step("RejectDossier", id).ok());
  }
}

TEST_F(RejectionTest, ADraftThatIsNeverFiledIsRejectedByTheProvince) {
  FullDraft("a");
  AsCommune();
  EXPECT_THAT(Step("RejectDossier", "a").status(), IsRoleMissing());
  AsProvince();
  ASSERT_TRUE(Step("RejectDossier", "a").ok());
  EXPECT_TRUE(Another("b").ok());
  EXPECT_THAT(Step("ReopenDossier", "a").status(), IsRefusal(absl::StatusCode::kAlreadyExists, "VALUE_ALREADY_TAKEN"));
  ASSERT_TRUE(Step("WithdrawDossier", "b").ok());
  EXPECT_EQ(Step("ReopenDossier", "a")->state(), Dossier::STATE_DRAFT);
}

}  // namespace
}  // namespace ocop::evaluation
