// What the questions about who is trained begin with: courses, classes that were held, officers, and the answers in
// short.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "services/training/testing/training_fixture.h"

namespace ocop::training {

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

}  // namespace ocop::training
