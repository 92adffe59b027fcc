// Recognitions: stars for a term, and how they end before it.
#include <gtest/gtest.h>

#include "common/service/testing/service_fixture.h"
#include "ocop/evaluation/v1/recognition_service.pb.h"
#include "services/evaluation/definition.h"

namespace ocop::evaluation {
namespace {

using namespace ocop::evaluation::v1;  // NOLINT(google-build-using-namespace): the messages under test
using service::AreInvalidFields;
using service::IsInvalidField;
using service::IsRefusal;

constexpr char kRevoke[] = "/ocop.evaluation.v1.RecognitionService/RevokeRecognition";
constexpr char kRecordGround[] = "/ocop.evaluation.v1.RecognitionService/RecordRevocationGround";
constexpr char kWithdrawGround[] = "/ocop.evaluation.v1.RecognitionService/WithdrawRevocationGround";

class RecognitionTest : public service::ServiceTest<Definition> {
 protected:
  RecognitionTest() { As("officer@example.vn", "province_officer"); }

  // In force from 2023-01-10 to 2026-01-09.
  static std::string FourStars() {
    return R"pb(stars: 4
                product: "$/products/a"
                decision_date { year: 2023 month: 1 day: 10 }
                expire_date { year: 2026 month: 1 day: 9 })pb";
  }

  // A revocation of "r" on 2024-06-01 that adds or replaces what `text` says.
  RevokeRecognitionRequest Revocation(const std::string& text = "") const {
    return Parse<RevokeRecognitionRequest>(R"pb(name: "$/recognitions/r"
                                                ground: REVOCATION_GROUND_PRODUCTION_STOPPED
                                                decision_number: "15/QĐ-UBND"
                                                revoke_date { year: 2024 month: 6 day: 1 })pb" +
                                           text);
  }
  absl::StatusOr<Recognition> Revoke(const std::string& text = "") const {
    return Call<Recognition>(kRevoke, Revocation(text));
  }

  // A conclusion about "r" on 2024-05-20 that adds or replaces what `text` says.
  absl::StatusOr<Recognition> RecordGround(const std::string& text = "") const {
    return Call<Recognition>(kRecordGround, Parse<RecordRevocationGroundRequest>(
                                                R"pb(name: "$/recognitions/r"
                                                     conclusion_date { year: 2024 month: 5 day: 20 }
                                                     ground: REVOCATION_GROUND_LAW_BROKEN
                                                     conclusion_authority: "Thanh tra tỉnh"
                                                     conclusion_number: "7/KL-TTr")pb" +
                                                text));
  }
  absl::StatusOr<Recognition> WithdrawGround(const std::string& text = "") const {
    return Call<Recognition>(kWithdrawGround,
                             Parse<WithdrawRevocationGroundRequest>("name: \"$/recognitions/r\" " + text));
  }
};

// Decision 26/2026/QĐ-TTg article 4.1: nothing under three stars is decided on.
TEST_F(RecognitionTest, GivesThreeToFiveStars) {
  for (int stars : {3, 4, 5}) {
    EXPECT_TRUE(
        Create<Recognition>("", FourStars() + absl::StrCat("stars: ", stars, " product: \"$/products/", stars, "\""))
            .ok());
  }
  for (int stars : {0, 2, 6}) {
    EXPECT_THAT(Create<Recognition>("", FourStars() + absl::StrCat("stars: ", stars)).status(),
                IsInvalidField("recognition.stars"));
  }
}

TEST_F(RecognitionTest, TheScoreIsOfAHundredPoints) {
  EXPECT_TRUE(Create<Recognition>("r", FourStars() + "score_centi: 10000").ok());
  EXPECT_THAT(Create<Recognition>("s", FourStars() + "score_centi: 10001").status(),
              IsInvalidField("recognition.score_centi"));
}

TEST_F(RecognitionTest, IsInForceForADayAtLeast) {
  EXPECT_THAT(Create<Recognition>("r", FourStars() + "expire_date { year: 2023 month: 1 day: 9 }").status(),
              IsInvalidField("recognition.expire_date"));
  EXPECT_TRUE(Create<Recognition>("r", FourStars() + "expire_date { year: 2023 month: 1 day: 10 }").ok());
}

