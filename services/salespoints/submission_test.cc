// The close of a period: every step from every state, and what a lock holds fast.
#include "services/salespoints/testing/salespoints_fixture.h"

namespace ocop::salespoints {
namespace {

using State = SalesSubmission::State;

class SubmissionTest : public SalesPointsWithRegistryTest {
 protected:
  SubmissionTest() { AsProvince(); }

  static std::string OfQuarter() {
    return R"pb(submitter: "$/producers/a"
                period_start { year: 2024 month: 1 day: 1 }
                period_end { year: 2024 month: 3 day: 31 })pb";
  }
  static std::string Report() { return January() + R"pb(submission: "$/salesSubmissions/s")pb"; }

  Answer<SalesSubmission> Step(const std::string& step, const std::string& text = "") const {
    const std::string request = absl::StrCat(R"pb(name: "$/salesSubmissions/s" reason: "vì")pb", text);
    const std::string method = absl::StrCat("SalesSubmissionService/", step);
    if (step == "SubmitSales") return Ask<SubmitSalesRequest, SalesSubmission>(method, request);
    if (step == "ApproveSales") return Ask<ApproveSalesRequest, SalesSubmission>(method, request);
    if (step == "ReturnSales") return Ask<ReturnSalesRequest, SalesSubmission>(method, request);
    return Ask<ReopenSalesRequest, SalesSubmission>(method, request);
  }

