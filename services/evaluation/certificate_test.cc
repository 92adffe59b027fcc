// Recognition by decision: numbers, term, prolongation, expiry, the certificate and its verification.
#include <gtest/gtest.h>

#include <array>
#include <cstdio>
#include <fstream>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "common/clock/date.h"
#include "common/status/status.h"
#include "services/evaluation/testing/evaluation_fixture.h"

namespace ocop::evaluation {
namespace {

using namespace ocop::evaluation::v1;  // NOLINT(google-build-using-namespace): the messages under test
using service::IsInvalidField;
using service::IsRefusal;

constexpr char kService[] = "/ocop.evaluation.v1.RecognitionService/";
using Verified = VerifyCertificateResponse;

// What a command prints.
std::string Output(const std::string& command) {
  std::unique_ptr<FILE, int (*)(FILE*)> pipe(popen(command.c_str(), "r"), pclose);
  std::string output;
  std::array<char, 4096> piece;
  for (size_t read = 0; (read = fread(piece.data(), 1, piece.size(), pipe.get())) > 0;)
    output.append(piece.data(), read);
  return output;
}

class CertificateTest : public EvaluationTest {
 protected:
  Answer<Recognition> Recognise(const std::string& id, const std::string& text = "") {
    AsProvince();
    return Call<Recognition>(
        absl::StrCat(kService, "RecogniseDossier"),
        Parse<RecogniseDossierRequest>(absl::StrCat("dossier: \"$/dossiers/", id, "\" decision_number: \"12/QĐ-UBND\" ",
                                                    "decision_date ", Today(), text)));
  }
  Answer<Recognition> RevokeToday(const std::string& id) {
    return Call<Recognition>(absl::StrCat(kService, "RevokeRecognition"),
                             Parse<RevokeRecognitionRequest>(
                                 absl::StrCat("name: \"$/recognitions/", id, "\" decision_number: \"15/QĐ-UBND\" ",
                                              "ground: REVOCATION_GROUND_MARK_MISUSE revoke_date ", Today())));
  }
  Answer<Verified> Verify(const std::string& text) {
    As("anybody", "");
    return Call<Verified>(absl::StrCat(kService, "VerifyCertificate"), Parse<VerifyCertificateRequest>(text));
  }
  Verified::Status StatusOf(const std::string& text) {
    const auto verified = Verify(text);
    EXPECT_TRUE(verified.ok()) << verified.status();
    return verified.ok() ? verified->status() : Verified::STATUS_UNSPECIFIED;
  }
  Certificate CertificateOf(const Recognition& recognition) {
    GetCertificateRequest request;
    request.set_name(recognition.name());
    const auto certificate = Call<Certificate>(absl::StrCat(kService, "GetCertificate"), request);
    EXPECT_TRUE(certificate.ok()) << certificate.status();
    return certificate.value_or(Certificate());
  }
  std::string Province() const { return parent().substr(sizeof("provinces/") - 1); }
  static int Year() { return static_cast<int>(absl::ToCivilYear(absl::Now(), absl::FixedTimeZone(7 * 3600)).year()); }
};

TEST_F(CertificateTest, TheDecisionGivesStarsTermAndNumbers) {
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
TEST_F(CertificateTest, WhatWasDecidedOnADossierStands) {
  Decided("a");
  ASSERT_TRUE(Recognise("a", "recognition_id: \"r\"").ok());
  EXPECT_THAT(Update<Recognition>("recognitions/r", R"pb(stars: 5
                                                         score_centi: 9900
                                                         expire_date { year: 2040 month: 1 day: 1 }
                                                         authority: "Bộ trưởng"
                                                         legal_basis: "x"
                                                         product_code: "82-28501-9-2026"
                                                         certificate_number: "x")pb")
                  .status(),
              service::AreInvalidFields({"recognition.stars", "recognition.score_centi", "recognition.expire_date",
                                         "recognition.authority", "recognition.legal_basis", "recognition.product_code",
                                         "recognition.certificate_number"}));
  EXPECT_TRUE(Update<Recognition>("recognitions/r", "decision_number: \"13/QĐ-UBND\"").ok());
}

// Head of the score sheets: "Năm đánh giá". A council that closes in December may be followed by a decision in January.
TEST_F(CertificateTest, TheCodeHasTheYearOfTheEvaluation) {
  Decided("a");
  service().database().Execute(absl::StrCat(
      "UPDATE evaluation.scoring_round SET close_time = close_time - interval '1 year' WHERE province_code = '",
      Province(), "'"));
  const auto recognition = Recognise("a");
  ASSERT_TRUE(recognition.ok()) << recognition.status();
  EXPECT_EQ(recognition->product_code(), absl::StrCat(Province(), "-28501-1-", Year() - 1));
  EXPECT_EQ(recognition->certificate_number(), absl::StrCat("1/", Year(), "/OCOP-", Province()));
}

TEST_F(CertificateTest, AProductKeepsItsSerial) {
  Decided("a");
  Decided("b");
  ASSERT_TRUE(Recognise("a", "recognition_id: \"ra\"").ok());
  EXPECT_EQ(Recognise("b")->product_code(), absl::StrCat(Province(), "-28501-2-", Year()));
  // The decision of a day is one for a product: the first was yesterday's.
  service().database().Execute(absl::StrCat(
      "UPDATE evaluation.recognition SET decision_date = decision_date - 1 WHERE province_code = '", Province(), "'"));
  Decided("a2",
          "product: \"$/products/a\" kind: DOSSIER_KIND_UPGRADE previous_recognition: \"$/recognitions/ra\" "
          "form_02 { changes: \"c\" }");
  const auto upgraded = Recognise("a2");
  ASSERT_TRUE(upgraded.ok()) << upgraded.status();
  EXPECT_EQ(upgraded->product_code(), absl::StrCat(Province(), "-28501-1-", Year()));
  EXPECT_EQ(upgraded->certificate_number(), absl::StrCat("3/", Year(), "/OCOP-", Province()));
}

TEST_F(CertificateTest, ASerialGivenElsewhereIsNotGivenAgain) {
  AsProvince();
  const std::string code = Province() + "-28501-7-2025";
  const std::string past =
      "stars: 3 decision_date { year: 2025 month: 8 day: 1 } expire_date { year: 2028 month: 7 day: 31 }";
  ASSERT_TRUE(Create<Recognition>("x", past + "product: \"$/products/x\" product_code: \"" + code + "\"").ok());
  EXPECT_THAT(Create<Recognition>("y", past + "product: \"$/products/y\" product_code: \"" + code + "\"").status(),
              IsRefusal(absl::StatusCode::kAlreadyExists, "VALUE_ALREADY_TAKEN"));
  Decided("a");
  EXPECT_EQ(Recognise("a")->product_code(), absl::StrCat(Province(), "-28501-8-", Year()));
}

TEST_F(CertificateTest, ARefusedDecisionTakesNoNumber) {
  Decided("a");
  ASSERT_TRUE(Recognise("a", "validate_only: true").ok());
  ASSERT_TRUE(Recognise("a", "recognition_id: \"r\"").ok());
  Decided("b");
  EXPECT_THAT(Recognise("b", "recognition_id: \"r\"").status(),
              IsRefusal(absl::StatusCode::kAlreadyExists, "RESOURCE_ALREADY_EXISTS"));
  EXPECT_EQ(Recognise("b")->product_code(), absl::StrCat(Province(), "-28501-2-", Year()));
}

TEST_F(CertificateTest, OnlyADecidedResultIsRecognised) {
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

TEST_F(CertificateTest, FiveStarsAreTheMinisters) {
  InState(Dossier::STATE_CENTRAL_REVIEW, "a");
  AsProvince();
  ASSERT_TRUE(Step("RecordCentralResult", "a", "central_score_centi: 9050").ok());
  const auto recognition = Recognise("a");
  ASSERT_TRUE(recognition.ok()) << recognition.status();
  EXPECT_EQ(recognition->stars(), 5);
  EXPECT_EQ(recognition->score_centi(), 9050);
  EXPECT_EQ(recognition->authority(), "Bộ trưởng Bộ Nông nghiệp và Môi trường");
}

TEST_F(CertificateTest, TwoStarsAreNotRecognised) {
  InState(Dossier::STATE_CENTRAL_REVIEW, "a");
  AsProvince();
  ASSERT_TRUE(Step("RecordCentralResult", "a", "central_score_centi: 4999").ok());
  EXPECT_THAT(Recognise("a").status(), IsRefusal(kFailedPrecondition, "STARS_NOT_RECOGNISED"));
}

// By programs that know nothing of this code.
TEST_F(CertificateTest, OthersReadTheCertificate) {
  Decided("a");
  const auto recognition = Recognise("a");
  ASSERT_TRUE(recognition.ok()) << recognition.status();
  const Certificate certificate = CertificateOf(*recognition);
  const std::string base = ::testing::TempDir() + "/certificate";
  std::ofstream(base + ".pdf", std::ios::binary) << certificate.content();

  const std::string text = Output("pdftotext -layout " + base + ".pdf -");
  for (const std::string& part :
       {std::string("GIẤY CHỨNG NHẬN"), std::string("Thanh long ruột đỏ"), std::string("Hợp tác xã Tân Hương"),
        std::string("Đạt hạng 4 sao"), recognition->product_code(), recognition->certificate_number()}) {
    EXPECT_TRUE(absl::StrContains(text, part)) << part << " in " << text;
  }
  const std::string signature = Output("pdfsig -nocert " + base + ".pdf 2>&1");
  EXPECT_TRUE(absl::StrContains(signature, "Signature is Valid")) << signature;
  EXPECT_TRUE(absl::StrContains(signature, "Total document signed")) << signature;
  const std::string qr = Output(absl::StrCat("pdftoppm -r 200 -png ", base, ".pdf ", base,
                                             " && zbarimg -q --nodbus --raw ", base, "-1.png 2>/dev/null"));
  EXPECT_EQ(qr, certificate.qr_content() + "\n");
}

TEST_F(CertificateTest, AChangedCertificateShows) {
  Decided("a");
  std::string content = CertificateOf(*Recognise("a")).content();
  const size_t at = content.find("/MediaBox");
  ASSERT_NE(at, std::string::npos);
  content[at + 1] = 'm';
  const std::string file = ::testing::TempDir() + "/changed.pdf";
  std::ofstream(file, std::ios::binary) << content;
  EXPECT_TRUE(absl::StrContains(Output("pdfsig -nocert " + file + " 2>&1"), "Digest Mismatch"));
}

TEST_F(CertificateTest, EverybodyCanVerifyInThreeWays) {
  Decided("a");
  const auto recognition = Recognise("a");
  ASSERT_TRUE(recognition.ok()) << recognition.status();
  const std::string qr = CertificateOf(*recognition).qr_content();
  for (const std::string& way : {absl::StrCat("product_code: \"", recognition->product_code(), "\""),
                                 absl::StrCat("certificate_number: \"", recognition->certificate_number(), "\""),
                                 absl::StrCat("qr_content: \"", qr, "\"")}) {
    const auto verified = Verify(way);
    ASSERT_TRUE(verified.ok()) << verified.status();
    EXPECT_EQ(verified->status(), Verified::STATUS_VALID) << way;
    EXPECT_EQ(verified->product_name(), "Thanh long ruột đỏ");
    EXPECT_EQ(verified->stars(), 4);
  }
  EXPECT_EQ(StatusOf("product_code: \"99-99999-1-2026\""), Verified::STATUS_UNKNOWN);
  EXPECT_EQ(StatusOf("certificate_number: \"nonsense\""), Verified::STATUS_UNKNOWN);
  EXPECT_EQ(StatusOf("qr_content: \"https://example.vn\""), Verified::STATUS_UNKNOWN);
  EXPECT_EQ(StatusOf(absl::StrCat("qr_content: \"", absl::StrReplaceAll(qr, {{"|4|", "|5|"}}), "\"")),
            Verified::STATUS_UNKNOWN)
      << "a forged star";
  EXPECT_THAT(Verify("").status(), IsInvalidField("certificate"));
  EXPECT_EQ(StatusOf("product_code: \"\""), Verified::STATUS_UNKNOWN) << "most recognitions have no code";
}

TEST_F(CertificateTest, TellsRevokedExpiredAndReplaced) {
  AsProvince();
  const auto make = [&](const std::string& id, int from, int to, const std::string& product) {
    EXPECT_TRUE(Create<Recognition>(id, absl::StrCat("stars: 3 certificate_number: \"", Province(), "-", id,
                                                     "\" product: \"$/products/", product, "\" decision_date ",
                                                     DayFromToday(from), "expire_date ", DayFromToday(to)))
                    .ok());
    return absl::StrCat("certificate_number: \"", Province(), "-", id, "\"");
  };
  const std::string expired = make("expired", -1000, -1, "e");
  const std::string last_day = make("last", -1000, 0, "l");
  const std::string before = make("before", -500, 500, "b");
  const std::string after = make("after", -10, 500, "b");
  const std::string revoked = make("revoked", -100, 500, "r");
  ASSERT_TRUE(RevokeToday("revoked").ok());
  EXPECT_EQ(StatusOf(expired), Verified::STATUS_EXPIRED);
  EXPECT_EQ(StatusOf(last_day), Verified::STATUS_VALID);
  EXPECT_EQ(StatusOf(after), Verified::STATUS_VALID);
  EXPECT_EQ(StatusOf(revoked), Verified::STATUS_REVOKED);
  EXPECT_EQ(StatusOf(before), Verified::STATUS_EXPIRED);
  EXPECT_EQ(Verify(before)->replaced_by_certificate_number(), Province() + "-after");
}

// Article 8: the decision to revoke ends it, not the conclusion before that.
TEST_F(CertificateTest, AConclusionAloneLeavesItValid) {
  Decided("a");
  const auto recognition = Recognise("a", "recognition_id: \"r\"");
  ASSERT_TRUE(recognition.ok()) << recognition.status();
  ASSERT_TRUE(Call<Recognition>(absl::StrCat(kService, "RecordRevocationGround"),
                                Parse<RecordRevocationGroundRequest>(
                                    R"pb(name: "$/recognitions/r"
                                         ground: REVOCATION_GROUND_MARK_MISUSE
                                         conclusion_authority: "Thanh tra tỉnh" conclusion_date)pb" +
                                    Today()))
                  .ok());
  EXPECT_FALSE(CertificateOf(*recognition).content().empty());
  EXPECT_EQ(StatusOf(absl::StrCat("product_code: \"", recognition->product_code(), "\"")), Verified::STATUS_VALID);
}

TEST_F(CertificateTest, OnePastWithoutNumbersHasNoCertificate) {
  AsProvince();
  ASSERT_TRUE(Create<Recognition>("r", "stars: 3 product: \"$/products/a\" decision_date " + DayFromToday(-1) +
                                           "expire_date " + DayFromToday(1))
                  .ok());
  GetCertificateRequest request;
  request.set_name(Name("recognitions/r"));
  EXPECT_THAT(Call<Certificate>(absl::StrCat(kService, "GetCertificate"), request).status(),
              IsRefusal(kFailedPrecondition, "NO_CERTIFICATE_NUMBER"));
}

// Article 7.6a counts from the day of expiry: 180 and 120 days before it.
TEST_F(CertificateTest, ListsWhatExpiresWithItsWindow) {
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
  ListExpiringRecognitionsRequest request;
  request.set_parent(parent());
  request.set_page_size(1);
  const std::string method = absl::StrCat(kService, "ListExpiringRecognitions");
  auto page = Call<ListExpiringRecognitionsResponse>(method, request);
  ASSERT_TRUE(page.ok()) << page.status();
  ASSERT_EQ(page->expiring_size(), 1);
  EXPECT_EQ(page->expiring(0).recognition().name(), Name("recognitions/a"));
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
TEST_F(CertificateTest, IsProlongedUntilTheResult) {
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
  ASSERT_TRUE(prolong("{ year: 2026 month: 12 day: 1 }").ok());
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

TEST_F(CertificateTest, WhatCouldMeetItsWindowIsNotProlonged) {
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

TEST_F(CertificateTest, ANumberEnteredByHandIsPassedOver) {
  AsProvince();
  ASSERT_TRUE(Create<Recognition>("r", absl::StrCat("stars: 3 product: \"$/products/x\" certificate_number: \"1/",
                                                    Year(), "/OCOP-", Province(), "\" decision_date ",
                                                    DayFromToday(-900), "expire_date ", DayFromToday(150)))
                  .ok());
  Decided("a");
  EXPECT_EQ(Recognise("a")->certificate_number(), absl::StrCat("2/", Year(), "/OCOP-", Province()));
}

TEST_F(CertificateTest, ARevokedRecognitionIsNotCertified) {
  Decided("a");
  const auto recognition = Recognise("a", "recognition_id: \"r\"");
  ASSERT_TRUE(recognition.ok()) << recognition.status();
  ASSERT_TRUE(RevokeToday("r").ok());
  GetCertificateRequest request;
  request.set_name(recognition->name());
  EXPECT_THAT(Call<Certificate>(absl::StrCat(kService, "GetCertificate"), request).status(),
              IsRefusal(kFailedPrecondition, "NOT_IN_FORCE"));
}

// Of several decisions in force the latest counts; one that is revoked counts no more.
TEST_F(CertificateTest, ARevokedDecisionReplacesNone) {
  AsProvince();
  const auto make = [&](const std::string& id, int from) {
    ASSERT_TRUE(Create<Recognition>(id, absl::StrCat("stars: 3 certificate_number: \"", Province(), "-", id,
                                                     "\" product: \"$/products/p\" decision_date ", DayFromToday(from),
                                                     "expire_date ", DayFromToday(500)))
                    .ok());
  };
  make("one", -500);
  make("two", -10);
  const std::string one = absl::StrCat("certificate_number: \"", Province(), "-one\"");
  EXPECT_EQ(StatusOf(one), Verified::STATUS_EXPIRED);
  AsProvince();
  ASSERT_TRUE(RevokeToday("two").ok());
  EXPECT_EQ(StatusOf(one), Verified::STATUS_VALID);
}

// --- Import ----------------------------------------------------------------------------------------------------------

class ImportTest : public CertificateTest {
 protected:
  Answer<ImportRecognitionsResponse> Import(const std::string& csv, bool validate_only = false) {
    AsProvince();
    ImportRecognitionsRequest request;
    request.set_parent(parent());
    request.set_csv(csv);
    request.set_validate_only(validate_only);
    return Call<ImportRecognitionsResponse>(absl::StrCat(kService, "ImportRecognitions"), request);
  }
};

TEST_F(ImportTest, GoodRowsGoInBadOnesAreTold) {
  const std::string csv =
      "product,stars,decision_date,score,product_code,product_name\r\n"
      "keo-dua,4,15/10/2022,\"71,5\",83-829-28780-3-2022,Kẹo dừa\r\n"
      "mam,9,2023-02-30,101,,\r\n"
      "tra,3,2024-01-05,50.25,82-28501-1-2024,Trà\r\n"
      "che,3,2024-01-05,55,82-28501-1-2024,Chè\r\n"
      "gao,3,2024-01-05,55\r\n"
      "GẠO,3,,x,bad,\r\n";
  const auto imported = Import(csv);
  ASSERT_TRUE(imported.ok()) << imported.status();
  EXPECT_EQ(imported->created_count() + imported->failed_count(), 6);
  EXPECT_EQ(imported->created_count(), 2) << imported->DebugString();
  std::vector<std::string> errors;
  for (const auto& error : imported->errors()) errors.push_back(absl::StrCat(error.row(), ":", error.column()));
  // Of tra and che whoever is entered first has the code.
  const std::string second = errors[3];
  EXPECT_TRUE(second == "4:product_code" || second == "5:product_code") << second;
  errors.erase(errors.begin() + 3);
  EXPECT_EQ(errors, (std::vector<std::string>{"3:decision_date", "3:score", "3:stars", "6:", "7:product", "7:score",
                                              "7:decision_date", "7:product_code"}));
  ListRecognitionsRequest list;
  list.set_parent(parent());
  list.set_filter("keo dua");
  const auto found = Call<ListRecognitionsResponse>(absl::StrCat(kService, "ListRecognitions"), list);
  ASSERT_TRUE(found.ok()) << found.status();
  ASSERT_EQ(found->recognitions_size(), 1);
  const Recognition& keo_dua = found->recognitions(0);
  EXPECT_EQ(keo_dua.product(), Name("products/keo-dua"));
  EXPECT_EQ(keo_dua.score_centi(), 7150);
  EXPECT_EQ(keo_dua.expire_date().ShortDebugString(), "year: 2025 month: 10 day: 14");
}

TEST_F(ImportTest, ASecondImportChangesNothing) {
  const std::string csv = "product,stars,decision_date\na,3,2024-01-05\nb,4,2024-01-05\n";
  ASSERT_EQ(Import(csv)->created_count(), 2);
  const int changes = ChangeCount();
  const auto again = Import(csv);
  EXPECT_EQ(again->created_count(), 0);
  EXPECT_EQ(again->unchanged_count(), 2);
  EXPECT_EQ(ChangeCount(), changes);
}

TEST_F(ImportTest, ARowThatSaysSomethingElseIsTold) {
  ASSERT_EQ(Import("product,stars,decision_date\na,3,2024-01-05\n")->created_count(), 1);
  const auto other = Import("product,stars,decision_date\na,4,2024-01-05\n");
  ASSERT_EQ(other->failed_count(), 1);
  EXPECT_EQ(other->errors(0).column(), "stars");
}

TEST_F(ImportTest, OfTwoRowsOfOneDecisionTheFirstCounts) {
  const auto imported = Import("product,stars,decision_date\na,3,2024-01-05\n\na,4,05/01/2024\n");
  EXPECT_EQ(imported->created_count(), 1);
  ASSERT_EQ(imported->errors_size(), 1) << imported->DebugString();
  EXPECT_EQ(imported->errors(0).row(), 3) << "blank lines are not counted";
}

TEST_F(ImportTest, ThousandsOfRowsGoIn) {
  std::string csv = "product,stars,decision_date\n";
  for (int i = 0; i < 3000; ++i) absl::StrAppend(&csv, "p", i, ",3,2024-01-05\n");
  EXPECT_EQ(Import(csv)->created_count(), 3000);
}

TEST_F(ImportTest, ATrialChangesNothing) {
  const auto trial = Import("product,stars,decision_date\na,3,2024-01-05\nb,3,x\n", true);
  ASSERT_TRUE(trial.ok()) << trial.status();
  EXPECT_EQ(trial->created_count(), 1);
  EXPECT_EQ(trial->failed_count(), 1);
  EXPECT_EQ(ChangeCount(), 0);
}

TEST_F(ImportTest, OnlyATableIsRead) {
  for (const char* csv : {"product,stars\na,3\n", "product,stars,decision_date,colour\n", "product,\"sta",
                          "product,product,stars,decision_date\n", "\xff\xfe"}) {
    EXPECT_THAT(Import(csv).status(), IsRefusal(absl::StatusCode::kInvalidArgument, "INVALID_TABLE")) << csv;
  }
}

}  // namespace
}  // namespace ocop::evaluation
