// Recognition by decision: stars, term and numbers.
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "common/clock/date.h"
#include "services/evaluation/testing/recognition_fixture.h"

namespace ocop::evaluation {
namespace {

using namespace ocop::evaluation::v1;  // NOLINT(google-build-using-namespace): the messages under test
using service::IsRefusal;

using DecisionTest = RecognitionByDecisionTest;

TEST_F(DecisionTest, TheDecisionGivesStarsTermAndNumbers) {
  Decided("a");
  const auto recognition = Recognise("a", "recognition_id: \"r\"");
  ASSERT_TRUE(recognition.ok()) << recognition.status();
  EXPECT_EQ(recognition->stars(), 4);
  EXPECT_EQ(recognition->product(), Name("products/a"));
  EXPECT_EQ(recognition->authority(), "Chủ tịch Ủy ban nhân dân tỉnh");
  EXPECT_EQ(recognition->legal_basis(), "26/2026/QĐ-TTg");
  EXPECT_EQ(recognition->product_code(), absl::StrCat(Province(), "-28501-1-", Year()));
  EXPECT_EQ(recognition->certificate_number(), absl::StrCat("1/", Year(), "/OCOP-", Province()));
  // Article 4.3: 36 months, of which the day of the decision is the first.
  const auto& from = recognition->decision_date();
  const absl::CivilDay end = absl::CivilDay(from.year() + 3, from.month(), from.day()) - 1;
  EXPECT_EQ(clock::FromDate(recognition->expire_date()), clock::ToDay(end));
  EXPECT_EQ(Get<Dossier>("dossiers/a")->recognition(), recognition->name());
  EXPECT_THAT(Recognise("a").status(), IsRefusal(kFailedPrecondition, "ALREADY_RECOGNISED"));
}

// What is certified changes by the steps of the law alone (articles 8 and 12).
TEST_F(DecisionTest, WhatWasDecidedOnADossierStands) {
  Decided("a");
  ASSERT_TRUE(Recognise("a", "recognition_id: \"r\"").ok());
  EXPECT_THAT(Update<Recognition>("recognitions/r", R"pb(stars: 5
                                                         score_centi: 9900
                                                         expire_date { year: 2040 month: 1 day: 1 }
                                                         authority: "Bộ trưởng"
                                                         legal_basis: "x"
                                                         decision_number: "13/QĐ-UBND"
                                                         product_code: "82-28501-9-2026"
                                                         certificate_number: "x"
                                                         product_name: "x"
                                                         producer_name: "x"
                                                         producer_address: "x")pb")
                  .status(),
              service::AreInvalidFields({"recognition.stars", "recognition.score_centi", "recognition.expire_date",
                                         "recognition.authority", "recognition.legal_basis",
                                         "recognition.decision_number", "recognition.product_code",
                                         "recognition.certificate_number", "recognition.product_name",
                                         "recognition.producer_name", "recognition.producer_address"}));
  EXPECT_TRUE(Update<Recognition>("recognitions/r", "note: \"Trao tại hội nghị\"").ok());
}

// Article 8 ends it; deleted, its dossier would name what does not exist and its certificate number would be nobody's.
TEST_F(DecisionTest, WhatWasDecidedOnADossierIsNotDeleted) {
  Decided("a");
  ASSERT_TRUE(Recognise("a", "recognition_id: \"r\"").ok());
  EXPECT_THAT(Delete<Recognition>("recognitions/r"), IsRefusal(kFailedPrecondition, "DECIDED_ON_DOSSIER"));
  EXPECT_EQ(Get<Dossier>("dossiers/a")->recognition(), Get<Recognition>("recognitions/r")->name());
  ASSERT_TRUE(Create<Recognition>("entered", "stars: 3 product: \"$/products/x\" decision_date " + DayFromToday(-1) +
                                                 "expire_date " + DayFromToday(1))
                  .ok());
  EXPECT_TRUE(Delete<Recognition>("recognitions/entered").ok());
}

// Head of the score sheets: "Năm đánh giá". A council that closes in December may be followed by a decision in January.
TEST_F(DecisionTest, TheCodeHasTheYearOfTheEvaluation) {
  Decided("a");
  service().database().Execute(absl::StrCat(
      "UPDATE evaluation.scoring_round SET close_time = close_time - interval '1 year' WHERE province_code = '",
      Province(), "'"));
  const auto recognition = Recognise("a");
  ASSERT_TRUE(recognition.ok()) << recognition.status();
  EXPECT_EQ(recognition->product_code(), absl::StrCat(Province(), "-28501-1-", Year() - 1));
  EXPECT_EQ(recognition->certificate_number(), absl::StrCat("1/", Year(), "/OCOP-", Province()));
}

TEST_F(DecisionTest, AProductKeepsItsSerial) {
  Decided("a");
  Decided("b");
  ASSERT_TRUE(Recognise("a", "recognition_id: \"ra\"").ok());
  EXPECT_EQ(Recognise("b")->product_code(), absl::StrCat(Province(), "-28501-2-", Year()));
  // The decision of a day is one for a product: the first was yesterday's, and gave fewer stars.
  service().database().Execute(absl::StrCat(
      "UPDATE evaluation.recognition SET decision_date = decision_date - 1, stars = 3 WHERE province_code = '",
      Province(), "'"));
  Decided("a2",
          "product: \"$/products/a\" kind: DOSSIER_KIND_UPGRADE previous_recognition: \"$/recognitions/ra\" "
          "form_02 { changes: \"c\" }");
  const auto upgraded = Recognise("a2");
  ASSERT_TRUE(upgraded.ok()) << upgraded.status();
  EXPECT_EQ(upgraded->product_code(), absl::StrCat(Province(), "-28501-1-", Year()));
  EXPECT_EQ(upgraded->certificate_number(), absl::StrCat("3/", Year(), "/OCOP-", Province()));
}

TEST_F(DecisionTest, ASerialGivenElsewhereIsNotGivenAgain) {
  AsProvince();
  const std::string code = Province() + "-28501-2-2025";
  const std::string past =
      "stars: 3 decision_date { year: 2025 month: 8 day: 1 } expire_date { year: 2028 month: 7 day: 31 }";
  ASSERT_TRUE(Create<Recognition>("x", past + "product: \"$/products/x\" product_code: \"" + code + "\"").ok());
  EXPECT_THAT(Create<Recognition>("y", past + "product: \"$/products/y\" product_code: \"" + code + "\"").status(),
              IsRefusal(absl::StatusCode::kAlreadyExists, "VALUE_ALREADY_TAKEN"));
  Decided("a");
  EXPECT_EQ(Recognise("a")->product_code(), absl::StrCat(Province(), "-28501-1-", Year())) << "of the commune's series";
  Decided("b");
  EXPECT_EQ(Recognise("b")->product_code(), absl::StrCat(Province(), "-28501-3-", Year()));
}

TEST_F(DecisionTest, AMistypedCodeIsPutRight) {
  AsProvince();
  const auto code = [&](const std::string& serial, const std::string& year = "2025") {
    return absl::StrCat("product_code: \"", Province(), "-28501-", serial, "-", year, "\"");
  };
  const auto make = [&](const std::string& id, const std::string& product, const std::string& more) {
    return Create<Recognition>(id, absl::StrCat("stars: 3 product: \"$/products/", product, "\" decision_date ",
                                                DayFromToday(-1000), "expire_date ", DayFromToday(-1), more))
        .status();
  };
  const auto taken = IsRefusal(absl::StatusCode::kAlreadyExists, "VALUE_ALREADY_TAKEN");
  ASSERT_TRUE(make("x", "x", code("905")).ok());
  ASSERT_TRUE(Update<Recognition>("recognitions/x", code("5")).ok());
  EXPECT_TRUE(make("y", "y", code("905")).ok()) << "nobody has it any more";
  EXPECT_THAT(make("z", "z", code("5")), taken);
  // The serial is the product's as long as one of its recognitions carries it, of whatever year.
  ASSERT_TRUE(make("x2", "x", absl::StrCat(code("5", "2024"), "decision_date ", DayFromToday(-2000))).ok());
  EXPECT_THAT(Update<Recognition>("recognitions/x", code("6")).status(), taken);
  ASSERT_TRUE(Delete<Recognition>("recognitions/x2").ok());
  EXPECT_THAT(make("z", "z", code("5")), taken);
  ASSERT_TRUE(Delete<Recognition>("recognitions/x").ok());
  EXPECT_TRUE(make("z", "z", code("5")).ok());
  Decided("a");
  EXPECT_EQ(Recognise("a")->product_code(), absl::StrCat(Province(), "-28501-1-", Year())) << "905 put nothing ahead";
}

TEST_F(DecisionTest, ARefusedDecisionTakesNoNumber) {
  Decided("a");
  ASSERT_TRUE(Recognise("a", "validate_only: true").ok());
  ASSERT_TRUE(Recognise("a", "recognition_id: \"r\"").ok());
  Decided("b");
  EXPECT_THAT(Recognise("b", "recognition_id: \"r\"").status(),
              IsRefusal(absl::StatusCode::kAlreadyExists, "RESOURCE_ALREADY_EXISTS"));
  EXPECT_EQ(Recognise("b")->product_code(), absl::StrCat(Province(), "-28501-2-", Year()));
}

TEST_F(DecisionTest, TheDossierMustBeAsItWasRead) {
  Decided("a");
  EXPECT_THAT(Recognise("a", "etag: \"old\"").status(), IsRefusal(absl::StatusCode::kAborted, "ETAG_MISMATCH"));
  EXPECT_TRUE(Recognise("a", absl::StrCat("etag: \"", Get<Dossier>("dossiers/a")->etag(), "\"")).ok());
}

TEST_F(DecisionTest, OnlyADecidedResultIsRecognised) {
  InState(Dossier::STATE_COUNCIL, "a");
  EXPECT_THAT(Recognise("a").status(), IsRefusal(kFailedPrecondition, "DOSSIER_STATE"));
  AsProducer();
  EXPECT_THAT(Call<Recognition>(absl::StrCat(kService, "RecogniseDossier"),
                                Parse<RecogniseDossierRequest>(
                                    "dossier: \"$/dossiers/none\" decision_number: \"1\" decision_date " + Today()))
                  .status(),
              IsRefusal(absl::StatusCode::kPermissionDenied, "ROLE_MISSING"));
  Decided("b");
  EXPECT_THAT(Recognise("b", "decision_date " + DayFromToday(-1)).status(),
              IsRefusal(kFailedPrecondition, "DECISION_BEFORE_RESULT"));
}

TEST_F(DecisionTest, FiveStarsAreTheMinisters) {
  InState(Dossier::STATE_CENTRAL_REVIEW, "a");
  AsProvince();
  ASSERT_TRUE(Step("RecordCentralResult", "a", "central_score_centi: 9050").ok());
  const auto recognition = Recognise("a");
  ASSERT_TRUE(recognition.ok()) << recognition.status();
  EXPECT_EQ(recognition->stars(), 5);
  EXPECT_EQ(recognition->score_centi(), 9050);
  EXPECT_EQ(recognition->authority(), "Bộ trưởng Bộ Nông nghiệp và Môi trường");
}

// Article 4.1: who decides certifies. The province gives no number of its own to the minister's certificate, nor signs
// it.
TEST_F(DecisionTest, TheMinistersCertificateHasTheMinistersNumber) {
  for (const char* id : {"a", "b"}) {
    InState(Dossier::STATE_CENTRAL_REVIEW, id);
    AsProvince();
    ASSERT_TRUE(Step("RecordCentralResult", id, "central_score_centi: 9050").ok());
  }
  const auto told = Recognise("a", "certificate_number: \"07/BNNMT-OCOP\"");
  ASSERT_TRUE(told.ok()) << told.status();
  EXPECT_EQ(told->certificate_number(), "07/BNNMT-OCOP");
  EXPECT_EQ(told->product_code(), absl::StrCat(Province(), "-28501-1-", Year()));
  GetCertificateRequest get;
  get.set_name(told->name());
  EXPECT_THAT(Call<Certificate>(absl::StrCat(kService, "GetCertificate"), get).status(),
              IsRefusal(kFailedPrecondition, "NOT_THE_PROVINCES"));

  ASSERT_EQ(Recognise("b", "recognition_id: \"rb\"")->certificate_number(), "");
  EXPECT_EQ(Update<Recognition>("recognitions/rb", "certificate_number: \"08/BNNMT-OCOP\"")->certificate_number(),
            "08/BNNMT-OCOP");
  EXPECT_THAT(Update<Recognition>("recognitions/rb", "certificate_number: \"09/BNNMT-OCOP\"").status(),
              service::IsInvalidField("recognition.certificate_number"));

  Decided("c");
  EXPECT_THAT(Recognise("c", "certificate_number: \"x\"").status(), service::IsInvalidField("certificate_number"));
  EXPECT_EQ(Recognise("c")->certificate_number(), absl::StrCat("1/", Year(), "/OCOP-", Province()));
}

TEST_F(DecisionTest, TwoStarsAreNotRecognised) {
  InState(Dossier::STATE_CENTRAL_REVIEW, "a");
  AsProvince();
  ASSERT_TRUE(Step("RecordCentralResult", "a", "central_score_centi: 4999").ok());
  EXPECT_THAT(Recognise("a").status(), IsRefusal(kFailedPrecondition, "STARS_NOT_RECOGNISED"));
}

TEST_F(DecisionTest, ANumberEnteredByHandIsPassedOver) {
  AsProvince();
  ASSERT_TRUE(Create<Recognition>("r", absl::StrCat("stars: 3 product: \"$/products/x\" certificate_number: \"1/",
                                                    Year(), "/OCOP-", Province(), "\" decision_date ",
                                                    DayFromToday(-900), "expire_date ", DayFromToday(150)))
                  .ok());
  Decided("a");
  EXPECT_EQ(Recognise("a")->certificate_number(), absl::StrCat("2/", Year(), "/OCOP-", Province()));
}

}  // namespace
}  // namespace ocop::evaluation
