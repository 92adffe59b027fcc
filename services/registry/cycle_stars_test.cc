// Stars in the cycle: evaluation knows them, and a product that has some keeps them until they end.
#include "services/registry/testing/cycle_fixture.h"

namespace ocop::registry {
namespace {

class StarsTest : public CycleTest {
 protected:
  void SetUp() override {
    CycleTest::SetUp();
    As("officer@example.vn", "producer,commune_officer,province_officer");
  }

  // With stars until `days` after today, on record; gives their name.
  std::string TakeOver(int days) const {
    std::string recognition = Recognise("r", days);
    const auto recorded = Step("RecordRecognition", "recognition: \"" + recognition + "\"");
    EXPECT_TRUE(recorded.ok()) << recorded.status();
    return recognition;
  }
  // They end yesterday, here and there.
  void LetExpire() const {
    auto request = Parse<evaluation::v1::UpdateRecognitionRequest>(
        R"pb(recognition { name: "$/recognitions/r" })pb" + (" recognition { expire_date " + DayFromToday(-1)) + " }");
    InEvaluation("UpdateRecognition", request);
    PutExpiry(clock::Today(absl::Now()) - 1);
  }
  static auto HasStillStars() { return IsRefusal(absl::StatusCode::kFailedPrecondition, "STILL_RECOGNISED"); }
};

// Article 7.6a: a re-evaluation is filed 120 days before the stars end, whatever became of an earlier one.
TEST_F(StarsTest, WhatIsReturnedKeepsItsStars) {
  TakeOver(400);
  for (const bool promoted : {false, true}) {
    if (promoted) {
      ASSERT_TRUE(Step("StartPromotion").ok());
    }
    ASSERT_TRUE(Step("MarkReadyForEvaluation").ok());
    const auto returned = Step("ReturnToImplementation");
    ASSERT_TRUE(returned.ok()) << returned.status();
    EXPECT_EQ(returned->state(), Product::STATE_RECOGNISED);
    EXPECT_EQ(clock::FromDate(returned->state_due_date()), clock::Today(absl::Now()) + 400 - 120);
    EXPECT_EQ(returned->steps().rbegin()->due_legal_basis(), "26/2026/QĐ-TTg, Điều 7.6a");
  }
}

TEST_F(StarsTest, WhatIsReturnedAfterItsStarsEndedIsCarriedOutAgain) {
  TakeOver(10);
  LetExpire();
  ASSERT_TRUE(Step("RecordLapse").ok());
  ASSERT_TRUE(Step("MarkReadyForEvaluation").ok());
  EXPECT_EQ(Step("ReturnToImplementation")->state(), Product::STATE_IMPLEMENTATION);
}

TEST_F(StarsTest, DoNotLapseWhileTheyAreInForce) {
  const std::string recognition = TakeOver(0);
  const auto refused = Step("RecordLapse");
  EXPECT_THAT(refused.status(), HasStillStars()) << "their last day is today";
  EXPECT_EQ(status::MetadataOf(refused.status())["recognition"], recognition);
  EXPECT_EQ(Get<Product>("products/a")->state(), Product::STATE_RECOGNISED);
  LetExpire();
  EXPECT_EQ(Step("RecordLapse")->state(), Product::STATE_LAPSED);
}

TEST_F(StarsTest, LapseWhenTheyAreRevoked) {
  TakeOver(400);
  InEvaluation("RevokeRecognition",
               Parse<evaluation::v1::RevokeRecognitionRequest>(R"pb(name: "$/recognitions/r"
                                                                    ground: REVOCATION_GROUND_PRODUCTION_STOPPED
                                                                    decision_number: "99")pb" +
                                                               (" revoke_date " + DayFromToday(0))));
  ASSERT_TRUE(Step("RecordLapse").ok());
  const auto ready = Step("MarkReadyForEvaluation");
  ASSERT_TRUE(ready.ok()) << ready.status();
  EXPECT_EQ(ready->steps().rbegin()->due_legal_basis(), "26/2026/QĐ-TTg, Điều 5.1")
      << "what lost its stars waits for the next round";
}

TEST_F(StarsTest, NewOnesThatAreNotOnRecordCountToo) {
  TakeOver(10);
  LetExpire();
  Recognise("again", 400, 50);
  EXPECT_THAT(Step("RecordLapse").status(), HasStillStars());
}

TEST_F(StarsTest, NoneComeBackWhenTheDecisionThatReplacedThemIsRevoked) {
  Put("stars");
  const std::string first = Recognise("first", 400);
  Recognise("second", 500, 50);
  InEvaluation("RevokeRecognition",
               Parse<evaluation::v1::RevokeRecognitionRequest>(R"pb(name: "$/recognitions/second"
                                                                    ground: REVOCATION_GROUND_PRODUCTION_STOPPED
                                                                    decision_number: "99")pb" +
                                                               (" revoke_date " + DayFromToday(0))));
  EXPECT_THAT(Step("RecordRecognition", "recognition: \"" + first + "\"").status(),
              IsRefusal(absl::StatusCode::kFailedPrecondition, "NOT_RECOGNISED"));
  EXPECT_TRUE(Step("RecordLapse").ok());
}

TEST_F(StarsTest, WhatHasThemIsNotGivenUp) {
  Recognise("of-the-past", 400);
  for (const char* state : {"entered", "doing", "lapsed"}) {
    Put(state);
    EXPECT_THAT(Step("WithdrawProduct").status(), HasStillStars()) << state;
    EXPECT_EQ(Get<Product>("products/a")->state(), States().at(state)) << state;
  }
}

// Here is no evaluation.
class NoEvaluationTest : public RegistryTest {
 protected:
  void SetUp() override { MakeProducts(); }

  absl::Status Record() const {
    return Call<Product>("/ocop.registry.v1.ProductService/RecordRecognition",
                         Parse<RecordRecognitionRequest>(R"pb(name: "$/products/a" recognition: "$/recognitions/r")pb"))
        .status();
  }
  absl::Status Lapse() const {
    return Call<Product>("/ocop.registry.v1.ProductService/RecordLapse",
                         Parse<RecordLapseRequest>(R"pb(name: "$/products/a" reason: "Hết hạn")pb"))
        .status();
  }
  absl::Status Withdraw() const {
    return Call<Product>("/ocop.registry.v1.ProductService/WithdrawProduct",
                         Parse<WithdrawProductRequest>(R"pb(name: "$/products/a" reason: "Ngừng")pb"))
        .status();
  }
};

TEST_F(NoEvaluationTest, StarsAreNeitherBegunNorEndedUnasked) {
  As("all@example.vn", "producer,province_officer");
  const auto unavailable = IsRefusal(absl::StatusCode::kUnavailable, "PEER_UNAVAILABLE");
  EXPECT_THAT(Record(), unavailable);
  EXPECT_THAT(Lapse(), unavailable);
  EXPECT_THAT(Withdraw(), unavailable);
}

TEST_F(NoEvaluationTest, PermissionIsAskedForFirst) {
  As("council@example.vn", "council_member");
  const auto missing = IsRefusal(absl::StatusCode::kPermissionDenied, "ROLE_MISSING");
  EXPECT_THAT(Record(), missing);
  EXPECT_THAT(Lapse(), missing);
  EXPECT_THAT(Withdraw(), missing);
}

}  // namespace
}  // namespace ocop::registry
