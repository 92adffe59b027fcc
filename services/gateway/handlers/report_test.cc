// Reports that are frozen, and made again.
#include "services/gateway/handlers/report.h"

#include <cstdlib>

#include "common/crypto/sha256.h"
#include "common/status/testing/matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/gateway/handlers/testing/handlers_fixture.h"

namespace ocop::gateway {
namespace {

using namespace testing;         // NOLINT: our builders
using namespace indicators::v1;  // NOLINT
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::SizeIs;

FreezeReportRequest ReportOf2024(const std::vector<std::string>& indicators = {}) {
  FreezeReportRequest request;
  request.set_parent("provinces/82");
  *request.mutable_first_day() = clock::ToDate(On("2024-01-01"));
  *request.mutable_last_day() = clock::ToDate(On("2024-12-31"));
  for (const std::string& id : indicators) request.add_indicators(Name("indicators", id));
  return request;
}

// A version of the suite that comes with one indicator, over the province.
class Version : public HandlersFixture {
 public:
  Version(const std::string& id, const std::string& numerator_filter, const std::string& reading)
      : HandlersFixture(*Definitions::Parse(absl::StrCat(
            "indicators { name: \"indicators/", id, "\" code: \"X1\" title_vi: \"X\" unit: UNIT_PRODUCT ",
            "measure: MEASURE_COUNT numerator_filter: \"", numerator_filter, "\" reading: \"", reading, "\" }"))) {
    SetUp();
    LoadProvince();
  }
  void TestBody() override {}
  void EnterOwnIndicator() {
    journal::v1::WatchResponse response;
    *response.add_entries() = Put(MakeIndicator("own", "UNIT_PRODUCT", "MEASURE_COUNT", "", "stars >= 1"));
    response.set_resume_token("token");
    ASSERT_TRUE(projection_.Apply(Service::kRegistry, response).ok());
  }
  void Recount() {
    while (projection_.RecountSome()) {
    }
  }
  void SetDown(Service service) { projection_.SetDown(service); }

