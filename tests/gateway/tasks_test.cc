// ListMyTasks: what waits for whom in all services, and that it is gone when it is done.
#include <algorithm>
#include <initializer_list>
#include <set>

#include "ocop/evaluation/v1/assessment_service.pb.h"
#include "ocop/evaluation/v1/council_service.pb.h"
#include "ocop/evaluation/v1/criteria_service.pb.h"
#include "ocop/evaluation/v1/dossier_service.pb.h"
#include "ocop/evaluation/v1/evidence_service.pb.h"
#include "ocop/registry/v1/compliance_service.pb.h"
#include "ocop/salespoints/v1/listing_service.pb.h"
#include "ocop/salespoints/v1/sales_point_service.pb.h"
#include "ocop/salespoints/v1/sales_report_service.pb.h"
#include "ocop/salespoints/v1/sales_submission_service.pb.h"
#include "ocop/training/v1/class_service.pb.h"
#include "ocop/training/v1/course_service.pb.h"
#include "tests/gateway/tasks_work_fixture.h"

namespace ocop::gateway {
namespace {

using ::testing::Contains;
using ::testing::Not;
using ::testing::UnorderedElementsAre;

TEST_F(TasksTest, ADossierWaitsForOneAfterTheOther) {
  const Who chair{"chair@example.vn", "council_member"};
  const Who secretary{"secretary@example.vn", "council_member"};
  const std::vector<Who> everybody = {producer_, commune_, province_, chair, secretary};
  // The tasks of all, so that whoever has one too many shows.
  const auto waiting = [&] {
    std::vector<std::string> all;
    for (const Who& who : everybody) {
      for (const std::string& task : Tasks(who)) all.push_back(absl::StrCat(who.actor, ": ", task));
    }
    for (const Who& who : {other_commune_, other_producer_}) EXPECT_THAT(Tasks(who), IsEmpty()) << who.actor;
    return all;
  };
  EXPECT_THAT(waiting(), IsEmpty());

  Draft("a", producer_);
  EXPECT_THAT(waiting(), ElementsAre("y@example.vn: submit-dossier dossiers/a"));
  Step(producer_, "SubmitDossier", "a");
  EXPECT_THAT(waiting(), ElementsAre("28501@example.vn: forward-dossier dossiers/a"));

  const Task task = Only(commune_, "forward-dossier");
  EXPECT_EQ(task.service(), "evaluation");
  EXPECT_EQ(task.title_vi(), "Hồ sơ chờ xã kiểm tra: Kẹo d");
  EXPECT_EQ(task.title_en(), "Dossier to be checked by the commune: Kẹo d");
  EXPECT_EQ(task.next_method(), "ocop.evaluation.v1.DossierService/ForwardDossier");
  EXPECT_NE(task.next_step_vi(), "");
  EXPECT_NE(task.next_step_en(), "");
  EXPECT_EQ(task.locality(), parent() + "/localities/28501");
  EXPECT_EQ(task.producer(), parent() + "/producers/y");
  EXPECT_EQ(task.legal_basis(), "Quyết định 26/2026/QĐ-TTg, Điều 5 và khoản 2 Điều 7");
  EXPECT_FALSE(task.overdue());
  EXPECT_LT(absl::Now() - absl::FromUnixSeconds(task.since().seconds()), absl::Minutes(5));
  evaluation::v1::Dossier dossier;
  dossier.MergeFrom(*Do(province_, "evaluation.v1.DossierService/GetDossier", "name: \"$/dossiers/a\""));
  EXPECT_EQ(task.due_date().ShortDebugString(), dossier.due_date().ShortDebugString());
  EXPECT_GT(dossier.due_date().year(), 0) << "fifteen working days";

  Step(commune_, "RequestSupplement", "a", R"pb(reason: "Thiếu hợp đồng")pb");
  EXPECT_THAT(waiting(), ElementsAre("y@example.vn: resubmit-dossier dossiers/a"));
  EXPECT_EQ(Only(producer_, "resubmit-dossier").title_vi(), "Yêu cầu bổ sung hồ sơ Kẹo d: Thiếu hợp đồng");
  Step(producer_, "ResubmitDossier", "a");
  Forward("a");
  EXPECT_THAT(waiting(), ElementsAre("province@example.vn: accept-dossier dossiers/a"));
  Step(province_, "AcceptDossier", "a");
  EXPECT_THAT(waiting(), ElementsAre("province@example.vn: complete-advisory-review dossiers/a"));
  Step(province_, "CompleteAdvisoryReview", "a", R"pb(advisory_report { text: "Đủ" })pb");
  EXPECT_THAT(waiting(), ElementsAre("province@example.vn: open-scoring-round dossiers/a"));

  Make<evaluation::v1::Council>("h", R"pb(
    display_name: "Hội đồng"
    members { member_id: "chair" user: "chair@example.vn" display_name: "Chủ tịch" role: ROLE_CHAIR }
    members { member_id: "secretary" user: "secretary@example.vn" display_name: "Thư ký" role: ROLE_SECRETARY })pb");
  Do(province_, "evaluation.v1.AssessmentService/OpenScoringRound",
     R"pb(dossier: "$/dossiers/a" council: "$/councils/h")pb");
  EXPECT_THAT(waiting(), ElementsAre("chair@example.vn: submit-score dossiers/a/scoringRounds/1",
                                     "secretary@example.vn: submit-score dossiers/a/scoringRounds/1"));
  const std::string card =
      absl::StrCat("name: \"$/dossiers/a/scoringRounds/1\" score_card { ", Choices("choices { ", " } "), "}");
  Do(chair, "evaluation.v1.AssessmentService/SubmitScore", card);
  EXPECT_THAT(waiting(), ElementsAre("secretary@example.vn: submit-score dossiers/a/scoringRounds/1"));
  Do(secretary, "evaluation.v1.AssessmentService/SubmitScore", card);
  EXPECT_THAT(waiting(), ElementsAre("chair@example.vn: close-scoring-round dossiers/a/scoringRounds/1",
                                     "secretary@example.vn: close-scoring-round dossiers/a/scoringRounds/1"));
  Do(secretary, "evaluation.v1.AssessmentService/CloseScoringRound", R"pb(name: "$/dossiers/a/scoringRounds/1")pb");
  EXPECT_THAT(waiting(), ElementsAre("province@example.vn: decide-dossier dossiers/a"));
  Step(province_, "DecideDossier", "a");
  EXPECT_THAT(waiting(), ElementsAre("province@example.vn: recognise-dossier dossiers/a"));
  Do(province_, "evaluation.v1.RecognitionService/RecogniseDossier",
     absl::StrCat("dossier: \"$/dossiers/a\" decision_number: \"1/QĐ\" decision_date ", Date(InDays(0))));
  EXPECT_THAT(waiting(), IsEmpty());
}

TEST_F(TasksTest, TheCommuneThatTookAnothersPlaceHasItsDossiers) {
  File("d");
  EXPECT_THAT(Tasks(successor_), ElementsAre("forward-dossier dossiers/d"));
  EXPECT_THAT(Tasks(other_commune_), IsEmpty());
}

TEST_F(TasksTest, AProducersOwnPapersAndCertificatesAreTold) {
  const auto recognise = [&](const std::string& product, int expires_in) {
    Make<Recognition>(product, absl::StrCat("product: \"$/products/", product, "\" stars: 3 decision_date ",
                                            Date(InDays(expires_in - 1000)), "expire_date ", Date(InDays(expires_in))));
  };
  recognise("d", 150);
  recognise("e", 200);
  const auto paper = [&](const std::string& id, const std::string& producer, const std::string& text) {
    Make<registry::v1::CompliancePaper>(
        id, absl::StrCat("kind: KIND_TEST_REPORT number: \"", id, "\" producer: \"$/producers/", producer,
                         "\" issue_date { year: 2024 month: 1 day: 1 } ", text));
  };
  paper("late", "y", absl::StrCat("expire_date ", Date(InDays(-1))));
  paper("later", "y", absl::StrCat("kind: KIND_FOOD_SAFETY_CERTIFICATE expire_date ", Date(InDays(61))));
  paper("soon", "y", absl::StrCat("kind: KIND_QUALITY_SYSTEM expire_date ", Date(InDays(60))));
  paper("foreign", "z", absl::StrCat("expire_date ", Date(InDays(3))));
  suite().AwaitCaughtUp();
  EXPECT_THAT(Tasks(producer_),
              ElementsAre("renew-compliance-paper compliancePapers/late", "renew-recognition recognitions/d",
                          "renew-compliance-paper compliancePapers/soon"));
  EXPECT_THAT(Tasks(other_producer_), ElementsAre("renew-compliance-paper compliancePapers/foreign"))
      << "the window of e opens in 20 days";

  EXPECT_THAT(Tasks(commune_), ElementsAre("expiring-compliance-paper compliancePapers/late",
                                           "expiring-compliance-paper compliancePapers/soon"));
  EXPECT_THAT(Tasks(other_commune_), ElementsAre("expiring-compliance-paper compliancePapers/foreign"));
  EXPECT_THAT(Tasks(successor_), SizeIs(2));

  const Task late = Only(other_producer_, "renew-compliance-paper");
  EXPECT_EQ(late.title_en(), absl::StrCat("Paper foreign of Chủ thể z ends on ", clock::FormatDay(InDays(3))));
  EXPECT_EQ(late.legal_basis(), "");
  EXPECT_EQ(late.locality(), parent() + "/localities/28502");
  EXPECT_EQ(late.next_method(), "ocop.registry.v1.ComplianceService/RenewCompliancePaper");
  EXPECT_EQ(Only(other_commune_, "expiring-compliance-paper").next_method(), late.next_method());
  Change<registry::v1::CompliancePaper, registry::v1::RenewCompliancePaperRequest>(
      absl::StrCat("/", late.next_method()),
      absl::StrCat("name: \"", late.subject(), "\" issue_date { year: 2024 month: 2 day: 1 }"));
  EXPECT_THAT(Tasks(other_producer_), IsEmpty()) << "what was renewed is no task any more";
  EXPECT_THAT(Tasks(other_commune_), IsEmpty());
  const Task window = Only(producer_, "renew-recognition");
  EXPECT_EQ(clock::FromDate(window.due_date()), InDays(30)) << "120 days before it expires";
  EXPECT_EQ(window.legal_basis(), "Quyết định 26/2026/QĐ-TTg, khoản 6 Điều 7");
  const auto all = Ask(producer_);
  EXPECT_TRUE(all->tasks(0).overdue());
  EXPECT_FALSE(all->tasks(1).overdue());

  // A newer paper of the kind takes the place; of another kind it does not.
  paper("new", "y", absl::StrCat("expire_date ", Date(InDays(400))));
  EXPECT_THAT(Tasks(producer_),
              ElementsAre("renew-recognition recognitions/d", "renew-compliance-paper compliancePapers/soon"));
  Draft("again", producer_, R"pb(kind: DOSSIER_KIND_RE_EVALUATION
                                 previous_recognition: "$/recognitions/d"
                                 form_02 { changes: "Không" })pb");
  EXPECT_THAT(Tasks(producer_), Contains("renew-recognition recognitions/d")) << "a draft is not filed";
  Step(producer_, "SubmitDossier", "again");
  EXPECT_THAT(Tasks(producer_), Not(Contains("renew-recognition recognitions/d")));
}

// Decision 26/2026/QĐ-TTg article 8.4.
TEST_F(TasksTest, AConclusionWaitsForItsRevocation) {
  for (const char* product : {"d", "e"}) {
    Make<Recognition>(product, absl::StrCat("product: \"$/products/", product, "\" stars: 3 decision_date ",
                                            Date(InDays(-100)), "expire_date ", Date(InDays(900))));
  }
  const auto conclude = [&](const std::string& id, int days) {
    Do(province_, "evaluation.v1.RecognitionService/RecordRevocationGround",
       absl::StrCat("name: \"$/recognitions/", id,
                    "\" ground: REVOCATION_GROUND_LAW_BROKEN conclusion_authority: \"Thanh tra tỉnh\" conclusion_date ",
                    Date(InDays(days))));
  };
  EXPECT_THAT(Tasks(province_), IsEmpty());
  conclude("e", -15);
  conclude("d", -16);
  EXPECT_THAT(Tasks(province_), ElementsAre("revoke-recognition recognitions/d", "revoke-recognition recognitions/e"));
  for (const Who& who : {commune_, producer_, other_producer_}) EXPECT_THAT(Tasks(who), IsEmpty()) << who.actor;
  const auto all = Ask(province_);
  EXPECT_EQ(clock::FromDate(all->tasks(0).due_date()), InDays(-1));
  EXPECT_TRUE(all->tasks(0).overdue());
  EXPECT_FALSE(all->tasks(1).overdue());
  EXPECT_EQ(all->tasks(0).legal_basis(), "Quyết định 26/2026/QĐ-TTg, khoản 4 Điều 8");
  EXPECT_EQ(all->tasks(0).title_en(), absl::StrCat("Concluded by Thanh tra tỉnh on ", clock::FormatDay(InDays(-16)),
                                                   ": recognition of Kẹo d to be revoked"));
  EXPECT_EQ(all->tasks(0).producer(), parent() + "/producers/y");

  Do(province_, "evaluation.v1.RecognitionService/WithdrawRevocationGround", R"pb(name: "$/recognitions/e")pb");
  EXPECT_THAT(Tasks(province_), ElementsAre("revoke-recognition recognitions/d"));
  Do(province_, "evaluation.v1.RecognitionService/RevokeRecognition",
     absl::StrCat("name: \"$/recognitions/d\" decision_number: \"15/QĐ-UBND\" revoke_date ", Date(InDays(0))));
  EXPECT_THAT(Tasks(province_), IsEmpty());
}

// The days of article 8.4 may end after the certificate: what has expired needs no revocation.
TEST_F(TasksTest, ARevocationWaitsNoLongerThanTheTerm) {
  for (const auto& [product, last] : {std::pair("d", -1), std::pair("e", 0)}) {
    Make<Recognition>(product, absl::StrCat("product: \"$/products/", product, "\" stars: 3 decision_date ",
                                            Date(InDays(-100)), "expire_date ", Date(InDays(last))));
    Do(province_, "evaluation.v1.RecognitionService/RecordRevocationGround",
       absl::StrCat("name: \"$/recognitions/", product,
                    "\" ground: REVOCATION_GROUND_LAW_BROKEN conclusion_authority: \"Thanh tra tỉnh\" conclusion_date ",
                    Date(InDays(-5))));
  }
  EXPECT_THAT(Tasks(province_), ElementsAre("revoke-recognition recognitions/e"));
}

TEST_F(TasksTest, APeriodIsHandedInApprovedOrSentBack) {
  const std::string days = " period_start { year: 2024 month: 1 day: 1 } period_end { year: 2024 month: 3 day: 31 } ";
  for (const auto& [id, submitter] : {std::pair("of-y", "producers/y"), std::pair("of-28501", "localities/28501")}) {
    Make<salespoints::v1::SalesSubmission>(id, absl::StrCat("submitter: \"$/", submitter, "\"", days));
    Make<salespoints::v1::SalesReport>(id, absl::StrCat("product: \"$/products/", id == std::string("of-y") ? "d" : "e",
                                                        "\" revenue_vnd: 5 submission: "
                                                        "\"$/salesSubmissions/",
                                                        id, "\"", days));
  }
  EXPECT_THAT(Tasks(producer_), ElementsAre("submit-sales salesSubmissions/of-y"));
  EXPECT_THAT(Tasks(commune_), ElementsAre("submit-sales salesSubmissions/of-28501"));
  EXPECT_THAT(Tasks(other_producer_), IsEmpty());
  EXPECT_THAT(Tasks(other_commune_), IsEmpty());
  EXPECT_THAT(Tasks(province_), IsEmpty());

  const std::string service = "salespoints.v1.SalesSubmissionService/";
  const std::string of_y = "name: \"$/salesSubmissions/of-y\" ";
  Do(producer_, service + "SubmitSales", of_y);
  EXPECT_THAT(Tasks(producer_), IsEmpty());
  EXPECT_THAT(Tasks(province_), ElementsAre("approve-sales salesSubmissions/of-y"));
  EXPECT_EQ(Only(province_, "approve-sales").title_vi(), "Báo cáo doanh thu đến ngày 31/03/2024 chờ duyệt: Chủ thể y");
  Do(province_, service + "ReturnSales", of_y + R"pb(reason: "Thiếu tháng 3")pb");
  EXPECT_THAT(Tasks(province_), IsEmpty());
  EXPECT_THAT(Tasks(producer_), ElementsAre("correct-sales salesSubmissions/of-y"));
  EXPECT_EQ(Only(producer_, "correct-sales").title_en(), "Sales up to 2024-03-31 sent back: Thiếu tháng 3");
  Do(producer_, service + "SubmitSales", of_y);
  Do(province_, service + "ApproveSales", of_y);
  EXPECT_THAT(Tasks(province_), IsEmpty());
  EXPECT_THAT(Tasks(producer_), IsEmpty());
}

TEST_F(TasksTest, SalesOfTheLastQuarterThatNobodyReported) {
  Make<salespoints::v1::SalesPoint>("point", R"pb(display_name: "Điểm bán"
                                                  place_kind: PLACE_KIND_MARKET
                                                  opening_date { year: 2023 month: 1 day: 1 }
                                                  locality: "$/localities/28501")pb");
  for (const char* product : {"d", "e"}) {
    Make<salespoints::v1::Listing>(product, absl::StrCat("sales_point: \"$/salesPoints/point\" product: \"$/products/",
                                                         product, "\" start_date { year: 2024 month: 3 day: 1 }"));
  }
  EXPECT_THAT(Tasks(producer_), ElementsAre("report-sales products/d"));
  EXPECT_THAT(Tasks(other_producer_), ElementsAre("report-sales products/e"));
  EXPECT_THAT(Tasks(province_), IsEmpty());

  // The month that ended last before the present quarter began.
  const absl::CivilMonth now(clock::ToCivilDay(InDays(0)));
  const absl::CivilMonth month = now - (now.month() - 1) % 3 - 1;
  Make<salespoints::v1::SalesReport>("r", absl::StrCat("product: \"$/products/d\" revenue_vnd: 5 period_start ",
                                                       Date(clock::ToDay(absl::CivilDay(month))), "period_end ",
                                                       Date(clock::ToDay(absl::CivilDay(month + 1) - 1))));
  EXPECT_THAT(Tasks(producer_), IsEmpty());
}

TEST_F(TasksTest, ClassesWaitForLearnersAndTheProvince) {
  const Who learner{"28501@example.vn", ""};
  MakeClass("next", {InDays(9), InDays(10)});
  MakeClass("held", {InDays(-2), InDays(5)});
  Do(province_, "training.v1.EnrolmentService/InviteLearners", R"pb(parent: "$/classes/next"
                                                                    learners: "$/learners/28501")pb");
  Do(province_, "training.v1.EnrolmentService/EnrolLearner",
     R"pb(parent: "$/classes/held" learner: "$/learners/28501")pb");
  EXPECT_THAT(Tasks(learner), ElementsAre("answer-invitation classes/next/enrolments/28501"));
  EXPECT_THAT(Tasks(commune_), ElementsAre("answer-invitation classes/next/enrolments/28501"))
      << "who is a learner too";
  EXPECT_THAT(Tasks(other_commune_), IsEmpty());
  EXPECT_EQ(clock::FromDate(Only(learner, "answer-invitation").due_date()), InDays(9));
  EXPECT_THAT(Tasks(province_), ElementsAre("call-roll classes/held"));
  const Task roll = Only(province_, "call-roll");
  EXPECT_TRUE(roll.overdue());
  EXPECT_EQ(roll.title_en(), absl::StrCat("Roll not called: Lớp held, session of ", clock::FormatDay(InDays(-2))));

  Do(learner, "training.v1.EnrolmentService/AcceptInvitation", R"pb(name: "$/classes/next/enrolments/28501")pb");
  EXPECT_THAT(Tasks(learner), IsEmpty());
  Do(province_, "training.v1.ClassService/CallRoll",
     absl::StrCat("name: \"$/classes/held\" present: \"$/learners/28501\" session_date ", Date(InDays(-2))));
  EXPECT_THAT(Tasks(province_), ElementsAre("issue-certificate classes/held/attendances/28501"));
  EXPECT_EQ(Only(province_, "issue-certificate").title_en(), "Nguyễn 28501 has completed Lớp held");
  EXPECT_THAT(Tasks(learner), ElementsAre("give-feedback classes/held"));
  Do(province_, "training.v1.CertificateService/IssueCertificate",
     R"pb(parent: "$" attendance: "$/classes/held/attendances/28501")pb");
  EXPECT_THAT(Tasks(province_), IsEmpty());
  Do(learner, "training.v1.FeedbackService/SubmitClassFeedback",
     R"pb(name: "$/classes/held"
          feedback { content: 5 trainer: 5 organisation: 5 usefulness: 5 })pb");
  EXPECT_THAT(Tasks(learner), IsEmpty());
}

TEST_F(TasksTest, OneWithTwoRolesHasTheTasksOfBoth) {
  File("d");
  Draft("mine", {"28501@example.vn", "producer"}, R"pb(product: "$/products/mine")pb");
  EXPECT_THAT(Tasks({"28501@example.vn", "producer,commune_officer"}),
              ElementsAre("forward-dossier dossiers/d", "submit-dossier dossiers/mine"))
      << "what has a day comes first";
}

TEST_F(TasksTest, WithoutAPostNothingIsGuessed) {
  File("d");
  const auto answer = Ask({"nobody@example.vn", "commune_officer,producer"});
  ASSERT_TRUE(answer.ok()) << answer.status();
  EXPECT_THAT(answer->tasks(), IsEmpty());
  EXPECT_THAT(answer->roles_without_post(), ElementsAre("commune_officer", "producer"));
  EXPECT_THAT(Ask(commune_)->roles_without_post(), IsEmpty());

  // Who has left the post is not asked any more.
  Learner("left", R"pb(kind: KIND_COMMUNE_OFFICER
                       locality: "$/localities/28501"
                       post_end_date { year: 2024 month: 1 day: 1 })pb");
  suite().AwaitCaughtUp();
  const auto left = Ask({"left@example.vn", "commune_officer"});
  EXPECT_THAT(left->tasks(), IsEmpty());
  EXPECT_THAT(left->roles_without_post(), ElementsAre("commune_officer"));
}

TEST_F(TasksTest, TheQuestionNarrows) {
  File("d");
  Draft("e", other_producer_,
        R"pb(product: "$/products/e" producer: "$/producers/z" locality: "$/localities/28502")pb");
  Step(other_producer_, "SubmitDossier", "e");
  for (const char* id : {"d", "e"}) Forward(id);
  EXPECT_THAT(Tasks(province_), UnorderedElementsAre("accept-dossier dossiers/d", "accept-dossier dossiers/e"));
  EXPECT_THAT(Tasks(province_, R"pb(locality: "$/localities/28502")pb"), ElementsAre("accept-dossier dossiers/e"));
  EXPECT_THAT(Tasks(province_, R"pb(locality: "$/localities/30001")pb"), ElementsAre("accept-dossier dossiers/d"))
      << "on the map of today";
  EXPECT_THAT(Tasks(province_, R"pb(locality: "$/localities/c")pb"), IsEmpty());
  EXPECT_THAT(Tasks(other_commune_, R"pb(locality: "$/localities/28501")pb"), IsEmpty()) << "it widens nothing";
  EXPECT_THAT(Tasks(province_, R"pb(services: "training")pb"), IsEmpty());
  EXPECT_THAT(Tasks(province_, R"pb(services: "evaluation" kinds: "decide-dossier")pb"), IsEmpty());
  EXPECT_THAT(Tasks(province_, R"pb(kinds: "accept-dossier")pb"), SizeIs(2));
  EXPECT_THAT(Ask(province_, R"pb(services: "x" kinds: "accept-dossier" kinds: "y")pb").status(),
              status::AreInvalidFields({"services[0]", "kinds[1]"}));
  EXPECT_THAT(Ask(province_, R"pb(locality: "$/localities/99999")pb").status(),
              IsRefusal(absl::StatusCode::kNotFound, "LOCALITY_NOT_FOUND"));
}

TEST_F(TasksTest, PagesHoldEveryTaskOnceWhateverIsDoneMeanwhile) {
  // With a day and without, of two kinds; all of one moment, as many rows of one transaction are.
  for (const char* id : {"f0", "f-1", "f2", "f-3", "fa", "f-b", "f6"}) File(id);
  for (int i = 0; i < 5; ++i) {
    Draft(absl::StrCat("g", i), Who{"28501@example.vn", "producer"}, absl::StrCat("product: \"$/products/g", i, "\""));
  }
  suite().services().database().Execute(
      absl::StrCat("UPDATE evaluation.dossier SET create_time = now(), update_time = now() WHERE province_code = '",
                   parent().substr(10), "'"));
  const Who both = {"28501@example.vn", "producer,commune_officer"};
  const std::vector<std::string> whole = Tasks(both);
  ASSERT_THAT(whole, SizeIs(12));
  EXPECT_EQ(std::set<std::string>(whole.begin(), whole.end()).size(), 12u);
  for (size_t i = 0; i < whole.size(); ++i) {
    EXPECT_EQ(whole[i].substr(0, 7), i < 7 ? "forward" : "submit-") << "what has no day comes last";
  }
  for (const int size : {1, 2, 5, 11, 12}) {
    std::vector<std::string> read;
    std::string token;
    do {
      const auto page = Ask(both, absl::StrCat("page_size: ", size, " page_token: \"", token, "\""));
      ASSERT_TRUE(page.ok()) << page.status();
      EXPECT_LE(page->tasks_size(), size);
      for (std::string& task : Shown(*page)) read.push_back(std::move(task));
      token = page->next_page_token();
    } while (!token.empty());
    EXPECT_EQ(read, whole) << "in pages of " << size;
  }

  // What was on the first page is done, and what comes now lies behind it.
  const auto first = Ask(both, "page_size: 3");
  Forward(first->tasks(0).subject().substr(parent().size() + 10));
  Forward(first->tasks(1).subject().substr(parent().size() + 10));
  const auto rest = Ask(both, absl::StrCat("page_token: \"", first->next_page_token(), "\""));
  ASSERT_TRUE(rest.ok()) << rest.status();
  EXPECT_EQ(Shown(*rest), std::vector<std::string>(whole.begin() + 3, whole.end()));

  EXPECT_THAT(Ask(commune_, absl::StrCat("page_token: \"", first->next_page_token(), "\"")).status(),
              IsRefusal(absl::StatusCode::kInvalidArgument, "INVALID_PAGE_TOKEN"))
      << "a token is of one caller and question";
}

TEST_F(TasksTest, WithOneServiceDownTheRestIsAnsweredAndTheGapIsTold) {
  File("d");
  Forward("d");
  MakeClass("held", {InDays(-2)});
  Do(province_, "training.v1.EnrolmentService/EnrolLearner",
     R"pb(parent: "$/classes/held" learner: "$/learners/28501")pb");
  for (const std::string down : {"evaluation", "training"}) {
    suite().services().Stop(down);
    const auto answer = Ask(province_);
    ASSERT_TRUE(answer.ok()) << answer.status();
    EXPECT_THAT(answer->missing_services(), ElementsAre(down));
    EXPECT_THAT(Shown(*answer),
                ElementsAre(down == "training" ? "accept-dossier dossiers/d" : "call-roll classes/held"));
    EXPECT_THAT(Ask(province_, R"pb(services: "salespoints")pb")->missing_services(), IsEmpty())
        << "who is not asked is not missed";
    suite().services().Start(down);
    // By the same connection: it is there again.
    suite().AwaitCaughtUp();
    EXPECT_THAT(Tasks(province_), UnorderedElementsAre("accept-dossier dossiers/d", "call-roll classes/held"));
  }
}

TEST_F(TasksTest, OfficersAreKnownWhileTrainingIsDown) {
  File("d");
  suite().services().Stop("training");
  const auto answer = Ask(commune_);
  suite().services().Start("training");
  ASSERT_TRUE(answer.ok()) << answer.status();
  EXPECT_THAT(Shown(*answer), ElementsAre("forward-dossier dossiers/d"));
  EXPECT_THAT(answer->missing_services(), ElementsAre("training"));
  suite().AwaitCaughtUp();
}

TEST_F(TasksTest, AnotherProvinceIsAnotherMatter) {
  File("d");
  EXPECT_THAT(Ask(commune_, R"pb(parent: "provinces/99")pb")->tasks(), IsEmpty());
}

}  // namespace
}  // namespace ocop::gateway
