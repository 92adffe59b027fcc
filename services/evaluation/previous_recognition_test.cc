// What a dossier is about: the recognition that its product has, or that it has none (Decision 26/2026/QĐ-TTg articles
// 6 and 7).
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "services/evaluation/testing/recognition_fixture.h"

namespace ocop::evaluation {
namespace {

using namespace ocop::evaluation::v1;  // NOLINT(google-build-using-namespace): the messages under test
using service::IsRefusal;

class PreviousRecognitionTest : public RecognitionByDecisionTest {
 protected:
  // A recognition of product `a`, decided and expiring so many days from today.
  void Enter(const std::string& id, int stars, int decided, int expires) {
    AsProvince();
    const auto made = Create<Recognition>(
        id, absl::StrCat("stars: ", stars, " product: \"$/products/a\" certificate_number: \"", Province(), "-", id,
                         "\" decision_date ", DayFromToday(decided), " expire_date ", DayFromToday(expires)));
    ASSERT_TRUE(made.ok()) << made.status();
  }
  void Revoke(const std::string& id) {
    AsProvince();
    ASSERT_TRUE(Call<Recognition>(absl::StrCat(kService, "RevokeRecognition"),
                                  Parse<RevokeRecognitionRequest>(absl::StrCat(
                                      "name: \"$/recognitions/", id, "\" ground: REVOCATION_GROUND_MARK_MISUSE ",
                                      "decision_number: \"15/QĐ-UBND\" revoke_date ", Today())))
                    .ok());
  }
  static std::string Of(const std::string& kind, const std::string& previous) {
    return absl::StrCat("product: \"$/products/a\" kind: DOSSIER_KIND_", kind,
                        " previous_recognition: ", "\"$/recognitions/", previous, "\" form_02 { changes: \"c\" }");
  }
  // Whether a dossier of product `a` could be filed; nothing stays of it.
  absl::Status Filed(const std::string& text) {
    FullDraft("tried", text);
    const absl::Status filed = Step("SubmitDossier", "tried", "validate_only: true").status();
    EXPECT_TRUE(Delete<EvidenceItem>("dossiers/tried/evidenceItems/registration").ok());
    EXPECT_TRUE(Delete<Dossier>("dossiers/tried").ok());
    return filed;
  }
  VerifyCertificateResponse::Status StatusOf(const std::string& id) {
    return Call<VerifyCertificateResponse>(
               absl::StrCat(kService, "VerifyCertificate"),
               Parse<VerifyCertificateRequest>(absl::StrCat("certificate_number: \"", Province(), "-", id, "\"")))
        ->status();
  }

  static std::string First() { return R"pb(product: "$/products/a")pb"; }
};

TEST_F(PreviousRecognitionTest, AFirstEvaluationIsOfWhatIsNotInForce) {
  const auto refused = IsRefusal(kFailedPrecondition, "PRODUCT_RECOGNISED");
  Enter("over", 3, -1200, -1);
  EXPECT_TRUE(Filed(First()).ok());
  Enter("r", 3, -500, 0);
  EXPECT_THAT(Filed(First()), refused) << "on its last day";
  Revoke("r");
  EXPECT_TRUE(Filed(First()).ok());
}

TEST_F(PreviousRecognitionTest, WhatWasReplacedIsNeitherUpgradedNorReevaluated) {
  const auto refused = IsRefusal(kFailedPrecondition, "DOSSIER_INCOMPLETE");
  Enter("old", 3, -900, 150);
  EXPECT_TRUE(Filed(Of("UPGRADE", "old")).ok());
  EXPECT_TRUE(Filed(Of("RE_EVALUATION", "old")).ok());
  Enter("new", 3, -10, 1000);
  for (const char* kind : {"UPGRADE", "RE_EVALUATION"}) EXPECT_THAT(Filed(Of(kind, "old")), refused) << kind;
  EXPECT_TRUE(Filed(Of("UPGRADE", "new")).ok());
  Revoke("new");
  for (const char* kind : {"UPGRADE", "RE_EVALUATION"}) {
    EXPECT_THAT(Filed(Of(kind, "old")), refused) << kind << ": it does not come back";
    EXPECT_THAT(Filed(Of(kind, "new")), refused) << kind << " of what is revoked";
  }
}

TEST_F(PreviousRecognitionTest, AnUpgradeIsOfWhatIsInForce) {
  Enter("r", 3, -1200, -1);
  EXPECT_THAT(Filed(Of("UPGRADE", "r")), IsRefusal(kFailedPrecondition, "RECOGNITION_EXPIRED"));
}

// Article 7.5. What was not raised leaves the certificate as it is.
TEST_F(PreviousRecognitionTest, AnUpgradeRaisesTheStarsOrIsRejected) {
  Enter("r", 4, -500, 500);
  Decided("up", Of("UPGRADE", "r"));
  EXPECT_THAT(Recognise("up").status(), IsRefusal(kFailedPrecondition, "STARS_NOT_RAISED"));
  const auto rejected = Step("RejectDossier", "up");
  ASSERT_TRUE(rejected.ok()) << rejected.status();
  EXPECT_EQ(StatusOf("r"), VerifyCertificateResponse::STATUS_VALID);
  AsProducer();
  const auto reopened = Step("ReopenDossier", "up");
  ASSERT_TRUE(reopened.ok()) << reopened.status();
  EXPECT_EQ(reopened->stars(), 0);
  EXPECT_EQ(reopened->province_stars(), 0);
  EXPECT_EQ(reopened->province_score_centi(), 0);
  EXPECT_EQ(reopened->decided_round(), "");
  EXPECT_FALSE(reopened->has_result_date());
}

TEST_F(PreviousRecognitionTest, AnUpgradeWithMoreStarsIsRecognisedAndRejectedNoMore) {
  Enter("r", 3, -500, 500);
  Decided("up", Of("UPGRADE", "r"));
  EXPECT_TRUE(Recognise("up").ok());
  EXPECT_EQ(StatusOf("r"), VerifyCertificateResponse::STATUS_EXPIRED);
  EXPECT_THAT(Step("RejectDossier", "up").status(), IsRefusal(kFailedPrecondition, "ALREADY_RECOGNISED"));
}

TEST_F(PreviousRecognitionTest, AReevaluationMayGiveFewerStars) {
  Enter("r", 5, -900, 150);
  Decided("again", Of("RE_EVALUATION", "r"));
  EXPECT_TRUE(Recognise("again").ok());
}

TEST_F(PreviousRecognitionTest, WhatChangedMeanwhileIsNotDecidedOn) {
  Enter("r", 3, -500, 500);
  Decided("up", Of("UPGRADE", "r"));
  Enter("later", 3, -1, 500);
  const auto changed = IsRefusal(kFailedPrecondition, "PREVIOUS_RECOGNITION_CHANGED");
  EXPECT_THAT(Recognise("up").status(), changed);
  ASSERT_TRUE(Delete<Recognition>("recognitions/later").ok());
  Revoke("r");
  EXPECT_THAT(Recognise("up").status(), changed);
  ASSERT_TRUE(Step("RejectDossier", "up").ok());
  Decided("first", First());
  Enter("entered", 3, -1, 500);
  EXPECT_THAT(Recognise("first").status(), IsRefusal(kFailedPrecondition, "PRODUCT_RECOGNISED"));
  ASSERT_TRUE(Delete<Recognition>("recognitions/entered").ok());
  EXPECT_TRUE(Recognise("first").ok());
}

}  // namespace
}  // namespace ocop::evaluation
