// What waits for whom in classes.
#include <gmock/gmock.h>

#include <pqxx/pqxx>
#include <thread>

#include "services/training/testing/training_fixture.h"

namespace ocop::training {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

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

  // The plan of the statement that has `part`, as the service sent it last, with these parameters.
  std::string PlanOf(const std::string& part, const std::string& parameters) const {
    const std::string sent =
        Value(absl::StrCat("SELECT query FROM pg_stat_activity WHERE datname = current_database() AND pid <> "
                           "pg_backend_pid() AND query LIKE '%",
                           part, "%' ORDER BY query_start DESC LIMIT 1"));
    pqxx::connection connection(service().database().url());
    pqxx::work work(connection);
    work.exec("PREPARE asked AS " + sent);
    std::string plan;
    for (const pqxx::row& row : work.exec("EXPLAIN EXECUTE asked(" + parameters + ")")) {
      absl::StrAppend(&plan, row[0].as<std::string>(), "\n");
    }
    return plan;
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

TEST_F(ClassTasksTest, AnInvitationToAClassThatIsOverWaitsForNobody) {
  const auto session = [](int day) { return "sessions { date " + DayFromToday(day) + " }"; };
  ASSERT_TRUE(Create<Class>("over", WithSeats(3, session(-2) + session(-1))).ok());
  ASSERT_TRUE(Create<Class>("last-day", WithSeats(3, session(-2) + session(0))).ok());
  for (const char* a_class : {"over", "last-day"}) ASSERT_TRUE(Invite(a_class, {"l0"}).ok());
  AsLearner("l0");
  const auto waiting = Waiting("STEP_ANSWER_INVITATION");
  ASSERT_EQ(waiting.size(), 1);
  EXPECT_THAT(waiting[0], HasSubstr("classes/last-day/enrolments/l0"));
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

TEST_F(ClassTasksTest, ARollThatIsTakenBackWaitsAgain) {
  MakeClass("c", {"2024-03-05", "2024-03-06"});
  ASSERT_TRUE(Enrol("c", "l0").ok());
  for (const char* day : {"2024-03-05", "2024-03-06"}) ASSERT_TRUE(CallRoll("c", day, {"l0"}).ok());
  EXPECT_THAT(Waiting("STEP_CALL_ROLL"), IsEmpty());
  ASSERT_TRUE(CallRoll("c", "2024-03-06", {}).ok());
  EXPECT_THAT(Waiting("STEP_CALL_ROLL"), ElementsAre("classes/c 6"));
  ASSERT_TRUE(Delete<Attendance>("classes/c/attendances/l0").ok());
  EXPECT_THAT(Waiting("STEP_CALL_ROLL"), ElementsAre("classes/c 5", "classes/c 6"));
  for (const char* day : {"2024-03-05", "2024-03-06"}) ASSERT_TRUE(CallRoll("c", day, {"l0"}).ok());
  EXPECT_THAT(Waiting("STEP_CALL_ROLL"), IsEmpty());
  ASSERT_TRUE(CallRoll("c", "2024-03-05", {}).ok());
  ASSERT_TRUE(CallRoll("c", "2024-03-06", {}).ok());
  ASSERT_TRUE(Update<Class>("classes/c", Hours("2024-03-07", 8, 11)).ok());
  EXPECT_THAT(Waiting("STEP_CALL_ROLL"), ElementsAre("classes/c 7"));
}

// Both look at the roll, so the second waits for the first: it would else count who is taken off the roll meanwhile.
TEST_F(ClassTasksTest, ACertificateIssuedWhileARollIsTakenBackDoesNotCloseIt) {
  MakeClass("c", {"2024-03-05", "2024-03-06"});
  for (const char* learner : {"l0", "l1"}) ASSERT_TRUE(Enrol("c", learner).ok());
  ASSERT_TRUE(CallRoll("c", "2024-03-05", {"l0", "l1"}).ok());
  ASSERT_TRUE(CallRoll("c", "2024-03-06", {"l1"}).ok());
  const std::string of_class = " WHERE class_id = 'c' AND province_code = '" + Province() + "'";
  // As it may be: the roll is complete, and the class not yet known to have it.
  service().database().Execute("UPDATE training.class SET rolls_complete = false" + of_class);
  pqxx::connection caller(service().database().url());
  pqxx::work correction(caller);
  correction.exec("SELECT FROM training.class" + of_class + " FOR UPDATE");
  absl::Status issued = absl::UnknownError("");
  std::thread issuing([&] { issued = Issue("classes/c/attendances/l0").status(); });
  service().database().AwaitLockWaiter();
  EXPECT_NO_THROW(correction.exec("SELECT FROM training.attendance" + of_class + " FOR UPDATE NOWAIT"))
      << "the class is locked before an attendance";
  correction.exec("UPDATE training.attendance SET attended_dates = '{2024-03-05}'" + of_class +
                  " AND attendance_id = 'l1'");
  correction.commit();
  issuing.join();
  EXPECT_EQ(issued, absl::OkStatus());
  EXPECT_THAT(Waiting("STEP_CALL_ROLL"), ElementsAre("classes/c 6"));
}

TEST_F(ClassTasksTest, ACorrectedTrainerDoesNotOpenARollAgain) {
  MakeClass("c", {"2024-03-05"});
  ASSERT_TRUE(Enrol("c", "l0").ok());
  ASSERT_TRUE(CallRoll("c", "2024-03-05", {"l0"}).ok());
  const std::string complete =
      "SELECT rolls_complete FROM training.class WHERE class_id = 'c' AND province_code = '" + Province() + "'";
  ASSERT_EQ(Value(complete), "t");
  const auto corrected = Update<Class>(
      "classes/c", absl::StrCat("sessions { date ", Day("2024-03-05"),
                                " start_time { hours: 8 } end_time { hours: 11 } trainer: \"Lê Văn B\" }"));
  ASSERT_TRUE(corrected.ok()) << corrected.status();
  EXPECT_EQ(Value(complete), "t") << "or it would be looked through for ever: no roll of it is called any more";
}

// However many classes there have been: their rolls are called, their completions certified.
TEST_F(ClassTasksTest, WhatWaitsIsFoundByIndexes) {
  MakeClass("c", {"2024-03-05"});
  ASSERT_TRUE(Enrol("c", "l0").ok());
  service().database().Execute(absl::StrCat(R"sql(
    INSERT INTO training.class (province_code, class_id, course_id, capacity, enrolled_count, search_text, sessions)
    SELECT ')sql",
                                            Province(), R"sql(', 'past' || i, 'basics', 9, 1, '',
           '{"sessions": [{"date": {"year": 2023, "month": 3, "day": 5}}]}'
      FROM generate_series(1, 30000) AS i;
    INSERT INTO training.attendance (province_code, class_id, attendance_id, learner_id, attended_dates, completion_date)
    SELECT province_code, class_id, 'l0', 'l0', '{2023-03-05}', '2023-03-05'
      FROM training.class WHERE class_id LIKE 'past%';
    INSERT INTO training.certificate (province_code, certificate_id, number, attendance, learner_id, learner_name,
                                      course_title, completion_date, issue_date, search_text)
    SELECT province_code, class_id, class_id,
           'provinces/' || province_code || '/classes/' || class_id || '/attendances/l0', 'l0', '', '', '2023-03-05',
           '2023-03-06', ''
      FROM training.class WHERE class_id LIKE 'past%';
    ANALYZE training.class, training.attendance, training.certificate)sql"));
  EXPECT_THAT(Waiting("STEP_CALL_ROLL"), ElementsAre("classes/c 5"));
  const std::string rolls = PlanOf("c.rolls_complete", absl::StrCat("'", Province(), "', '2026-01-01', '', '51'"));
  EXPECT_THAT(rolls, HasSubstr("class_to_call"));
  EXPECT_THAT(rolls, Not(HasSubstr("Seq Scan"))) << rolls;

  ASSERT_TRUE(CallRoll("c", "2024-03-05", {"l0"}).ok());
  EXPECT_THAT(Waiting("STEP_ISSUE_CERTIFICATE"), ElementsAre("classes/c/attendances/l0"));
  const std::string certificates = PlanOf("a.to_certify", absl::StrCat("'", Province(), "', '', '51'"));
  EXPECT_THAT(certificates, HasSubstr("attendance_to_certify"));
  EXPECT_THAT(certificates, Not(HasSubstr("Seq Scan on attendance"))) << certificates;
  EXPECT_THAT(certificates, Not(HasSubstr("Seq Scan on class"))) << certificates;
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

TEST_F(ClassTasksTest, AnAccountOfTwoLearnersGivesItsFeedbackOnce) {
  ASSERT_TRUE(Create<Learner>("z-twin", Officer() + Account("l0")).ok());
  MakeClass("c", {"2024-03-05"});
  for (const char* learner : {"l0", "z-twin"}) ASSERT_TRUE(Enrol("c", learner).ok());
  ASSERT_TRUE(CallRoll("c", "2024-03-05", {"l0", "z-twin"}).ok());
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
