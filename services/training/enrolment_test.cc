// How a learner comes onto the lists of a class and off them: every step from every state, and who may take it.
#include "absl/strings/ascii.h"
#include "services/training/testing/training_fixture.h"

namespace ocop::training {
namespace {

using State = Enrolment::State;

class EnrolmentTest : public TrainingTest {
 protected:
  void SetUp() override {
    ASSERT_TRUE(Create<Course>("basics", Basics()).ok());
    MakeLearners(3);
  }

  // A class of one seat on a day of its own, with the learner "l0" in a state.
  void MakeClassWith(const std::string& id, State state) const {
    const std::string day =
        absl::StrCat("2024-0", 1 + classes_ / 28, "-", 1 + classes_ % 28 < 10 ? "0" : "", 1 + classes_ % 28);
    ++classes_;
    ASSERT_TRUE(Create<Class>(id, WithSeats(1, Hours(day, 8, 11))).ok());
    switch (state) {
      case Enrolment::STATE_INVITED:
        ASSERT_TRUE(Invite(id, {"l0"}).ok());
        break;
      case Enrolment::STATE_ENROLLED:
        ASSERT_TRUE(Enrol(id, "l0").ok());
        break;
      case Enrolment::STATE_WAITLISTED:
        ASSERT_TRUE(Enrol(id, "l1").ok());
        ASSERT_TRUE(Enrol(id, "l0").ok());
        break;
      case Enrolment::STATE_DECLINED:
        ASSERT_TRUE(Invite(id, {"l0"}).ok());
        ASSERT_TRUE(Decline(id, "l0").ok());
        break;
      case Enrolment::STATE_WITHDRAWN:
        ASSERT_TRUE(Enrol(id, "l0").ok());
        ASSERT_TRUE(Withdraw(id, "l0").ok());
        break;
      default:
        break;
    }
    ASSERT_EQ(Standing(id, "l0").state(), state);
  }

  absl::Status Take(const std::string& action, const std::string& a_class) const {
    if (action == "InviteLearners") return Invite(a_class, {"l0"}).status();
    if (action == "EnrolLearner") return Enrol(a_class, "l0").status();
    if (action == "AcceptInvitation") return Accept(a_class, "l0").status();
    if (action == "DeclineInvitation") return Decline(a_class, "l0").status();
    return Withdraw(a_class, "l0").status();
  }

