// Trade events and what came of them.
#include "services/salespoints/testing/salespoints_fixture.h"

namespace ocop::salespoints {
namespace {

class TradeEventTest : public SalesPointsTest {
 protected:
  static std::string Fair() {
    return R"pb(display_name: "Tuần lễ OCOP Tiền Giang tại TP.HCM"
                kind: KIND_WEEK
                cost_vnd: 500
                start_date { year: 2023 month: 8 day: 29 }
                end_date { year: 2023 month: 9 day: 2 })pb";
  }
  static std::string Taking() { return R"pb(producer: "$/producers/a" products: "$/products/a")pb"; }

  TradeEventSummary Summary(const std::string& text) const {
    const auto summary =
        Ask<GetTradeEventSummaryRequest, TradeEventSummary>("TradeEventService/GetTradeEventSummary", text);
    EXPECT_TRUE(summary.ok()) << summary.status();
    return summary.ok() ? *summary : TradeEventSummary();
  }
};

TEST_F(TradeEventTest, EndsNoEarlierThanItBeginsAndMayLieAhead) {
  EXPECT_THAT(Create<TradeEvent>("e", Fair() + "end_date { year: 2023 month: 8 day: 28 }").status(),
              IsInvalidField("trade_event.end_date"));
  EXPECT_TRUE(Create<TradeEvent>("e", Fair() + "start_date " + DayFromToday(30) + "end_date " + DayFromToday(33)).ok());
}

TEST_F(TradeEventTest, AProducerTakesPartOnceAndShowsAProductOnce) {
  ASSERT_TRUE(Create<TradeEvent>("e", Fair()).ok());
  ASSERT_TRUE(Create<Participation>("a", Taking(), "tradeEvents/e").ok());
  EXPECT_THAT(Create<Participation>("b", Taking(), "tradeEvents/e").status(),
              IsRefusal(absl::StatusCode::kAlreadyExists, "VALUE_ALREADY_TAKEN"));
  EXPECT_THAT(Create<Participation>("c", Taking() + R"pb(producer: "$/producers/c" products: "$/products/a")pb",
                                    "tradeEvents/e")
                  .status(),
              IsInvalidField("participation.products[1]"));
  EXPECT_THAT(Delete<TradeEvent>("tradeEvents/e"), IsRefusal(absl::StatusCode::kFailedPrecondition, "RESOURCE_IN_USE"));
}

TEST_F(TradeEventTest, NoCountIsNegative) {
  ASSERT_TRUE(Create<TradeEvent>("e", Fair()).ok());
  EXPECT_THAT(Create<Participation>("a", Taking() + "booth_count: -1 contract_value_vnd: -1", "tradeEvents/e").status(),
              AreInvalidFields({"participation.booth_count", "participation.contract_value_vnd"}));
}

TEST_F(TradeEventTest, TheSummaryCountsEachProducerAndProductOnce) {
  ASSERT_TRUE(Create<TradeEvent>("e", Fair()).ok());
  ASSERT_TRUE(Create<TradeEvent>("f", Fair() + R"pb(start_date { year: 2024 month: 5 day: 1 }
                                                    end_date { year: 2024 month: 5 day: 3 })pb")
                  .ok());
  const std::string numbers = "booth_count: 2 contract_count: 3 contract_value_vnd: 100 revenue_vnd: 20 cost_vnd: 5 ";
  ASSERT_TRUE(Create<Participation>("a", Taking() + numbers, "tradeEvents/e").ok());
  ASSERT_TRUE(Create<Participation>("b", numbers + R"pb(producer: "$/producers/b"
                                                        products: "$/products/b"
                                                        products: "$/products/c")pb",
                                    "tradeEvents/e")
                  .ok());
  ASSERT_TRUE(Create<Participation>("a", Taking() + numbers, "tradeEvents/f").ok());

  EXPECT_THAT(Summary(R"pb(parent: "$")pb"),
              ::testing::Property(&TradeEventSummary::ShortDebugString,
                                  "event_count: 2 producer_count: 2 product_count: 3 participation_count: 3 "
                                  "booth_count: 6 contract_count: 9 contract_value_vnd: 300 revenue_vnd: 60 "
                                  "event_cost_vnd: 1000 participant_cost_vnd: 15"));
  EXPECT_EQ(Summary(R"pb(parent: "$/tradeEvents/e")pb").product_count(), 3);
  EXPECT_EQ(Summary(R"pb(parent: "$"
                         to { year: 2023 month: 8 day: 29 })pb")
                .event_count(),
            1);
  EXPECT_EQ(Summary(R"pb(parent: "$"
                         to { year: 2023 month: 8 day: 28 })pb")
                .event_count(),
            0);
  EXPECT_EQ(Summary(R"pb(parent: "$"
                         from { year: 2023 month: 9 day: 2 })pb")
                .event_count(),
            2);
  EXPECT_EQ(Summary(R"pb(parent: "$"
                         from { year: 2023 month: 9 day: 3 })pb")
                .participation_count(),
            1);
}

TEST_F(TradeEventTest, TheSummaryHoldsAnySum) {
  ASSERT_TRUE(Create<TradeEvent>("e", Fair()).ok());
  for (const char* id : {"a", "b"}) {
    ASSERT_TRUE(Create<Participation>(
                    id, absl::StrCat("producer: \"$/producers/", id, "\" contract_value_vnd: 9223372036854775807"),
                    "tradeEvents/e")
                    .ok());
  }
  EXPECT_EQ(Summary(R"pb(parent: "$")pb").contract_value_vnd(), std::numeric_limits<int64_t>::max());
}

TEST_F(TradeEventTest, TheSummaryTellsWhatIsWrongWithTheQuestion) {
  const auto asked = Ask<GetTradeEventSummaryRequest, TradeEventSummary>("TradeEventService/GetTradeEventSummary",
                                                                         R"pb(parent: "$/channels/c"
                                                                              from { year: 2024 month: 1 day: 2 }
                                                                              to { year: 2024 month: 1 day: 1 })pb");
  EXPECT_THAT(asked.status(), AreInvalidFields({"parent", "to"}));
  EXPECT_THAT((Ask<GetTradeEventSummaryRequest, TradeEventSummary>("TradeEventService/GetTradeEventSummary",
                                                                   R"pb(parent: "$/tradeEvents/none")pb")
                   .status()),
              IsRefusal(absl::StatusCode::kNotFound, "RESOURCE_NOT_FOUND"));
}

}  // namespace
}  // namespace ocop::salespoints
