// With a service down the rest is answered, and every answer says so.
#include "tests/gateway/gateway_fixture.h"

namespace ocop::gateway {
namespace {

using ::testing::Not;

class FreshnessTest : public GatewayTest {
 protected:
  // E1, which rests on the registry and on evaluation, and T2, which rests on the registry and on training.
  std::string Freshness() {
    GetIndicatorValuesRequest request = QuestionOfE1();
    request.add_indicators(parent() + "/indicators/t2");
    const auto response = Ask<GetIndicatorValuesResponse>("GetIndicatorValues", request);
    if (!response.ok()) return status::ReasonOf(response.status());
    return absl::StrCat(IndicatorValue::Freshness_Name(response->values(0).freshness()), " ",
                        Fraction(response->values(0)), ", ",
                        IndicatorValue::Freshness_Name(response->values(1).freshness()));
  }
  void Await(const std::string& expected) {
    std::string seen;
    for (const absl::Time end = absl::Now() + absl::Seconds(30); absl::Now() < end;) {
      seen = Freshness();
      if (seen == expected) return;
    }
    ADD_FAILURE() << "last seen: " << seen;
  }
};

TEST_F(FreshnessTest, AnOldFigureIsMarkedAndAMissingOneIsNotMadeUp) {
  Await("FRESHNESS_CURRENT 1/3, FRESHNESS_CURRENT");
  suite().services().Stop("evaluation");
  Await("FRESHNESS_STALE 1/3, FRESHNESS_CURRENT");
  suite().KillGateway();
  suite().StartGateway();
  Await("FRESHNESS_MISSING 0/0, FRESHNESS_CURRENT");
  suite().services().Start("evaluation");
  Await("FRESHNESS_CURRENT 1/3, FRESHNESS_CURRENT");
}

// What was known is asked of the journals: of one that is away nothing is guessed, whatever the gateway holds itself,
// and nothing is frozen.
TEST_F(FreshnessTest, APastThatCantBeAskedForIsMissingAndComesBackTheSame) {
  GetIndicatorValuesRequest question = QuestionOfE1();
  question.add_indicators(parent() + "/indicators/t2");
  *question.mutable_known_at() = KnownBy(E1().sources());
  FreezeReportRequest freeze = ReportOf2024("e1");
  const auto report = Ask<Report>("FreezeReport", freeze);
  ASSERT_TRUE(report.ok()) << report.status();
  VerifyReportRequest verify;
  *verify.mutable_report() = *report;

  suite().services().Stop("evaluation");
  Await("FRESHNESS_STALE 1/3, FRESHNESS_CURRENT");
  const auto without = Ask<GetIndicatorValuesResponse>("GetIndicatorValues", question);
  ASSERT_TRUE(without.ok()) << without.status();
  EXPECT_EQ(without->values(0).freshness(), IndicatorValue::FRESHNESS_MISSING);
  EXPECT_EQ(without->values(1).freshness(), IndicatorValue::FRESHNESS_AS_KNOWN);
  const auto not_current = IsRefusal(absl::StatusCode::kUnavailable, "SOURCE_NOT_CURRENT");
  EXPECT_THAT(Ask<Report>("FreezeReport", freeze).status(), not_current);
  EXPECT_THAT(Ask<VerifyReportResponse>("VerifyReport", verify).status(), not_current);
  freeze.set_indicators(0, parent() + "/indicators/t2");
  EXPECT_TRUE(Ask<Report>("FreezeReport", freeze).ok()) << "nothing of evaluation is in it";

  suite().services().Start("evaluation");
  Await("FRESHNESS_CURRENT 1/3, FRESHNESS_CURRENT");
  const auto again = Ask<GetIndicatorValuesResponse>("GetIndicatorValues", question);
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_EQ(Fraction(again->values(0)), "1/3");
  EXPECT_EQ(again->values(0).freshness(), IndicatorValue::FRESHNESS_AS_KNOWN);
  EXPECT_TRUE(Ask<VerifyReportResponse>("VerifyReport", verify)->reproduced());
}

// E3 rests on the registry alone. The one gateway has read training, the other has not.
TEST_F(FreshnessTest, AReportIsMadeAgainWithoutAServiceThatItDoesNotRestOn) {
  FreezeReportRequest freeze = ReportOf2024("e3");
  const auto report = Ask<Report>("FreezeReport", freeze);
  ASSERT_TRUE(report.ok()) << report.status();
  FreezeReportRequest by_positions = freeze, by_time = freeze;
  ReportContent content;
  ASSERT_TRUE(content.ParseFromString(report->content()));
  EXPECT_THAT(content.positions(), SizeIs(4));
  *by_positions.mutable_known_at()->mutable_positions() = content.positions();
  *by_time.mutable_known_at()->mutable_time() = E1().sources(0).read_time();
  const auto report_of_time = Ask<Report>("FreezeReport", by_time);
  ASSERT_TRUE(report_of_time.ok()) << report_of_time.status();

  suite().services().Stop("training");
  Await("FRESHNESS_CURRENT 1/3, FRESHNESS_STALE");
  const auto other = suite().StartAnotherGateway();
  suite().AwaitCaughtUp(*other);
  for (const rpc::Client* gateway : {&suite().gateway(), &other->client()}) {
    const auto ask = [&]<class Response>(const std::string& method, const google::protobuf::Message& request,
                                         const Response&) {
      return gateway->Call<Response>("/ocop.indicators.v1.IndicatorService/" + method, request, Caller());
    };
    const auto again = ask("FreezeReport", by_positions, Report());
    ASSERT_TRUE(again.ok()) << again.status();
    EXPECT_EQ(again->content(), report->content());
    for (const Report& kept : {*report, *report_of_time}) {
      VerifyReportRequest verify;
      *verify.mutable_report() = kept;
      const auto verified = ask("VerifyReport", verify, VerifyReportResponse());
      ASSERT_TRUE(verified.ok()) << verified.status();
      EXPECT_TRUE(verified->signature_valid());
      EXPECT_TRUE(verified->reproduced());
      EXPECT_THAT(verified->differences(), IsEmpty());
    }
  }
  suite().services().Start("training");
  Await("FRESHNESS_CURRENT 1/3, FRESHNESS_CURRENT");
}

// From the second time on the gateway has the answer by it.
TEST_F(FreshnessTest, WhatIsAskedAgainAndAgainIsTrueEachTime) {
  const auto ask_again_and_again = [this](const std::string& expected) {
    const GetIndicatorValuesResponse first = E1();
    EXPECT_EQ(Fraction(first.values(0)), expected);
    for (int turn = 0; turn < 4; ++turn) {
      const GetIndicatorValuesResponse again = E1();
      ASSERT_THAT(again.values(), SizeIs(1));
      EXPECT_EQ(again.values(0).SerializeAsString(), first.values(0).SerializeAsString());
      EXPECT_THAT(again.sources(), SizeIs(4));
      // The same bytes to another method are another question.
      EXPECT_THAT(Ask<ListIndicatorsResponse>("ListIndicators", QuestionOfE1())->indicators(), Not(IsEmpty()));
    }
  };
  ask_again_and_again("1/3");
  Recognise("b");
  suite().AwaitCaughtUp();
  ask_again_and_again("2/3");
}

}  // namespace
}  // namespace ocop::gateway
