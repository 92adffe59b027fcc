// The end of a recognition: what expires, and its prolongation.
#include <gtest/gtest.h>

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/clock/date.h"
#include "services/evaluation/testing/recognition_fixture.h"

namespace ocop::evaluation {
namespace {

using namespace ocop::evaluation::v1;  // NOLINT(google-build-using-namespace): the messages under test
using service::IsInvalidField;
using service::IsRefusal;

using ProlongationTest = RecognitionByDecisionTest;

// Article 7.6a counts from the day of expiry: 180 and 120 days before it.
TEST_F(ProlongationTest, ListsWhatExpiresWithItsWindow) {
  AsProvince();
  const auto make = [&](const std::string& id, int to, const std::string& more = "") {
    ASSERT_TRUE(Create<Recognition>(id, absl::StrCat("stars: 3 product: \"$/products/", id, "\" decision_date ",
                                                     DayFromToday(-900), "expire_date ", DayFromToday(to), more))
                    .ok());
  };
  make("b", 180);
  make("a", 30);
  make("later", 181);
  make("over", -1);
  make("replaced", 40);
  make("new", 900, "product: \"$/products/replaced\" decision_date " + DayFromToday(-1));
  make("replaced-too", 41);
  make("new-but-over", -1, "product: \"$/products/replaced-too\" decision_date " + DayFromToday(-10));
  // Prolonged by twenty days.
  service().database().Execute(
      absl::StrCat("UPDATE evaluation.recognition SET original_expire_date = expire_date - 20 ",
                   "WHERE recognition_id = 'a' AND province_code = '", Province(), "'"));
  ListExpiringRecognitionsRequest request;
  request.set_parent(parent());
  request.set_page_size(1);
  const std::string method = absl::StrCat(kService, "ListExpiringRecognitions");
  auto page = Call<ListExpiringRecognitionsResponse>(method, request);
  ASSERT_TRUE(page.ok()) << page.status();
  ASSERT_EQ(page->expiring_size(), 1);
  EXPECT_EQ(page->expiring(0).recognition().name(), Name("recognitions/a"));
  const clock::Day original = clock::Today(absl::Now()) + 10;
  EXPECT_EQ(clock::FromDate(page->expiring(0).window_first_date()), original - 180);
  EXPECT_EQ(clock::FromDate(page->expiring(0).window_last_date()), original - 120);
  request.set_page_token(page->next_page_token());
  page = Call<ListExpiringRecognitionsResponse>(method, request);
  ASSERT_EQ(page->expiring_size(), 1);
  EXPECT_EQ(page->expiring(0).recognition().name(), Name("recognitions/b"));
  const auto& b = page->expiring(0);
  EXPECT_EQ(*clock::FromDate(b.window_first_date()), *clock::FromDate(b.recognition().expire_date()) - 180);
  EXPECT_EQ(*clock::FromDate(b.window_last_date()), *clock::FromDate(b.recognition().expire_date()) - 120);
  EXPECT_FALSE(b.pending());
  EXPECT_EQ(page->next_page_token(), "");
}

// Article 12: at most 180 days, while a re-evaluation is under way whose window had closed before 2026-05-22.
TEST_F(ProlongationTest, IsProlongedUntilTheResult) {
  if (clock::Today(absl::Now()) > clock::ToDay(2027, 3, 9)) GTEST_SKIP() << "of this one article 12 is over";
  AsProvince();
  ASSERT_TRUE(Create<Recognition>("r", R"pb(stars: 3
                                            product: "$/products/a"
                                            decision_date { year: 2023 month: 9 day: 11 }
                                            expire_date { year: 2026 month: 9 day: 10 })pb")
                  .ok());
  const auto prolong = [&](const std::string& day) {
    AsProvince();
    return Call<Recognition>(absl::StrCat(kService, "ProlongRecognition"),
                             Parse<ProlongRecognitionRequest>("name: \"$/recognitions/r\" expire_date " + day));
  };
  EXPECT_THAT(prolong("{ year: 2027 month: 1 day: 1 }").status(), IsRefusal(kFailedPrecondition, "NO_PENDING_DOSSIER"));
  FullDraft("a",
            "kind: DOSSIER_KIND_RE_EVALUATION previous_recognition: \"$/recognitions/r\" form_02 { changes: \"c\" }");
  As("producer@example.vn", "producer,commune_officer");
  ASSERT_TRUE(Update<Dossier>("dossiers/a", "receive_date { year: 2026 month: 8 day: 1 }").ok());
  ASSERT_TRUE(Step("SubmitDossier", "a").ok());
  EXPECT_THAT(prolong("{ year: 2027 month: 3 day: 10 }").status(),
              IsRefusal(kFailedPrecondition, "PROLONGATION_TOO_LONG"));
  EXPECT_THAT(prolong("{ year: 2026 month: 9 day: 9 }").status(), IsInvalidField("expire_date"));
  EXPECT_THAT(prolong(DayFromToday(-1)).status(), IsInvalidField("expire_date"));
  ASSERT_TRUE(prolong(Today()).ok());
  // A conclusion on record lies within the term.
  ASSERT_TRUE(Call<Recognition>(absl::StrCat(kService, "RecordRevocationGround"),
                                Parse<RecordRevocationGroundRequest>(
                                    R"pb(name: "$/recognitions/r"
                                         ground: REVOCATION_GROUND_MARK_MISUSE
                                         conclusion_authority: "Thanh tra tỉnh"
                                         conclusion_date { year: 2026 month: 9 day: 15 })pb"))
                  .ok());
  EXPECT_THAT(prolong("{ year: 2026 month: 9 day: 14 }").status(), IsInvalidField("expire_date"));
  // 180 days after 2026-09-10.
  const auto prolonged = prolong("{ year: 2027 month: 3 day: 9 }");
  ASSERT_TRUE(prolonged.ok()) << prolonged.status();
  EXPECT_EQ(prolonged->original_expire_date().ShortDebugString(), "year: 2026 month: 9 day: 10");
  // A draft may name any recognition; what becomes of it is no result.
  As("other@example.vn", "producer");
  ASSERT_TRUE(Draft("other", "kind: DOSSIER_KIND_RE_EVALUATION previous_recognition: \"$/recognitions/r\"").ok());
  ASSERT_TRUE(Step("WithdrawDossier", "other").ok());
  EXPECT_EQ(clock::FromDate(Get<Recognition>("recognitions/r")->expire_date()), clock::ToDay(2027, 3, 9));
  // Nor may a filed dossier name another one while the producer has it for a supplement.
  AsProvince();
  ASSERT_TRUE(Create<Recognition>("of-another", R"pb(stars: 3
                                                     product: "$/products/b"
                                                     decision_date { year: 2024 month: 9 day: 11 }
                                                     expire_date { year: 2027 month: 9 day: 10 })pb")
                  .ok());
  AsCommune();
  ASSERT_TRUE(Step("RequestSupplement", "a", "reason: \"r\"").ok());
  AsProducer();
  EXPECT_THAT(Update<Dossier>("dossiers/a", "previous_recognition: \"$/recognitions/of-another\"").status(),
              IsInvalidField("dossier.previous_recognition"));
  ASSERT_TRUE(Step("ResubmitDossier", "a").ok());
  AsCommune();
  ASSERT_TRUE(Step("RejectDossier", "a").ok());
  const clock::Day today = clock::Today(absl::Now());
  EXPECT_EQ(clock::FromDate(Get<Recognition>("recognitions/r")->expire_date()),
            std::min(today, clock::ToDay(2027, 3, 9)))
      << "the result ends it";
}

// Article 12: until the result, whatever it is.
TEST_F(ProlongationTest, ANewRecognitionEndsIt) {
  AsProvince();
  ASSERT_TRUE(Create<Recognition>(
                  "r", absl::StrCat("stars: 3 product: \"$/products/a\" certificate_number: \"", Province(),
                                    "-r\" decision_date ", DayFromToday(-900), "expire_date ", DayFromToday(150)))
                  .ok());
  Decided("a",
          "kind: DOSSIER_KIND_RE_EVALUATION previous_recognition: \"$/recognitions/r\" form_02 { changes: \"c\" }");
  service().database().Execute(
      absl::StrCat("UPDATE evaluation.recognition SET original_expire_date = expire_date, expire_date = expire_date + "
                   "180 WHERE province_code = '",
                   Province(), "'"));
  const auto verified = [&] {
    return Call<VerifyCertificateResponse>(
               absl::StrCat(kService, "VerifyCertificate"),
               Parse<VerifyCertificateRequest>(absl::StrCat("certificate_number: \"", Province(), "-r\"")))
        ->status();
  };
  EXPECT_EQ(verified(), VerifyCertificateResponse::STATUS_VALID) << "until the decision";
  ASSERT_TRUE(Recognise("a", "recognition_id: \"s\"").ok());
  EXPECT_EQ(verified(), VerifyCertificateResponse::STATUS_EXPIRED);
  ASSERT_TRUE(Call<Recognition>(absl::StrCat(kService, "RevokeRecognition"),
                                Parse<RevokeRecognitionRequest>(
                                    R"pb(name: "$/recognitions/s"
                                         decision_number: "15/QĐ-UBND"
                                         ground: REVOCATION_GROUND_MARK_MISUSE revoke_date)pb" +
                                    Today()))
                  .ok());
  EXPECT_EQ(verified(), VerifyCertificateResponse::STATUS_EXPIRED);
}

TEST_F(ProlongationTest, WhatCouldMeetItsWindowIsNotProlonged) {
  AsProvince();
  ASSERT_TRUE(Create<Recognition>("r", "stars: 3 product: \"$/products/a\" decision_date " + DayFromToday(-900) +
                                           "expire_date " + DayFromToday(150))
                  .ok());
  InState(Dossier::STATE_PROVINCE_INTAKE, "a",
          "kind: DOSSIER_KIND_RE_EVALUATION previous_recognition: \"$/recognitions/r\" form_02 { changes: \"c\" }");
  AsProvince();
  EXPECT_THAT(
      Call<Recognition>(absl::StrCat(kService, "ProlongRecognition"),
                        Parse<ProlongRecognitionRequest>("name: \"$/recognitions/r\" expire_date " + DayFromToday(200)))
          .status(),
      IsRefusal(kFailedPrecondition, "WINDOW_COULD_BE_MET"));
}

}  // namespace
}  // namespace ocop::evaluation
