// Dossiers on their way: every step from every state, what is missing, deadlines.
#include <gtest/gtest.h>

#include <map>

#include "absl/strings/match.h"
#include "common/clock/date.h"
#include "common/status/status.h"
#include "services/evaluation/criteria/catalogue.h"
#include "services/evaluation/embedded_criteria.h"
#include "services/evaluation/rules/deadlines.h"
#include "services/evaluation/testing/evaluation_fixture.h"

namespace ocop::evaluation {
namespace {

using namespace ocop::evaluation::v1;  // NOLINT(google-build-using-namespace): the messages under test
using service::AreInvalidFields;
using service::IsInvalidField;
using service::IsRefusal;

using DossierTest = EvaluationTest;

// Decision 26/2026/QĐ-TTg article 7, written down a second time: where each step leads from each state it is allowed
// in.
const std::map<std::string, std::map<Dossier::State, Dossier::State>>& Allowed() {
  using D = Dossier;
  static const auto& allowed = *new std::map<std::string, std::map<D::State, D::State>>{
      {"SubmitDossier", {{D::STATE_DRAFT, D::STATE_COMMUNE_CHECK}}},
      {"ForwardDossier", {{D::STATE_COMMUNE_CHECK, D::STATE_PROVINCE_INTAKE}}},
      {"AcceptDossier", {{D::STATE_PROVINCE_INTAKE, D::STATE_ADVISORY_REVIEW}}},
      {"CompleteAdvisoryReview", {{D::STATE_ADVISORY_REVIEW, D::STATE_COUNCIL}}},
      {"DecideDossier", {}},  // needs a round of scoring; see below
      {"RecordCentralResult", {{D::STATE_CENTRAL_REVIEW, D::STATE_DECIDED}}},
      {"EvaluateAgain", {}},  // needs a central result; see below
      {"RequestSupplement",
       {{D::STATE_COMMUNE_CHECK, D::STATE_SUPPLEMENT},
        {D::STATE_PROVINCE_INTAKE, D::STATE_SUPPLEMENT},
        {D::STATE_ADVISORY_REVIEW, D::STATE_SUPPLEMENT},
        {D::STATE_COUNCIL, D::STATE_SUPPLEMENT}}},
      {"ResubmitDossier", {{D::STATE_SUPPLEMENT, D::STATE_COMMUNE_CHECK}}},
      {"RejectDossier",
       {{D::STATE_DRAFT, D::STATE_REJECTED},
        {D::STATE_SUPPLEMENT, D::STATE_REJECTED},
        {D::STATE_DECIDED, D::STATE_REJECTED},
        {D::STATE_COMMUNE_CHECK, D::STATE_REJECTED},
        {D::STATE_PROVINCE_INTAKE, D::STATE_REJECTED},
        {D::STATE_ADVISORY_REVIEW, D::STATE_REJECTED}}},
      {"ReopenDossier", {{D::STATE_REJECTED, D::STATE_DRAFT}}},
      {"WithdrawDossier",
       {{D::STATE_DRAFT, D::STATE_WITHDRAWN},
        {D::STATE_COMMUNE_CHECK, D::STATE_WITHDRAWN},
        {D::STATE_PROVINCE_INTAKE, D::STATE_WITHDRAWN},
        {D::STATE_ADVISORY_REVIEW, D::STATE_WITHDRAWN},
        {D::STATE_SUPPLEMENT, D::STATE_WITHDRAWN}}},
  };
  return allowed;
}

// Cell by cell: the step on a dossier in each state, tried first for show, so that one dossier serves for all steps.
TEST_F(DossierTest, StepsLeadWhereTheLawSays) {
  for (int number = Dossier::STATE_DRAFT; number <= Dossier::STATE_WITHDRAWN; ++number) {
    const auto state = static_cast<Dossier::State>(number);
    const std::string id = "d" + std::to_string(number);
    ASSERT_EQ(InState(state, id).state(), state);
    for (const auto& [step, cells] : Allowed()) {
      SCOPED_TRACE(step + " from " + Dossier::State_Name(state));
      As("producer@example.vn", "producer,commune_officer,province_officer");
      const auto taken =
          Step(step, id,
               step == "RecordCentralResult" ? "central_score_centi: 9100 validate_only: true" : "validate_only: true");
      const auto cell = cells.find(state);
      if (cell != cells.end()) {
        ASSERT_TRUE(taken.ok()) << taken.status();
        EXPECT_EQ(taken->state(), cell->second);
        EXPECT_EQ(taken->steps(taken->steps_size() - 1).action(), step);
      } else if (step == "DecideDossier" && state == Dossier::STATE_COUNCIL) {
        EXPECT_THAT(taken.status(), IsRefusal(kFailedPrecondition, "DOSSIER_INCOMPLETE"));
      } else {
        EXPECT_THAT(taken.status(), IsRefusal(kFailedPrecondition, "DOSSIER_STATE"));
      }
    }
  }
}

TEST_F(DossierTest, ARefusalNamesStateStepAndWhatIsPossible) {
  FullDraft("a");
  AsProvince();
  const auto metadata = status::MetadataOf(Step("AcceptDossier", "a").status());
  EXPECT_EQ(metadata.at("state"), "STATE_DRAFT");
  EXPECT_EQ(metadata.at("action"), "AcceptDossier");
  EXPECT_EQ(metadata.at("allowed"), "SubmitDossier, WithdrawDossier, RejectDossier");
}

TEST_F(DossierTest, EveryStepNeedsItsRole) {
  InState(Dossier::STATE_COMMUNE_CHECK, "a");
  for (const auto& [step, cells] : Allowed()) {
    As("somebody", "public");
    EXPECT_THAT(Step(step, "a", step == "RecordCentralResult" ? "central_score_centi: 9100" : "").status(),
                IsRefusal(absl::StatusCode::kPermissionDenied, "ROLE_MISSING"))
        << step;
    EXPECT_THAT(Step(step, "none", step == "RecordCentralResult" ? "central_score_centi: 9100" : "").status(),
                IsRefusal(absl::StatusCode::kPermissionDenied, "ROLE_MISSING"))
        << "permission comes before existence: " << step;
  }
  AsProvince();
  EXPECT_THAT(Step("RejectDossier", "a").status(), IsRefusal(absl::StatusCode::kPermissionDenied, "ROLE_MISSING"))
      << "it is with the commune";
}

TEST_F(DossierTest, EveryStepIsOnRecord) {
  const Dossier decided = Decided("a");
  std::vector<std::string> actions;
  for (const Dossier::Step& step : decided.steps()) {
    actions.push_back(step.action());
    EXPECT_TRUE(step.has_step_time());
    EXPECT_EQ(step.actor(), step.action() == "SubmitDossier" ? "producer@example.vn" : "somebody@example.vn");
  }
  EXPECT_EQ(actions, (std::vector<std::string>{"SubmitDossier", "ForwardDossier", "AcceptDossier",
                                               "CompleteAdvisoryReview", "DecideDossier"}));
  EXPECT_EQ(decided.stars(), 4);
}

TEST_F(DossierTest, TellsEverythingThatIsMissing) {
  ASSERT_TRUE(Draft("a", R"pb(form_01 { phone: "" sample_units: 4 })pb").ok());
  ASSERT_TRUE(Update<Dossier>("dossiers/a", R"pb(self_assessment { choice { criterion: "1.1" option: 1 } })pb",
                              {"self_assessment"})
                  .ok());
  const absl::Status refused = Step("SubmitDossier", "a").status();
  EXPECT_THAT(refused, IsRefusal(kFailedPrecondition, "DOSSIER_INCOMPLETE"));
  const std::string missing = status::MetadataOf(refused).at("missing");
  for (const char* part : {"form_01.phone", "form_01.sample_units: 5", "criterion 1.2", "criterion 11",
                           "evidence of kind EVIDENCE_KIND_BUSINESS_REGISTRATION"}) {
    EXPECT_TRUE(absl::StrContains(missing, part)) << part << " in " << missing;
  }
  EXPECT_FALSE(absl::StrContains(missing, "criterion 1.1;"));
  EXPECT_EQ(Get<Dossier>("dossiers/a")->state(), Dossier::STATE_DRAFT);
}

// Article 7.1: what is handed in on the day of filing; a paper holds on its last day (Civil Code article 148.1).
TEST_F(DossierTest, APaperThatRanOutBeforeTheFilingShowsNothing) {
  FullDraft("a");
  const auto holds_until = [&](int days) {
    AsProducer();
    const auto changed =
        Update<EvidenceItem>("dossiers/a/evidenceItems/registration", "expire_date " + DayFromToday(days));
    EXPECT_TRUE(changed.ok()) << changed.status();
  };
  const auto tried = [&] { return Step("SubmitDossier", "a", "validate_only: true").status(); };
  const std::string yesterday = clock::FormatDay(clock::Today(absl::Now()) - 1);
  const auto missing = [&] { return status::MetadataOf(tried())["missing"]; };
  holds_until(-1);
  EXPECT_THAT(tried(), IsRefusal(kFailedPrecondition, "DOSSIER_INCOMPLETE"));
  EXPECT_EQ(missing(),
            "evidence of kind EVIDENCE_KIND_BUSINESS_REGISTRATION (evidenceItems/registration ran out: its last "
            "day was " +
                yesterday + ")");
  ASSERT_TRUE(Create<EvidenceItem>(
                  "renewed", R"pb(kind: EVIDENCE_KIND_BUSINESS_REGISTRATION display_name: "Giấy mới")pb", "dossiers/a")
                  .ok());
  EXPECT_TRUE(tried().ok()) << "another one shows it";
  ASSERT_TRUE(Delete<EvidenceItem>("dossiers/a/evidenceItems/renewed").ok());
  holds_until(0);
  EXPECT_TRUE(tried().ok());
  holds_until(-10);
  As("producer@example.vn", "producer,commune_officer");
  ASSERT_TRUE(Update<Dossier>("dossiers/a", "receive_date " + DayFromToday(-10)).ok());
  EXPECT_TRUE(tried().ok()) << "the day on which the commune received it";
}

TEST_F(DossierTest, ASelfAssessmentRefersToPapersThatHold) {
  Dossier draft = FullDraft("a");
  ASSERT_TRUE(Create<EvidenceItem>(
                  "report",
                  "kind: EVIDENCE_KIND_TEST_REPORT display_name: \"Phiếu kiểm nghiệm\" expire_date " + DayFromToday(-1),
                  "dossiers/a")
                  .ok());
  EXPECT_TRUE(Step("SubmitDossier", "a", "validate_only: true").ok()) << "nothing asks for it";
  std::string scores;
  for (Dossier::SelfScore& score : *draft.mutable_self_assessment()) {
    score.add_evidence_items("report");
    absl::StrAppend(&scores, "self_assessment { ", score.ShortDebugString(), " }");
  }
  ASSERT_TRUE(Update<Dossier>("dossiers/a", scores).ok());
  EXPECT_EQ(status::MetadataOf(Step("SubmitDossier", "a").status())["missing"],
            "evidenceItems/report ran out: its last day was " + clock::FormatDay(clock::Today(absl::Now()) - 1));
}

TEST_F(DossierTest, AnAnswerMustBeOnTheSheet) {
  EXPECT_THAT(Draft("a", R"pb(self_assessment { choice { criterion: "99" option: 1 } })pb").status(),
              IsInvalidField("dossier.self_assessment[32].choice.criterion"));
}

TEST_F(DossierTest, OnlyTheProducerChangesIt) {
  InState(Dossier::STATE_COMMUNE_CHECK, "a");
  AsProducer();
  EXPECT_THAT(Update<Dossier>("dossiers/a", R"pb(form_01 { unit_name: "b" })pb").status(),
              IsRefusal(kFailedPrecondition, "DOSSIER_STATE"));
  EXPECT_THAT(Delete<Dossier>("dossiers/a"), IsRefusal(kFailedPrecondition, "DOSSIER_STATE"));
  AsCommune();
  ASSERT_TRUE(Step("RequestSupplement", "a").ok());
  EXPECT_THAT(Update<Dossier>("dossiers/a", R"pb(form_01 { unit_name: "b" })pb").status(),
              IsRefusal(absl::StatusCode::kPermissionDenied, "ROLE_MISSING"));
  AsProducer();
  EXPECT_TRUE(Update<Dossier>("dossiers/a", "form_02 { history: \"h\" }").ok());
  EXPECT_THAT(Update<Dossier>("dossiers/a", "sheet_number: 2", {"sheet_number", "self_assessment"}).status(),
              IsInvalidField("dossier.sheet_number"));
}

TEST_F(DossierTest, ASupplementReturnsToWhoAsked) {
  InState(Dossier::STATE_ADVISORY_REVIEW, "a");
  AsProvince();
  ASSERT_TRUE(Step("RequestSupplement", "a").ok());
  AsProducer();
  const auto back = Step("ResubmitDossier", "a");
  ASSERT_TRUE(back.ok()) << back.status();
  EXPECT_EQ(back->state(), Dossier::STATE_ADVISORY_REVIEW);
  EXPECT_EQ(back->return_state(), Dossier::STATE_UNSPECIFIED);
}

TEST_F(DossierTest, AProductHasOneDossierUnderWay) {
  FullDraft("a");
  EXPECT_THAT(Draft("b", R"pb(product: "$/products/a")pb").status(),
              IsRefusal(absl::StatusCode::kAlreadyExists, "VALUE_ALREADY_TAKEN"));
  ASSERT_TRUE(Step("WithdrawDossier", "a").ok());
  EXPECT_TRUE(Draft("b", R"pb(product: "$/products/a")pb").ok());
}

// Article 4.1 and 7.4: five stars are the ministry's; under 90 points there the province may take its result or judge
// again.
TEST_F(DossierTest, FiveStarsGoUpAndMayComeDown) {
  const Dossier up = InState(Dossier::STATE_CENTRAL_REVIEW, "a");
  EXPECT_EQ(up.province_stars(), 5);
  EXPECT_EQ(up.stars(), 0) << "not before the ministry has decided";
  AsProvince();
  EXPECT_THAT(Step("RecordCentralResult", "a", "central_score_centi: 8999 central_stars: 5").status(),
              IsInvalidField("central_stars"));
  const auto down = Step("RecordCentralResult", "a", "central_score_centi: 8999");
  ASSERT_TRUE(down.ok()) << down.status();
  EXPECT_EQ(down->stars(), 4);
  const auto again = Step("EvaluateAgain", "a");
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_EQ(again->state(), Dossier::STATE_COUNCIL);
  EXPECT_EQ(again->stars(), 0);
  EXPECT_THAT(Step("DecideDossier", "a").status(), IsRefusal(kFailedPrecondition, "DOSSIER_INCOMPLETE"))
      << "the round before does not count again";
}

TEST_F(DossierTest, TheMinistrysFiveStarsStand) {
  InState(Dossier::STATE_CENTRAL_REVIEW, "a");
  AsProvince();
  EXPECT_EQ(Step("RecordCentralResult", "a", "central_score_centi: 9000")->stars(), 5);
  EXPECT_THAT(Step("EvaluateAgain", "a").status(), IsRefusal(kFailedPrecondition, "DOSSIER_STATE"));
}

// Article 7.6a: from 180 to 120 days before the certificate expires.
TEST_F(DossierTest, AReevaluationHasItsWindow) {
  const auto submitted = [&](const std::string& id, int days_left) {
    As("x", "province_officer");
    const std::string recognition = "r-" + id;
    EXPECT_TRUE(Create<Recognition>(recognition, "stars: 3 product: \"$/products/" + id + "\" decision_date " +
                                                     DayFromToday(-900) + " expire_date " + DayFromToday(days_left))
                    .ok());
    FullDraft(id, "kind: DOSSIER_KIND_RE_EVALUATION previous_recognition: \"$/recognitions/" + recognition +
                      "\" form_02 { changes: \"c\" }");
    return Step("SubmitDossier", id).status();
  };
  EXPECT_THAT(submitted("a", 181), IsRefusal(kFailedPrecondition, "TOO_EARLY"));
  EXPECT_TRUE(submitted("b", 180).ok());
  EXPECT_TRUE(submitted("c", 120).ok());
  EXPECT_THAT(submitted("d", 119), IsRefusal(kFailedPrecondition, "TOO_LATE"));
}

// Article 12: whose window had closed before 2026-05-22 may file all the same, for as long as it can be prolonged.
TEST_F(DossierTest, WhoCouldNotMeetTheWindowIsNotTooLate) {
  const auto submitted = [&](const std::string& id, const std::string& expires, const std::string& received) {
    AsProvince();
    EXPECT_TRUE(Create<Recognition>("r-" + id, "stars: 3 product: \"$/products/" + id +
                                                   "\" decision_date { year: 2023 month: 9 day: 20 } expire_date " +
                                                   expires)
                    .ok());
    FullDraft(id, "kind: DOSSIER_KIND_RE_EVALUATION previous_recognition: \"$/recognitions/r-" + id +
                      "\" form_02 { changes: \"c\" }");
    As("producer@example.vn", "producer,commune_officer");
    EXPECT_TRUE(Update<Dossier>("dossiers/" + id, "receive_date " + received).ok());
    return Step("SubmitDossier", id).status();
  };
  const std::string august = "{ year: 2026 month: 8 day: 1 }";
  // 120 days before 2026-09-18 is 2026-05-21.
  EXPECT_TRUE(submitted("a", "{ year: 2026 month: 9 day: 18 }", august).ok());
  EXPECT_THAT(submitted("b", "{ year: 2026 month: 9 day: 19 }", august), IsRefusal(kFailedPrecondition, "TOO_LATE"));
}

TEST_F(DossierTest, APreviousRecognitionIsOfItsProduct) {
  AsProvince();
  ASSERT_TRUE(Create<Recognition>("r", "stars: 3 product: \"$/products/other\" decision_date " + DayFromToday(-900) +
                                           " expire_date " + DayFromToday(150))
                  .ok());
  FullDraft("a", "kind: DOSSIER_KIND_UPGRADE previous_recognition: \"$/recognitions/r\" form_02 { changes: \"c\" }");
  EXPECT_THAT(Step("SubmitDossier", "a").status(), IsRefusal(kFailedPrecondition, "DOSSIER_INCOMPLETE"));
}

TEST_F(DossierTest, BelongsToWhoMadeIt) {
  FullDraft("a");
  As("another@example.vn", "producer");
  for (const absl::Status& refused :
       {Step("SubmitDossier", "a").status(), Step("WithdrawDossier", "a").status(), Delete<Dossier>("dossiers/a"),
        Update<Dossier>("dossiers/a", "form_02 { history: \"h\" }").status(),
        Create<EvidenceItem>("e", "kind: EVIDENCE_KIND_AWARD display_name: \"x\"", "dossiers/a").status()}) {
    EXPECT_THAT(refused, IsRefusal(absl::StatusCode::kPermissionDenied, "NOT_THE_OWNER"));
  }
}

TEST_F(DossierTest, TheCommuneSaysWhenItWasReceived) {
  const std::string past = "receive_date { year: 2026 month: 6 day: 1 }";
  EXPECT_THAT(Draft("a", past).status(), IsRefusal(absl::StatusCode::kPermissionDenied, "ROLE_MISSING"));
  As("producer@example.vn", "producer,commune_officer");
  EXPECT_TRUE(Draft("a", past).ok());
}

// Decision 26/2026/QĐ-TTg articles 11 and 12.2: from its first day on no filing falls under the set before, and nobody
// chooses one.
TEST_F(DossierTest, TheDayOfReceiptDecidesTheSet) {
  FullDraft("first-day");
  As("producer@example.vn", "producer,commune_officer");
  ASSERT_TRUE(Update<Dossier>("dossiers/first-day", "receive_date { year: 2026 month: 5 day: 22 }").ok());
  FullDraft("today");
  for (const char* id : {"first-day", "today"}) {
    AsProducer();
    const auto filed = Step("SubmitDossier", id);
    ASSERT_TRUE(filed.ok()) << filed.status();
    EXPECT_EQ(filed->score_sheet(), "criteriaSets/qd26-2026/scoreSheets/01");
  }
}

TEST_F(DossierTest, LiesInItsOwnProvince) {
  EXPECT_THAT(Draft("a", R"pb(product: "provinces/99/products/a"
                              producer: "provinces/99/producers/a"
                              locality: "provinces/99/localities/28501")pb")
                  .status(),
              AreInvalidFields({"dossier.product", "dossier.producer", "dossier.locality"}));
  EXPECT_THAT(Draft("a", R"pb(locality: "$/localities/abc")pb").status(), IsInvalidField("dossier.locality"));
}

TEST_F(DossierTest, OnlyAFirstEvaluationHasNoRecognitionBefore) {
  EXPECT_THAT(Draft("a", "kind: DOSSIER_KIND_UPGRADE").status(), IsInvalidField("dossier.previous_recognition"));
}

TEST_F(DossierTest, ListsWhatIsOverdueLongestFirst) {
  for (const char* id : {"a", "b", "c"}) InState(Dossier::STATE_COMMUNE_CHECK, id);
  ASSERT_EQ(Get<Dossier>("dossiers/a")->steps(0).due_date().ShortDebugString(),
            Get<Dossier>("dossiers/a")->due_date().ShortDebugString());
  // Fifteen working days are at most thirty days, whatever the holidays.
  auto request = Parse<ListOverdueDossiersRequest>("parent: \"$\" page_size: 2 as_of " + DayFromToday(40));
  request.set_parent(parent());
  const char kList[] = "/ocop.evaluation.v1.DossierService/ListOverdueDossiers";
  auto page = Call<ListOverdueDossiersResponse>(kList, request);
  ASSERT_TRUE(page.ok()) << page.status();
  ASSERT_EQ(page->dossiers_size(), 2);
  request.set_page_token(page->next_page_token());
  page = Call<ListOverdueDossiersResponse>(kList, request);
  ASSERT_TRUE(page.ok()) << page.status();
  ASSERT_EQ(page->dossiers_size(), 1);
  EXPECT_EQ(page->next_page_token(), "");
  request.clear_page_token();
  request.clear_as_of();
  EXPECT_EQ(Call<ListOverdueDossiersResponse>(kList, request)->dossiers_size(), 0);
}

// --- Deadlines, by the text of the law -------------------------------------------------------------------------------

class DeadlineTest : public ::testing::Test {
 protected:
  static Dossier Sheet01(Dossier::State state, DossierKind kind) {
    Dossier dossier;
    dossier.set_state(state);
    dossier.set_kind(kind);
    dossier.set_score_sheet("criteriaSets/qd26-2026/scoreSheets/01");
    return dossier;
  }
  static void AddStep(Dossier& dossier, const std::string& action, clock::Day day,
                      Dossier::State state = Dossier::STATE_UNSPECIFIED) {
    Dossier::Step& step = *dossier.add_steps();
    step.set_action(action);
    step.set_state(state);
    // Noon in Việt Nam.
    step.mutable_step_time()->set_seconds(int64_t{day} * 86400 + 5 * 3600);
  }
  static std::string DueOf(const Dossier& dossier, clock::Day today) {
    static const auto& catalogue = *new Catalogue(*Catalogue::Load(kCriteria));
    const auto due = DueDay(catalogue, dossier, today);
    return due ? clock::FormatDay(*due) : "";
  }
  static std::string Due(Dossier::State state, DossierKind kind, clock::Day forwarded, clock::Day today,
                         const std::string& sheet = "criteriaSets/qd26-2026/scoreSheets/01") {
    Dossier dossier = Sheet01(state, kind);
    dossier.set_score_sheet(sheet);
    AddStep(dossier, "ForwardDossier", forwarded);
    return DueOf(dossier, today);
  }
};

// Article 7.2: fifteen working days. From Monday 2026-06-01 no holiday lies between.
TEST_F(DeadlineTest, TheCommuneHasFifteenWorkingDays) {
  const clock::Day monday = clock::ToDay(2026, 6, 1);
  EXPECT_EQ(Due(Dossier::STATE_COMMUNE_CHECK, DOSSIER_KIND_FIRST, monday, monday), "2026-06-22");
  // Over 24 November 2026, of Resolution 28/2026/QH16.
  const clock::Day november = clock::ToDay(2026, 11, 10);
  EXPECT_EQ(Due(Dossier::STATE_COMMUNE_CHECK, DOSSIER_KIND_FIRST, november, november), "2026-12-02");
  // Over 31 August, 1 and 2 September 2026.
  const clock::Day august = clock::ToDay(2026, 8, 24);
  EXPECT_EQ(Due(Dossier::STATE_COMMUNE_CHECK, DOSSIER_KIND_FIRST, august, august), "2026-09-17");
}

// From the receipt, which may have been on paper before it was entered; of what comes back, from that day.
TEST_F(DeadlineTest, TheCommunesDaysRunFromTheReceipt) {
  Dossier dossier = Sheet01(Dossier::STATE_COMMUNE_CHECK, DOSSIER_KIND_FIRST);
  *dossier.mutable_receive_date() = clock::ToDate(clock::ToDay(2026, 10, 1));
  AddStep(dossier, "SubmitDossier", clock::ToDay(2026, 10, 20));
  EXPECT_EQ(DueOf(dossier, clock::ToDay(2026, 10, 20)), "2026-10-22");
  AddStep(dossier, "ResubmitDossier", clock::ToDay(2026, 10, 26));
  EXPECT_EQ(DueOf(dossier, clock::ToDay(2026, 10, 26)), "2026-11-16");
}

// Article 5.1: sent before 30 April, judged before 30 June; sent before 30 October, judged before 30 December.
TEST_F(DeadlineTest, TheProvinceJudgesByRounds) {
  const auto due = [](clock::Day sent) { return Due(Dossier::STATE_COUNCIL, DOSSIER_KIND_FIRST, sent, sent); };
  EXPECT_EQ(due(clock::ToDay(2027, 4, 29)), "2027-06-29");
  EXPECT_EQ(due(clock::ToDay(2027, 4, 30)), "2027-12-29");
  EXPECT_EQ(due(clock::ToDay(2027, 10, 29)), "2027-12-29");
  EXPECT_EQ(due(clock::ToDay(2027, 10, 30)), "2028-06-29");
}

// Article 5.2: sent before 30 July, judged before 30 September; sent before 30 January, judged before 30 March.
TEST_F(DeadlineTest, TheMinistryJudgesByRounds) {
  const auto due = [](clock::Day sent) { return Due(Dossier::STATE_CENTRAL_REVIEW, DOSSIER_KIND_FIRST, sent, sent); };
  EXPECT_EQ(due(clock::ToDay(2027, 7, 29)), "2027-09-29");
  EXPECT_EQ(due(clock::ToDay(2027, 7, 30)), "2028-03-29");
  EXPECT_EQ(due(clock::ToDay(2028, 1, 29)), "2028-03-29");
}

// Article 7.6g: 45 days from the full dossier.
TEST_F(DeadlineTest, AReevaluationHasFortyFiveDays) {
  const clock::Day sent = clock::ToDay(2027, 3, 1);
  EXPECT_EQ(Due(Dossier::STATE_ADVISORY_REVIEW, DOSSIER_KIND_RE_EVALUATION, sent, sent + 10), "2027-04-15");
}

// It is full once it has been supplemented, and for the ministry when the province sends it on; there are no rounds.
TEST_F(DeadlineTest, AReevaluationIsFullWhenNothingIsMissing) {
  const clock::Day sent = clock::ToDay(2027, 3, 1);
  Dossier dossier = Sheet01(Dossier::STATE_ADVISORY_REVIEW, DOSSIER_KIND_RE_EVALUATION);
  AddStep(dossier, "ForwardDossier", sent, Dossier::STATE_PROVINCE_INTAKE);
  AddStep(dossier, "ResubmitDossier", sent + 40, Dossier::STATE_ADVISORY_REVIEW);
  EXPECT_EQ(DueOf(dossier, sent + 40), clock::FormatDay(sent + 85));
  dossier.set_state(Dossier::STATE_CENTRAL_REVIEW);
  AddStep(dossier, "DecideDossier", sent + 60, Dossier::STATE_CENTRAL_REVIEW);
  EXPECT_EQ(DueOf(dossier, sent + 60), clock::FormatDay(sent + 105));
  dossier.set_state(Dossier::STATE_COMMUNE_CHECK);
  AddStep(dossier, "SubmitDossier", sent + 70, Dossier::STATE_COMMUNE_CHECK);
  *dossier.mutable_receive_date() = clock::ToDate(sent + 70);
  EXPECT_EQ(DueOf(dossier, sent + 70), "2027-05-31") << "filed anew, it is the commune's again: 15 working days";
}

// Article 12: 60 days after 2026-05-22 for first and upgrade dossiers of the set before, 30 for re-evaluations.
TEST_F(DeadlineTest, TheLapsedSetEnds) {
  const clock::Day sent = clock::ToDay(2026, 5, 1);
  const std::string sheet = "criteriaSets/qd148-2023/scoreSheets/01";
  EXPECT_EQ(Due(Dossier::STATE_COUNCIL, DOSSIER_KIND_FIRST, sent, sent, sheet), "2026-07-21");
  EXPECT_EQ(Due(Dossier::STATE_COUNCIL, DOSSIER_KIND_RE_EVALUATION, sent, sent, sheet), "2026-06-21");
  EXPECT_EQ(Due(Dossier::STATE_SUPPLEMENT, DOSSIER_KIND_FIRST, sent, sent, sheet), "2026-07-21")
      << "also while the producer has it";
}

TEST_F(DeadlineTest, WhatIsWithTheProducerHasNone) {
  const clock::Day day = clock::ToDay(2027, 3, 1);
  EXPECT_EQ(Due(Dossier::STATE_SUPPLEMENT, DOSSIER_KIND_FIRST, day, day), "");
  EXPECT_EQ(Due(Dossier::STATE_DECIDED, DOSSIER_KIND_FIRST, day, day), "");
}

}  // namespace
}  // namespace ocop::evaluation