TEST_F(RecognitionTest, HasBeenDecided) {
  EXPECT_THAT(
      Create<Recognition>("r", FourStars() + "decision_date " + DayFromToday(2) + "expire_date " + DayFromToday(1000))
          .status(),
      IsInvalidField("recognition.decision_date"));
}

TEST_F(RecognitionTest, AProductHasOneDecisionADay) {
  ASSERT_TRUE(Create<Recognition>("r", FourStars()).ok());
  EXPECT_THAT(Create<Recognition>("s", FourStars() + "stars: 5").status(),
              IsRefusal(absl::StatusCode::kAlreadyExists, "VALUE_ALREADY_TAKEN"));
  EXPECT_TRUE(Create<Recognition>("s", FourStars() + "decision_date { year: 2023 month: 1 day: 11 }").ok());
}

TEST_F(RecognitionTest, MayBeProlongedButNotMoved) {
  ASSERT_TRUE(Create<Recognition>("r", FourStars()).ok());
  EXPECT_TRUE(Update<Recognition>("recognitions/r", "expire_date { year: 2026 month: 7 day: 8 }").ok());
  EXPECT_THAT(Update<Recognition>("recognitions/r", R"pb(product: "$/products/b"
                                                         decision_date { year: 2024 month: 1 day: 1 })pb")
                  .status(),
              AreInvalidFields({"recognition.product", "recognition.decision_date"}));
}

TEST_F(RecognitionTest, NamesAProduct) {
  EXPECT_THAT(Create<Recognition>("r", FourStars() + R"pb(product: "$/producers/a")pb").status(),
              IsInvalidField("recognition.product"));
}

TEST_F(RecognitionTest, IsRevokedByDecisionAlone) {
  const auto made = Create<Recognition>("r", FourStars() + R"pb(
    revoke_date { year: 2024 month: 6 day: 1 }
    revocation_ground: REVOCATION_GROUND_AUTHORITY_CONCLUSION)pb");
  ASSERT_TRUE(made.ok()) << made.status();
  EXPECT_FALSE(made->has_revoke_date()) << "what is output only is ignored on input";
  EXPECT_EQ(made->revocation_ground(), Recognition::REVOCATION_GROUND_UNSPECIFIED);
}

TEST_F(RecognitionTest, OnlyAnOfficerChangesThem) {
  ASSERT_TRUE(Create<Recognition>("r", FourStars()).ok());
  As("somebody", "producer,council_member");
  for (const absl::Status& refused :
       {Create<Recognition>("s", FourStars()).status(), Update<Recognition>("recognitions/r", "stars: 5").status(),
        Delete<Recognition>("recognitions/r"), Revoke().status(), RecordGround().status(), WithdrawGround().status()}) {
    EXPECT_THAT(refused, IsRefusal(absl::StatusCode::kPermissionDenied, "ROLE_MISSING"));
  }
}

using RevokeTest = RecognitionTest;

TEST_F(RevokeTest, EndsTheRecognition) {
  ASSERT_TRUE(Create<Recognition>("r", FourStars()).ok());
  const auto revoked = Revoke();
  ASSERT_TRUE(revoked.ok()) << revoked.status();
  EXPECT_EQ(revoked->revoke_date().ShortDebugString(), "year: 2024 month: 6 day: 1");
  EXPECT_EQ(revoked->revocation_ground(), Recognition::REVOCATION_GROUND_PRODUCTION_STOPPED);
  EXPECT_EQ(revoked->revocation_decision_number(), "15/QĐ-UBND");
  EXPECT_FALSE(revoked->has_conclusion_date());
  EXPECT_EQ(Get<Recognition>("recognitions/r")->DebugString(), revoked->DebugString());
  EXPECT_EQ(ChangeCount(), 2);
}

TEST_F(RevokeTest, OnlyWhatExists) {
  EXPECT_THAT(Revoke().status(), IsRefusal(absl::StatusCode::kNotFound, "RESOURCE_NOT_FOUND"));
}

TEST_F(RevokeTest, Once) {
  ASSERT_TRUE(Create<Recognition>("r", FourStars()).ok());
  ASSERT_TRUE(Revoke().ok());
  EXPECT_THAT(Revoke().status(), IsRefusal(absl::StatusCode::kFailedPrecondition, "RECOGNITION_ALREADY_REVOKED"));
}

