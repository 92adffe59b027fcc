// Frozen reports whose indicators are defined otherwise today.
#include "google/protobuf/util/json_util.h"
#include "services/gateway/edge/testing/http_client.h"
#include "tests/gateway/gateway_fixture.h"

namespace ocop::gateway {
namespace {

class RedefinedReportTest : public GatewayTest {
 protected:
  VerifyReportResponse Verify(const Report& report) {
    VerifyReportRequest verify;
    *verify.mutable_report() = report;
    const auto verified = Ask<VerifyReportResponse>("VerifyReport", verify);
    EXPECT_TRUE(verified.ok()) << verified.status();
    return verified.value_or(VerifyReportResponse());
  }
  Report FreezeOf(const std::string& indicator) {
    const auto report = Ask<Report>("FreezeReport", ReportOf2024(indicator));
    EXPECT_TRUE(report.ok()) << report.status();
    return report.value_or(Report());
  }
};

TEST_F(RedefinedReportTest, AnotherFilterOfTheProvincesOwnIsTold) {
  MakeStarred();
  const Report report = FreezeOf("starred");
  EXPECT_THAT(Verify(report).redefinitions(), IsEmpty());
  const auto change = [this](const std::string& text) {
    EXPECT_TRUE((Ask<Indicator, UpdateIndicatorRequest>("UpdateIndicator", text)).ok());
    suite().AwaitCaughtUp();
  };
  change(R"pb(indicator { name: "$/indicators/starred" title_vi: "Y" }
              update_mask { paths: "title_vi" })pb");
  VerifyReportResponse verified = Verify(report);
  EXPECT_TRUE(verified.reproduced()) << "the journals know how it was defined";
  EXPECT_THAT(verified.differences(), IsEmpty());
  ASSERT_THAT(verified.redefinitions(), SizeIs(1));
  EXPECT_EQ(verified.redefinitions(0).frozen().title_vi(), "X");
  EXPECT_EQ(verified.redefinitions(0).current().title_vi(), "Y");
  EXPECT_FALSE(verified.redefinitions(0).counts_otherwise());

  change(R"pb(indicator { name: "$/indicators/starred" numerator_filter: "stars >= 4" }
              update_mask { paths: "numerator_filter" })pb");
  verified = Verify(report);
  EXPECT_TRUE(verified.signature_valid());
  EXPECT_TRUE(verified.reproduced());
  EXPECT_THAT(verified.differences(), ::testing::Not(IsEmpty()));
  ASSERT_THAT(verified.redefinitions(), SizeIs(1));
  EXPECT_TRUE(verified.redefinitions(0).counts_otherwise());
}

// What another version of the suite would have frozen, but for its signature.
TEST_F(RedefinedReportTest, OtherWordsAreToldAndAnotherFilterIsNotReproduced) {
  Report report = FreezeOf("e1");
  ReportContent content;
  ASSERT_TRUE(content.ParseFromString(report.content()));
  content.mutable_indicators(0)->set_reading("Cách hiểu cũ");
  report.set_content(content.SerializeAsString());
  VerifyReportResponse verified = Verify(report);
  EXPECT_FALSE(verified.signature_valid());
  EXPECT_TRUE(verified.reproduced());
  ASSERT_THAT(verified.redefinitions(), SizeIs(1));
  EXPECT_EQ(verified.redefinitions(0).frozen().reading(), "Cách hiểu cũ");
  EXPECT_FALSE(verified.redefinitions(0).counts_otherwise());

  content.mutable_indicators(0)->set_numerator_filter("stars >= 4");
  report.set_content(content.SerializeAsString());
  verified = Verify(report);
  EXPECT_FALSE(verified.reproduced());

  content.clear_indicators();
  report.set_content(content.SerializeAsString());
  EXPECT_FALSE(Verify(report).reproduced()) << "of nothing that is named";
}

// As many values as a report may have, of a locality with a long name. In JSON it is a third longer.
TEST_F(RedefinedReportTest, WhatIsFrozenHasRoomToBeVerifiedAsJson) {
  const std::string id(60, 'l');
  Make<registry::v1::Locality>(id, absl::StrCat("code: \"28502\" display_name: \"Xã\" full_name: \"Xã\" kind: "
                                                "KIND_COMMUNE parent_locality: \"$/localities/",
                                                parent().substr(10), "\""));
  suite().AwaitCaughtUp();
  const auto indicators =
      Ask<ListIndicatorsResponse, ListIndicatorsRequest>("ListIndicators", R"pb(parent: "$" page_size: 1000)pb");
  ASSERT_TRUE(indicators.ok()) << indicators.status();
  FreezeReportRequest freeze = ReportOf2024();
  for (int i = 0; i < 10'000 / indicators->indicators_size(); ++i) {
    freeze.add_localities(absl::StrCat(parent(), "/localities/", id));
  }
  const auto largest = Ask<Report>("FreezeReport", freeze);
  ASSERT_TRUE(largest.ok()) << largest.status();
  ASSERT_GT(largest->content().size(), size_t{3} << 20) << "else nothing is shown";

  VerifyReportRequest verify;
  *verify.mutable_report() = *largest;
  std::string json;
  ASSERT_TRUE(google::protobuf::util::MessageToJsonString(verify, &json).ok());
  HttpClient client(suite().gateway_http_port());
  const HttpResponse answer = client.Call("POST", "/ocop.indicators.v1.IndicatorService/VerifyReport",
                                          {{"Content-Type", "application/json"}}, json);
  ASSERT_EQ(answer.status, 200) << answer.body.substr(0, 1000);
  VerifyReportResponse verified;
  ASSERT_TRUE(google::protobuf::util::JsonStringToMessage(answer.body, &verified).ok());
  EXPECT_TRUE(verified.signature_valid());
  EXPECT_TRUE(verified.reproduced());
}

}  // namespace
}  // namespace ocop::gateway