 private:
  mutable int classes_ = 0;
};

// Written down here once more, apart from rules/steps.cc.
State ExpectedAfter(State from, const std::string& action) {
  const bool new_here =
      from == Enrolment::STATE_UNSPECIFIED || from == Enrolment::STATE_DECLINED || from == Enrolment::STATE_WITHDRAWN;
  if (action == "InviteLearners") return new_here ? Enrolment::STATE_INVITED : Enrolment::STATE_UNSPECIFIED;
  if (action == "EnrolLearner") {
    return new_here || from == Enrolment::STATE_INVITED ? Enrolment::STATE_ENROLLED : Enrolment::STATE_UNSPECIFIED;
  }
  if (action == "WithdrawEnrolment") {
    const bool on_a_list =
        from == Enrolment::STATE_INVITED || from == Enrolment::STATE_ENROLLED || from == Enrolment::STATE_WAITLISTED;
    return on_a_list ? Enrolment::STATE_WITHDRAWN : Enrolment::STATE_UNSPECIFIED;
  }
  if (from != Enrolment::STATE_INVITED) return Enrolment::STATE_UNSPECIFIED;
  return action == "AcceptInvitation" ? Enrolment::STATE_ENROLLED : Enrolment::STATE_DECLINED;
}

TEST_F(EnrolmentTest, EveryStepFromEveryState) {
  for (int number = 0; number < Enrolment::State_ARRAYSIZE; ++number) {
    const auto from = static_cast<State>(number);
    for (const char* action :
         {"InviteLearners", "EnrolLearner", "AcceptInvitation", "DeclineInvitation", "WithdrawEnrolment"}) {
      const std::string id = absl::StrCat("c", number, "-", absl::AsciiStrToLower(action));
      const std::string cell = absl::StrCat(Enrolment::State_Name(from), " × ", action);
      ASSERT_NO_FATAL_FAILURE(MakeClassWith(id, from)) << cell;
      const State expected = ExpectedAfter(from, action);
      const int changes = ChangeCount();
      const absl::Status answer = Take(action, id);
      if (expected != Enrolment::STATE_UNSPECIFIED) {
        EXPECT_EQ(answer, absl::OkStatus()) << cell;
        EXPECT_EQ(Standing(id, "l0").state(), expected) << cell;
        continue;
      }
      const bool unknown = from == Enrolment::STATE_UNSPECIFIED;
      EXPECT_THAT(answer, IsRefusal(unknown ? kNotFound : kFailedPrecondition,
                                    unknown ? "RESOURCE_NOT_FOUND" : "ENROLMENT_STATE"))
          << cell;
      EXPECT_EQ(Standing(id, "l0").state(), from) << cell;
      EXPECT_EQ(ChangeCount(), changes) << cell;
    }
  }
}

TEST_F(EnrolmentTest, ARefusedStepSaysWhichArePossible) {
  MakeClassWith("c", Enrolment::STATE_ENROLLED);
  auto told = status::MetadataOf(Accept("c", "l0").status());
  EXPECT_EQ(told["state"], "STATE_ENROLLED");
  EXPECT_EQ(told["action"], "AcceptInvitation");
  EXPECT_EQ(told["allowed"], "WithdrawEnrolment");
}

TEST_F(EnrolmentTest, ReasonsAreKept) {
  MakeClassWith("c", Enrolment::STATE_INVITED);
  ASSERT_TRUE(Decline("c", "l0", "Bận công tác").ok());
  EXPECT_EQ(Standing("c", "l0").note(), "Bận công tác");
  ASSERT_TRUE(Invite("c", {"l0"}).ok());
  EXPECT_EQ(Standing("c", "l0").note(), "") << "that was the last time";
  ASSERT_TRUE(Withdraw("c", "l0", "Mời nhầm").ok());
  EXPECT_EQ(Standing("c", "l0").note(), "Mời nhầm");
}

TEST_F(EnrolmentTest, LearnersActForThemselvesAndNobodyElse) {
  ASSERT_TRUE(Create<Class>("c", WithSeats(1, "sessions { date " + DayFromToday(1) + " }")).ok());
  ASSERT_TRUE(Invite("c", {"l0"}).ok());
  AsLearner("l1");
  EXPECT_THAT(Accept("c", "l0").status(), IsRefusal(kPermissionDenied, "NOT_THE_LEARNER"));
  EXPECT_THAT(Decline("c", "l0").status(), IsRefusal(kPermissionDenied, "NOT_THE_LEARNER"));
  EXPECT_THAT(Withdraw("c", "l0").status(), IsRefusal(kPermissionDenied, "NOT_THE_LEARNER"));
  EXPECT_THAT(Enrol("c", "l0").status(), IsRefusal(kPermissionDenied, "NOT_THE_LEARNER"));
  AsLearner("l0");
  EXPECT_TRUE(Accept("c", "l0").ok());
  EXPECT_TRUE(Withdraw("c", "l0").ok());
  EXPECT_TRUE(Enrol("c", "l0").ok());
}

// What is not there is answered as what is another's.
TEST_F(EnrolmentTest, WhoMayNotLearnsNothingOfWhatExists) {
  AsLearner("l1");
  EXPECT_THAT(Accept("c", "nobody").status(), IsRefusal(kPermissionDenied, "NOT_THE_LEARNER"));
  EXPECT_THAT(Invite("none", {"l0"}).status(), IsRefusal(kPermissionDenied, "ROLE_MISSING"));
}

TEST_F(EnrolmentTest, ALearnerWithoutAnAccountIsNobodysSelf) {
  MakeClassWith("c", Enrolment::STATE_UNSPECIFIED);
  ASSERT_TRUE(Create<Learner>("paper", Officer()).ok());
  ASSERT_TRUE(Invite("c", {"paper"}).ok());
  As("", "");
  EXPECT_THAT(Accept("c", "paper").status(), IsRefusal(kPermissionDenied, "NOT_THE_LEARNER"));
}

TEST_F(EnrolmentTest, CommuneAndProvinceOfficersInviteAndNobodyElse) {
  MakeClassWith("c", Enrolment::STATE_UNSPECIFIED);
  for (const char* role : {"", "producer", "council_member", "public"}) {
    As("somebody@example.vn", role);
    EXPECT_THAT(Invite("c", {"l0"}).status(), IsRefusal(kPermissionDenied, "ROLE_MISSING")) << role;
  }
  AsCommune();
  EXPECT_TRUE(Invite("c", {"l0"}).ok());
  AsOfficer();
  EXPECT_TRUE(Invite("c", {"l1"}).ok());
}

TEST_F(EnrolmentTest, AnInvitationIsForAllOrNone) {
  MakeClassWith("c", Enrolment::STATE_UNSPECIFIED);
  const int changes = ChangeCount();
  EXPECT_THAT(Invite("c", {"l0", "nobody", "l0", "no-one"}).status(),
              AreInvalidFields({"learners[1]", "learners[2]", "learners[3]"}));
  EXPECT_THAT(Invite("c", {}).status(), IsInvalidField("learners"));
  InviteLearnersRequest foreign;
  foreign.set_parent(Name("classes/c"));
  foreign.add_learners("provinces/99/learners/l0");
  EXPECT_THAT(Call<InviteLearnersResponse>("/ocop.training.v1.EnrolmentService/InviteLearners", foreign).status(),
              IsInvalidField("learners[0]"));
  ASSERT_TRUE(Enrol("c", "l1").ok());
  EXPECT_THAT(Invite("c", {"l0", "l1"}).status(), IsRefusal(kFailedPrecondition, "ENROLMENT_STATE"));
  EXPECT_EQ(ChangeCount(), changes + 1) << "nobody was invited";
  const auto invited = Invite("c", {"l2", "l0"});
  ASSERT_TRUE(invited.ok()) << invited.status();
  ASSERT_EQ(invited->enrolments_size(), 2);
  EXPECT_EQ(invited->enrolments(0).learner(), Name("learners/l2"));
  EXPECT_EQ(invited->enrolments(1).learner(), Name("learners/l0"));
}

TEST_F(EnrolmentTest, LearnerAndClassExist) {
  MakeClassWith("c", Enrolment::STATE_UNSPECIFIED);
  EXPECT_THAT(Enrol("c", "nobody").status(), IsInvalidField("learner"));
  EXPECT_THAT(Enrol("none", "l0").status(), IsRefusal(kNotFound, "RESOURCE_NOT_FOUND"));
  EXPECT_THAT(Invite("none", {"l0"}).status(), IsRefusal(kNotFound, "RESOURCE_NOT_FOUND"));
  EXPECT_THAT(Accept("none", "l0").status(), IsRefusal(kNotFound, "RESOURCE_NOT_FOUND"));
}

TEST_F(EnrolmentTest, AClassWithoutSeatsHasNoLists) {
  ASSERT_TRUE(Create<Class>("past", ThreeDays()).ok());
  EXPECT_THAT(Invite("past", {"l0"}).status(), IsRefusal(kFailedPrecondition, "CLASS_WITHOUT_SEATS"));
  EXPECT_THAT(Enrol("past", "l0").status(), IsRefusal(kFailedPrecondition, "CLASS_WITHOUT_SEATS"));
}

TEST_F(EnrolmentTest, AStepOnWhatHasChangedIsRefused) {
  MakeClassWith("c", Enrolment::STATE_INVITED);
  AcceptInvitationRequest request;
  request.set_name(Name("classes/c/enrolments/l0"));
  request.set_etag("old");
  const std::string path = "/ocop.training.v1.EnrolmentService/AcceptInvitation";
  EXPECT_THAT(Call<Enrolment>(path, request).status(), IsRefusal(absl::StatusCode::kAborted, "ETAG_MISMATCH"));
  request.set_etag(Standing("c", "l0").etag());
  request.set_validate_only(true);
  EXPECT_EQ(Call<Enrolment>(path, request)->state(), Enrolment::STATE_ENROLLED);
  EXPECT_EQ(Standing("c", "l0").state(), Enrolment::STATE_INVITED) << "it was a trial";
  request.set_validate_only(false);
  request.set_request_id("01900000-0000-7000-8000-000000000a01");
  const auto first = Call<Enrolment>(path, request);
  ASSERT_TRUE(first.ok()) << first.status();
  EXPECT_EQ(Call<Enrolment>(path, request)->etag(), first->etag()) << "the same request gets the same answer";
}

// Taken over from the lists of one class, what a second learner sees of them stays in order.
TEST_F(EnrolmentTest, TheListsAreListed) {
  MakeClassWith("c", Enrolment::STATE_WAITLISTED);
  ListEnrolmentsRequest request;
  request.set_parent(Name("classes/c"));
  request.set_filter("state = STATE_WAITLISTED");
  const auto waiting = Call<ListEnrolmentsResponse>("/ocop.training.v1.EnrolmentService/ListEnrolments", request);
  ASSERT_TRUE(waiting.ok()) << waiting.status();
  ASSERT_EQ(waiting->enrolments_size(), 1);
  EXPECT_EQ(waiting->enrolments(0).learner(), Name("learners/l0"));
  EXPECT_EQ(waiting->enrolments(0).queue_position(), 1);
}

// Who has left the post is not trained for it.
TEST_F(EnrolmentTest, APostThatEndsBeforeTheClassKeepsFromIt) {
  ASSERT_TRUE(Create<Class>("c", WithSeats(1, Hours("2024-03-05", 8, 11) + Hours("2999-03-06", 8, 11))).ok());
  ASSERT_TRUE(Update<Learner>("learners/l0", "post_end_date " + Day("2024-03-04")).ok());
  const absl::Status refused = Enrol("c", "l0").status();
  EXPECT_THAT(refused, IsRefusal(kFailedPrecondition, "POST_ENDED"));
  EXPECT_EQ(status::MetadataOf(refused)["post_end_date"], "2024-03-04");
  EXPECT_EQ(status::MetadataOf(refused)["first_session"], "2024-03-05");
  EXPECT_THAT(Invite("c", {"l1", "l0"}).status(), IsRefusal(kFailedPrecondition, "POST_ENDED"));
  EXPECT_EQ(Standing("c", "l1").name(), "") << "all of them or none";

  ASSERT_TRUE(Update<Learner>("learners/l0", "post_end_date " + Day("2024-03-05")).ok());
  EXPECT_TRUE(Invite("c", {"l0"}).ok()) << "the first day is in the post";
  ASSERT_TRUE(Update<Learner>("learners/l0", "post_end_date " + Day("2024-03-01")).ok());
  AsLearner("l0");
  EXPECT_THAT(Accept("c", "l0").status(), IsRefusal(kFailedPrecondition, "POST_ENDED"));
  EXPECT_TRUE(Decline("c", "l0").ok());
}

TEST_F(EnrolmentTest, AfterTheLastSessionOfficersAloneEnterWhoWasEnrolled) {
  const auto session = [](int day) { return "sessions { date " + DayFromToday(day) + " }"; };
  ASSERT_TRUE(Create<Class>("over", WithSeats(5, session(-4) + session(-3))).ok());
  ASSERT_TRUE(Create<Class>("last-day", WithSeats(5, session(-2) + session(0))).ok());
  for (const char* a_class : {"over", "last-day"}) ASSERT_TRUE(Invite(a_class, {"l0"}).ok());
  AsLearner("l0");
  const absl::Status refused = Accept("over", "l0").status();
  EXPECT_THAT(refused, IsRefusal(kFailedPrecondition, "CLASS_OVER"));
  EXPECT_EQ(status::MetadataOf(refused)["name"], Name("classes/over"));
  AsLearner("l1");
  EXPECT_THAT(Enrol("over", "l1").status(), IsRefusal(kFailedPrecondition, "CLASS_OVER"));
  EXPECT_EQ(Standing("over", "l1").name(), "");
  EXPECT_TRUE(Enrol("last-day", "l1").ok());
  AsCommune();
  EXPECT_TRUE(Enrol("over", "l1").ok()) << "as it was";
  EXPECT_TRUE(Accept("over", "l0").ok());
}

TEST_F(EnrolmentTest, AfterTheLastSessionWhoWasThereComesBeforeThoseWhoWait) {
  ASSERT_TRUE(Create<Class>("over", WithSeats(1, "sessions { date " + DayFromToday(-3) + " }")).ok());
  for (const char* learner : {"l0", "l1"}) ASSERT_TRUE(Enrol("over", learner).ok());
  ASSERT_EQ(Standing("over", "l1").state(), Enrolment::STATE_WAITLISTED);
  // Whom the seat could not be given to when it became free.
  ASSERT_TRUE(Update<Learner>("learners/l1", "post_end_date " + DayFromToday(-10)).ok());
  ASSERT_TRUE(Withdraw("over", "l0").ok());
  ASSERT_TRUE(Update<Learner>("learners/l1", "", {"post_end_date"}).ok());
  EXPECT_EQ(Enrol("over", "l2")->state(), Enrolment::STATE_ENROLLED);
  EXPECT_EQ(Standing("over", "l1").state(), Enrolment::STATE_WAITLISTED);
}

TEST_F(EnrolmentTest, AFreeSeatPassesOverWhoHasLeftThePost) {
  ASSERT_TRUE(Create<Class>("c", WithSeats(1, Hours("2024-03-05", 8, 11))).ok());
  for (const char* learner : {"l0", "l1", "l2"}) ASSERT_TRUE(Enrol("c", learner).ok());
  ASSERT_TRUE(Update<Learner>("learners/l1", "post_end_date " + Day("2024-03-01")).ok());
  ASSERT_TRUE(Withdraw("c", "l0").ok());
  EXPECT_EQ(Standing("c", "l1").state(), Enrolment::STATE_WAITLISTED);
  EXPECT_NE(Standing("c", "l1").note().find("2024-03-01"), std::string::npos) << Standing("c", "l1").note();
  EXPECT_EQ(Standing("c", "l2").state(), Enrolment::STATE_ENROLLED);
}

}  // namespace
}  // namespace ocop::training