TEST_F(RevokeTest, OfManyAtOnceOneSucceeds) {
  ASSERT_TRUE(Create<Recognition>("r", FourStars()).ok());
  std::atomic<int> done = 0;
  Together(10, [&](int) { done += Revoke().ok() ? 1 : 0; });
  EXPECT_EQ(done, 1);
  EXPECT_EQ(ChangeCount(), 2);
}

TEST_F(RevokeTest, FromTheDecisionToTheEndOfTheTerm) {
  ASSERT_TRUE(Create<Recognition>("r", FourStars()).ok());
  EXPECT_THAT(Revoke("revoke_date { year: 2023 month: 1 day: 9 }").status(),
              IsRefusal(absl::StatusCode::kFailedPrecondition, "RECOGNITION_NOT_YET_IN_FORCE"));
  EXPECT_THAT(Revoke("revoke_date { year: 2026 month: 1 day: 10 }").status(),
              IsRefusal(absl::StatusCode::kFailedPrecondition, "RECOGNITION_EXPIRED"));
  EXPECT_TRUE(Revoke("revoke_date { year: 2026 month: 1 day: 9 }").ok());
  ASSERT_TRUE(Create<Recognition>("s", FourStars() + R"pb(product: "$/products/b")pb").ok());
  EXPECT_TRUE(Revoke(R"pb(name: "$/recognitions/s"
                          revoke_date { year: 2023 month: 1 day: 10 })pb")
                  .ok());
}

TEST_F(RevokeTest, SaysWhenWhyAndByWhichDecision) {
  ASSERT_TRUE(Create<Recognition>("r", FourStars()).ok());
  RevokeRecognitionRequest request;
  request.set_name(Name("recognitions/r"));
  EXPECT_THAT(Call<Recognition>(kRevoke, request).status(), AreInvalidFields({"revoke_date", "decision_number"}));
  EXPECT_THAT(Revoke("ground: REVOCATION_GROUND_UNSPECIFIED").status(), IsInvalidField("ground"));
  EXPECT_THAT(Revoke("revoke_date " + DayFromToday(2)).status(), IsInvalidField("revoke_date"));
}

TEST_F(RevokeTest, OnlyWhatTheCallerHasSeen) {
  const auto made = Create<Recognition>("r", FourStars());
  ASSERT_TRUE(made.ok());
  ASSERT_TRUE(Update<Recognition>("recognitions/r", "stars: 3").ok());
  const std::string seen = "etag: \"" + made->etag() + "\"";
  EXPECT_THAT(Revoke(seen).status(), IsRefusal(absl::StatusCode::kAborted, "ETAG_MISMATCH"));
  EXPECT_TRUE(Revoke("etag: \"" + Get<Recognition>("recognitions/r")->etag() + "\"").ok());
}

TEST_F(RevokeTest, ARepeatedRequestGetsTheFirstAnswer) {
  ASSERT_TRUE(Create<Recognition>("r", FourStars()).ok());
  const std::string id = R"pb(request_id: "01900000-0000-7000-8000-000000000001")pb";
  const auto first = Revoke(id);
  ASSERT_TRUE(first.ok()) << first.status();
  const auto second = Revoke(id);
  ASSERT_TRUE(second.ok()) << second.status();
  EXPECT_EQ(second->DebugString(), first->DebugString());
  EXPECT_EQ(ChangeCount(), 2);
  EXPECT_THAT(Revoke(id + "ground: REVOCATION_GROUND_AUTHORITY_CONCLUSION").status(),
              IsRefusal(absl::StatusCode::kInvalidArgument, "REQUEST_ID_REUSED"));
}

TEST_F(RevokeTest, ATrialChangesNothing) {
  ASSERT_TRUE(Create<Recognition>("r", FourStars()).ok());
  const auto tried = Revoke("validate_only: true");
  ASSERT_TRUE(tried.ok()) << tried.status();
  EXPECT_TRUE(tried->has_revoke_date());
  EXPECT_FALSE(Get<Recognition>("recognitions/r")->has_revoke_date());
  EXPECT_EQ(ChangeCount(), 1);
  EXPECT_THAT(Revoke("validate_only: true revoke_date { year: 2026 month: 1 day: 10 }").status(),
              IsRefusal(absl::StatusCode::kFailedPrecondition, "RECOGNITION_EXPIRED"));
}

