// Classes and their sessions.
#include "services/training/testing/training_fixture.h"

namespace ocop::training {
namespace {

class ClassTest : public TrainingTest {
 protected:
  void SetUp() override { MakeClass(); }
};

TEST_F(ClassTest, SessionsRise) {
  EXPECT_THAT(Create<Class>("d", ThreeDays() + "sessions { date { year: 2024 month: 3 day: 7 } }").status(),
              IsInvalidField("class.sessions[3].date"));
  EXPECT_THAT(Create<Class>("d", ThreeDays() + "sessions { date { year: 2024 month: 3 day: 1 } }").status(),
              IsInvalidField("class.sessions[3].date"));
  EXPECT_TRUE(Create<Class>("d", ThreeDays() + "sessions { date { year: 2024 month: 3 day: 8 } }").ok());
}

TEST_F(ClassTest, HasSessions) {
  const auto refused = Create<Class>("d", R"pb(course: "$/courses/basics" display_name: "Không có buổi nào")pb");
  EXPECT_THAT(refused.status(), IsInvalidField("class.sessions"));
}

TEST_F(ClassTest, NoMoreSessionsAreRequiredThanAreHeld) {
  EXPECT_TRUE(Create<Class>("d", ThreeDays() + "completion_rule { required_session_count: 3 }").ok());
  EXPECT_THAT(Create<Class>("e", ThreeDays() + "completion_rule { required_session_count: 4 }").status(),
              IsInvalidField("class.completion_rule.required_session_count"));
}

TEST_F(ClassTest, SessionsMayBePlanned) {
  EXPECT_TRUE(Create<Class>("d", ThreeDays() + "sessions { date " + DayFromToday(30) + " }").ok());
}

TEST_F(ClassTest, SessionsAreFixedOnceRollWasCalled) {
  const std::string sessions =
      "sessions { date { year: 2024 month: 3 day: 5 } } completion_rule { required_session_count: 1 }";
  ASSERT_TRUE(Create<Attendance>("an", Roll({}), "classes/c").ok());
  ASSERT_TRUE(Update<Class>("classes/c", sessions).ok()) << "nobody was called yet";
  ASSERT_TRUE(Update<Attendance>("classes/c/attendances/an", Roll({5})).ok());
  EXPECT_THAT(Update<Class>("classes/c", "sessions { date { year: 2024 month: 3 day: 6 } }").status(),
              IsRefusal(absl::StatusCode::kFailedPrecondition, "ROLL_ALREADY_CALLED"));
  EXPECT_TRUE(Update<Class>("classes/c", R"pb(place: "Hội trường xã")pb").ok()) << "the rest may change";
}

TEST_F(ClassTest, WhatIsRequiredIsFixedOnceRollWasCalled) {
  ASSERT_TRUE(Create<Attendance>("an", Roll({5}), "classes/c").ok());
  EXPECT_THAT(Update<Class>("classes/c", "completion_rule { required_session_count: 1 }").status(),
              IsRefusal(absl::StatusCode::kFailedPrecondition, "ROLL_ALREADY_CALLED"));
}

TEST_F(ClassTest, ARollThatIsTakenBackSetsTheSessionsFree) {
  ASSERT_TRUE(Create<Attendance>("an", Roll({5}), "classes/c").ok());
  ASSERT_TRUE(Delete<Attendance>("classes/c/attendances/an").ok());
  EXPECT_TRUE(Update<Class>("classes/c", "completion_rule { required_session_count: 1 }").ok());
}

TEST_F(ClassTest, TheCourseExistsAndStays) {
  EXPECT_THAT(Create<Class>("d", ThreeDays() + R"pb(course: "$/courses/none")pb").status(),
              IsInvalidField("class.course"));
  ASSERT_TRUE(Create<Course>("other", Basics()).ok());
  EXPECT_THAT(Update<Class>("classes/c", R"pb(course: "$/courses/other")pb").status(), IsInvalidField("class.course"));
}

TEST_F(ClassTest, AClassWithARollIsNotDeleted) {
  ASSERT_TRUE(Create<Attendance>("an", Roll({}), "classes/c").ok());
  EXPECT_THAT(Delete<Class>("classes/c"), IsRefusal(absl::StatusCode::kFailedPrecondition, "RESOURCE_IN_USE"));
  EXPECT_THAT(Delete<Course>("courses/basics"), IsRefusal(absl::StatusCode::kFailedPrecondition, "RESOURCE_IN_USE"));
}

// Either the roll call comes first and the sessions stay, or the change comes first and the roll call finds new
// sessions: never an attendance of a day that is no session.
TEST_F(ClassTest, ARollCallAndAChangeOfSessionsDoNotCross) {
  for (int round = 0; round < 20; ++round) {
    const std::string id = absl::StrCat("c", round);
    ASSERT_TRUE(Create<Class>(id, ThreeDays()).ok());
    bool called = false;
    bool changed = false;
    Together(2, [&](int i) {
      if (i == 0) {
        called = Create<Attendance>("an", Roll({5}), "classes/" + id).ok();
      } else {
        changed = Update<Class>(
                      "classes/" + id,
                      "sessions { date { year: 2024 month: 3 day: 8 } } completion_rule { required_session_count: 1 }")
                      .ok();
      }
    });
    EXPECT_NE(called, changed) << "round " << round;
  }
}

}  // namespace
}  // namespace ocop::training
