// The certificate of a recognition and its verification.
#include <gtest/gtest.h>

#include <array>
#include <cstdio>
#include <fstream>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "services/evaluation/testing/recognition_fixture.h"

namespace ocop::evaluation {
namespace {

using namespace ocop::evaluation::v1;  // NOLINT(google-build-using-namespace): the messages under test
using service::IsInvalidField;
using service::IsRefusal;

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

class CertificateTest : public RecognitionByDecisionTest {
 protected:
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
};

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
  // QR codes alone: by chance the lines of one look like a barcode of another kind too.
  const std::string qr =
      Output(absl::StrCat("pdftoppm -r 200 -png ", base, ".pdf ", base,
                          " && zbarimg -q --nodbus --raw -Sdisable -Sqrcode.enable ", base, "-1.png 2>/dev/null"));
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

// Article 4.3 with article 7: a new decision takes the place of the one before it, which does not come back when the
// new one is revoked or expires.
TEST_F(CertificateTest, WhatWasReplacedDoesNotComeBack) {
  AsProvince();
  const auto make = [&](const std::string& id, const std::string& product, int from, int to) {
    ASSERT_TRUE(Create<Recognition>(id, absl::StrCat("stars: 3 certificate_number: \"", Province(), "-", id,
                                                     "\" product: \"$/products/", product, "\" decision_date ",
                                                     DayFromToday(from), "expire_date ", DayFromToday(to)))
                    .ok());
  };
  const auto number = [&](const std::string& id) {
    return absl::StrCat("certificate_number: \"", Province(), "-", id, "\"");
  };
  make("one", "p", -500, 500);
  make("two", "p", -10, 500);
  make("long", "q", -500, 500);
  make("short", "q", -10, -1);
  EXPECT_EQ(StatusOf(number("one")), Verified::STATUS_EXPIRED);
  AsProvince();
  ASSERT_TRUE(RevokeToday("two").ok());
  EXPECT_EQ(StatusOf(number("one")), Verified::STATUS_EXPIRED);
  EXPECT_EQ(Verify(number("one"))->replaced_by_certificate_number(), Province() + "-two");
  EXPECT_EQ(StatusOf(number("two")), Verified::STATUS_REVOKED);
  EXPECT_EQ(Verify(number("two"))->replaced_by_certificate_number(), "") << "by none that came before it";
  EXPECT_EQ(StatusOf(number("long")), Verified::STATUS_EXPIRED);
  EXPECT_EQ(Verify(number("long"))->replaced_by_certificate_number(), Province() + "-short");
  EXPECT_EQ(Verify(number("short"))->replaced_by_certificate_number(), "");
}

TEST_F(CertificateTest, WhatWasReplacedIsNotCertified) {
  Decided("a");
  const auto recognition = Recognise("a", "recognition_id: \"r\"");
  ASSERT_TRUE(recognition.ok()) << recognition.status();
  // The decision of a day is one for a product: the first was yesterday's.
  service().database().Execute(absl::StrCat(
      "UPDATE evaluation.recognition SET decision_date = decision_date - 1 WHERE province_code = '", Province(), "'"));
  ASSERT_TRUE(Create<Recognition>("later", absl::StrCat("stars: 3 product: \"$/products/a\" decision_date ", Today(),
                                                        "expire_date ", DayFromToday(500)))
                  .ok());
  GetCertificateRequest request;
  request.set_name(recognition->name());
  const auto certificate = [&] {
    return Call<Certificate>(absl::StrCat(kService, "GetCertificate"), request).status();
  };
  EXPECT_THAT(certificate(), IsRefusal(kFailedPrecondition, "NOT_IN_FORCE"));
  ASSERT_TRUE(RevokeToday("later").ok());
  EXPECT_THAT(certificate(), IsRefusal(kFailedPrecondition, "NOT_IN_FORCE"));
}

}  // namespace
}  // namespace ocop::evaluation
