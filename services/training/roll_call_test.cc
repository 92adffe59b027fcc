// Calling the roll of everyone at once, and what completes a class.
#include <pqxx/pqxx>
#include <thread>

#include "services/training/testing/training_fixture.h"

namespace ocop::training {
namespace {

class RollCallTest : public TrainingTest {
 protected:
  void SetUp() override {
    ASSERT_TRUE(Create<Course>("basics", Basics()).ok());
    MakeLearners(4);
  }

  // A class with seats on 5 to 8 March 2024 that "l0" to "l2" are enrolled in.
  void MakeFourDays(const std::string& rule = "") const {
    std::string sessions;
    for (const char* day : {"2024-03-05", "2024-03-06", "2024-03-07", "2024-03-08"}) sessions += Hours(day, 8, 11);
    const auto made = Create<Class>("c", WithSeats(3, sessions) + rule);
    ASSERT_TRUE(made.ok()) << made.status();
    for (const char* learner : {"l0", "l1", "l2"}) ASSERT_TRUE(Enrol("c", learner).ok());
  }

  Attendance Of(const std::string& learner) const {
    return Get<Attendance>("classes/c/attendances/" + learner).value_or(Attendance());
  }
};

TEST_F(RollCallTest, EverybodyEnrolledIsCalled) {
  MakeFourDays();
  const auto called = CallRoll("c", "2024-03-05", {"l2", "l0"});
  ASSERT_TRUE(called.ok()) << called.status();
  ASSERT_EQ(called->attendances_size(), 3);
  EXPECT_EQ(called->attendances(1).learner(), Name("learners/l1"));
  EXPECT_EQ(called->attendances(1).attended_dates_size(), 0);
  EXPECT_EQ(Of("l0").attended_dates_size(), 1);
  EXPECT_EQ(Of("l1").name(), Name("classes/c/attendances/l1")) << "called and not there";
  EXPECT_EQ(Of("l2").attended_dates_size(), 1);
}

TEST_F(RollCallTest, ASecondCallCorrectsTheFirstAndChangesNoOther) {
  MakeFourDays();
  ASSERT_TRUE(CallRoll("c", "2024-03-06", {"l0", "l1"}).ok());
  ASSERT_TRUE(CallRoll("c", "2024-03-05", {"l0"}).ok());
  const std::string untouched = Of("l0").etag();
  ASSERT_TRUE(CallRoll("c", "2024-03-06", {"l0", "l2"}).ok());
  EXPECT_EQ(Of("l0").etag(), untouched);
  ASSERT_EQ(Of("l0").attended_dates_size(), 2);
  EXPECT_EQ(Of("l0").attended_dates(0).day(), 5) << "days rise in whatever order the roll was called";
  EXPECT_EQ(Of("l1").attended_dates_size(), 0);
  EXPECT_EQ(Of("l2").attended_dates_size(), 1);
}

// The id of an attendance is free, so that it may be another learner's.
TEST_F(RollCallTest, AnIdThatAnotherLearnersAttendanceHasIsNoHindrance) {
  MakeFourDays();
  for (const char* id : {"l1", "by-hand"}) {
    const char* learner = std::string(id) == "l1" ? "l0" : "l2";
    const auto made = Create<Attendance>(id, absl::StrCat("learner: \"$/learners/", learner, "\""), "classes/c");
    ASSERT_TRUE(made.ok()) << made.status();
  }
  const auto first = CallRoll("c", "2024-03-05", {"l0", "l1", "l2"});
  ASSERT_TRUE(first.ok()) << first.status();
  const auto second = CallRoll("c", "2024-03-06", {"l1"});
  ASSERT_TRUE(second.ok()) << second.status();
  ASSERT_EQ(second->attendances_size(), 3);
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(second->attendances(i).learner(), Name(absl::StrCat("learners/l", i)));
    EXPECT_EQ(second->attendances(i).attended_dates_size(), i == 1 ? 2 : 1);
    EXPECT_EQ(second->attendances(i).name(), first->attendances(i).name());
  }
  EXPECT_EQ(second->attendances(0).name(), Name("classes/c/attendances/l1"));
  EXPECT_EQ(second->attendances(2).name(), Name("classes/c/attendances/by-hand"));
}

TEST_F(RollCallTest, ABadRollChangesNothing) {
  MakeFourDays();
  const int changes = ChangeCount();
  EXPECT_THAT(CallRoll("c", "2024-03-09", {"l0", "l3", "nobody", "l0"}).status(),
              AreInvalidFields({"session_date", "present[1]", "present[2]", "present[3]"}));
  EXPECT_EQ(ChangeCount(), changes);
  EXPECT_EQ(Of("l0").name(), "");
  EXPECT_THAT(CallRoll("none", "2024-03-05", {}).status(), IsRefusal(kNotFound, "RESOURCE_NOT_FOUND"));
  AsLearner("l0");
  EXPECT_THAT(CallRoll("c", "2024-03-05", {"l0"}).status(), IsRefusal(kPermissionDenied, "ROLE_MISSING"));
}

TEST_F(RollCallTest, NoRollOfASessionToCome) {
  ASSERT_TRUE(Create<Class>("later", WithSeats(3, "sessions { date " + DayFromToday(2) + " }")).ok());
  CallRollRequest request;
  request.set_name(Name("classes/later"));
  ParseInto(DayFromToday(2).substr(1, DayFromToday(2).size() - 2), *request.mutable_session_date());
  EXPECT_THAT(Call<CallRollResponse>("/ocop.training.v1.ClassService/CallRoll", request).status(),
              IsInvalidField("session_date"));
}

// A class of the past without seats: who was there comes onto its roll.
TEST_F(RollCallTest, AClassWithoutSeatsTakesWhoIsThere) {
  ASSERT_TRUE(Create<Class>("c", ThreeDays()).ok());
  ASSERT_TRUE(CallRoll("c", "2024-03-05", {"l0", "l1"}).ok());
  const auto second = CallRoll("c", "2024-03-06", {"l1", "l2"});
  ASSERT_TRUE(second.ok()) << second.status();
  EXPECT_EQ(second->attendances_size(), 3);
  EXPECT_EQ(Of("l1").completion_date().day(), 6);
  EXPECT_THAT(CallRoll("c", "2024-03-06", {"nobody"}).status(), IsInvalidField("present[0]"));
}

TEST_F(RollCallTest, AnAttendanceOfAClassWithSeatsNeedsOne) {
  MakeFourDays();
  const std::string attended = "attended_dates " + Day("2024-03-05");
  EXPECT_THAT(Create<Attendance>("l3", "learner: \"$/learners/l3\" " + attended, "classes/c").status(),
              IsRefusal(kFailedPrecondition, "NOT_ENROLLED"));
  ASSERT_EQ(Enrol("c", "l3")->state(), Enrolment::STATE_WAITLISTED);
  EXPECT_THAT(Create<Attendance>("l3", "learner: \"$/learners/l3\" " + attended, "classes/c").status(),
              IsRefusal(kFailedPrecondition, "NOT_ENROLLED"))
      << "who waits has none";
  EXPECT_TRUE(Create<Attendance>("l0", "learner: \"$/learners/l0\" " + attended, "classes/c").ok());
}

TEST_F(RollCallTest, WhoHasBeenThereStays) {
  MakeFourDays();
  ASSERT_TRUE(CallRoll("c", "2024-03-05", {"l0"}).ok());
  EXPECT_THAT(Withdraw("c", "l0").status(), IsRefusal(kFailedPrecondition, "ROLL_ALREADY_CALLED"));
  EXPECT_TRUE(Withdraw("c", "l1").ok()) << "was not there";
  EXPECT_THAT(Cancel("c").status(), IsRefusal(kFailedPrecondition, "ROLL_ALREADY_CALLED"));
}

TEST_F(RollCallTest, ByCount) {
  MakeFourDays("completion_rule { required_session_count: 2 }");
  ASSERT_TRUE(CallRoll("c", "2024-03-05", {"l0"}).ok());
  EXPECT_FALSE(Of("l0").has_completion_date());
  ASSERT_TRUE(CallRoll("c", "2024-03-08", {"l0"}).ok());
  EXPECT_EQ(Of("l0").completion_date().day(), 8);
  ASSERT_TRUE(CallRoll("c", "2024-03-06", {"l0"}).ok());
  EXPECT_EQ(Of("l0").completion_date().day(), 6) << "the second day is the sixth now";
  ASSERT_TRUE(CallRoll("c", "2024-03-06", {}).ok());
  EXPECT_EQ(Of("l0").completion_date().day(), 8);
}

TEST_F(RollCallTest, ByPercent) {
  // 51 % of four are two sessions and a part of one: three.
  MakeFourDays("completion_rule { required_session_percent: 51 }");
  for (const char* day : {"2024-03-05", "2024-03-06"}) ASSERT_TRUE(CallRoll("c", day, {"l0"}).ok());
  EXPECT_FALSE(Of("l0").has_completion_date());
  ASSERT_TRUE(CallRoll("c", "2024-03-07", {"l0"}).ok());
  EXPECT_EQ(Of("l0").completion_date().day(), 7);
}

TEST_F(RollCallTest, ByPercentThatIsWhole) {
  MakeFourDays("completion_rule { required_session_percent: 50 }");
  for (const char* day : {"2024-03-05", "2024-03-06"}) ASSERT_TRUE(CallRoll("c", day, {"l0"}).ok());
  EXPECT_EQ(Of("l0").completion_date().day(), 6);
}

TEST_F(RollCallTest, ByEverySessionWithoutARule) {
  MakeFourDays();
  for (const char* day : {"2024-03-05", "2024-03-06", "2024-03-07"}) ASSERT_TRUE(CallRoll("c", day, {"l0"}).ok());
  EXPECT_FALSE(Of("l0").has_completion_date());
  ASSERT_TRUE(CallRoll("c", "2024-03-08", {"l0"}).ok());
  EXPECT_EQ(Of("l0").completion_date().day(), 8);
}

TEST_F(RollCallTest, ByTest) {
  MakeFourDays("completion_rule { required_session_count: 1 least_test_score_centi: 500 }");
  ASSERT_TRUE(CallRoll("c", "2024-03-05", {"l0"}).ok());
  EXPECT_FALSE(Of("l0").has_completion_date()) << "no test was taken";
  ASSERT_TRUE(Update<Attendance>("classes/c/attendances/l0", "test_score_centi: 499").ok());
  EXPECT_FALSE(Of("l0").has_completion_date());
  ASSERT_TRUE(Update<Attendance>("classes/c/attendances/l0", "test_score_centi: 500").ok());
  EXPECT_EQ(Of("l0").completion_date().day(), 5);
  EXPECT_EQ(Of("l0").test_score_centi(), 500);
  EXPECT_THAT(Update<Attendance>("classes/c/attendances/l0", "test_score_centi: 10001").status(),
              IsInvalidField("attendance.test_score_centi"));
}

TEST_F(RollCallTest, TheCoursesRuleIsTakenOver) {
  ASSERT_TRUE(Update<Course>("courses/basics", "completion_rule { required_session_percent: 75 }").ok());
  MakeFourDays();
  EXPECT_EQ(Get<Class>("classes/c")->completion_rule().required_session_percent(), 75);
  ASSERT_TRUE(Update<Course>("courses/basics", "completion_rule { required_session_percent: 100 }").ok());
  EXPECT_EQ(Get<Class>("classes/c")->completion_rule().required_session_percent(), 75) << "at the beginning, once";
  ASSERT_TRUE(CallRoll("c", "2024-03-05", {"l0"}).ok());
  EXPECT_THAT(Update<Class>("classes/c", "completion_rule { required_session_percent: 50 }").status(),
              IsRefusal(kFailedPrecondition, "ROLL_ALREADY_CALLED"));
  EXPECT_TRUE(Update<Class>("classes/c", R"pb(trainer: "Trần Văn Bình")pb").ok());
}

TEST_F(RollCallTest, ARuleSaysOneThing) {
  EXPECT_THAT(Create<Class>("c", ThreeDays() + "completion_rule { required_session_percent: 50 }").status(),
              IsInvalidField("class.completion_rule.required_session_percent"));
  EXPECT_THAT(Create<Class>("c", ThreeDays() + "completion_rule { required_session_count: 101 }").status(),
              IsInvalidField("class.completion_rule.required_session_count"));
  EXPECT_THAT(
      Update<Course>("courses/basics", "completion_rule { required_session_count: 1 required_session_percent: 50 }")
          .status(),
      IsInvalidField("course.completion_rule.required_session_percent"));
}

TEST_F(RollCallTest, HoursAreThoseOfAClock) {
  const auto refused = [this](const std::string& times, const std::string& field) {
    EXPECT_THAT(Create<Class>("d", WithSeats(1, "sessions { date " + Day("2024-03-05") + times + " }")).status(),
                IsInvalidField(field))
        << times;
  };
  refused("start_time { hours: 8 }", "class.sessions[0].end_time");
  refused("end_time { hours: 8 }", "class.sessions[0].start_time");
  refused("start_time { hours: 8 } end_time { hours: 8 }", "class.sessions[0].end_time");
  refused("start_time { hours: 8 } end_time { hours: 24 minutes: 1 }", "class.sessions[0].end_time");
  refused("start_time { hours: 8 minutes: 60 } end_time { hours: 11 }", "class.sessions[0].start_time");
  refused("start_time { hours: 8 seconds: 1 } end_time { hours: 11 }", "class.sessions[0].start_time");
  refused("start_time { hours: -1 } end_time { hours: 11 }", "class.sessions[0].start_time");
  EXPECT_THAT(Create<Class>("d", WithSeats(1, "sessions { place: \"Hội trường\" }")).status(),
              IsInvalidField("class.sessions[0].date"));
  EXPECT_TRUE(Create<Class>("d", WithSeats(1, "sessions { date " + Day("2024-03-05") +
                                                  "start_time { hours: 20 minutes: 30 } end_time { hours: 24 } }"))
                  .ok());
  EXPECT_THAT(Create<Class>("e", WithSeats(-1, Hours("2024-03-05", 8, 9))).status(), IsInvalidField("class.capacity"));
}

TEST_F(RollCallTest, ACourseSaysWhichStepsItCovers) {
  EXPECT_THAT(Create<Course>("steps", Basics() + "cycle_steps: CYCLE_STEP_IDEAS").status(),
              IsInvalidField("course.cycle_steps"));
  const std::string topics = Basics() + "topics: TOPIC_CYCLE_STEPS ";
  EXPECT_THAT(
      Create<Course>("steps", topics + "cycle_steps: [ CYCLE_STEP_IDEAS, CYCLE_STEP_EVALUATION, CYCLE_STEP_IDEAS ]")
          .status(),
      IsInvalidField("course.cycle_steps[2]"));
  const auto made = Create<Course>("steps", topics + "cycle_steps: [ CYCLE_STEP_IDEAS, CYCLE_STEP_EVALUATION ]");
  ASSERT_TRUE(made.ok()) << made.status();
  EXPECT_EQ(Get<Course>("courses/steps")->cycle_steps_size(), 2);
}

// The roll of a class is called by two at once: each call is a whole one.
TEST_F(RollCallTest, TwoCallersAtOnce) {
  MakeFourDays();
  for (int round = 0; round < 5; ++round) {
    std::vector<absl::Status> answers(2);
    Together(2, [&](int i) {
      answers[i] =
          CallRoll("c", "2024-03-05", i == 0 ? std::vector<std::string>{"l0", "l1"} : std::vector<std::string>{"l2"})
              .status();
    });
    for (const absl::Status& answer : answers) EXPECT_EQ(answer, absl::OkStatus());
    const bool first_won = Of("l0").attended_dates_size() == 1;
    EXPECT_EQ(Of("l1").attended_dates_size(), first_won ? 1 : 0);
    EXPECT_EQ(Of("l2").attended_dates_size(), first_won ? 0 : 1);
  }
}

TEST_F(RollCallTest, EveryoneIsEnteredInOneStatement) {
  for (int i = 4; i < 30; ++i) ASSERT_TRUE(Create<Learner>(absl::StrCat("l", i), Officer()).ok());
  ASSERT_TRUE(Create<Class>("c", WithSeats(30, Hours("2024-03-05", 8, 11))).ok());
  std::vector<std::string> first_twenty, last_twenty;
  for (int i = 0; i < 30; ++i) {
    const std::string learner = absl::StrCat("l", i);
    ASSERT_TRUE(Enrol("c", learner).ok());
    if (i < 20) first_twenty.push_back(learner);
    if (i >= 10) last_twenty.push_back(learner);
  }
  CountStatements("attendance");
  const int enrolled = ChangeCount();
  ASSERT_TRUE(CallRoll("c", "2024-03-05", first_twenty).ok());
  EXPECT_EQ(StatementCount("attendance", "INSERT"), 1);
  EXPECT_EQ(StatementCount("attendance", "UPDATE"), 0);
  EXPECT_EQ(ChangeCount() - enrolled, 30) << "one entry for each";

  const auto corrected = CallRoll("c", "2024-03-05", last_twenty);
  ASSERT_TRUE(corrected.ok()) << corrected.status();
  EXPECT_EQ(StatementCount("attendance", "INSERT"), 1);
  EXPECT_EQ(StatementCount("attendance", "UPDATE"), 1);
  EXPECT_EQ(ChangeCount() - enrolled, 30 + 20) << "those who were and those who were not there";
  for (int i = 0; i < 30; ++i) EXPECT_EQ(Of(absl::StrCat("l", i)).attended_dates_size(), i >= 10 ? 1 : 0) << i;
  for (const Attendance& told : corrected->attendances()) {
    EXPECT_EQ(told.ShortDebugString(), Of(told.name().substr(told.name().rfind('/') + 1)).ShortDebugString());
  }
}

// An attendance is changed in the order in which the roll is called: the class is locked first. While somebody holds
// the class, who waits to change an attendance holds nothing that a roll call would wait for.
TEST_F(RollCallTest, TheClassIsLockedBeforeAnAttendance) {
  MakeFourDays();
  ASSERT_TRUE(CallRoll("c", "2024-03-05", {"l0"}).ok());
  pqxx::connection caller(service().database().url());
  pqxx::work roll_call(caller);
  roll_call.exec("SELECT FROM training.class WHERE class_id = 'c' AND province_code = '" + Province() + "' FOR UPDATE");
  absl::Status changed = absl::UnknownError("");
  std::thread changing(
      [&] { changed = Update<Attendance>("classes/c/attendances/l0", "test_score_centi: 700").status(); });
  service().database().AwaitLockWaiter();
  EXPECT_NO_THROW(roll_call.exec("SELECT FROM training.attendance WHERE class_id = 'c' AND province_code = '" +
                                 Province() + "' FOR UPDATE NOWAIT"));
  roll_call.commit();
  changing.join();
  EXPECT_EQ(changed, absl::OkStatus());
}

}  // namespace
}  // namespace ocop::training
