// What waits for whom in classes.
#include <gmock/gmock.h>

#include "services/training/testing/training_fixture.h"

namespace ocop::training {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class ClassTasksTest : public TrainingTest {
 protected:
  void SetUp() override {
    ASSERT_TRUE(Create<Course>("basics", Basics()).ok());
    MakeLearners(3);
  }

  // With seats; one session of three hours completes it.
  void MakeClass(const std::string& id, const std::vector<std::string>& days) const {
    std::string sessions;
    for (const std::string& day : days) sessions += Hours(day, 8, 11);
    ASSERT_TRUE(Create<Class>(id, WithSeats(3, sessions) + " completion_rule { required_session_count: 1 }").ok());
  }

  // Subjects below the province, with the day if there is one.
  std::vector<std::string> Waiting(const std::string& step, const std::string& text = "",
                                   std::string* token = nullptr) const {
    const auto listed = Call<ListClassTasksResponse>(
        "/ocop.training.v1.ClassService/ListClassTasks",
        Parse<ListClassTasksRequest>(absl::StrCat("parent: \"$\" step: ", step, " ", text)));
    EXPECT_TRUE(listed.ok()) << listed.status();
    std::vector<std::string> subjects;
    if (!listed.ok()) return subjects;
    for (const auto& task : listed->class_tasks()) {
      std::string subject = task.subject().substr(parent().size() + 1);
      if (task.has_session_date()) absl::StrAppend(&subject, " ", task.session_date().day());
      EXPECT_GT(task.since().seconds(), 0);
      subjects.push_back(subject);
    }
    if (token != nullptr) *token = listed->next_page_token();
    return subjects;
  }
};

TEST_F(ClassTasksTest, AnInvitationWaitsForItsLearnerUntilItIsAnswered) {
  MakeClass("c", {"2999-03-05", "2999-03-06"});
  ASSERT_TRUE(Invite("c", {"l0", "l1"}).ok());
  AsLearner("l2");
  EXPECT_THAT(Waiting("STEP_ANSWER_INVITATION"), IsEmpty());
  AsLearner("l0");
  EXPECT_THAT(Waiting("STEP_ANSWER_INVITATION"), ElementsAre("classes/c/enrolments/l0 5"));
  ASSERT_TRUE(Accept("c", "l0").ok());
  EXPECT_THAT(Waiting("STEP_ANSWER_INVITATION"), IsEmpty());
  AsLearner("l1");
  ASSERT_TRUE(Decline("c", "l1").ok());
  EXPECT_THAT(Waiting("STEP_ANSWER_INVITATION"), IsEmpty());
}

TEST_F(ClassTasksTest, TheRollOfASessionWaitsFromItsDayUntilItIsCalled) {
  MakeClass("c", {"2024-03-05", "2024-03-06", "2999-03-07"});
  EXPECT_THAT(Waiting("STEP_CALL_ROLL"), IsEmpty()) << "nobody is enrolled";
  ASSERT_TRUE(Enrol("c", "l0").ok());
  EXPECT_THAT(Waiting("STEP_CALL_ROLL"), ElementsAre("classes/c 5", "classes/c 6"));
  std::string token;
  EXPECT_THAT(Waiting("STEP_CALL_ROLL", "page_size: 1", &token), ElementsAre("classes/c 5"));
  EXPECT_THAT(Waiting("STEP_CALL_ROLL", absl::StrCat("page_token: \"", token, "\"")), ElementsAre("classes/c 6"));
  ASSERT_TRUE(CallRoll("c", "2024-03-05", {"l0"}).ok());
  EXPECT_THAT(Waiting("STEP_CALL_ROLL"), ElementsAre("classes/c 6"));
}

TEST_F(ClassTasksTest, WhatIsCancelledOrOfThePastWaitsForNobody) {
  MakeClass("c", {"2024-03-05"});
  ASSERT_TRUE(Enrol("c", "l0").ok());
  ASSERT_TRUE(Cancel("c").ok());
  ASSERT_TRUE(Create<Class>("old", ThreeDays()).ok());
  ASSERT_TRUE(Create<Attendance>("l0", R"pb(learner: "$/learners/l0"
                                            attended_dates { year: 2024 month: 3 day: 5 }
                                            attended_dates { year: 2024 month: 3 day: 6 })pb",
                                 "classes/old")
                  .ok());
  EXPECT_THAT(Waiting("STEP_CALL_ROLL"), IsEmpty());
  EXPECT_THAT(Waiting("STEP_ISSUE_CERTIFICATE"), IsEmpty());
  AsLearner("l0");
  EXPECT_THAT(Waiting("STEP_GIVE_FEEDBACK"), IsEmpty());
}

TEST_F(ClassTasksTest, ACompletionWaitsForItsCertificateAndALearnerForTheFeedback) {
  MakeClass("c", {"2024-03-05"});
  for (const char* learner : {"l0", "l1"}) ASSERT_TRUE(Enrol("c", learner).ok());
  ASSERT_TRUE(CallRoll("c", "2024-03-05", {"l0"}).ok());
  EXPECT_THAT(Waiting("STEP_ISSUE_CERTIFICATE"), ElementsAre("classes/c/attendances/l0")) << "l1 was not there";
  const auto issued = Issue("classes/c/attendances/l0");
  ASSERT_TRUE(issued.ok()) << issued.status();
  EXPECT_THAT(Waiting("STEP_ISSUE_CERTIFICATE"), IsEmpty());

  AsLearner("l1");
  EXPECT_THAT(Waiting("STEP_GIVE_FEEDBACK"), IsEmpty());
  AsLearner("l0");
  EXPECT_THAT(Waiting("STEP_GIVE_FEEDBACK"), ElementsAre("classes/c"));
  const auto given = SubmitFeedback("c", R"pb(feedback { content: 5 trainer: 5 organisation: 5 usefulness: 5 })pb");
  ASSERT_TRUE(given.ok()) << given.status();
  EXPECT_THAT(Waiting("STEP_GIVE_FEEDBACK"), IsEmpty());
}

TEST_F(ClassTasksTest, OfficersAloneAreAskedForRollsAndCertificates) {
  const auto refused = [&](const std::string& step) {
    return Call<ListClassTasksResponse>("/ocop.training.v1.ClassService/ListClassTasks",
                                        Parse<ListClassTasksRequest>(absl::StrCat("parent: \"$\" step: ", step)))
        .status();
  };
  AsLearner("l0");
  EXPECT_THAT(refused("STEP_CALL_ROLL"), IsRefusal(kPermissionDenied, "ROLE_MISSING"));
  AsCommune();
  EXPECT_TRUE(refused("STEP_CALL_ROLL").ok());
  EXPECT_THAT(refused("STEP_ISSUE_CERTIFICATE"), IsRefusal(kPermissionDenied, "ROLE_MISSING"));
}

}  // namespace
}  // namespace ocop::training
