// What learners think of a class: once each, and nobody can tell whose it was.
#include "services/training/testing/training_fixture.h"

namespace ocop::training {
namespace {

class FeedbackTest : public TrainingTest {
 protected:
  // A class that "l0" to "l6" were at; "l7" was not, on its roll.
  void SetUp() override {
    ASSERT_TRUE(Create<Course>("basics", Basics()).ok());
    MakeLearners(9);
    ASSERT_TRUE(Create<Class>("c", ThreeDays()).ok());
    ASSERT_TRUE(CallRoll("c", "2024-03-05", {"l0", "l1", "l2", "l3", "l4", "l5", "l6", "l7"}).ok());
    ASSERT_TRUE(CallRoll("c", "2024-03-05", {"l0", "l1", "l2", "l3", "l4", "l5", "l6"}).ok());
  }

  static std::string Rated(int content, int trainer, int organisation, int usefulness,
                           const std::string& comment = "") {
    return absl::StrCat("feedback { content: ", content, " trainer: ", trainer, " organisation: ", organisation,
                        " usefulness: ", usefulness, " comment: \"", comment, "\" }");
  }

  absl::Status Answered(const std::string& learner, const std::string& text) {
    AsLearner(learner);
    const absl::Status answer = SubmitFeedback("c", text).status();
    AsOfficer();
    return answer;
  }