  // A submission with one report, brought into a state.
  void InState(State state) {
    ASSERT_TRUE(Create<SalesSubmission>("s", OfQuarter()).ok());
    ASSERT_TRUE(Create<SalesReport>("r", Report()).ok());
    if (state == SalesSubmission::STATE_OPEN) return;
    ASSERT_TRUE(Step("SubmitSales").ok());
    if (state != SalesSubmission::STATE_LOCKED) return;
    ASSERT_TRUE(Step("ApproveSales").ok());
  }
};

struct Cell {
  const char* step;
  State from;
  // STATE_UNSPECIFIED: refused.
  State to;
};

class StepTest : public SubmissionTest, public ::testing::WithParamInterface<Cell> {};

constexpr State kNo = SalesSubmission::STATE_UNSPECIFIED;
constexpr State kOpen = SalesSubmission::STATE_OPEN;
constexpr State kSubmitted = SalesSubmission::STATE_SUBMITTED;
constexpr State kLocked = SalesSubmission::STATE_LOCKED;

INSTANTIATE_TEST_SUITE_P(EveryStepFromEveryState, StepTest,
                         ::testing::Values(Cell{"SubmitSales", kOpen, kSubmitted}, Cell{"SubmitSales", kSubmitted, kNo},
                                           Cell{"SubmitSales", kLocked, kNo}, Cell{"ApproveSales", kOpen, kNo},
                                           Cell{"ApproveSales", kSubmitted, kLocked},
                                           Cell{"ApproveSales", kLocked, kNo}, Cell{"ReturnSales", kOpen, kNo},
                                           Cell{"ReturnSales", kSubmitted, kOpen}, Cell{"ReturnSales", kLocked, kNo},
                                           Cell{"ReopenSales", kOpen, kNo}, Cell{"ReopenSales", kSubmitted, kNo},
                                           Cell{"ReopenSales", kLocked, kOpen}),
                         [](const auto& cell) {
                           return absl::StrCat(cell.param.step, "From", SalesSubmission::State_Name(cell.param.from));
                         });

TEST_P(StepTest, LeadsWhereTheTableSays) {
  InState(GetParam().from);
  const auto moved = Step(GetParam().step);
  if (GetParam().to == kNo) {
    EXPECT_THAT(moved.status(), IsRefusal(absl::StatusCode::kFailedPrecondition, "SUBMISSION_STATE"));
    status::Metadata told = status::MetadataOf(moved.status());
    EXPECT_EQ(told["state"], SalesSubmission::State_Name(GetParam().from));
    EXPECT_EQ(told["action"], GetParam().step);
    EXPECT_NE(told["allowed"], "") << "from every state leads a step";
    EXPECT_EQ(Get<SalesSubmission>("salesSubmissions/s")->state(), GetParam().from);
  } else {
    ASSERT_TRUE(moved.ok()) << moved.status();
    EXPECT_EQ(moved->state(), GetParam().to);
  }
}

TEST_F(SubmissionTest, EveryStepIsOnRecord) {
  InState(kLocked);
  ASSERT_TRUE(Step("ReopenSales").ok());
  const auto read = Get<SalesSubmission>("salesSubmissions/s");
  ASSERT_EQ(read->events_size(), 3);
  EXPECT_EQ(read->events(2).step(), "ReopenSales");
  EXPECT_EQ(read->events(2).actor(), "province@example.vn");
  EXPECT_EQ(read->events(2).reason(), "vì");
  EXPECT_GT(read->events(2).time().seconds(), 0);
}

TEST_F(SubmissionTest, WhoMayTakeWhichStep) {
  InState(kOpen);
  As("somebody", "council_member");
  EXPECT_THAT(Step("SubmitSales").status(), IsRefusal(absl::StatusCode::kPermissionDenied, "ROLE_MISSING"));
  AsProducer();
  EXPECT_TRUE(Step("SubmitSales").ok());
  for (const char* step : {"ApproveSales", "ReturnSales", "ReopenSales"}) {
    AsProducer();
    EXPECT_THAT(Step(step).status(), IsRefusal(absl::StatusCode::kPermissionDenied, "ROLE_MISSING")) << step;
    AsCommune();
    EXPECT_THAT(Step(step).status(), IsRefusal(absl::StatusCode::kPermissionDenied, "ROLE_MISSING")) << step;
  }
}

TEST_F(SubmissionTest, ReturnAndReopenNeedAReason) {
  InState(kSubmitted);
  EXPECT_THAT(Step("ReturnSales", R"pb(reason: "")pb").status(), IsInvalidField("reason"));
  EXPECT_THAT(Step("ReopenSales", R"pb(reason: "")pb").status(), IsInvalidField("reason"));
}

TEST_F(SubmissionTest, NeedsAReport) {
  ASSERT_TRUE(Create<SalesSubmission>("s", OfQuarter()).ok());
  EXPECT_THAT(Step("SubmitSales").status(), IsRefusal(absl::StatusCode::kFailedPrecondition, "SUBMISSION_EMPTY"));
}

TEST_F(SubmissionTest, OneForASubmitterAndPeriod) {
  ASSERT_TRUE(Create<SalesSubmission>("s", OfQuarter()).ok());
  EXPECT_THAT(Create<SalesSubmission>("t", OfQuarter()).status(),
              IsRefusal(absl::StatusCode::kAlreadyExists, "VALUE_ALREADY_TAKEN"));
  EXPECT_THAT(Create<SalesSubmission>("t", OfQuarter() + "period_end { year: 2024 month: 2 day: 29 }").status(),
              IsInvalidField("sales_submission.period_end"));
}

TEST_F(SubmissionTest, AReportLiesInItsPeriod) {
  ASSERT_TRUE(Create<SalesSubmission>("s", OfQuarter()).ok());
  EXPECT_THAT(Create<SalesReport>("r", Report() + R"pb(period_start { year: 2024 month: 4 day: 1 }
                                                       period_end { year: 2024 month: 4 day: 30 })pb")
                  .status(),
              IsInvalidField("sales_report.submission"));
  EXPECT_THAT(Create<SalesReport>("r", January() + R"pb(submission: "$/salesSubmissions/none")pb").status(),
              IsInvalidField("sales_report.submission"));
}

TEST_F(SubmissionTest, FromTheDayItIsSubmittedNothingOfItChanges) {
  InState(kSubmitted);
  const auto locked = IsRefusal(absl::StatusCode::kFailedPrecondition, "PERIOD_LOCKED");
  EXPECT_THAT(Update<SalesReport>("salesReports/r", "revenue_vnd: 5").status(), locked);
  EXPECT_THAT(Update<SalesReport>("salesReports/r", "", {"submission"}).status(), locked);
  EXPECT_THAT(Delete<SalesReport>("salesReports/r"), locked);
  EXPECT_THAT(Create<SalesReport>("q", Report() + R"pb(product: "$/products/b")pb").status(), locked);
  EXPECT_THAT(Update<SalesSubmission>("salesSubmissions/s", R"pb(note: "n")pb").status(),
              IsRefusal(absl::StatusCode::kFailedPrecondition, "SUBMISSION_STATE"));
  EXPECT_THAT(Delete<SalesSubmission>("salesSubmissions/s"),
              IsRefusal(absl::StatusCode::kFailedPrecondition, "SUBMISSION_STATE"));
  ASSERT_TRUE(Step("ReturnSales").ok());
  EXPECT_TRUE(Update<SalesReport>("salesReports/r", "revenue_vnd: 5").ok());
}

// A report outside the submission would change the locked figure of the product.
TEST_F(SubmissionTest, ALockHoldsOtherReportsOfTheProductBack) {
  ASSERT_TRUE(Create<Channel>("c", Supermarket()).ok());
  ASSERT_TRUE(Create<SalesReport>("before", January() + R"pb(channel: "$/channels/c")pb").ok());
  InState(kLocked);
  const auto locked = IsRefusal(absl::StatusCode::kFailedPrecondition, "PERIOD_LOCKED");
  ASSERT_TRUE(Create<Channel>("d", Supermarket()).ok());
  const std::string other = January() + R"pb(channel: "$/channels/d")pb";
  EXPECT_THAT(Create<SalesReport>("q", other).status(), locked);
  EXPECT_THAT(Create<SalesReport>("q", other + "period_end { year: 2024 month: 12 day: 31 }").status(), locked);
  EXPECT_THAT(Update<SalesReport>("salesReports/before", "revenue_vnd: 5").status(), locked);
  EXPECT_THAT(Delete<SalesReport>("salesReports/before"), locked);
  EXPECT_THAT(Create<SalesReport>("q", other + R"pb(period_start { year: 2024 month: 2 day: 1 }
                                                    period_end { year: 2024 month: 2 day: 29 })pb")
                  .status(),
              locked)
      << "a month of the quarter without a report is closed as well";
  EXPECT_TRUE(Create<SalesReport>("free", other + R"pb(period_start { year: 2024 month: 4 day: 1 }
                                                       period_end { year: 2024 month: 4 day: 30 })pb")
                  .ok());
  ASSERT_TRUE(Step("ReopenSales").ok());
  EXPECT_TRUE(Create<SalesReport>("q", other).ok());
}

TEST_F(SubmissionTest, WhatWasHandedInStaysOnRecord) {
  InState(kSubmitted);
  ASSERT_TRUE(Step("ReturnSales").ok());
  ASSERT_TRUE(Delete<SalesReport>("salesReports/r").ok());
  EXPECT_THAT(Delete<SalesSubmission>("salesSubmissions/s"),
              IsRefusal(absl::StatusCode::kFailedPrecondition, "SUBMISSION_STATE"));
}

TEST_F(SubmissionTest, OfManyWhoApproveOneDoes) {
  InState(kSubmitted);
  std::atomic<int> approved = 0;
  Together(8, [&](int) { approved += Step("ApproveSales").ok() ? 1 : 0; });
  EXPECT_EQ(approved, 1);
  EXPECT_EQ(Get<SalesSubmission>("salesSubmissions/s")->events_size(), 2);
}

using CorrectionTest = SalesPointsTest;

TEST_F(CorrectionTest, KeepsTheOldFigures) {
  As("officer@example.vn", "commune_officer");
  ASSERT_TRUE(Create<SalesReport>("r", January() + "profit_vnd: -7").ok());
  ASSERT_TRUE(Update<SalesReport>("salesReports/r", R"pb(revenue_vnd: 2 correction_reason: "nhập sai")pb").ok());
  ASSERT_TRUE(Update<SalesReport>("salesReports/r", R"pb(profit_vnd: 1)pb").ok());
  ASSERT_TRUE(Update<SalesReport>("salesReports/r", R"pb(source: "sổ")pb").ok());
  const auto read = Get<SalesReport>("salesReports/r");
  ASSERT_EQ(read->corrections_size(), 2);
  EXPECT_EQ(read->corrections(0).revenue_vnd(), 1000000);
  EXPECT_EQ(read->corrections(0).profit_vnd(), -7);
  EXPECT_EQ(read->corrections(0).reason(), "nhập sai");
  EXPECT_EQ(read->corrections(0).actor(), "officer@example.vn");
  EXPECT_EQ(read->corrections(1).revenue_vnd(), 2);
  EXPECT_EQ(read->corrections(1).reason(), "");
  EXPECT_EQ(read->revenue_vnd(), 2);
  EXPECT_EQ(read->profit_vnd(), 1);
}

TEST_F(CorrectionTest, AReasonIsOfOneCorrectionAlone) {
  ASSERT_EQ(Create<SalesReport>("r", January() + R"pb(correction_reason: "a")pb")->correction_reason(), "");
  ASSERT_TRUE(Update<SalesReport>("salesReports/r", R"pb(correction_reason: "b")pb").ok());
  ASSERT_TRUE(Update<SalesReport>("salesReports/r", "revenue_vnd: 3").ok());
  EXPECT_EQ(Get<SalesReport>("salesReports/r")->corrections(0).reason(), "");
}

// It leaves the etag and the journal as they are, as every change of nothing.
TEST_F(CorrectionTest, AReasonWithoutACorrectionIsNoChange) {
  const auto report = Create<SalesReport>("r", January());
  const auto baseline = Create<SalesBaseline>("b", R"pb(year: 2022 revenue_vnd: 1000 product: "$/products/a")pb");
  ASSERT_TRUE(report.ok() && baseline.ok());
  const int changes = ChangeCount();
  const std::string reason = R"pb(correction_reason: "vì")pb";
  for (const std::vector<std::string>& mask : {std::vector<std::string>{}, {"correction_reason"}}) {
    const auto same_report = Update<SalesReport>("salesReports/r", reason, mask);
    ASSERT_TRUE(same_report.ok()) << same_report.status();
    EXPECT_EQ(same_report->DebugString(), report->DebugString());
    const auto same_baseline = Update<SalesBaseline>("salesBaselines/b", reason, mask);
    ASSERT_TRUE(same_baseline.ok()) << same_baseline.status();
    EXPECT_EQ(same_baseline->DebugString(), baseline->DebugString());
  }
  EXPECT_TRUE(Update<SalesReport>("salesReports/r", "revenue_vnd: 1000000 " + reason).ok());
  EXPECT_EQ(ChangeCount(), changes);
  ASSERT_TRUE(Update<SalesReport>("salesReports/r", "revenue_vnd: 5 " + reason).ok());
  EXPECT_EQ(Get<SalesReport>("salesReports/r")->corrections(0).reason(), "vì");
  EXPECT_EQ(ChangeCount(), changes + 1);
  EXPECT_THAT(Update<SalesReport>("salesReports/none", reason).status(),
              IsRefusal(absl::StatusCode::kNotFound, "RESOURCE_NOT_FOUND"));
}

// Of a baseline the same.
TEST_F(CorrectionTest, ABaselineKeepsItsOldFigures) {
  const std::string baseline = R"pb(profit_vnd: -7 year: 2022 revenue_vnd: 1000 product: "$/products/a")pb";
  As("officer@example.vn", "commune_officer");
  ASSERT_EQ(Create<SalesBaseline>("b", baseline + R"pb(correction_reason: "a"
                                                       corrections { revenue_vnd: 9 })pb")
                ->corrections_size(),
            0);
  ASSERT_TRUE(Update<SalesBaseline>("salesBaselines/b", R"pb(revenue_vnd: 2 correction_reason: "nhập sai")pb").ok());
  ASSERT_TRUE(Update<SalesBaseline>("salesBaselines/b", R"pb(year: 2021 profit_vnd: 1)pb").ok());
  ASSERT_TRUE(Update<SalesBaseline>("salesBaselines/b", R"pb(source: "sổ")pb").ok());
  const auto read = Get<SalesBaseline>("salesBaselines/b");
  ASSERT_EQ(read->corrections_size(), 2);
  EXPECT_EQ(read->corrections(0).year(), 2022);
  EXPECT_EQ(read->corrections(0).revenue_vnd(), 1000);
  EXPECT_EQ(read->corrections(0).profit_vnd(), -7);
  EXPECT_EQ(read->corrections(0).reason(), "nhập sai");
  EXPECT_EQ(read->corrections(0).actor(), "officer@example.vn");
  EXPECT_GT(read->corrections(0).time().seconds(), 0);
  EXPECT_EQ(read->corrections(1).year(), 2022);
  EXPECT_EQ(read->corrections(1).revenue_vnd(), 2);
  EXPECT_EQ(read->corrections(1).reason(), "");
  EXPECT_EQ(read->correction_reason(), "");
  ASSERT_TRUE(Update<SalesBaseline>("salesBaselines/b", baseline + " revenue_vnd: 4", {"*"}).ok());
  EXPECT_EQ(Get<SalesBaseline>("salesBaselines/b")->corrections_size(), 3);
}

TEST_F(CorrectionTest, ABaselinesProfitMayBecomeKnownAndUnknown) {
  const std::string baseline = R"pb(year: 2022 revenue_vnd: 1000 product: "$/products/a")pb";
  ASSERT_TRUE(Create<SalesBaseline>("b", baseline).ok());
  ASSERT_TRUE(Update<SalesBaseline>("salesBaselines/b", "profit_vnd: 0").ok());
  ASSERT_TRUE(Update<SalesBaseline>("salesBaselines/b", baseline, {"*"}).ok());
  const auto read = Get<SalesBaseline>("salesBaselines/b");
  EXPECT_FALSE(read->has_profit_vnd());
  ASSERT_EQ(read->corrections_size(), 2);
  EXPECT_FALSE(read->corrections(0).has_profit_vnd());
  EXPECT_TRUE(read->corrections(1).has_profit_vnd());
}

TEST_F(CorrectionTest, CannotBeMadeUpOrWiped) {
  ASSERT_TRUE(Create<SalesReport>("r", January() + "corrections { revenue_vnd: 9 }").ok());
  EXPECT_EQ(Get<SalesReport>("salesReports/r")->corrections_size(), 0);
  ASSERT_TRUE(Update<SalesReport>("salesReports/r", "revenue_vnd: 3").ok());
  ASSERT_TRUE(Update<SalesReport>("salesReports/r", January() + "revenue_vnd: 4", {"*"}).ok());
  EXPECT_EQ(Get<SalesReport>("salesReports/r")->corrections_size(), 2);
}

}  // namespace
}  // namespace ocop::salespoints
