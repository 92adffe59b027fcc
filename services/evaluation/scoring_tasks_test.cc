// What waits for whom while a council judges.
#include <gmock/gmock.h>

#include "services/evaluation/testing/evaluation_fixture.h"

namespace ocop::evaluation {
namespace {

using namespace ocop::evaluation::v1;  // NOLINT(google-build-using-namespace): the messages under test
using service::IsRefusal;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

class ScoringTasksTest : public EvaluationTest {
 protected:
  // Subjects below the province.
  std::vector<std::string> Waiting(const std::string& step, const std::string& text = "",
                                   std::string* token = nullptr) const {
    const auto listed = Call<ListScoringTasksResponse>(
        "/ocop.evaluation.v1.AssessmentService/ListScoringTasks",
        Parse<ListScoringTasksRequest>(absl::StrCat("parent: \"$\" step: ", step, " ", text)));
    EXPECT_TRUE(listed.ok()) << listed.status();
    std::vector<std::string> subjects;
    if (!listed.ok()) return subjects;
    for (const auto& task : listed->scoring_tasks()) {
      EXPECT_EQ(task.locality(), Name("localities/28501"));
      EXPECT_TRUE(task.has_since());
      subjects.push_back(task.subject().substr(parent().size() + 1));
    }
    if (token != nullptr) *token = listed->next_page_token();
    return subjects;
  }
  std::vector<std::string> WaitingFor(const std::string& member, const std::string& step) {
    AsMember(member);
    return Waiting(step);
  }

