// Seats, the waiting list, and hours: what holds whoever calls at the same time.
#include <algorithm>
#include <pqxx/pqxx>
#include <set>
#include <thread>

#include "common/clock/day.h"
#include "services/training/testing/training_fixture.h"

namespace ocop::training {
namespace {

class SeatsTest : public TrainingTest {
 protected:
  // Of a class that is not over: in one that is, who is entered comes before those who wait.
  static std::string Soon() { return clock::FormatDay(clock::Today(absl::Now()) + 30); }

  void SetUp() override { ASSERT_TRUE(Create<Course>("basics", Basics()).ok()); }

  void MakeSeats(const std::string& id, int capacity, const std::string& sessions) const {
    const auto made = Create<Class>(id, WithSeats(capacity, sessions));
    ASSERT_TRUE(made.ok()) << made.status();
  }

  int CountIn(const std::string& a_class, const std::string& state) const {
    return std::stoi(Value(absl::StrCat("SELECT count(*) FROM training.enrolment WHERE province_code = '", Province(),
                                        "' AND class_id = '", a_class, "' AND state = 'STATE_", state, "'")));
  }

  // As a class does that seats the learner.
  std::string LockOf(const std::string& learner) const {
    return absl::StrCat("SELECT FROM training.learner WHERE province_code = '", Province(), "' AND learner_id = '",
                        learner, "' FOR NO KEY UPDATE");
  }
};

TEST_F(SeatsTest, FiftyAtOnceForTenSeats) {
  MakeLearners(50);
  MakeSeats("c", 10, Hours("2024-03-05", 8, 11));
  std::vector<absl::StatusOr<Enrolment>> answers(50, absl::UnknownError(""));
  Together(50, [&](int i) { answers[i] = Enrol("c", absl::StrCat("l", i)); });
  int enrolled = 0;
  std::set<int> queue;
  for (const auto& answer : answers) {
    ASSERT_TRUE(answer.ok()) << answer.status();
    enrolled += answer->state() == Enrolment::STATE_ENROLLED ? 1 : 0;
    if (answer->state() == Enrolment::STATE_WAITLISTED) queue.insert(answer->queue_position());
  }
  EXPECT_EQ(enrolled, 10);
  EXPECT_EQ(CountIn("c", "ENROLLED"), 10);
  ASSERT_EQ(queue.size(), 40U) << "no place in the queue is two learners'";
  EXPECT_EQ(*queue.begin(), 1);
  EXPECT_EQ(*queue.rbegin(), 40) << "and none is left out";

  // All ten leave at once: the first ten of the queue have the seats.
  std::vector<std::string> leaving;
  for (int i = 0; i < 50; ++i) {
    if (answers[i]->state() == Enrolment::STATE_ENROLLED) leaving.push_back(absl::StrCat("l", i));
  }
  std::vector<absl::Status> left(10);
  Together(10, [&](int i) { left[i] = Withdraw("c", leaving[i]).status(); });
  for (const absl::Status& answer : left) EXPECT_EQ(answer, absl::OkStatus());
  for (int i = 0; i < 50; ++i) {
    if (answers[i]->state() != Enrolment::STATE_WAITLISTED) continue;
    const bool first_ten = answers[i]->queue_position() <= 10;
    EXPECT_EQ(Standing("c", absl::StrCat("l", i)).state(),
              first_ten ? Enrolment::STATE_ENROLLED : Enrolment::STATE_WAITLISTED)
        << "place " << answers[i]->queue_position();
  }
}

TEST_F(SeatsTest, ManySeatsAndHoursAreGivenInOneStatement) {
  MakeLearners(31);
  MakeSeats("c", 1, Hours("2024-03-05", 8, 11));
  MakeSeats("other", 1, Hours("2024-03-05", 10, 12));
  ASSERT_TRUE(Enrol("other", "l30").ok());
  for (int i = 0; i < 31; ++i) Enrol("c", absl::StrCat("l", i)).status().IgnoreError();
  ASSERT_EQ(CountIn("c", "WAITLISTED"), 30);
  for (const char* table : {"enrolment", "learner_hour"}) CountStatements(table);
  const int before = ChangeCount();
  ASSERT_TRUE(Update<Class>("classes/c", "capacity: 40").ok());
  EXPECT_EQ(CountIn("c", "ENROLLED"), 30) << "all but who is busy";
  EXPECT_EQ(Standing("c", "l30").state(), Enrolment::STATE_WAITLISTED);
  EXPECT_THAT(Standing("c", "l30").note(), ::testing::HasSubstr("classes/other at 2024-03-05 10:00"));
  EXPECT_EQ(StatementCount("enrolment", "UPDATE"), 1);
  EXPECT_EQ(StatementCount("learner_hour", "INSERT"), 1);
  EXPECT_EQ(ChangeCount() - before, 1 + 30) << "the class, and one entry for each who waited";

  ASSERT_TRUE(Update<Class>("classes/c", Hours("2024-03-06", 8, 11) + Hours("2024-03-07", 8, 11)).ok());
  EXPECT_EQ(StatementCount("learner_hour", "DELETE"), 1);
  EXPECT_EQ(StatementCount("learner_hour", "INSERT"), 2);
  EXPECT_EQ(
      Value("SELECT count(*) FROM training.learner_hour WHERE class_id = 'c' AND province_code = '" + Province() + "'"),
      "60");
  EXPECT_EQ(ChangeCount() - before, 1 + 30 + 1);
}

TEST_F(SeatsTest, ManyAreInvitedAndLetGoInOneStatement) {
  MakeLearners(40);
  MakeSeats("c", 10, Hours("2024-03-05", 8, 11) + Hours("2024-03-06", 8, 11));
  std::vector<std::string> invited;
  for (int i = 0; i < 30; ++i) invited.push_back(absl::StrCat("l", i));
  ASSERT_TRUE(Enrol("c", "l0").ok());
  ASSERT_TRUE(Withdraw("c", "l0").ok());
  for (const char* table : {"enrolment", "learner_hour"}) CountStatements(table);
  const int before = ChangeCount();
  const auto answer = Invite("c", invited);
  ASSERT_TRUE(answer.ok()) << answer.status();
  EXPECT_EQ(StatementCount("enrolment", "INSERT"), 1);
  EXPECT_EQ(StatementCount("enrolment", "UPDATE"), 1) << "who was on the lists before";
  EXPECT_EQ(ChangeCount() - before, 30) << "one entry for each";
  ASSERT_EQ(answer->enrolments_size(), 30);
  for (int i = 0; i < 30; ++i) {
    EXPECT_EQ(answer->enrolments(i).ShortDebugString(), Standing("c", absl::StrCat("l", i)).ShortDebugString());
    EXPECT_EQ(answer->enrolments(i).state(), Enrolment::STATE_INVITED);
    EXPECT_NE(answer->enrolments(i).etag(), "");
  }

  for (int i = 0; i < 12; ++i) ASSERT_TRUE(Accept("c", absl::StrCat("l", i)).ok());
  ASSERT_TRUE(Decline("c", "l29", "Bận").ok());
  ASSERT_EQ(CountIn("c", "ENROLLED"), 10);
  ASSERT_EQ(CountIn("c", "WAITLISTED"), 2);
  const int updates = StatementCount("enrolment", "UPDATE");
  const int deletes = StatementCount("learner_hour", "DELETE");
  const int accepted = ChangeCount();
  ASSERT_TRUE(Cancel("c").ok());
  EXPECT_EQ(CountIn("c", "WITHDRAWN"), 29);
  EXPECT_EQ(Standing("c", "l29").note(), "Bận") << "who declined stays as he was";
  EXPECT_EQ(StatementCount("enrolment", "UPDATE") - updates, 1);
  EXPECT_EQ(StatementCount("learner_hour", "DELETE") - deletes, 1);
  EXPECT_EQ(ChangeCount() - accepted, 29 + 1) << "one entry for each, and the class";
  EXPECT_EQ(
      Value("SELECT count(*) FROM training.learner_hour WHERE class_id = 'c' AND province_code = '" + Province() + "'"),
      "0");
}

// Few callers, so that they do not share a transaction, in which there is nothing to run into.
TEST_F(SeatsTest, TheLastSeatIsOnes) {
  MakeLearners(4);
  for (int round = 0; round < 25; ++round) {
    const std::string id = absl::StrCat("c", round);
    MakeSeats(id, 2, Hours(clock::FormatDay(clock::ToDay(2024, 3, 1) + round), 8, 11));
    std::vector<absl::StatusOr<Enrolment>> answers(4, absl::UnknownError(""));
    Together(4, [&](int i) { answers[i] = Enrol(id, absl::StrCat("l", i)); });
    std::vector<int> positions;
    for (const auto& answer : answers) {
      ASSERT_TRUE(answer.ok()) << answer.status();
      positions.push_back(answer->queue_position());
    }
    EXPECT_THAT(positions, ::testing::UnorderedElementsAre(0, 0, 1, 2)) << "round " << round;
  }
}

TEST_F(SeatsTest, ComingAndGoingAtOnceLeavesNoSeatEmptyWhileSomebodyWaits) {
  MakeLearners(20);
  MakeSeats("c", 4, Hours("2024-03-05", 8, 11));
  for (int i = 0; i < 8; ++i) ASSERT_TRUE(Enrol("c", absl::StrCat("l", i)).ok());
  Together(16, [&](int i) {
    const std::string learner = absl::StrCat("l", i < 8 ? i : i + 4);
    const absl::Status answer = i < 8 ? Withdraw("c", learner).status() : Enrol("c", learner).status();
    EXPECT_EQ(answer, absl::OkStatus()) << learner;
  });
  EXPECT_EQ(CountIn("c", "ENROLLED"), 4);
  EXPECT_EQ(CountIn("c", "WAITLISTED"), 4);
}

TEST_F(SeatsTest, NobodyIsInTwoClassesAtOneHour) {
  MakeLearners(1);
  MakeSeats("morning", 5, Hours("2024-03-05", 8, 11) + Hours("2024-03-06", 8, 11));
  MakeSeats("overlapping", 5, Hours("2024-03-06", 10, 12));
  MakeSeats("following", 5, Hours("2024-03-06", 11, 12));
  MakeSeats("whole-day", 5, "sessions { date " + Day("2024-03-06") + " }");
  ASSERT_TRUE(Enrol("morning", "l0").ok());
  for (const char* other : {"overlapping", "whole-day"}) {
    const absl::Status refused = Enrol(other, "l0").status();
    EXPECT_THAT(refused, IsRefusal(kFailedPrecondition, "LEARNER_BUSY"));
    auto told = status::MetadataOf(refused);
    EXPECT_EQ(told["class"], Name("classes/morning"));
    EXPECT_EQ(told["session"], "2024-03-06 08:00 to 2024-03-06 11:00");
    EXPECT_EQ(Standing(other, "l0").name(), "");
  }
  EXPECT_TRUE(Enrol("following", "l0").ok()) << "one ends as the other begins";
  ASSERT_TRUE(Withdraw("morning", "l0").ok());
  EXPECT_TRUE(Enrol("overlapping", "l0").status().code() == kFailedPrecondition) << "of the following one";
  ASSERT_TRUE(Withdraw("following", "l0").ok());
  EXPECT_TRUE(Enrol("overlapping", "l0").ok()) << "who leaves has the hours again";
}

TEST_F(SeatsTest, ManyClassesWantOneLearnerAtOnce) {
  MakeLearners(1);
  for (int i = 0; i < 8; ++i) MakeSeats(absl::StrCat("c", i), 5, Hours("2024-03-05", 8, 11));
  std::vector<absl::Status> answers(8);
  Together(8, [&](int i) { answers[i] = Enrol(absl::StrCat("c", i), "l0").status(); });
  EXPECT_EQ(std::count(answers.begin(), answers.end(), absl::OkStatus()), 1);
  for (const absl::Status& answer : answers) {
    if (answer.ok()) continue;
    EXPECT_THAT(answer, IsRefusal(kFailedPrecondition, "LEARNER_BUSY"));
  }
}

// Another class at work, by hand: it has the learner until it commits.
TEST_F(SeatsTest, AFreeSeatDoesNotWaitForWhoeverGetsNone) {
  MakeLearners(3);
  MakeSeats("c", 1, Hours("2024-03-05", 8, 11));
  for (const char* learner : {"l0", "l1", "l2"}) ASSERT_TRUE(Enrol("c", learner).ok());
  pqxx::connection other(service().database().url());
  pqxx::work work(other);
  work.exec(LockOf("l2"));
  EXPECT_EQ(Withdraw("c", "l0").status(), absl::OkStatus());
  EXPECT_EQ(Standing("c", "l1").state(), Enrolment::STATE_ENROLLED);
}

TEST_F(SeatsTest, WhoComesNewIsLockedInOneOrderWithThoseWhoWaited) {
  MakeLearners(4);
  MakeSeats("c", 2, Hours(Soon(), 8, 11));
  MakeSeats("d", 5, Hours(Soon(), 8, 11));
  for (const char* learner : {"l2", "l3", "l1"}) ASSERT_TRUE(Enrol("c", learner).ok());
  // l1 is passed over for two free seats, and then is free again.
  ASSERT_TRUE(Enrol("d", "l1").ok());
  for (const char* learner : {"l2", "l3"}) ASSERT_TRUE(Withdraw("c", learner).ok());
  ASSERT_TRUE(Withdraw("d", "l1").ok());
  pqxx::connection other(service().database().url());
  pqxx::work work(other);
  work.exec(LockOf("l0"));
  absl::Status enrolled = absl::UnknownError("");
  std::thread enrolling([&] { enrolled = Enrol("c", "l0").status(); });
  service().database().AwaitLockWaiter();
  EXPECT_NO_THROW(work.exec(LockOf("l1") + " NOWAIT")) << "who waits for l0 holds nobody who comes after";
  work.commit();
  enrolling.join();
  EXPECT_EQ(enrolled, absl::OkStatus());
  for (const char* learner : {"l0", "l1"}) EXPECT_EQ(Standing("c", learner).state(), Enrolment::STATE_ENROLLED);
}

TEST_F(SeatsTest, WhoIsTakenByAnotherClassWhileASeatIsGivenIsPassedOver) {
  MakeLearners(3);
  MakeSeats("c", 1, Hours("2024-03-05", 8, 11));
  MakeSeats("d", 5, Hours("2024-03-05", 9, 10));
  for (const char* learner : {"l0", "l1", "l2"}) ASSERT_TRUE(Enrol("c", learner).ok());
  pqxx::connection other(service().database().url());
  pqxx::work work(other);
  work.exec(LockOf("l1"));
  absl::Status withdrawn = absl::UnknownError("");
  std::thread withdrawing([&] { withdrawn = Withdraw("c", "l0").status(); });
  service().database().AwaitLockWaiter();
  const std::string seat = "('" + Province() + "', 'd', 'l1', ";
  work.exec("INSERT INTO training.enrolment (province_code, class_id, enrolment_id, learner_id, state) VALUES " + seat +
            "'l1', 'STATE_ENROLLED')");
  work.exec("INSERT INTO training.learner_hour (province_code, class_id, learner_id, hours) VALUES " + seat +
            "'[2024-03-05 09:00,2024-03-05 10:00)')");
  work.commit();
  withdrawing.join();
  EXPECT_EQ(withdrawn, absl::OkStatus());
  EXPECT_EQ(Standing("c", "l1").state(), Enrolment::STATE_WAITLISTED);
  EXPECT_THAT(Standing("c", "l1").note(), ::testing::HasSubstr("classes/d at 2024-03-05 09:00"));
  EXPECT_EQ(Standing("c", "l2").state(), Enrolment::STATE_ENROLLED);
}

TEST_F(SeatsTest, InvitedAndWaitingHoldNoHour) {
  MakeLearners(2);
  MakeSeats("c", 1, Hours("2024-03-05", 8, 11));
  MakeSeats("d", 5, Hours("2024-03-05", 8, 11));
  ASSERT_TRUE(Invite("c", {"l0"}).ok());
  ASSERT_TRUE(Enrol("c", "l1").ok());
  EXPECT_TRUE(Enrol("d", "l0").ok()) << "an invitation holds none";
  EXPECT_EQ(Accept("c", "l0")->state(), Enrolment::STATE_WAITLISTED) << "the place in the queue takes none";
}

TEST_F(SeatsTest, WhoIsBusyIsPassedOverAndTold) {
  MakeLearners(4);
  MakeSeats("c", 1, Hours(Soon(), 8, 11));
  MakeSeats("d", 5, Hours(Soon(), 9, 10));
  for (const char* learner : {"l0", "l1", "l2"}) ASSERT_TRUE(Enrol("c", learner).ok());
  ASSERT_TRUE(Enrol("d", "l1").ok());
  ASSERT_TRUE(Withdraw("c", "l0").ok());
  EXPECT_EQ(Standing("c", "l1").state(), Enrolment::STATE_WAITLISTED);
  EXPECT_EQ(Standing("c", "l1").queue_position(), 1) << "the place is kept";
  EXPECT_NE(Standing("c", "l1").note().find(Name("classes/d")), std::string::npos) << Standing("c", "l1").note();
  EXPECT_EQ(Standing("c", "l2").state(), Enrolment::STATE_ENROLLED);

  // Free again, the learner is the first, also before somebody new.
  ASSERT_TRUE(Withdraw("c", "l2").ok());
  EXPECT_EQ(Standing("c", "l1").state(), Enrolment::STATE_WAITLISTED) << "still busy: the seat stays free";
  ASSERT_TRUE(Withdraw("d", "l1").ok());
  EXPECT_EQ(Enrol("c", "l3")->state(), Enrolment::STATE_WAITLISTED);
  EXPECT_EQ(Standing("c", "l1").state(), Enrolment::STATE_ENROLLED);
  EXPECT_EQ(Standing("c", "l1").note(), "");
}

TEST_F(SeatsTest, MoreSeatsGoToThoseWhoWait) {
  MakeLearners(4);
  MakeSeats("c", 1, Hours("2024-03-05", 8, 11));
  for (int i = 0; i < 4; ++i) ASSERT_TRUE(Enrol("c", absl::StrCat("l", i)).ok());
  ASSERT_TRUE(Update<Class>("classes/c", "capacity: 3").ok());
  EXPECT_EQ(Standing("c", "l1").state(), Enrolment::STATE_ENROLLED);
  EXPECT_EQ(Standing("c", "l2").state(), Enrolment::STATE_ENROLLED);
  EXPECT_EQ(Standing("c", "l3").state(), Enrolment::STATE_WAITLISTED);
  const absl::Status refused = Update<Class>("classes/c", "capacity: 2").status();
  EXPECT_THAT(refused, IsRefusal(kFailedPrecondition, "CAPACITY_BELOW_ENROLLED"));
  EXPECT_EQ(status::MetadataOf(refused)["enrolled"], "3");
  EXPECT_THAT(Update<Class>("classes/c", "", {"capacity"}).status(), IsRefusal(kFailedPrecondition, "CLASS_IN_USE"));
}

TEST_F(SeatsTest, AClassThatIsHeldWithoutSeatsGetsNone) {
  ASSERT_TRUE(Create<Learner>("an", Officer()).ok());
  ASSERT_TRUE(Create<Class>("past", ThreeDays()).ok());
  ASSERT_TRUE(Update<Class>("classes/past", "capacity: 5").ok()) << "nobody is on its lists";
  ASSERT_TRUE(Update<Class>("classes/past", "", {"capacity"}).ok());
  ASSERT_TRUE(Create<Attendance>("an", Roll({5}), "classes/past").ok());
  EXPECT_THAT(Update<Class>("classes/past", "capacity: 5").status(), IsRefusal(kFailedPrecondition, "CLASS_IN_USE"));
}

TEST_F(SeatsTest, HoursMoveWithTheSessions) {
  MakeLearners(1);
  MakeSeats("c", 5, Hours("2024-03-05", 8, 11));
  MakeSeats("d", 5, Hours("2024-03-06", 8, 11));
  ASSERT_TRUE(Enrol("c", "l0").ok());
  ASSERT_TRUE(Enrol("d", "l0").ok());
  EXPECT_THAT(Update<Class>("classes/c", Hours("2024-03-06", 9, 10)).status(),
              IsRefusal(kFailedPrecondition, "LEARNER_BUSY"));
  ASSERT_TRUE(Update<Class>("classes/c", Hours("2024-03-07", 9, 10)).ok());
  EXPECT_TRUE(Update<Class>("classes/d", Hours("2024-03-05", 8, 11)).ok()) << "that hour is free now";
  EXPECT_THAT(Update<Class>("classes/d", Hours("2024-03-07", 9, 10)).status(),
              IsRefusal(kFailedPrecondition, "LEARNER_BUSY"));
}

TEST_F(SeatsTest, ACancelledClassLetsEverybodyGo) {
  MakeLearners(3);
  MakeSeats("c", 1, Hours("2024-03-05", 8, 11));
  MakeSeats("d", 5, Hours("2024-03-05", 8, 11));
  ASSERT_TRUE(Invite("c", {"l2"}).ok());
  ASSERT_TRUE(Enrol("c", "l0").ok());
  ASSERT_TRUE(Enrol("c", "l1").ok());
  AsLearner("l0");
  EXPECT_THAT(Cancel("c").status(), IsRefusal(kPermissionDenied, "ROLE_MISSING"));
  AsOfficer();
  const auto cancelled = Cancel("c");
  ASSERT_TRUE(cancelled.ok()) << cancelled.status();
  EXPECT_TRUE(cancelled->cancelled());
  EXPECT_EQ(cancelled->cancellation_reason(), "Giảng viên ốm");
  for (const char* learner : {"l0", "l1", "l2"}) {
    EXPECT_EQ(Standing("c", learner).state(), Enrolment::STATE_WITHDRAWN) << "nobody moved up: " << learner;
    EXPECT_EQ(Standing("c", learner).note(), "Giảng viên ốm");
  }
  EXPECT_TRUE(Enrol("d", "l0").ok());
  EXPECT_THAT(Enrol("c", "l0").status(), IsRefusal(kFailedPrecondition, "CLASS_CANCELLED"));
  EXPECT_THAT(Invite("c", {"l0"}).status(), IsRefusal(kFailedPrecondition, "CLASS_CANCELLED"));
  EXPECT_THAT(Cancel("c").status(), IsRefusal(kFailedPrecondition, "CLASS_CANCELLED"));
  EXPECT_THAT(Update<Class>("classes/c", "capacity: 3").status(), IsRefusal(kFailedPrecondition, "CLASS_CANCELLED"));
  EXPECT_THAT(CallRoll("c", "2024-03-05", {}).status(), IsRefusal(kFailedPrecondition, "CLASS_CANCELLED"));
}

TEST_F(SeatsTest, ATrialTakesNoSeat) {
  MakeLearners(1);
  MakeSeats("c", 1, Hours("2024-03-05", 8, 11));
  EnrolLearnerRequest request;
  request.set_parent(Name("classes/c"));
  request.set_learner(Name("learners/l0"));
  request.set_validate_only(true);
  EXPECT_TRUE(Call<Enrolment>("/ocop.training.v1.EnrolmentService/EnrolLearner", request).ok());
  EXPECT_EQ(CountIn("c", "ENROLLED"), 0);
  EXPECT_EQ(Value("SELECT count(*) FROM training.learner_hour WHERE province_code = '" + Province() + "'"), "0");
}

// Past the code, by hand: the tables themselves refuse.
TEST_F(SeatsTest, TheConstraintsHoldByThemselves) {
  MakeLearners(2);
  MakeSeats("c", 1, Hours("2024-03-05", 8, 11));
  MakeSeats("d", 5, Hours("2024-03-05", 8, 11));
  ASSERT_TRUE(Enrol("c", "l0").ok());
  ASSERT_TRUE(Enrol("c", "l1").ok());
  const auto refuses = [this](const std::string& sql, const std::string& constraint) {
    try {
      service().database().Execute(sql);
      ADD_FAILURE() << sql;
    } catch (const std::exception& refusal) {
      EXPECT_NE(std::string(refusal.what()).find(constraint), std::string::npos) << refusal.what();
    }
  };
  const std::string province = "'" + Province() + "'";
  refuses(
      "UPDATE training.enrolment SET state = 'STATE_ENROLLED', queue_position = 0 WHERE learner_id = 'l1' AND "
      "province_code = " +
          province,
      "class_seats_check");
  refuses(
      "UPDATE training.enrolment SET state = 'STATE_WITHDRAWN' WHERE learner_id = 'l0' AND province_code = " + province,
      "learner_hour_enrolment_fkey");
  refuses("UPDATE training.class SET capacity = 0 WHERE class_id = 'c' AND province_code = " + province,
          "class_seats_check");
  refuses("INSERT INTO training.learner_hour (province_code, class_id, learner_id, hours) VALUES (" + province +
              ", 'c', 'l1', '[2024-04-05 08:00,2024-04-05 09:00)')",
          "learner_hour_enrolment_fkey");
  refuses("INSERT INTO training.learner_hour (province_code, class_id, learner_id, hours) VALUES (" + province +
              ", 'c', 'l0', '[2024-03-05 10:00,2024-03-05 12:00)')",
          "learner_hour_excl");
}

}  // namespace
}  // namespace ocop::training
