// "100 %" asked directly: who is not trained yet, how far each unit is, who is new.
#include <algorithm>
#include <map>
#include <random>
#include <set>

#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "common/clock/date.h"
#include "services/training/testing/training_fixture.h"

namespace ocop::training {
namespace {

class CoverageTest : public TrainingTest {
 protected:
  // The courses "basics" and "steps", and "both" of the two topics; a class of one day of each, named after it.
  void MakeCourses() const {
    ASSERT_TRUE(Create<Course>("basics", Basics()).ok());
    ASSERT_TRUE(Create<Course>("steps", R"pb(topics: [ TOPIC_CYCLE_STEPS ]
                                             display_name: "Chu trình")pb")
                    .ok());
    ASSERT_TRUE(Create<Course>("both", Basics() + "topics: TOPIC_CYCLE_STEPS").ok());
  }

  // Holds a class of the course on that day, with these learners, who complete it.
  void Hold(const std::string& course, const std::string& day, const std::vector<std::string>& learners) const {
    const std::string id = course + "-" + day;
    ASSERT_TRUE(Create<Class>(id, absl::StrCat("display_name: \"Lớp\" course: \"$/courses/", course,
                                               "\" sessions { date ", Day(day), " }"))
                    .ok());
    const auto called = CallRoll(id, day, learners);
    ASSERT_TRUE(called.ok()) << called.status();
  }

  void MakeOfficer(const std::string& id, const std::string& unit, const std::string& start,
                   const std::string& end = "", const std::string& text = "") const {
    const auto made =
        Create<Learner>(id, absl::StrCat(Officer(), " locality: \"$/localities/", unit, "\" post_start_date ",
                                         Day(start), end.empty() ? "" : " post_end_date " + Day(end), " ", text));
    ASSERT_TRUE(made.ok()) << made.status();
  }

  // "an: basics steps; …": who is named, and what is missing.
  std::string Missing(const std::string& text) const {
    const auto answer = Untrained(text);
    if (!answer.ok()) return answer.status().ToString();
    std::vector<std::string> rows;
    for (const auto& row : answer->untrained_learners()) {
      std::string missing;
      for (const int topic : row.missing_topics()) absl::StrAppend(&missing, " ", topic);
      rows.push_back(row.learner().name().substr(Name("learners/").size()) + ":" + missing);
    }
    return absl::StrJoin(rows, ", ");
  }

  // "unit trained/learners percent", the total last.
  std::string Figures(const std::string& text) const {
    const auto answer = Coverage(text);
    if (!answer.ok()) return answer.status().ToString();
    std::string figures;
    for (const auto& unit : answer->units()) {
      absl::StrAppend(&figures, unit.unit().substr(unit.unit().rfind('/') + 1), " ", unit.trained_count(), "/",
                      unit.learner_count(), " ", unit.percent_centi(), ", ");
    }
    return absl::StrCat(figures, "all ", answer->total().trained_count(), "/", answer->total().learner_count(), " ",
                        answer->total().percent_centi());
  }
};

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

// The province until 2025-06-30 with a district of two communes and one of one, and a commune of the map after it,
// which lies in no district.
class UnitsTest : public CoverageTest {
 protected:
  void SetUp() override {
    MakeUnit("82", "", "KIND_PROVINCE");
    MakeUnit("815", "82", "KIND_DISTRICT");
    MakeUnit("816", "82", "KIND_DISTRICT");
    for (const char* commune : {"28501", "28502"}) MakeUnit(commune, "815", "KIND_COMMUNE");
    MakeUnit("28601", "816", "KIND_COMMUNE");
    MakeUnit("82-20250701", "", "KIND_PROVINCE");
    MakeUnit("30001", "82-20250701", "KIND_COMMUNE");
    MakeCourses();
    for (const char* unit : {"82", "28501", "28502", "28601", "30001"}) {
      MakeOfficer(absl::StrCat("at-", unit), unit, "2024-01-05");
    }
    MakeOfficer("at-815", "815", "2024-01-05", "", "kind: KIND_DISTRICT_OFFICER");
  }

