// A year of training in one province, from the plan's question to its answer, through the public interface alone.
#include "absl/strings/str_join.h"
#include "services/training/testing/training_fixture.h"

namespace ocop::training {
namespace {

class YearTest : public TrainingTest {
 protected:
  void MakeOfficer(const std::string& id, const std::string& unit, const std::string& kind,
                   const std::string& start) const {
    ASSERT_TRUE(Create<Learner>(id, absl::StrCat(Officer(), Account(id), " kind: ", kind, " locality: \"$/localities/",
                                                 unit, "\" post_start_date ", Day(start)))
                    .ok());
  }

  std::string NotTrained(const std::string& as_of) const {
    const auto answer = Untrained("plan_year: 2024 as_of " + Day(as_of));
    if (!answer.ok()) return answer.status().ToString();
    std::vector<std::string> ids;
    for (const auto& row : answer->untrained_learners()) {
      ids.push_back(row.learner().name().substr(Name("learners/").size()));
    }
    return absl::StrJoin(ids, " ");
  }

  int Percent(const std::string& as_of) const {
    return Coverage("plan_year: 2024 as_of " + Day(as_of))->total().percent_centi();
  }
};

TEST_F(YearTest, FromThePlanToItsHundredPercent) {
  // January: five officers, of whom one has just begun; a producer that joins in February.
  MakeOfficer("huyen", "815", "KIND_DISTRICT_OFFICER", "2022-01-01");
  for (const char* id : {"an", "binh", "chi"}) MakeOfficer(id, "28501", "KIND_COMMUNE_OFFICER", "2023-01-01");
  MakeOfficer("dung", "28502", "KIND_COMMUNE_OFFICER", "2024-01-15");
  MakeProducer("dua", "2024-02-20");
  ASSERT_TRUE(Create<Learner>("giam-doc", absl::StrCat(Officer(), Account("giam-doc"), R"pb(
                                kind: KIND_PRODUCER_PERSON
                                locality: ""
                                producer: "$/producers/dua"
                                post_start_date { year: 2024 month: 2 day: 20 })pb"))
                  .ok());
  EXPECT_EQ(NotTrained("2024-01-31"), "an binh chi dung huyen");
  EXPECT_EQ(Percent("2024-01-31"), 0);

  // February: the courses and two classes. The first has three seats.
  ASSERT_TRUE(Create<Course>("general", R"pb(
                display_name: "Kiến thức chung và chu trình OCOP"
                topics: [ TOPIC_PROGRAMME_BASICS, TOPIC_CYCLE_STEPS ]
                cycle_steps: [
                  CYCLE_STEP_COMMUNICATION,
                  CYCLE_STEP_IDEAS,
                  CYCLE_STEP_BUSINESS_PLANS,
                  CYCLE_STEP_PLAN_EXECUTION,
                  CYCLE_STEP_EVALUATION,
                  CYCLE_STEP_TRADE_PROMOTION
                ]
                hours: 16
                completion_rule { required_session_percent: 100 least_test_score_centi: 500 })pb")
                  .ok());
  ASSERT_TRUE(Create<Course>("plan", R"pb(display_name: "Phương án sản xuất kinh doanh"
                                          topics: [ TOPIC_BUSINESS_PLAN ])pb")
                  .ok());
  const std::string general = R"pb(course: "$/courses/general"
                                   display_name: "Kiến thức chung, đợt 1"
                                   place: "Hội trường huyện"
                                   trainer: "Trần Văn Giảng")pb";
  ASSERT_TRUE(
      Create<Class>("spring", general + "capacity: 3" + Hours("2024-03-19", 8, 11) + Hours("2024-03-20", 8, 11)).ok());
  ASSERT_TRUE(Create<Class>("plans", R"pb(course: "$/courses/plan" display_name: "Phương án" capacity: 10)pb" +
                                         Hours("2024-03-20", 10, 16))
                  .ok());

  // The officers are invited, the commune enters how they answered, and there is one too many.
  AsCommune();
  ASSERT_TRUE(Invite("spring", {"an", "binh", "chi", "huyen", "dung"}).ok());
  for (const char* id : {"an", "binh", "chi", "huyen"}) ASSERT_TRUE(Accept("spring", id).ok()) << id;
  AsLearner("dung");
  ASSERT_TRUE(Decline("spring", "dung", "Bận họp").ok());
  AsCommune();
  EXPECT_EQ(Standing("spring", "huyen").state(), Enrolment::STATE_WAITLISTED);
  EXPECT_THAT(Enrol("plans", "an").status(), IsRefusal(kFailedPrecondition, "LEARNER_BUSY"));
  ASSERT_TRUE(Enrol("plans", "giam-doc").ok());
  AsLearner("chi");
  ASSERT_TRUE(Withdraw("spring", "chi", "Nghỉ thai sản").ok());
  AsCommune();
  EXPECT_EQ(Standing("spring", "huyen").state(), Enrolment::STATE_ENROLLED) << "the seat went to who waited";

  // March: the sessions. Binh misses the second; the test is passed by both who were there.
  ASSERT_TRUE(CallRoll("spring", "2024-03-19", {"an", "binh", "huyen"}).ok());
  ASSERT_TRUE(CallRoll("spring", "2024-03-20", {"an", "huyen"}).ok());
  ASSERT_TRUE(CallRoll("plans", "2024-03-20", {"giam-doc"}).ok());
  ASSERT_TRUE(Update<Attendance>("classes/spring/attendances/an", "test_score_centi: 850").ok());
  ASSERT_TRUE(Update<Attendance>("classes/spring/attendances/huyen", "test_score_centi: 500").ok());
  EXPECT_EQ(NotTrained("2024-03-20"), "binh chi dung");
  EXPECT_EQ(Percent("2024-03-20"), 4000);

  AsOfficer();
  EXPECT_EQ(Issue("classes/spring/attendances/an", "issue_date { year: 2024 month: 3 day: 25 }")->number(),
            absl::StrCat("00001/2024/TH-OCOP-", Province()));
  EXPECT_THAT(Issue("classes/spring/attendances/binh").status(), IsRefusal(kFailedPrecondition, "CLASS_NOT_COMPLETED"));
  EXPECT_EQ(Issue("classes/spring/attendances/huyen", "issue_date { year: 2024 month: 3 day: 25 }")->number(),
            absl::StrCat("00002/2024/TH-OCOP-", Province()));

  for (const char* id : {"an", "binh", "huyen"}) {
    AsLearner(id);
    ASSERT_TRUE(SubmitFeedback("spring", "feedback { content: 5 trainer: 5 organisation: 3 usefulness: 4 }").ok());
  }
  AsOfficer();
  EXPECT_TRUE(Summary("spring")->too_few()) << "three could be told from one another";

  // June: chi leaves the post, and counts no more from the day after.
  ASSERT_TRUE(Update<Learner>("learners/chi", "post_end_date " + Day("2024-06-30")).ok());
  EXPECT_EQ(NotTrained("2024-06-30"), "binh chi dung");
  EXPECT_EQ(NotTrained("2024-07-01"), "binh dung");
  EXPECT_EQ(Percent("2024-07-01"), 5000);

  // September: a second class for those who are left, moved by a day because the trainer is ill.
  ASSERT_TRUE(Create<Class>("autumn", general + "capacity: 20" + Hours("2024-09-10", 8, 16)).ok());
  ASSERT_TRUE(Invite("autumn", {"binh", "dung"}).ok());
  for (const char* id : {"binh", "dung"}) ASSERT_TRUE(Accept("autumn", id).ok());
  ASSERT_TRUE(Update<Class>("classes/autumn", Hours("2024-09-11", 8, 16)).ok());
  ASSERT_TRUE(CallRoll("autumn", "2024-09-11", {"binh", "dung"}).ok());
  for (const char* id : {"binh", "dung"}) {
    ASSERT_TRUE(Update<Attendance>(absl::StrCat("classes/autumn/attendances/", id), "test_score_centi: 700").ok());
  }

  // December: the plan is met, and says so.
  EXPECT_EQ(NotTrained("2024-09-10"), "binh dung");
  EXPECT_EQ(NotTrained("2024-12-31"), "");
  EXPECT_EQ(Percent("2024-12-31"), 10'000);
  const auto officers = NewcomersPage("plan_year: 2024");
  ASSERT_TRUE(officers.ok()) << officers.status();
  ASSERT_EQ(officers->newcomers_size(), 1);
  EXPECT_EQ(officers->newcomers(0).name(), Name("learners/dung"));
  EXPECT_TRUE(officers->newcomers(0).trained());
  const auto producers =
      NewcomersPage(absl::StrCat("plan_year: 2024 page_token: \"", officers->next_page_token(), "\""));
  ASSERT_TRUE(producers.ok()) << producers.status();
  ASSERT_EQ(producers->newcomers_size(), 1);
  EXPECT_EQ(producers->newcomers(0).name(), Name("producers/dua"));
  EXPECT_TRUE(producers->newcomers(0).trained());
  EXPECT_EQ(producers->next_page_token(), "");

  // And the next year everything is asked anew.
  EXPECT_EQ(Coverage("plan_year: 2025 as_of " + Day("2025-01-01"))->total().percent_centi(), 0);
}

}  // namespace
}  // namespace ocop::training