  std::string Stored() const {
    return Value("SELECT answers FROM training.class_feedback WHERE province_code = '" + Province() + "'");
  }
};

TEST_F(FeedbackTest, SumsUpWhatWasAnswered) {
  ASSERT_TRUE(Answered("l0", Rated(5, 4, 3, 5, "Rất bổ ích")).ok());
  ASSERT_TRUE(Answered("l1", Rated(5, 4, 3, 4)).ok());
  ASSERT_TRUE(Answered("l2", Rated(4, 4, 1, 4, "Cần thêm thực hành")).ok());
  ASSERT_TRUE(Answered("l3", Rated(4, 4, 2, 4)).ok());
  ASSERT_TRUE(Answered("l4", Rated(3, 4, 3, 4)).ok());
  const auto summary = Summary("c");
  ASSERT_TRUE(summary.ok()) << summary.status();
  EXPECT_EQ(summary->class_(), Name("classes/c"));
  EXPECT_FALSE(summary->too_few());
  EXPECT_EQ(summary->answer_count(), 5);
  ASSERT_EQ(summary->questions_size(), 4);
  // 21 / 5, 20 / 5, 12 / 5, 21 / 5
  EXPECT_EQ(summary->questions(0).question(), "content");
  EXPECT_EQ(summary->questions(0).mean_centi(), 420);
  EXPECT_THAT(summary->questions(0).distribution(), ::testing::ElementsAre(0, 0, 1, 2, 2));
  EXPECT_EQ(summary->questions(1).mean_centi(), 400);
  EXPECT_EQ(summary->questions(2).mean_centi(), 240);
  EXPECT_THAT(summary->questions(2).distribution(), ::testing::ElementsAre(1, 1, 3, 0, 0));
  EXPECT_EQ(summary->questions(3).question(), "usefulness");
  EXPECT_EQ(summary->questions(3).mean_centi(), 420);
  EXPECT_THAT(summary->comments(), ::testing::ElementsAre("Cần thêm thực hành", "Rất bổ ích"));
}

// Read before and after one more answer, the summary is the same: there is no difference that would be the answer.
TEST_F(FeedbackTest, GrowsInStepsThatHideOneAnswer) {
  for (int i = 7; i < 11; ++i) {
    ASSERT_TRUE(Create<Learner>(absl::StrCat("m", i), Officer() + Account(absl::StrCat("m", i))).ok());
  }
  ASSERT_TRUE(CallRoll("c", "2024-03-05", {"l0", "l1", "l2", "l3", "l4", "l5", "l6", "m7", "m8", "m9", "m10"}).ok());
  for (int i = 0; i < 5; ++i) ASSERT_TRUE(Answered(absl::StrCat("l", i), Rated(5, 5, 5, 5)).ok());
  const std::string five = Summary("c")->SerializeAsString();
  for (const char* learner : {"l5", "l6", "m7", "m8"}) {
    ASSERT_TRUE(Answered(learner, Rated(1, 1, 1, 1, "Không hài lòng")).ok());
    EXPECT_EQ(Summary("c")->SerializeAsString(), five) << "after " << learner;
  }
  ASSERT_TRUE(Answered("m9", Rated(1, 1, 1, 1)).ok());
  const auto ten = Summary("c");
  EXPECT_EQ(ten->answer_count(), 10);
  EXPECT_EQ(ten->questions(0).mean_centi(), 300);
  EXPECT_EQ(ten->comments_size(), 4);
  ASSERT_TRUE(Answered("m10", Rated(3, 3, 3, 3)).ok());
  EXPECT_EQ(Summary("c")->SerializeAsString(), ten->SerializeAsString());
}

TEST_F(FeedbackTest, TooFewTellNothing) {
  for (int i = 0; i < 4; ++i) ASSERT_TRUE(Answered(absl::StrCat("l", i), Rated(5, 5, 5, 5, "Tốt")).ok());
  const auto summary = Summary("c");
  ASSERT_TRUE(summary.ok()) << summary.status();
  EXPECT_TRUE(summary->too_few());
  EXPECT_EQ(summary->least_answer_count(), 5);
  EXPECT_EQ(summary->answer_count(), 0) << "not even how many";
  EXPECT_EQ(summary->questions_size(), 0);
  EXPECT_EQ(summary->comments_size(), 0);
  ASSERT_TRUE(Answered("l4", Rated(5, 5, 5, 5)).ok());
  EXPECT_FALSE(Summary("c")->too_few());
  ASSERT_TRUE(Create<Class>("empty", ThreeDays()).ok());
  EXPECT_TRUE(Summary("empty")->too_few());
}

TEST_F(FeedbackTest, WhoWasThereAnswersOnce) {
  ASSERT_TRUE(Answered("l0", Rated(5, 5, 5, 5)).ok());
  EXPECT_THAT(Answered("l0", Rated(1, 1, 1, 1)), IsRefusal(absl::StatusCode::kAlreadyExists, "FEEDBACK_ALREADY_GIVEN"));
  EXPECT_THAT(Answered("l7", Rated(1, 1, 1, 1)), IsRefusal(kPermissionDenied, "NOT_THE_LEARNER")) << "was not there";
  EXPECT_THAT(Answered("l8", Rated(1, 1, 1, 1)), IsRefusal(kPermissionDenied, "NOT_THE_LEARNER"));
  EXPECT_THAT(SubmitFeedback("c", Rated(1, 1, 1, 1)).status(), IsRefusal(kPermissionDenied, "NOT_THE_LEARNER"))
      << "an officer is no learner";
  EXPECT_THAT(SubmitFeedback("none", Rated(1, 1, 1, 1)).status(), IsRefusal(kNotFound, "RESOURCE_NOT_FOUND"));
  EXPECT_EQ(Stored().find("1"), std::string::npos) << "nothing of what was refused is there: " << Stored();
}

TEST_F(FeedbackTest, OneLearnerManyTimesAtOnce) {
  AsLearner("l0");
  std::vector<absl::Status> answers(8);
  Together(8, [&](int i) { answers[i] = SubmitFeedback("c", Rated(5, 5, 5, 5)).status(); });
  EXPECT_EQ(std::count(answers.begin(), answers.end(), absl::OkStatus()), 1);
  EXPECT_EQ(Value("SELECT jsonb_array_length(answers) FROM training.class_feedback WHERE province_code = '" +
                  Province() + "'"),
            "1");
}

TEST_F(FeedbackTest, EverybodyAtOnce) {
  std::vector<absl::Status> answers(7);
  const rpc::Client& client = service().client();
  Together(7, [&](int i) {
    auto request = Parse<SubmitClassFeedbackRequest>(Rated(1 + i % 5, 3, 3, 3));
    request.set_name(Name("classes/c"));
    answers[i] = client
                     .Call<google::protobuf::Empty>("/ocop.training.v1.FeedbackService/SubmitClassFeedback", request,
                                                    {.actor = absl::StrCat("l", i, "@example.vn")})
                     .status();
  });
  for (const absl::Status& answer : answers) EXPECT_EQ(answer, absl::OkStatus());
  EXPECT_EQ(Value("SELECT jsonb_array_length(answers) FROM training.class_feedback WHERE province_code = '" +
                  Province() + "'"),
            "7");
  EXPECT_EQ(Summary("c")->answer_count(), 5);
}

TEST_F(FeedbackTest, EveryBadRatingIsTold) {
  EXPECT_THAT(Answered("l0", "feedback { content: 6 trainer: 0 organisation: -1 usefulness: 5 }"),
              AreInvalidFields({"feedback.content", "feedback.trainer", "feedback.organisation"}));
  EXPECT_THAT(Answered("l0", ""), IsInvalidField("feedback"));
  EXPECT_TRUE(Answered("l0", Rated(5, 5, 5, 5)).ok()) << "a refusal is no answer";
}

TEST_F(FeedbackTest, ATrialIsNoAnswer) {
  ASSERT_TRUE(Answered("l0", Rated(5, 5, 5, 5) + " validate_only: true").ok());
  EXPECT_EQ(Stored(), "");
  EXPECT_TRUE(Answered("l0", Rated(5, 5, 5, 5)).ok());
}

TEST_F(FeedbackTest, TheSameRequestIsAnsweredAgain) {
  const std::string id = " request_id: \"01900000-0000-7000-8000-000000000f01\"";
  ASSERT_TRUE(Answered("l0", Rated(5, 4, 3, 2) + id).ok());
  const std::string stored = Stored();
  EXPECT_TRUE(Answered("l0", Rated(5, 4, 3, 2) + id).ok());
  EXPECT_EQ(Stored(), stored);
  EXPECT_THAT(Answered("l0", Rated(5, 4, 3, 2) + " request_id: \"01900000-0000-7000-8000-000000000f02\""),
              IsRefusal(absl::StatusCode::kAlreadyExists, "FEEDBACK_ALREADY_GIVEN"));
}

// Two learners in the lists, one person who calls.
TEST_F(FeedbackTest, AnAccountAnswersOnce) {
  for (const char* twin : {"a-twin", "z-twin"}) {
    ASSERT_TRUE(Create<Learner>(twin, Officer() + Account("l0")).ok());
  }
  ASSERT_TRUE(CallRoll("c", "2024-03-05", {"l0", "z-twin"}).ok());
  const std::string id = " request_id: \"01900000-0000-7000-8000-000000000f04\"";
  ASSERT_TRUE(Answered("l0", Rated(5, 4, 3, 2) + id).ok());
  const std::string stored = Stored();
  EXPECT_TRUE(Answered("l0", Rated(5, 4, 3, 2) + id).ok());
  EXPECT_THAT(Answered("l0", Rated(1, 1, 1, 1)), IsRefusal(absl::StatusCode::kAlreadyExists, "FEEDBACK_ALREADY_GIVEN"));
  ASSERT_TRUE(CallRoll("c", "2024-03-05", {"a-twin", "z-twin"}).ok());
  EXPECT_TRUE(Answered("l0", Rated(5, 4, 3, 2) + id).ok()) << "whoever of them was there by now";
  EXPECT_THAT(Answered("l0", Rated(1, 1, 1, 1)), IsRefusal(absl::StatusCode::kAlreadyExists, "FEEDBACK_ALREADY_GIVEN"));
  EXPECT_EQ(Stored(), stored);
}

TEST_F(FeedbackTest, AnAccountOfTwoManyTimesAtOnce) {
  ASSERT_TRUE(Create<Learner>("z-twin", Officer() + Account("l0")).ok());
  ASSERT_TRUE(CallRoll("c", "2024-03-05", {"l0", "z-twin"}).ok());
  AsLearner("l0");
  std::vector<absl::Status> answers(8);
  Together(8, [&](int i) { answers[i] = SubmitFeedback("c", Rated(5, 5, 5, 5)).status(); });
  EXPECT_EQ(std::count(answers.begin(), answers.end(), absl::OkStatus()), 1);
}

// Every table of the schema is searched: where an answer lies there is no learner, no account, no time; where somebody
// is named there is no answer.
TEST_F(FeedbackTest, NothingStoredLinksAnswerAndLearner) {
  const int changes = ChangeCount();
  const std::string request = "01900000-0000-7000-8000-000000000f03";
  const std::string requests_before = Value("SELECT count(*) FROM training.request");
  ASSERT_TRUE(Answered("l3", Rated(2, 1, 2, 1, "Bí mật số ba") + " request_id: \"" + request + "\"").ok());
  ASSERT_TRUE(Answered("l1", Rated(5, 5, 5, 5, "Bí mật số một")).ok());
  ASSERT_TRUE(Answered("l2", Rated(4, 5, 4, 5, "Bí mật số hai")).ok());
  EXPECT_EQ(ChangeCount(), changes) << "no journal entry";
  EXPECT_EQ(Value("SELECT count(*) FROM training.request"), requests_before) << "no hash of caller and answer";
  const auto holding = [this](const std::string& text) {
    return Value(
        "SELECT string_agg(tablename, ' ' ORDER BY tablename) FROM pg_tables WHERE schemaname = 'training' AND "
        "query_to_xml(format('SELECT t::text AS row FROM training.%I AS t', tablename), false, true, '')::text "
        "LIKE '%" +
        text + "%'");
  };
  EXPECT_EQ(holding("Bí mật số ba"), "class_feedback");
  EXPECT_EQ(holding(request), "feedback_given");
  EXPECT_EQ(Value("SELECT string_agg(column_name, ' ' ORDER BY column_name) FROM information_schema.columns WHERE "
                  "table_schema = 'training' AND table_name = 'class_feedback'"),
            "answers class_id province_code told");
  EXPECT_EQ(Value("SELECT string_agg(column_name, ' ' ORDER BY column_name) FROM information_schema.columns WHERE "
                  "table_schema = 'training' AND table_name = 'feedback_given'"),
            "class_id learner_id province_code request_id");
  EXPECT_EQ(Value("SELECT count(*) FROM training.class_feedback WHERE province_code = '" + Province() + "'"), "1")
      << "no row of its own, whose transaction would be that of its mark";
  for (const char* trace : {"l1", "l3", "example.vn", "2026", "time"}) {
    EXPECT_EQ(Stored().find(trace), std::string::npos) << trace << " in " << Stored();
  }
}

// Whoever answers last is last nowhere.
TEST_F(FeedbackTest, TheOrderOfAnswersSaysNothing) {
  const std::vector<std::string> texts = {Rated(1, 1, 1, 1, "Một"), Rated(3, 3, 3, 3, "Ba"), Rated(2, 2, 2, 2, "Hai"),
                                          Rated(4, 4, 4, 4, "Bốn"), Rated(5, 5, 5, 5, "Năm")};
  ASSERT_TRUE(Create<Class>("d", ThreeDays()).ok());
  ASSERT_TRUE(CallRoll("d", "2024-03-05", {"l0", "l1", "l2", "l3", "l4"}).ok());
  for (int i = 0; i < 5; ++i) {
    AsLearner(absl::StrCat("l", i));
    ASSERT_TRUE(SubmitFeedback("c", texts[i]).ok());
    ASSERT_TRUE(SubmitFeedback("d", texts[4 - i]).ok());
  }
  AsOfficer();
  EXPECT_EQ(
      Value("SELECT count(DISTINCT answers) FROM training.class_feedback WHERE province_code = '" + Province() + "'"),
      "1")
      << "given the other way round, it is stored the same";
  EXPECT_THAT(Summary("c")->comments(), ::testing::ElementsAreArray(Summary("d")->comments()));
}

TEST_F(FeedbackTest, OfficersReadTheSummary) {
  AsLearner("l0");
  EXPECT_THAT(Summary("c").status(), IsRefusal(kPermissionDenied, "ROLE_MISSING"));
  AsCommune();
  EXPECT_TRUE(Summary("c").ok());
  EXPECT_THAT(Summary("none").status(), IsRefusal(kNotFound, "RESOURCE_NOT_FOUND"));
}

}  // namespace
}  // namespace ocop::training
