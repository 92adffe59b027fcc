// The training service under test, with texts of valid resources to which a test adds what matters to it.
#pragma once

#include <gtest/gtest.h>

#include <string>

#include "common/service/testing/service_fixture.h"
#include "ocop/training/v1/class_service.pb.h"
#include "ocop/training/v1/course_service.pb.h"
#include "ocop/training/v1/learner_service.pb.h"
#include "services/training/definition.h"

namespace ocop::training {

using namespace ocop::training::v1;  // NOLINT(google-build-using-namespace): the messages under test
using service::AreInvalidFields;
using service::IsInvalidField;
using service::IsRefusal;

class TrainingTest : public service::ServiceTest<Definition> {
 protected:
  static std::string Officer() {
    return R"pb(kind: KIND_COMMUNE_OFFICER
                display_name: "Nguyễn Thị An"
                locality: "$/localities/28501"
                post_start_date { year: 2023 month: 1 day: 1 })pb";
  }
  static std::string Basics() {
    return R"pb(topics: [ TOPIC_PROGRAMME_BASICS ]
                display_name: "Kiến thức chung về OCOP")pb";
  }
  // Three sessions, 5 to 7 March 2024, of which two must be attended.
  static std::string ThreeDays() {
    return R"pb(required_session_count: 2
                course: "$/courses/basics"
                display_name: "Lớp Cai Lậy"
                session_dates { year: 2024 month: 3 day: 5 }
                session_dates { year: 2024 month: 3 day: 6 }
                session_dates { year: 2024 month: 3 day: 7 })pb";
  }

  // The learner "an", the course "basics" and the class "c" of it.
  void MakeClass() const {
    ASSERT_TRUE(Create<Learner>("an", Officer()).ok());
    ASSERT_TRUE(Create<Course>("basics", Basics()).ok());
    ASSERT_TRUE(Create<Class>("c", ThreeDays()).ok());
  }

  // The roll of "an" with these days of March 2024.
  static std::string Roll(const std::vector<int>& days) {
    std::string text = R"pb(learner: "$/learners/an")pb";
    for (int day : days) absl::StrAppend(&text, " attended_dates { year: 2024 month: 3 day: ", day, " }");
    return text;
  }
};

}  // namespace ocop::training
