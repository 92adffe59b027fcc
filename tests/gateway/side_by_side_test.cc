// Several gateways over the same services: each has read everything for itself, and all say the same.
#include "tests/gateway/gateway_fixture.h"

namespace ocop::gateway {
namespace {

class SideBySideTest : public GatewayTest {
 protected:
  template <class Response>
  static Response AskOf(const ocop::testing::Gateway& gateway, const std::string& method,
                        const google::protobuf::Message& request) {
    const auto response =
        gateway.client().Call<Response>("/ocop.indicators.v1.IndicatorService/" + method, request, Caller());
    EXPECT_TRUE(response.ok()) << response.status();
    return response.value_or(Response());
  }
  // All indicators at the province and its commune, at some days and as known by `known_at`.
  GetIndicatorValuesRequest Everything() const {
    GetIndicatorValuesRequest request;
    Parse(R"pb(parent: "$"
               localities: "$/localities/c"
               as_of { year: 2023 month: 12 day: 31 }
               as_of { year: 2024 month: 6 day: 30 }
               as_of { year: 2024 month: 12 day: 31 }
               as_of { year: 2027 month: 6 day: 30 })pb",
          request);
    request.add_localities(absl::StrCat(parent(), "/localities/", parent().substr(10)));
    return request;
  }
  static std::string Values(const GetIndicatorValuesResponse& response) {
    std::string values;
    for (const IndicatorValue& value : response.values()) absl::StrAppend(&values, value.ShortDebugString(), "\n");
    return values;
  }
};

TEST_F(SideBySideTest, AllSayTheSameAndEachGoesOnWithoutTheOthers) {
  const auto second = suite().StartAnotherGateway();
  Recognise("b");
  const auto third = suite().StartAnotherGateway();
  Recognise("c");
  suite().AwaitCaughtUp();
  const GetIndicatorValuesResponse first_says = *Ask<GetIndicatorValuesResponse>("GetIndicatorValues", Everything());
  ASSERT_THAT(Values(first_says), HasSubstr("numerator: 3"));
  FreezeReportRequest freeze = ReportOf2024();
  const auto report = Ask<Report>("FreezeReport", freeze);
  ASSERT_TRUE(report.ok()) << report.status();
  suite().KillGateway();

  GetIndicatorValuesRequest as_known = Everything();
  *as_known.mutable_known_at() = KnownBy(first_says.sources());
  VerifyReportRequest verify;
  *verify.mutable_report() = *report;
  for (const auto& gateway : {second.get(), third.get()}) {
    suite().AwaitCaughtUp(*gateway);
    EXPECT_EQ(Values(AskOf<GetIndicatorValuesResponse>(*gateway, "GetIndicatorValues", Everything())),
              Values(first_says));
    GetIndicatorValuesResponse again = AskOf<GetIndicatorValuesResponse>(*gateway, "GetIndicatorValues", as_known);
    for (IndicatorValue& value : *again.mutable_values()) value.set_freshness(IndicatorValue::FRESHNESS_CURRENT);
    EXPECT_EQ(Values(again), Values(first_says)) << "by the positions that another told";
    const auto verified = AskOf<VerifyReportResponse>(*gateway, "VerifyReport", verify);
    EXPECT_TRUE(verified.signature_valid());
    EXPECT_TRUE(verified.reproduced());
    EXPECT_THAT(verified.differences(), IsEmpty());
  }
  suite().StartGateway();
}

TEST_F(SideBySideTest, OneWithoutTheKeyCannotJudgeASignature) {
  FreezeReportRequest freeze = ReportOf2024("e3");
  const auto report = Ask<Report>("FreezeReport", freeze);
  ASSERT_TRUE(report.ok()) << report.status();
  VerifyReportRequest verify;
  *verify.mutable_report() = *report;
  EXPECT_EQ(Ask<VerifyReportResponse>("VerifyReport", verify)->signature_verdict(),
            VerifyReportResponse::SIGNATURE_VALID);

  const auto keyless = suite().StartAnotherGateway({});
  suite().AwaitCaughtUp(*keyless);
  const auto verified = AskOf<VerifyReportResponse>(*keyless, "VerifyReport", verify);
  EXPECT_EQ(verified.signature_verdict(), VerifyReportResponse::SIGNATURE_KEY_UNKNOWN);
  EXPECT_FALSE(verified.signature_valid());
  EXPECT_TRUE(verified.reproduced());
}

}  // namespace
}  // namespace ocop::gateway