TEST_F(RevokeTest, AnUpdateNeitherUndoesNorContradictsIt) {
  ASSERT_TRUE(Create<Recognition>("r", FourStars()).ok());
  ASSERT_TRUE(Revoke().ok());
  const auto updated = Update<Recognition>("recognitions/r", FourStars() + R"pb(note: "seen")pb", {"*"});
  ASSERT_TRUE(updated.ok()) << updated.status();
  EXPECT_TRUE(updated->has_revoke_date());
  EXPECT_THAT(Update<Recognition>("recognitions/r", "expire_date { year: 2024 month: 5 day: 31 }").status(),
              IsInvalidField("recognition.expire_date"));
}

using RevocationGroundTest = RecognitionTest;

// Article 8.4: fifteen days from the conclusion, of which the day of the conclusion is none (Civil Code article 147).
// Decision 148/QĐ-TTg, before 2026-05-22, set no days.
TEST_F(RevocationGroundTest, GivesTheDaysOfTheLawOfItsDay) {
  ASSERT_TRUE(Create<Recognition>("r", R"pb(stars: 4
                                            product: "$/products/a"
                                            decision_date { year: 2025 month: 1 day: 10 }
                                            expire_date { year: 2028 month: 1 day: 9 })pb")
                  .ok());
  const auto due = [&](const std::string& concluded) -> std::string {
    const auto recorded = RecordGround("conclusion_date " + concluded);
    EXPECT_TRUE(recorded.ok()) << recorded.status();
    return recorded.ok() ? recorded->revocation_due_date().ShortDebugString() : "";
  };
  EXPECT_EQ(due("{ year: 2026 month: 6 day: 1 }"), "year: 2026 month: 6 day: 16");
  EXPECT_EQ(due("{ year: 2026 month: 5 day: 22 }"), "year: 2026 month: 6 day: 6");
  EXPECT_EQ(due("{ year: 2026 month: 5 day: 21 }"), "");
}

TEST_F(RevocationGroundTest, IsOnRecordUntilTheDecisionAndAfterIt) {
  ASSERT_TRUE(Create<Recognition>("r", FourStars()).ok());
  const auto recorded = RecordGround();
  ASSERT_TRUE(recorded.ok()) << recorded.status();
  EXPECT_EQ(recorded->conclusion_date().ShortDebugString(), "year: 2024 month: 5 day: 20");
  EXPECT_EQ(recorded->conclusion_ground(), Recognition::REVOCATION_GROUND_LAW_BROKEN);
  EXPECT_EQ(recorded->conclusion_authority(), "Thanh tra tỉnh");
  EXPECT_EQ(recorded->conclusion_number(), "7/KL-TTr");
  EXPECT_FALSE(recorded->has_revoke_date());
  EXPECT_EQ(recorded->revocation_ground(), Recognition::REVOCATION_GROUND_UNSPECIFIED);
  EXPECT_EQ(Get<Recognition>("recognitions/r")->DebugString(), recorded->DebugString());
  EXPECT_EQ(ChangeCount(), 2);

  const auto waiting = [&] {
    ListRecognitionsRequest request;
    request.set_parent(parent());
    request.set_filter("conclusion_date:* AND conclusion_ground = REVOCATION_GROUND_LAW_BROKEN AND NOT revoke_date:*");
    request.set_order_by("revocation_due_date, update_time");
    return Call<ListRecognitionsResponse>("/ocop.evaluation.v1.RecognitionService/ListRecognitions", request)
        ->recognitions_size();
  };
  EXPECT_EQ(waiting(), 1);
  const auto revoked = Revoke("ground: REVOCATION_GROUND_UNSPECIFIED");
  ASSERT_TRUE(revoked.ok()) << revoked.status();
  EXPECT_EQ(revoked->revocation_ground(), Recognition::REVOCATION_GROUND_LAW_BROKEN);
  EXPECT_EQ(revoked->conclusion_number(), "7/KL-TTr");
  EXPECT_EQ(waiting(), 0);
  for (const absl::Status& refused : {RecordGround().status(), WithdrawGround().status()}) {
    EXPECT_THAT(refused, IsRefusal(absl::StatusCode::kFailedPrecondition, "RECOGNITION_ALREADY_REVOKED"));
  }
}