  // A chair, a secretary, a member who can't score and one who is tied to the producer.
  ScoringRound OpenRound(const std::string& id) {
    AsProvince();
    const auto council = Create<Council>("council-" + id, R"pb(
      display_name: "Hội đồng"
      members { member_id: "chair" user: "chair@example.vn" display_name: "Chủ tịch" role: ROLE_CHAIR }
      members { member_id: "secretary" user: "secretary@example.vn" display_name: "Thư ký" role: ROLE_SECRETARY }
      members { member_id: "guest" user: "guest@example.vn" display_name: "Khách" role: ROLE_MEMBER non_voting: true }
      members {
        member_id: "cousin"
        user: "cousin@example.vn"
        display_name: "Họ hàng"
        role: ROLE_MEMBER
        declared_producers: "$/producers/a"
      })pb");
    EXPECT_TRUE(council.ok()) << council.status();
    const auto round =
        Call<ScoringRound>("/ocop.evaluation.v1.AssessmentService/OpenScoringRound",
                           Parse<OpenScoringRoundRequest>(absl::StrCat("dossier: \"$/dossiers/", id,
                                                                       "\" council: \"$/councils/council-", id, "\"")));
    EXPECT_TRUE(round.ok()) << round.status();
    return round.value_or(ScoringRound());
  }
  // The first option everywhere.
  void Score(const std::string& member, const ScoringRound& round) {
    AsMember(member);
    SubmitScoreRequest request;
    request.set_name(round.name());
    const auto dossier = Get<Dossier>("dossiers/d");
    for (const auto& score : dossier->self_assessment()) {
      *request.mutable_score_card()->add_choices() = score.choice();
    }
    const auto card = Call<ScoreCard>("/ocop.evaluation.v1.AssessmentService/SubmitScore", request);
    ASSERT_TRUE(card.ok()) << card.status();
  }
};

constexpr char kRound[] = "dossiers/d/scoringRounds/1";

TEST_F(ScoringTasksTest, FromTheCouncilToTheDecisionEachStepWaitsForOne) {
  InState(Dossier::STATE_COUNCIL, "d");
  AsProvince();
  EXPECT_THAT(Waiting("STEP_OPEN_ROUND"), ElementsAre("dossiers/d"));
  EXPECT_THAT(Waiting("STEP_DECIDE"), IsEmpty());

  const ScoringRound round = OpenRound("d");
  EXPECT_THAT(Waiting("STEP_OPEN_ROUND"), IsEmpty());
  for (const char* member : {"chair", "secretary"}) {
    EXPECT_THAT(WaitingFor(member, "STEP_SUBMIT_SCORE"), ElementsAre(kRound));
    EXPECT_THAT(WaitingFor(member, "STEP_CLOSE_ROUND"), IsEmpty()) << "nobody has scored";
  }
  for (const char* nobody : {"guest", "cousin", "stranger"}) {
    EXPECT_THAT(WaitingFor(nobody, "STEP_SUBMIT_SCORE"), IsEmpty()) << nobody;
  }

  Score("secretary", round);
  EXPECT_THAT(WaitingFor("secretary", "STEP_SUBMIT_SCORE"), IsEmpty());
  EXPECT_THAT(WaitingFor("secretary", "STEP_CLOSE_ROUND"), IsEmpty()) << "without the chair there is no quorum";
  EXPECT_THAT(WaitingFor("chair", "STEP_SUBMIT_SCORE"), ElementsAre(kRound));
  Score("chair", round);
  EXPECT_THAT(WaitingFor("chair", "STEP_CLOSE_ROUND"), ElementsAre(kRound));
  EXPECT_THAT(WaitingFor("secretary", "STEP_CLOSE_ROUND"), ElementsAre(kRound));
  EXPECT_THAT(WaitingFor("guest", "STEP_CLOSE_ROUND"), IsEmpty());

  AsMember("secretary");
  CloseScoringRoundRequest close;
  close.set_name(round.name());
  ASSERT_TRUE(Call<ScoringRound>("/ocop.evaluation.v1.AssessmentService/CloseScoringRound", close).ok());
  EXPECT_THAT(WaitingFor("secretary", "STEP_CLOSE_ROUND"), IsEmpty());
  AsProvince();
  EXPECT_THAT(Waiting("STEP_DECIDE"), ElementsAre("dossiers/d"));

  Took("RequestSupplement", "d");
  AsProvince();
  EXPECT_THAT(Waiting("STEP_DECIDE"), IsEmpty());
  Took("ResubmitDossier", "d");
  AsProvince();
  EXPECT_THAT(Waiting("STEP_OPEN_ROUND"), ElementsAre("dossiers/d")) << "the verdict is from before";
  EXPECT_THAT(Waiting("STEP_DECIDE"), IsEmpty());
}

TEST_F(ScoringTasksTest, WhoIsTiedHasNoRoundToCloseAndACancelledOneWaitsForAnother) {
  InState(Dossier::STATE_COUNCIL, "d");
  AsProvince();
  const ScoringRound round = OpenRound("d");
  Score("secretary", round);
  Score("chair", round);
  AsMember("chair");
  ASSERT_TRUE(Call<ScoringRound>("/ocop.evaluation.v1.AssessmentService/DeclareConflict",
                                 Parse<DeclareConflictRequest>(absl::StrCat(
                                     "name: \"", round.name(), "\" member: \"chair\" reason: \"Anh em ruột\"")))
                  .ok());
  EXPECT_THAT(WaitingFor("chair", "STEP_CLOSE_ROUND"), IsEmpty());
  EXPECT_THAT(WaitingFor("secretary", "STEP_CLOSE_ROUND"), ElementsAre(kRound));
  AsProvince();
  ASSERT_TRUE(
      Call<ScoringRound>("/ocop.evaluation.v1.AssessmentService/CancelScoringRound",
                         Parse<CancelScoringRoundRequest>(absl::StrCat("name: \"", round.name(), "\" reason: \"r\"")))
          .ok());
  EXPECT_THAT(Waiting("STEP_OPEN_ROUND"), ElementsAre("dossiers/d"));
  EXPECT_THAT(WaitingFor("secretary", "STEP_CLOSE_ROUND"), IsEmpty());
}

TEST_F(ScoringTasksTest, PagesHoldEveryDossierOnce) {
  for (const char* id : {"d1", "d2", "d3"}) InState(Dossier::STATE_COUNCIL, id);
  AsProvince();
  std::string token;
  EXPECT_THAT(Waiting("STEP_OPEN_ROUND", "page_size: 2", &token), ElementsAre("dossiers/d1", "dossiers/d2"));
  const std::string next = absl::StrCat(" page_token: \"", token, "\"");
  EXPECT_THAT(Waiting("STEP_OPEN_ROUND", "page_size: 2" + next, &token), ElementsAre("dossiers/d3"));
  EXPECT_EQ(token, "");
}

TEST_F(ScoringTasksTest, EachStepHasItsRole) {
  const auto refused = [&](const std::string& step) {
    return Call<ListScoringTasksResponse>("/ocop.evaluation.v1.AssessmentService/ListScoringTasks",
                                          Parse<ListScoringTasksRequest>(absl::StrCat("parent: \"$\" step: ", step)))
        .status();
  };
  AsMember("chair");
  EXPECT_THAT(refused("STEP_OPEN_ROUND"), IsRefusal(absl::StatusCode::kPermissionDenied, "ROLE_MISSING"));
  EXPECT_THAT(refused("STEP_DECIDE"), IsRefusal(absl::StatusCode::kPermissionDenied, "ROLE_MISSING"));
  AsProvince();
  EXPECT_THAT(refused("STEP_SUBMIT_SCORE"), IsRefusal(absl::StatusCode::kPermissionDenied, "ROLE_MISSING"));
  EXPECT_THAT(refused("STEP_CLOSE_ROUND"), IsRefusal(absl::StatusCode::kPermissionDenied, "ROLE_MISSING"));
}

}  // namespace
}  // namespace ocop::evaluation
