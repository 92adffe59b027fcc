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
