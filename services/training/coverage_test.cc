// "100 %" asked directly: who is not trained yet, how far each unit is, who is new.
#include <algorithm>
#include <map>
#include <random>
#include <set>

#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "common/clock/date.h"
#include "services/training/testing/coverage_fixture.h"

namespace ocop::training {
namespace {

TEST_F(CoverageTest, WhoIsNotTrainedAndWhatIsMissing) {
  MakeCourses();
  MakeOfficer("trained", "28501", "2023-01-01");
  MakeOfficer("in-two-classes", "28501", "2023-01-01");
  MakeOfficer("half", "28502", "2023-01-01");
  MakeOfficer("not", "28501", "2023-01-01");
  MakeOfficer("last-year", "28502", "2023-01-01");
  MakeOfficer("province", "82", "2023-01-01", "", "kind: KIND_PROVINCE_OFFICER");
  MakeOfficer("district", "815", "2023-01-01", "", "kind: KIND_DISTRICT_OFFICER");
  Hold("both", "2024-03-05", {"trained"});
  Hold("basics", "2024-03-06", {"in-two-classes", "half"});
  Hold("steps", "2024-09-01", {"in-two-classes"});
  Hold("both", "2023-12-31", {"last-year"});
  // 1 is basics, 2 is steps; by unit, then by name.
  EXPECT_EQ(Missing("plan_year: 2024"), "not: 1 2, half: 2, last-year: 1 2, district: 1 2");
  EXPECT_EQ(Missing("plan_year: 2023"), "in-two-classes: 1 2, not: 1 2, trained: 1 2, half: 1 2, district: 1 2")
      << "28501, 28502, 815";
}

TEST_F(CoverageTest, AsItWasOnADay) {
  MakeCourses();
  MakeOfficer("a", "28501", "2023-01-01");
  MakeOfficer("left", "28501", "2023-01-01", "2024-06-30");
  MakeOfficer("came", "28501", "2024-07-01");
  Hold("both", "2024-05-15", {"a"});
  EXPECT_EQ(Missing("plan_year: 2024 as_of " + Day("2024-05-14")), "a: 1 2, left: 1 2");
  EXPECT_EQ(Missing("plan_year: 2024 as_of " + Day("2024-05-15")), "left: 1 2") << "from the day on";
  EXPECT_EQ(Missing("plan_year: 2024 as_of " + Day("2024-06-30")), "left: 1 2") << "the last day counts";
  EXPECT_EQ(Missing("plan_year: 2024 as_of " + Day("2024-07-01")), "came: 1 2");
  EXPECT_EQ(Missing("plan_year: 2024"), "came: 1 2") << "a past year is asked for at its end";
  EXPECT_EQ(Missing("plan_year: 2024 as_of " + Day("2025-03-01")), "came: 1 2") << "still not, of that year";
  EXPECT_EQ(Missing("plan_year: 2025 as_of " + Day("2025-03-01")), "a: 1 2, came: 1 2") << "another year, another plan";
}

TEST_F(CoverageTest, ChosenByUnitKindAndTopic) {
  MakeCourses();
  MakeOfficer("a", "28501", "2023-01-01");
  MakeOfficer("b", "28502", "2023-01-01");
  MakeOfficer("p", "82", "2023-01-01", "", "kind: KIND_PROVINCE_OFFICER");
  ASSERT_TRUE(Create<Learner>("person", Officer() + R"pb(kind: KIND_PRODUCER_PERSON
                                                         locality: ""
                                                         producer: "$/producers/x")pb")
                  .ok());
  Hold("basics", "2024-03-06", {"b", "p"});
  EXPECT_EQ(Missing("plan_year: 2024 locality: \"$/localities/28502\""), "b: 2");
  EXPECT_EQ(Missing("plan_year: 2024 kinds: KIND_PROVINCE_OFFICER"), "p: 2");
  EXPECT_EQ(Missing("plan_year: 2024 topics: TOPIC_PROGRAMME_BASICS"), "a: 1");
  EXPECT_EQ(Missing("plan_year: 2024 topics: [ TOPIC_TRADE, TOPIC_PROGRAMME_BASICS, TOPIC_TRADE ]"), "a: 6 1, b: 6")
      << "each topic once, in the order asked for";
  EXPECT_EQ(Missing("plan_year: 2024 kinds: [ KIND_PRODUCER_PERSON ]"), "person: 1 2");
  EXPECT_EQ(Figures("plan_year: 2024 kinds: [ KIND_PRODUCER_PERSON, KIND_PROVINCE_OFFICER ] "
                    "topics: TOPIC_PROGRAMME_BASICS"),
            "82 1/1 10000, x 0/1 0, all 1/2 5000");
}

TEST_F(CoverageTest, SaysHowThePlanIsRead) {
  const auto by_plan = Coverage("plan_year: 2024");
  ASSERT_TRUE(by_plan.ok()) << by_plan.status();
  EXPECT_THAT(by_plan->question().kinds(),
              ::testing::ElementsAre(Learner::KIND_DISTRICT_OFFICER, Learner::KIND_COMMUNE_OFFICER));
  EXPECT_THAT(by_plan->question().topics(),
              ::testing::ElementsAre(Course::TOPIC_PROGRAMME_BASICS, Course::TOPIC_CYCLE_STEPS));
  EXPECT_EQ(by_plan->question().as_of().month(), 12);
  EXPECT_NE(by_plan->question().reading(), "");
  EXPECT_NE(by_plan->question().legal_basis(), "");
  EXPECT_EQ(Coverage("plan_year: 2024 topics: TOPIC_TRADE")->question().reading(), "") << "that is no plan's question";
  EXPECT_EQ(Coverage("plan_year: 2023")->question().legal_basis(), "");
  EXPECT_NE(Coverage("plan_year: 2023")->question().reading(), "");
}

TEST_F(CoverageTest, CoverageByUnitInWholeHundredths) {
  MakeCourses();
  std::vector<std::string> trained;
  for (int i = 0; i < 7; ++i) {
    const std::string id = absl::StrCat("o", i);
    MakeOfficer(id, i < 3 ? "28501" : "28502", "2023-01-01");
    if (i != 2 && i != 6) trained.push_back(id);
  }
  MakeOfficer("new", "28503", "2024-11-01");
  MakeOfficer("gone", "28504", "2023-01-01", "2024-02-01");
  Hold("both", "2024-03-05", trained);
  // 2/3 is 66.66…, 5/8 is 62.5; rounded down, so that nothing but all is 100 %.
  EXPECT_EQ(Figures("plan_year: 2024"), "28501 2/3 6666, 28502 3/4 7500, 28503 0/1 0, all 5/8 6250");
  EXPECT_EQ(Figures("plan_year: 2024 locality: \"$/localities/28501\""), "28501 2/3 6666, all 2/3 6666");
  EXPECT_EQ(Figures("plan_year: 2022"), "all 0/0 0") << "nobody was in post";
}

TEST_F(CoverageTest, PagesHoldEverybodyOnce) {
  MakeCourses();
  std::set<std::string> all;
  for (int i = 0; i < 25; ++i) {
    const std::string id = absl::StrCat("o", i);
    MakeOfficer(id, absl::StrCat("2850", i % 4), "2023-01-01");
    all.insert(Name("learners/" + id));
  }
  std::set<std::string> seen;
  std::string token;
  std::string unit;
  int pages = 0;
  do {
    const auto page = Untrained(absl::StrCat("plan_year: 2024 page_size: 7 page_token: \"", token, "\""));
    ASSERT_TRUE(page.ok()) << page.status();
    EXPECT_LE(page->untrained_learners_size(), 7);
    for (const auto& row : page->untrained_learners()) {
      EXPECT_TRUE(seen.insert(row.learner().name()).second) << row.learner().name();
      EXPECT_LE(unit, row.learner().locality());
      unit = row.learner().locality();
    }
    token = page->next_page_token();
    ++pages;
  } while (!token.empty());
  EXPECT_EQ(seen, all);
  EXPECT_EQ(pages, 4);
}

TEST_F(CoverageTest, ATokenIsOfItsQuestion) {
  MakeOfficer("a", "28501", "2023-01-01");
  MakeOfficer("b", "28501", "2023-01-01");
  const auto page = Untrained("plan_year: 2024 page_size: 1");
  ASSERT_TRUE(page.ok()) << page.status();
  const std::string token = absl::StrCat(" page_token: \"", page->next_page_token(), "\"");
  EXPECT_TRUE(Untrained("plan_year: 2024 page_size: 5" + token).ok());
  for (const char* other :
       {"plan_year: 2023", "plan_year: 2024 topics: TOPIC_TRADE", "plan_year: 2024 locality: \"$/localities/28501\"",
        "plan_year: 2024 as_of { year: 2024 "
        "month: 5 day: 1 }"}) {
    EXPECT_THAT(Untrained(other + token).status(), IsRefusal(absl::StatusCode::kInvalidArgument, "INVALID_PAGE_TOKEN"))
        << other;
  }
}

TEST_F(CoverageTest, BadQuestions) {
  for (const std::string& text : {std::string("plan_year: 2017"), std::string("plan_year: 9998"), std::string()}) {
    EXPECT_THAT(Untrained(text).status(), IsInvalidField("plan_year")) << text;
    EXPECT_THAT(Coverage(text).status(), IsInvalidField("plan_year")) << text;
    EXPECT_THAT(NewcomersPage(text).status(), IsInvalidField("plan_year")) << text;
  }
  const std::string early = "plan_year: 2024 as_of " + Day("2023-12-31");
  EXPECT_THAT(Untrained(early).status(), IsInvalidField("as_of"));
  EXPECT_THAT(Coverage("plan_year: 2024 as_of " + DayFromToday(1)).status(), IsInvalidField("as_of"));
  EXPECT_THAT(Untrained(early + " parent: \"x\"").status(), AreInvalidFields({"as_of", "parent"}));
  EXPECT_THAT(NewcomersPage(early + " parent: \"x\"").status(), AreInvalidFields({"as_of", "parent"}));
  EXPECT_THAT(
      Untrained("plan_year: 2024 locality: \"28501\" kinds: KIND_UNSPECIFIED topics: TOPIC_UNSPECIFIED").status(),
      AreInvalidFields({"locality", "kinds[0]", "topics[0]"}));
}

// Officers who come, go and are trained at random, counted by a loop over what was entered.
TEST_F(CoverageTest, CountsAsALoopWould) {
  MakeCourses();
  std::mt19937 random(20241231);  // NOLINT(cert-msc51-cpp): the same officers in every run
  const auto day_of = [](int day) { return clock::FormatDay(clock::ToDay(2023, 1, 1) + day); };
  struct Drawn {
    std::string unit;
    int start;
    int end;
    std::map<std::string, std::vector<int>> completed;
  };
  std::map<std::string, Drawn> officers;
  for (int i = 0; i < 40; ++i) {
    Drawn drawn{absl::StrCat("2850", random() % 5), static_cast<int>(random() % 700), 0, {}};
    drawn.end = drawn.start + static_cast<int>(random() % 700);
    const std::string id = absl::StrCat("o", i);
    MakeOfficer(id, drawn.unit, day_of(drawn.start), random() % 2 == 0 ? day_of(drawn.end) : "");
    if (Get<Learner>("learners/" + id)->post_end_date().year() == 0) drawn.end = 10'000;
    officers[id] = drawn;
  }
  for (int i = 0; i < 24; ++i) {
    const std::string course = i % 2 == 0 ? "basics" : "steps";
    const int day = 20 + 40 * (i / 2) + i % 2;
    std::vector<std::string> present;
    for (auto& [id, drawn] : officers) {
      if (random() % 4 != 0) continue;
      present.push_back(id);
      drawn.completed[course].push_back(day);
    }
    Hold(course, day_of(day), present);
  }
  const int year_start = clock::ToDay(2024, 1, 1) - clock::ToDay(2023, 1, 1);
  for (const int as_of : {year_start, year_start + 90, year_start + 91, year_start + 200, year_start + 365}) {
    std::map<std::string, std::pair<int, int>> units;
    int all = 0;
    int all_trained = 0;
    for (const auto& [id, drawn] : officers) {
      if (drawn.start > as_of || drawn.end < as_of) continue;
      bool trained = true;
      for (const char* course : {"basics", "steps"}) {
        const auto found = drawn.completed.find(course);
        bool done = false;
        if (found != drawn.completed.end()) {
          for (const int day : found->second) done = done || (day >= year_start && day <= as_of);
        }
        trained = trained && done;
      }
      auto& [count, count_trained] = units[drawn.unit];
      ++count;
      ++all;
      count_trained += trained ? 1 : 0;
      all_trained += trained ? 1 : 0;
    }
    std::string expected;
    for (const auto& [unit, counts] : units) {
      absl::StrAppend(&expected, unit, " ", counts.second, "/", counts.first, " ",
                      counts.second * 10'000 / counts.first, ", ");
    }
    absl::StrAppend(&expected, "all ", all_trained, "/", all, " ", all_trained * 10'000 / all);
    const std::string question = "plan_year: 2024 as_of " + Day(day_of(as_of));
    EXPECT_EQ(Figures(question), expected) << day_of(as_of);
    EXPECT_EQ(Untrained(question)->untrained_learners_size(), all - all_trained) << day_of(as_of);
  }
}

class NewcomersTest : public CoverageTest {
 protected:
  // "name day trained|not" of all pages.
  std::vector<std::string> Newcomers(const std::string& text, int page_size = 50) const {
    std::vector<std::string> all;
    std::string token;
    do {
      const auto page = NewcomersPage(absl::StrCat(text, " page_size: ", page_size, " page_token: \"", token, "\""));
      EXPECT_TRUE(page.ok()) << page.status();
      if (!page.ok()) break;
      for (const auto& newcomer : page->newcomers()) {
        all.push_back(absl::StrCat(newcomer.name().substr(parent().size() + 1), " ",
                                   clock::FormatDay(clock::FromDate(newcomer.begin_date()).value_or(0)),
                                   newcomer.trained() ? " trained" : " not"));
      }
      token = page->next_page_token();
    } while (!token.empty());
    return all;
  }

  // Of the year 2024, and around it.
  void MakeNewcomers() const {
    MakeCourses();
    MakeOfficer("old", "28501", "2023-12-31");
    MakeOfficer("new-trained", "28501", "2024-01-01");
    MakeOfficer("new-half", "28502", "2024-12-31");
    MakeOfficer("next", "28501", "2025-01-01");
    MakeOfficer("came-and-left", "28501", "2024-02-01", "2024-08-01");
    MakeOfficer("province", "82", "2024-02-01", "", "kind: KIND_PROVINCE_OFFICER");
    for (const char* producer : {"untrained", "trained", "old", "left"}) {
      ASSERT_TRUE(
          Create<Learner>(absl::StrCat("of-", producer), absl::StrCat(Officer(), R"pb(kind: KIND_PRODUCER_PERSON
                                                                                      locality: ""
                                                                                      producer: "$/producers/)pb",
                                                                      producer, "\""))
              .ok());
    }
    MakeProducer("old", "2023-12-31");
    MakeProducer("untrained", "2024-12-31");
    MakeProducer("trained", "2024-01-01");
    MakeProducer("next", "2025-01-01");
    MakeProducer("left", "2024-03-01", "leave_date " + Day("2024-10-01"));
    Hold("both", "2024-05-15", {"new-trained"});
    Hold("steps", "2024-05-16", {"new-half", "of-trained", "of-old"});
    Hold("basics", "2025-01-10", {"of-untrained", "new-half"});
  }
};

TEST_F(NewcomersTest, OfficersThenProducers) {
  MakeNewcomers();
  EXPECT_THAT(Newcomers("plan_year: 2024"),
              ::testing::ElementsAre("learners/new-trained 2024-01-01 trained", "learners/new-half 2024-12-31 not",
                                     "producers/trained 2024-01-01 trained", "producers/untrained 2024-12-31 not"));
  EXPECT_THAT(Newcomers("plan_year: 2025 as_of " + Day("2025-06-30")),
              ::testing::ElementsAre("learners/next 2025-01-01 not", "producers/next 2025-01-01 not"));
}

TEST_F(NewcomersTest, AsItWasOnADay) {
  MakeNewcomers();
  EXPECT_THAT(Newcomers("plan_year: 2024 as_of " + Day("2024-05-15")),
              ::testing::ElementsAre("learners/new-trained 2024-01-01 trained", "learners/came-and-left 2024-02-01 not",
                                     "producers/trained 2024-01-01 not", "producers/left 2024-03-01 not"));
}

// Its people name the duplicate still.
TEST_F(NewcomersTest, WhoIsTrainedOfAMergedProducerIsOfTheOneThatGoesOn) {
  MakeNewcomers();
  MergeProducers("untrained", "trained");
  EXPECT_THAT(Newcomers("plan_year: 2024"), ::testing::Contains("producers/untrained 2024-01-01 trained"));
}

TEST_F(NewcomersTest, SmallPagesHoldTheSame) {
  MakeNewcomers();
  EXPECT_EQ(Newcomers("plan_year: 2024", 1), Newcomers("plan_year: 2024"));
}

TEST_F(NewcomersTest, ATokenIsOfItsQuestion) {
  MakeNewcomers();
  const auto page = NewcomersPage("plan_year: 2024 page_size: 1");
  ASSERT_TRUE(page.ok()) << page.status();
  EXPECT_THAT(NewcomersPage(absl::StrCat("plan_year: 2023 page_token: \"", page->next_page_token(), "\"")).status(),
              IsRefusal(absl::StatusCode::kInvalidArgument, "INVALID_PAGE_TOKEN"));
}

service::Definition WithoutRegistry() {
  // Nobody serves there.
  return DefinitionWith({.registry = "127.0.0.1:1"});
}

class WithoutRegistryTest : public service::ServiceTest<WithoutRegistry> {};

TEST_F(WithoutRegistryTest, WhoAsksIsToldWhatToDoAndTheRestGoesOn) {
  auto request = Parse<ListNewcomersRequest>("parent: \"$\" plan_year: 2024");
  const std::string path = "/ocop.training.v1.CoverageService/ListNewcomers";
  const auto officers = Call<ListNewcomersResponse>(path, request);
  ASSERT_TRUE(officers.ok()) << officers.status();
  request.set_page_token(officers->next_page_token());
  const absl::Status refused = Call<ListNewcomersResponse>(path, request).status();
  EXPECT_THAT(refused, IsRefusal(absl::StatusCode::kUnavailable, "PEER_UNAVAILABLE"));
  EXPECT_EQ(status::MetadataOf(refused)["peer"], "registry");
  EXPECT_THAT(std::string(refused.message()), ::testing::Not(::testing::HasSubstr("127.0.0.1")))
      << "where services live is nobody's business";
  // What lies below a unit only the registry knows; the unit alone is asked without it.
  auto coverage = Parse<GetTrainingCoverageRequest>(R"pb(parent: "$" plan_year: 2024 locality: "$/localities/815")pb");
  const std::string of_coverage = "/ocop.training.v1.CoverageService/GetTrainingCoverage";
  EXPECT_THAT(Call<TrainingCoverage>(of_coverage, coverage).status(),
              IsRefusal(absl::StatusCode::kUnavailable, "PEER_UNAVAILABLE"));
  coverage.set_exact_unit(true);
  EXPECT_TRUE(Call<TrainingCoverage>(of_coverage, coverage).ok());
  coverage.add_kinds(Learner::KIND_PRODUCER_PERSON);
  EXPECT_THAT(Call<TrainingCoverage>(of_coverage, coverage).status(),
              IsRefusal(absl::StatusCode::kUnavailable, "PEER_UNAVAILABLE"))
      << "where their producers are";
  coverage.clear_locality();
  EXPECT_TRUE(Call<TrainingCoverage>(of_coverage, coverage).ok());
  EXPECT_TRUE(Call<ListLearnersResponse>("/ocop.training.v1.LearnerService/ListLearners",
                                         Parse<ListLearnersRequest>("parent: \"$\""))
                  .ok());
}

}  // namespace
}  // namespace ocop::training