  static std::string In(const std::string& unit, int year = 2024) {
    return absl::StrCat("plan_year: ", year, " locality: \"$/localities/", unit, "\" ");
  }
  std::string New(const std::string& text) const {
    std::vector<std::string> names;
    std::string token;
    do {
      const auto page = NewcomersPage(absl::StrCat(text, " page_token: \"", token, "\""));
      EXPECT_TRUE(page.ok()) << page.status();
      if (!page.ok()) break;
      for (const auto& newcomer : page->newcomers())
        names.push_back(newcomer.name().substr(newcomer.name().rfind('/') + 1));
      token = page->next_page_token();
    } while (!token.empty());
    return absl::StrJoin(names, " ");
  }
};

TEST_F(UnitsTest, AUnitIsAskedAboutWithAllBelowIt) {
  EXPECT_EQ(Missing(In("815")), "at-28501: 1 2, at-28502: 1 2, at-815: 1 2");
  EXPECT_EQ(Missing(In("28501")), "at-28501: 1 2");
  EXPECT_EQ(Missing(In("82")), "at-28501: 1 2, at-28502: 1 2, at-28601: 1 2, at-815: 1 2, at-82: 1 2");
  EXPECT_EQ(Missing(In("82-20250701")), "at-30001: 1 2") << "of its own map";
  EXPECT_EQ(Figures(In("815")), "28501 0/1 0, 28502 0/1 0, 815 0/1 0, all 0/3 0");
  EXPECT_EQ(New(In("815")), "at-28501 at-28502 at-815");
  EXPECT_THAT(Coverage(In("815"))->question().localities(),
              ::testing::ElementsAre(Name("localities/28501"), Name("localities/28502"), Name("localities/815")));
}

TEST_F(UnitsTest, OrAlone) {
  EXPECT_EQ(Missing(In("815") + "exact_unit: true"), "at-815: 1 2");
  EXPECT_EQ(Figures(In("815") + "exact_unit: true"), "815 0/1 0, all 0/1 0");
  EXPECT_EQ(New(In("815") + "exact_unit: true"), "at-815");
  const std::string page = "page_size: 1 ";
  const std::string token = absl::StrCat("page_token: \"", Untrained(In("815") + page)->next_page_token(), "\"");
  EXPECT_TRUE(Untrained(In("815") + page + token).ok());
  EXPECT_THAT(Untrained(In("815") + "exact_unit: true " + page + token).status(),
              IsRefusal(absl::StatusCode::kInvalidArgument, "INVALID_PAGE_TOKEN"));
}

// The change of 2025-07-01 with an officer in every unit: of district 815, 28501 and 28502 became 30001; 28503 of it
// and 28601 of 816 became 30002; 28602 of 816 was split between 30002 and 30003.
class MergedUnitsTest : public UnitsTest {
 protected:
  void SetUp() override {
    MakeUnit("82", "", "KIND_PROVINCE");
    for (const char* district : {"815", "816"}) MakeUnit(district, "82", "KIND_DISTRICT");
    for (const char* commune : {"28501", "28502", "28503"}) MakeUnit(commune, "815", "KIND_COMMUNE");
    for (const char* commune : {"28601", "28602"}) MakeUnit(commune, "816", "KIND_COMMUNE");
    MakeUnit("82-20250701", "", "KIND_PROVINCE");
    for (const char* commune : {"30001", "30002", "30003"}) MakeUnit(commune, "82-20250701", "KIND_COMMUNE");
    MakeSuccession("82", "82-20250701");
    for (const char* merged : {"28501", "28502"}) MakeSuccession(merged, "30001");
    for (const char* merged : {"28503", "28601", "28602"}) MakeSuccession(merged, "30002");
    MakeSuccession("28602", "30003");
    MakeCourses();
    for (const char* unit : {"28501", "28502", "28503", "28601", "28602"}) MakeOfficer(unit, unit, "2025-01-05");
    for (const char* unit : {"815", "816"}) {
      MakeOfficer(unit, unit, "2025-01-05", "", "kind: KIND_DISTRICT_OFFICER");
    }
    for (const char* unit : {"30001", "30002", "30003"}) MakeOfficer(unit, unit, "2025-07-01");
  }

  // Named alike by every question; officers have the ids of their units.
  void ExpectFound(const std::string& unit, const std::string& officers) const {
    const std::string question = In(unit, 2025);
    std::vector<std::string> untrained, counted, units;
    const auto missing = Untrained(question);
    for (const auto& row : missing->untrained_learners()) {
      untrained.push_back(row.learner().name().substr(Name("learners/").size()));
    }
    const auto coverage = Coverage(question);
    for (const auto& row : coverage->units()) counted.push_back(row.unit().substr(Name("localities/").size()));
    EXPECT_EQ(absl::StrJoin(untrained, " "), officers) << unit;
    EXPECT_EQ(absl::StrJoin(counted, " "), officers) << unit;
    std::vector<std::string> fresh = absl::StrSplit(New(question), ' ');
    std::sort(fresh.begin(), fresh.end());
    EXPECT_EQ(absl::StrJoin(fresh, " "), officers) << unit;
  }
};

TEST_F(MergedUnitsTest, AnOfficerOfAMergedCommuneIsFoundUnderTheNewOneItsDistrictAndBothProvinces) {
  ExpectFound("30001", "28501 28502 30001");
  ExpectFound("815", "28501 28502 28503 30001 815");
  const std::string everybody = "28501 28502 28503 28601 28602 30001 30002 30003 815 816";
  ExpectFound("82", everybody);
  ExpectFound("82-20250701", everybody);
}

TEST_F(MergedUnitsTest, NobodyIsFoundWhereItIsNotCertain) {
  // A part of 28602 lies elsewhere.
  ExpectFound("30002", "28503 28601 30002");
  ExpectFound("30003", "30003");
  // 30002 is of both districts, and 30003 nothing but a part of 28602.
  ExpectFound("816", "28601 28602 30003 816");
  ExpectFound("28602", "28602 30003");
  ExpectFound("28501", "28501");
}

// A producer keeps the unit under which it was entered.
TEST_F(MergedUnitsTest, ANewProducerIsFoundInTheSameWay) {
  MakeProducer("p", "2025-02-01", R"pb(locality: "$/localities/28502")pb");
  for (const char* unit : {"28502", "30001", "815", "82", "82-20250701"}) {
    EXPECT_THAT(New(In(unit, 2025)), ::testing::EndsWith(" p")) << unit;
  }
  for (const char* unit : {"28501", "30002", "816"}) {
    EXPECT_THAT(New(In(unit, 2025)), ::testing::Not(::testing::EndsWith(" p"))) << unit;
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
  EXPECT_TRUE(Call<ListLearnersResponse>("/ocop.training.v1.LearnerService/ListLearners",
                                         Parse<ListLearnersRequest>("parent: \"$\""))
                  .ok());
}

}  // namespace
}  // namespace ocop::training