  template <typename Use>
  auto With(Use use) {
    const auto reading = projection_.Read("provinces/82", call_.now);
    return use(Picture::Of(reading));
  }
  std::string Again(const ReportContent& content) {
    const auto again = With([&](const Picture& picture) { return MakeAgain(content, picture); });
    return again.ok() ? SerialiseReport(*again) : status::ReasonOf(again.status());
  }
  std::vector<ReportRedefinition> Redefinitions(const ReportContent& content) {
    return With([&](const Picture& picture) { return RedefinitionsOf(content, picture); });
  }
};

TEST(ReportTest, APeriodThatNoDayComesBeforeIsRefused) {
  Version version("starred", "stars >= 3", "X");
  const auto freeze = [&](const FreezeReportRequest& request) {
    return version.With([&](const Picture& picture) { return MakeReport(request, picture).status(); });
  };
  FreezeReportRequest request = ReportOf2024();
  request.mutable_first_day()->set_year(1);
  EXPECT_THAT(freeze(request), status::AreInvalidFields({"first_day"}));
  request.mutable_first_day()->set_day(2);
  EXPECT_EQ(freeze(request), absl::OkStatus());
  request.mutable_last_day()->set_month(13);
  request.mutable_first_day()->set_day(1);
  EXPECT_THAT(freeze(request), status::AreInvalidFields({"first_day", "last_day"}));
  request = ReportOf2024();
  request.mutable_last_day()->set_year(2023);
  EXPECT_THAT(freeze(request), status::AreInvalidFields({"last_day"}));
}

TEST(ReportTest, OneThatIsBeingWorkedOutIsNotLeftOut) {
  Version version("starred", "stars >= 3", "X");
  version.EnterOwnIndicator();
  const auto freeze = [&](const FreezeReportRequest& request) {
    return version.With([&](const Picture& picture) { return MakeReport(request, picture); });
  };
  EXPECT_THAT(freeze(ReportOf2024()).status(),
              status::IsRefusal(absl::StatusCode::kUnavailable, "INDICATOR_COMPUTING"));
  EXPECT_TRUE(freeze(ReportOf2024({"starred"})).ok()) << "it is not asked for";
  version.Recount();
  const auto content = freeze(ReportOf2024());
  ASSERT_TRUE(content.ok()) << content.status();
  ASSERT_THAT(content->indicators(), SizeIs(2));
  EXPECT_EQ(content->indicators(1).name(), Name("indicators", "own"));
}

// Who has asked for what was known needn't be told to, and a report that is verified can't be asked for with less in
// it.
TEST(ReportTest, WhatToDoAboutAServiceThatIsDownDependsOnTheQuestion) {
  Version version("starred", "stars >= 3", "X");
  version.SetDown(Service::kEvaluation);
  version.With([](const Picture& picture) {
    const absl::Status present = MakeReport(ReportOf2024(), picture).status();
    EXPECT_THAT(present, status::IsRefusal(absl::StatusCode::kUnavailable, "SOURCE_NOT_CURRENT"));
    EXPECT_THAT(present.message(), HasSubstr("with known_at"));
    const Picture past{picture.figures, picture.sources, picture.read, true};
    const absl::Status known = MakeReport(ReportOf2024(), past).status();
    EXPECT_THAT(known, status::IsRefusal(absl::StatusCode::kUnavailable, "SOURCE_NOT_CURRENT"));
    EXPECT_THAT(known.message(), Not(HasSubstr("known_at")));
    EXPECT_THAT(known.message(), HasSubstr("evaluation"));
  });
}

TEST(ReportTest, IsMadeAgainInTheWordsThatItWasFrozenWith) {
  Version then("starred", "stars >= 3", "As it was read"), now("starred", "stars >= 3", "As it is read today");
  const auto content = then.With([](const Picture& picture) { return MakeReport(ReportOf2024(), picture); });
  ASSERT_TRUE(content.ok()) << content.status();
  ASSERT_THAT(content->indicators(), SizeIs(1));
  EXPECT_EQ(content->values(0).numerator(), 1);
  EXPECT_EQ(then.Again(*content), SerialiseReport(*content));
  EXPECT_THAT(then.Redefinitions(*content), SizeIs(0));

  EXPECT_EQ(now.Again(*content), SerialiseReport(*content));
  const std::vector<ReportRedefinition> redefinitions = now.Redefinitions(*content);
  ASSERT_THAT(redefinitions, SizeIs(1));
  EXPECT_EQ(redefinitions[0].frozen().reading(), "As it was read");
  EXPECT_EQ(redefinitions[0].current().reading(), "As it is read today");
  EXPECT_FALSE(redefinitions[0].counts_otherwise());
}

std::shared_ptr<const crypto::Signer> MakeSigner(const std::string& name,
                                                 const std::vector<std::string>& earlier = {}) {
  const std::string base = ::testing::TempDir() + "/report-" + name;
  const std::string command =
      absl::StrCat("openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=", name,
                   " -keyout ", base, ".key -out ", base, ".crt 2>/dev/null");
  EXPECT_EQ(std::system(command.c_str()), 0);
  std::vector<std::string> certificates;
  for (const std::string& each : earlier) certificates.push_back(::testing::TempDir() + "/report-" + each + ".crt");
  return *crypto::Signer::Load(base + ".crt", base + ".key", certificates);
}

TEST(ReportTest, ThatASignatureCannotBeJudgedIsNotThatItIsFalse) {
  using Verdict = VerifyReportResponse;
  const auto own = MakeSigner("own"), other = MakeSigner("other"), next = MakeSigner("next", {"own"});
  ReportContent content;
  content.set_title("X");
  const Report report = *SignReport(content, *own);
  EXPECT_EQ(SignatureOf(report, own.get()), Verdict::SIGNATURE_VALID);
  EXPECT_EQ(SignatureOf(report, next.get()), Verdict::SIGNATURE_VALID);
  EXPECT_EQ(SignatureOf(report, other.get()), Verdict::SIGNATURE_KEY_UNKNOWN);
  EXPECT_EQ(SignatureOf(report, nullptr), Verdict::SIGNATURE_KEY_UNKNOWN);

  Report of_earlier_version = report;
  of_earlier_version.clear_signing_key_sha256();
  EXPECT_EQ(SignatureOf(of_earlier_version, own.get()), Verdict::SIGNATURE_VALID);
  EXPECT_EQ(SignatureOf(of_earlier_version, other.get()), Verdict::SIGNATURE_KEY_UNKNOWN);

  Report forged = report;
  forged.set_content(forged.content() + "X");
  for (const crypto::Signer* signer : {own.get(), other.get(), static_cast<const crypto::Signer*>(nullptr)}) {
    EXPECT_EQ(SignatureOf(forged, signer), Verdict::SIGNATURE_INVALID) << "the hash says so to everybody";
  }
  forged.set_sha256(crypto::Sha256Hex(forged.content()));
  EXPECT_EQ(SignatureOf(forged, next.get()), Verdict::SIGNATURE_INVALID);
  EXPECT_EQ(SignatureOf(forged, other.get()), Verdict::SIGNATURE_KEY_UNKNOWN);
  forged.clear_signature();
  EXPECT_EQ(SignatureOf(forged, nullptr), Verdict::SIGNATURE_INVALID);
}

TEST(ReportTest, WhatNoRequestToVerifyItHasRoomForIsNotSigned) {
  const auto signer = MakeSigner("size");
  ReportContent content;
  // What the text has beside its characters.
  const size_t around = 5;
  content.set_title(std::string(4'000'000 - around, 'x'));
  const auto largest = SignReport(content, *signer);
  ASSERT_TRUE(largest.ok()) << largest.status();
  EXPECT_EQ(largest->content().size(), size_t{4'000'000});
  content.mutable_title()->push_back('x');
  EXPECT_THAT(SignReport(content, *signer).status(),
              status::IsRefusal(absl::StatusCode::kInvalidArgument, "REPORT_TOO_LARGE"));
}

TEST(ReportTest, ByADefinitionThatCountsOtherwiseItIsNotMadeAgain) {
  // The one product with stars has three of them, so that the figure is another, too, by the first alone.
  Version then("starred", "stars >= 3", "X"), four("starred", "stars >= 4", "X"), same("starred", "stars > 2", "X"),
      without("other", "stars >= 3", "X");
  const auto content = then.With([](const Picture& picture) { return MakeReport(ReportOf2024(), picture); });
  ASSERT_TRUE(content.ok()) << content.status();
  for (Version* version : {&four, &same}) {
    EXPECT_NE(version->Again(*content), SerialiseReport(*content));
    const std::vector<ReportRedefinition> redefinitions = version->Redefinitions(*content);
    ASSERT_THAT(redefinitions, SizeIs(1));
    EXPECT_TRUE(redefinitions[0].counts_otherwise());
    EXPECT_TRUE(redefinitions[0].has_current());
  }
  EXPECT_EQ(without.Again(*content), "INDICATOR_NOT_FOUND");
  ASSERT_THAT(without.Redefinitions(*content), SizeIs(1));
  EXPECT_TRUE(without.Redefinitions(*content)[0].counts_otherwise());
  EXPECT_FALSE(without.Redefinitions(*content)[0].has_current());
}

}  // namespace
}  // namespace ocop::gateway
