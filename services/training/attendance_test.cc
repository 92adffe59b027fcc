// Roll call: who was there, and who has completed the class.
#include "services/training/testing/training_fixture.h"

namespace ocop::training {
namespace {

class AttendanceTest : public TrainingTest {
 protected:
  void SetUp() override { MakeClass(); }

  absl::StatusOr<Attendance> Call(const std::vector<int>& days) const {
    return Create<Attendance>("an", Roll(days), "classes/c");
  }
};

TEST_F(AttendanceTest, TheClassIsCompletedWithTheLastSessionRequired) {
  auto attendance = Call({5});
  ASSERT_TRUE(attendance.ok()) << attendance.status();
  EXPECT_FALSE(attendance->has_completion_date());
  attendance = Update<Attendance>("classes/c/attendances/an", Roll({5, 7}));
  ASSERT_TRUE(attendance.ok()) << attendance.status();
  EXPECT_EQ(attendance->completion_date().day(), 7);
  attendance = Update<Attendance>("classes/c/attendances/an", Roll({5, 6, 7}));
  ASSERT_TRUE(attendance.ok()) << attendance.status();
  EXPECT_EQ(attendance->completion_date().day(), 6) << "the second session is the last required";
  EXPECT_EQ(Get<Attendance>("classes/c/attendances/an")->completion_date().day(), 6);
}

TEST_F(AttendanceTest, ACorrectionTakesTheCompletionBack) {
  ASSERT_TRUE(Call({5, 6}).ok());
  const auto corrected = Update<Attendance>("classes/c/attendances/an", Roll({5}));
  ASSERT_TRUE(corrected.ok()) << corrected.status();
  EXPECT_FALSE(corrected->has_completion_date());
  EXPECT_FALSE(Get<Attendance>("classes/c/attendances/an")->has_completion_date());
}

TEST_F(AttendanceTest, TheCompletionIsNotTheCallersToSay) {
  const auto made =
      Create<Attendance>("an", Roll({5}) + " completion_date { year: 2024 month: 3 day: 5 }", "classes/c");
  ASSERT_TRUE(made.ok()) << made.status();
  EXPECT_FALSE(made->has_completion_date());
}

TEST_F(AttendanceTest, OnlySessionsAreAttended) {
  EXPECT_THAT(Call({4}).status(), IsInvalidField("attendance.attended_dates[0]"));
  EXPECT_THAT(Call({5, 8}).status(), IsInvalidField("attendance.attended_dates[1]"));
}

TEST_F(AttendanceTest, SessionsRise) {
  EXPECT_THAT(Call({6, 5}).status(), IsInvalidField("attendance.attended_dates[1]"));
  EXPECT_THAT(Call({5, 5}).status(), IsInvalidField("attendance.attended_dates[1]"));
}

TEST_F(AttendanceTest, NobodyHasBeenAtASessionToCome) {
  ASSERT_TRUE(Create<Class>("later", ThreeDays() + "sessions { date " + DayFromToday(2) + " }").ok());
  EXPECT_THAT(Create<Attendance>("an", Roll({5}) + " attended_dates " + DayFromToday(2), "classes/later").status(),
              IsInvalidField("attendance.attended_dates[1]"));
}

TEST_F(AttendanceTest, ALearnerIsOnTheRollOnce) {
  ASSERT_TRUE(Call({5}).ok());
  EXPECT_THAT(Create<Attendance>("again", Roll({6}), "classes/c").status(),
              IsRefusal(absl::StatusCode::kAlreadyExists, "VALUE_ALREADY_TAKEN"));
  ASSERT_TRUE(Create<Class>("d", ThreeDays()).ok());
  EXPECT_TRUE(Create<Attendance>("an", Roll({5}), "classes/d").ok());
}

TEST_F(AttendanceTest, ClassAndLearnerExist) {
  EXPECT_THAT(Create<Attendance>("an", Roll({5}), "classes/none").status(),
              IsRefusal(absl::StatusCode::kNotFound, "PARENT_NOT_FOUND"));
  EXPECT_THAT(Create<Attendance>("an", Roll({5}) + R"pb(learner: "$/learners/none")pb", "classes/c").status(),
              IsInvalidField("attendance.learner"));
}

TEST_F(AttendanceTest, TheRollOfManyIsCalledAtOnce) {
  for (int i = 0; i < 8; ++i) ASSERT_TRUE(Create<Learner>(absl::StrCat("l", i), Officer()).ok());
  std::vector<absl::Status> answers(8);
  Together(8, [&](int i) {
    const std::string learner = absl::StrCat("learner: \"$/learners/l", i, "\"");
    answers[i] = Create<Attendance>("", Roll({5, 6}) + learner, "classes/c").status();
  });
  for (const absl::Status& answer : answers) EXPECT_EQ(answer, absl::OkStatus());
  EXPECT_EQ(service().database().Value("SELECT count(DISTINCT learner_id) FROM training.attendance WHERE "
                                       "completion_date = '2024-03-06' AND province_code = '" +
                                       parent().substr(parent().find('/') + 1) + "'"),
            "8");
}

// Two who call the roll of one learner at once: with etags the second is told.
TEST_F(AttendanceTest, NoRollCallIsLost) {
  const auto made = Call({});
  ASSERT_TRUE(made.ok()) << made.status();
  std::vector<absl::Status> answers(2);
  Together(2, [&](int i) {
    answers[i] =
        Update<Attendance>("classes/c/attendances/an", Roll({5 + i}) + " etag: \"" + made->etag() + "\"").status();
  });
  const int winner = answers[0].ok() ? 0 : 1;
  EXPECT_EQ(answers[winner], absl::OkStatus());
  EXPECT_THAT(answers[1 - winner], IsRefusal(absl::StatusCode::kAborted, "ETAG_MISMATCH"));
  EXPECT_EQ(Get<Attendance>("classes/c/attendances/an")->attended_dates(0).day(), 5 + winner);
}

}  // namespace
}  // namespace ocop::training