TEST_F(RevocationGroundTest, TheDecisionFollowsIt) {
  ASSERT_TRUE(Create<Recognition>("r", FourStars()).ok());
  ASSERT_TRUE(RecordGround().ok());
  EXPECT_THAT(Revoke("revoke_date { year: 2024 month: 5 day: 19 }").status(),
              AreInvalidFields({"ground", "revoke_date"}))
      << "production stopped is not what was concluded";
  EXPECT_TRUE(Revoke("ground: REVOCATION_GROUND_LAW_BROKEN revoke_date { year: 2024 month: 5 day: 20 }").ok());
}

TEST_F(RevocationGroundTest, TheTermEndsNoEarlierThanIt) {
  ASSERT_TRUE(Create<Recognition>("r", FourStars()).ok());
  ASSERT_TRUE(RecordGround().ok());
  EXPECT_THAT(Update<Recognition>("recognitions/r", "expire_date { year: 2024 month: 5 day: 19 }").status(),
              IsInvalidField("recognition.expire_date"));
  EXPECT_TRUE(Update<Recognition>("recognitions/r", "expire_date { year: 2024 month: 5 day: 20 }").ok());
}

TEST_F(RevocationGroundTest, IsCorrectedAndWithdrawn) {
  ASSERT_TRUE(Create<Recognition>("r", FourStars()).ok());
  EXPECT_THAT(WithdrawGround().status(), IsRefusal(absl::StatusCode::kFailedPrecondition, "NO_REVOCATION_GROUND"));
  ASSERT_TRUE(RecordGround().ok());
  const auto corrected = RecordGround(R"pb(conclusion_date { year: 2024 month: 5 day: 21 }
                                           ground: REVOCATION_GROUND_PRODUCTION_STOPPED
                                           conclusion_authority: "UBND xã Tân Phong"
                                           conclusion_number: "")pb");
  ASSERT_TRUE(corrected.ok()) << corrected.status();
  EXPECT_EQ(corrected->conclusion_date().day(), 21);
  EXPECT_EQ(corrected->conclusion_ground(), Recognition::REVOCATION_GROUND_PRODUCTION_STOPPED);
  EXPECT_EQ(corrected->conclusion_number(), "");
  EXPECT_THAT(WithdrawGround("etag: \"old\"").status(), IsRefusal(absl::StatusCode::kAborted, "ETAG_MISMATCH"));
  const auto withdrawn = WithdrawGround("etag: \"" + corrected->etag() + "\"");
  ASSERT_TRUE(withdrawn.ok()) << withdrawn.status();
  EXPECT_FALSE(withdrawn->has_conclusion_date());
  EXPECT_EQ(withdrawn->conclusion_ground(), Recognition::REVOCATION_GROUND_UNSPECIFIED);
  EXPECT_EQ(withdrawn->conclusion_authority(), "");
  EXPECT_EQ(Get<Recognition>("recognitions/r")->DebugString(), withdrawn->DebugString());
  EXPECT_EQ(ChangeCount(), 4);
}

TEST_F(RevocationGroundTest, IsWholeAndOfTheTerm) {
  ASSERT_TRUE(Create<Recognition>("r", FourStars()).ok());
  RecordRevocationGroundRequest request;
  request.set_name(Name("recognitions/r"));
  EXPECT_THAT(Call<Recognition>(kRecordGround, request).status(),
              AreInvalidFields({"conclusion_date", "ground", "conclusion_authority"}));
  EXPECT_THAT(RecordGround("conclusion_date " + DayFromToday(2)).status(), IsInvalidField("conclusion_date"));
  EXPECT_THAT(RecordGround("conclusion_date { year: 2023 month: 1 day: 9 }").status(),
              IsRefusal(absl::StatusCode::kFailedPrecondition, "RECOGNITION_NOT_YET_IN_FORCE"));
  EXPECT_THAT(RecordGround("conclusion_date { year: 2026 month: 1 day: 10 }").status(),
              IsRefusal(absl::StatusCode::kFailedPrecondition, "RECOGNITION_EXPIRED"));
  EXPECT_THAT(RecordGround("name: \"$/recognitions/none\"").status(),
              IsRefusal(absl::StatusCode::kNotFound, "RESOURCE_NOT_FOUND"));
  EXPECT_TRUE(RecordGround("conclusion_date { year: 2026 month: 1 day: 9 }").ok());
}

}  // namespace
}  // namespace ocop::evaluation
