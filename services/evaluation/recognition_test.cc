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
                                                revoke_date { year: 2024 month: 6 day: 1 })pb" +
                                           text);
  }
  absl::StatusOr<Recognition> Revoke(const std::string& text = "") const {
    return Call<Recognition>(kRevoke, Revocation(text));
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
        Delete<Recognition>("recognitions/r"), Revoke().status()}) {
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

TEST_F(RevokeTest, SaysWhenAndWhy) {
  ASSERT_TRUE(Create<Recognition>("r", FourStars()).ok());
  auto request = Revocation("ground: REVOCATION_GROUND_UNSPECIFIED");
  request.clear_revoke_date();
  EXPECT_THAT(Call<Recognition>(kRevoke, request).status(), AreInvalidFields({"ground", "revoke_date"}));
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

}  // namespace
}  // namespace ocop::evaluation
