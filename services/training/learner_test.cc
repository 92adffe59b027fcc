// Learners and courses.
#include "services/training/testing/training_fixture.h"

namespace ocop::training {
namespace {

using LearnerTest = TrainingTest;

TEST_F(LearnerTest, AnOfficerHasAUnit) {
  for (const char* kind : {"KIND_DISTRICT_OFFICER", "KIND_COMMUNE_OFFICER", "KIND_PROVINCE_OFFICER"}) {
    const std::string officer = absl::StrCat(Officer(), "kind: ", kind, " ");
    EXPECT_TRUE(Create<Learner>("", officer).ok()) << kind;
    EXPECT_THAT(Create<Learner>("", officer + R"pb(locality: "")pb").status(), IsInvalidField("learner.locality"));
  }
}

TEST_F(LearnerTest, AProducersPersonHasAProducer) {
  const std::string person = Officer() + R"pb(kind: KIND_PRODUCER_PERSON locality: "")pb";
  EXPECT_THAT(Create<Learner>("p", person).status(), IsInvalidField("learner.producer"));
  EXPECT_TRUE(Create<Learner>("p", person + R"pb(producer: "$/producers/p1")pb").ok());
  EXPECT_THAT(Update<Learner>("learners/p", "", {"producer"}).status(), IsInvalidField("learner.producer"));
}

TEST_F(LearnerTest, APostEndsNoEarlierThanItBegins) {
  EXPECT_THAT(Create<Learner>("l", Officer() + "post_end_date { year: 2022 month: 12 day: 31 }").status(),
              IsInvalidField("learner.post_end_date"));
  EXPECT_TRUE(Create<Learner>("l", Officer() + "post_end_date { year: 2023 month: 1 day: 1 }").ok());
}

TEST_F(LearnerTest, APostBeginsAndEndsOnDaysThatHaveCome) {
  const std::string later = DayFromToday(2);
  EXPECT_THAT(Create<Learner>("l", Officer() + "post_end_date " + later).status(),
              IsInvalidField("learner.post_end_date"));
  EXPECT_THAT(Create<Learner>("l", Officer() + "post_start_date " + later).status(),
              IsInvalidField("learner.post_start_date"));
}

TEST_F(LearnerTest, UnitAndProducerAreNamesOfTheRegistry) {
  EXPECT_THAT(Create<Learner>("l", Officer() + R"pb(locality: "$/plans/2024" producer: "p1")pb").status(),
              AreInvalidFields({"learner.locality", "learner.producer"}));
}

TEST_F(LearnerTest, ACourseHasTopics) {
  EXPECT_THAT(Create<Course>("c", R"pb(display_name: "Không nội dung")pb").status(), IsInvalidField("course.topics"));
  EXPECT_THAT(Create<Course>("c", Basics() + "topics: TOPIC_UNSPECIFIED").status(), IsInvalidField("course.topics[1]"));
  EXPECT_THAT(Create<Course>("c", Basics() + "hours: 1001").status(), IsInvalidField("course.hours"));
  EXPECT_TRUE(Create<Course>("c", Basics() + "hours: 1000").ok());
}

}  // namespace
}  // namespace ocop::training
