// Nobody teaches two classes at one hour, and no place has two.
#include <algorithm>

#include "common/clock/day.h"
#include "services/training/testing/training_fixture.h"

namespace ocop::training {
namespace {

class ClassHoursTest : public TrainingTest {
 protected:
  void SetUp() override { ASSERT_TRUE(Create<Course>("basics", Basics()).ok()); }

  static std::string Held(const std::string& trainer, const std::string& place, const std::string& sessions) {
    return absl::StrCat(R"pb(course: "$/courses/basics" display_name: "Lớp")pb", " trainer: \"", trainer,
                        "\" place: \"", place, "\" ", sessions);
  }
  static auto TrainerIsBusy() { return IsRefusal(kFailedPrecondition, "TRAINER_BUSY"); }
  static auto PlaceIsTaken() { return IsRefusal(kFailedPrecondition, "PLACE_TAKEN"); }
};

TEST_F(ClassHoursTest, ATrainerIsInOneClassAtATime) {
  ASSERT_TRUE(Create<Class>("a", Held("Trần Văn Giảng", "", Hours("2024-03-05", 8, 11))).ok());
  const absl::Status refused =
      Create<Class>("b", Held("trần  văn giảng", "", Hours("2024-03-04", 8, 11) + Hours("2024-03-05", 10, 12)))
          .status();
  EXPECT_THAT(refused, TrainerIsBusy()) << "however the name is written";
  EXPECT_EQ(status::MetadataOf(refused)["class"], Name("classes/a"));
  EXPECT_EQ(status::MetadataOf(refused)["session"], "2024-03-05 08:00 to 2024-03-05 11:00");
  EXPECT_TRUE(Create<Class>("b", Held("Trần Văn Giảng", "", Hours("2024-03-05", 11, 12))).ok())
      << "one after the other";
  EXPECT_TRUE(Create<Class>("c", Held("Lê Thị Hoa", "", Hours("2024-03-05", 8, 11))).ok());
  EXPECT_TRUE(Create<Class>("d", Held("", "", Hours("2024-03-05", 8, 11))).ok()) << "nobody is named";
  EXPECT_THAT(Create<Class>("e", Held("Lê Thị Hoa", "", "sessions { date { year: 2024 month: 3 day: 5 } }")).status(),
              TrainerIsBusy())
      << "a session without hours takes its day";
}

TEST_F(ClassHoursTest, APlaceHasOneClassAtATime) {
  ASSERT_TRUE(Create<Class>("a", Held("A", "Phòng 1", Hours("2024-03-05", 8, 11))).ok());
  const absl::Status refused = Create<Class>("b", Held("B", "phong 1", Hours("2024-03-05", 8, 9))).status();
  EXPECT_THAT(refused, PlaceIsTaken());
  EXPECT_EQ(status::MetadataOf(refused)["class"], Name("classes/a"));
  EXPECT_TRUE(Create<Class>("b", Held("B", "Phòng 2", Hours("2024-03-05", 8, 9))).ok());
}

TEST_F(ClassHoursTest, ASessionMayHaveATrainerAndAPlaceOfItsOwn) {
  ASSERT_TRUE(Create<Class>("a", Held("A", "Phòng 1", Hours("2024-03-05", 8, 11))).ok());
  const std::string elsewhere =
      R"pb(sessions {
             date { year: 2024 month: 3 day: 5 }
             start_time { hours: 8 }
             end_time { hours: 11 }
             trainer: "B"
             place: "Phòng 2"
           })pb";
  EXPECT_TRUE(Create<Class>("b", Held("A", "Phòng 1", elsewhere)).ok());
  EXPECT_THAT(Create<Class>("c", Held("B", "", Hours("2024-03-05", 8, 11))).status(), TrainerIsBusy());
  EXPECT_THAT(Create<Class>("c", Held("", "Phòng 2", Hours("2024-03-05", 8, 11))).status(), PlaceIsTaken());
}

TEST_F(ClassHoursTest, ChangesAreAskedTheSame) {
  ASSERT_TRUE(Create<Class>("a", Held("A", "Phòng 1", Hours("2024-03-05", 8, 11))).ok());
  ASSERT_TRUE(Create<Class>("b", Held("A", "Phòng 1", Hours("2024-03-06", 8, 11))).ok());
  EXPECT_THAT(Update<Class>("classes/b", Hours("2024-03-05", 9, 10)).status(), TrainerIsBusy());
  EXPECT_THAT(Update<Class>("classes/b", Hours("2024-03-05", 9, 10) + R"pb(trainer: "B")pb").status(), PlaceIsTaken());
  EXPECT_TRUE(Update<Class>("classes/b", Hours("2024-03-05", 11, 12)).ok());
  EXPECT_TRUE(Update<Class>("classes/a", Hours("2024-03-05", 7, 10)).ok()) << "its own hours are no hindrance";
  EXPECT_TRUE(Update<Class>("classes/b", Hours("2024-03-05", 10, 12)).ok()) << "what was given up is free";
  EXPECT_THAT(Create<Class>("a", Held("A", "Phòng 1", Hours("2024-03-05", 7, 10))).status(),
              IsRefusal(absl::StatusCode::kAlreadyExists, "RESOURCE_ALREADY_EXISTS"));
}

TEST_F(ClassHoursTest, WhatIsCancelledOrDeletedFreesItsHours) {
  ASSERT_TRUE(Create<Class>("a", Held("A", "", Hours("2024-03-05", 8, 11))).ok());
  ASSERT_TRUE(Create<Class>("b", Held("B", "", Hours("2024-03-05", 8, 11))).ok());
  ASSERT_TRUE(Cancel("a").ok());
  ASSERT_TRUE(Delete<Class>("classes/b").ok());
  EXPECT_TRUE(Create<Class>("c", Held("A", "", Hours("2024-03-05", 8, 11))).ok());
  EXPECT_TRUE(Create<Class>("d", Held("B", "", Hours("2024-03-05", 8, 11))).ok());
}

// Few callers, so that they do not share a transaction, in which there is nothing to run into.
TEST_F(ClassHoursTest, OfManyAtOnceOneHasTheTrainer) {
  for (int round = 0; round < 20; ++round) {
    const std::string day = clock::FormatDay(clock::ToDay(2024, 3, 1) + round);
    std::vector<absl::Status> made(4);
    Together(4, [&](int i) {
      made[i] = Create<Class>(absl::StrCat("c", round, "-", i),
                              Held("A", i % 2 == 0 ? "Phòng 1" : "Phòng 2", Hours(day, 8, 9 + i)))
                    .status();
    });
    EXPECT_EQ(std::count(made.begin(), made.end(), absl::OkStatus()), 1) << day;
    for (const absl::Status& status : made) {
      if (status.ok()) continue;
      EXPECT_THAT(status, TrainerIsBusy());
      EXPECT_NE(status::MetadataOf(status)["class"], "") << "by name, though both came at once";
    }
  }
}

}  // namespace
}  // namespace ocop::training
