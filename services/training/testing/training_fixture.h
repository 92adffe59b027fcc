// The training service under test beside a registry, with texts of valid resources to which a test adds what matters to
// it.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "common/service/testing/service_fixture.h"
#include "ocop/registry/v1/producer_service.pb.h"
#include "ocop/training/v1/certificate_service.pb.h"
#include "ocop/training/v1/class_service.pb.h"
#include "ocop/training/v1/course_service.pb.h"
#include "ocop/training/v1/coverage_service.pb.h"
#include "ocop/training/v1/enrolment_service.pb.h"
#include "ocop/training/v1/feedback_service.pb.h"
#include "ocop/training/v1/learner_service.pb.h"
#include "services/training/definition.h"

namespace ocop::training {

using namespace ocop::training::v1;  // NOLINT(google-build-using-namespace): the messages under test
using service::AreInvalidFields;
using service::IsInvalidField;
using service::IsRefusal;

// With the registry that runs beside it, started when first asked for.
service::Definition WithRegistry();

class TrainingTest : public service::ServiceTest<WithRegistry> {
 protected:
  TrainingTest() { AsOfficer(); }

  static constexpr auto kFailedPrecondition = absl::StatusCode::kFailedPrecondition;
  static constexpr auto kPermissionDenied = absl::StatusCode::kPermissionDenied;
  static constexpr auto kNotFound = absl::StatusCode::kNotFound;

  void AsOfficer() { As("officer@example.vn", "province_officer"); }
  void AsCommune() { As("commune@example.vn", "commune_officer"); }
  // Without a role, by the account of a learner made with Account.
  void AsLearner(const std::string& id) { As(id + "@example.vn", ""); }

  static std::string Officer() {
    return R"pb(kind: KIND_COMMUNE_OFFICER
                display_name: "Nguyễn Thị An"
                locality: "$/localities/28501"
                post_start_date { year: 2023 month: 1 day: 1 })pb";
  }
  // Adds to an officer the account by which AsLearner calls.
  static std::string Account(const std::string& id) { return absl::StrCat(" account: \"", id, "@example.vn\""); }

  static std::string Basics() {
    return R"pb(topics: [ TOPIC_PROGRAMME_BASICS ]
                display_name: "Kiến thức chung về OCOP")pb";
  }
  // Three sessions, 5 to 7 March 2024, of which two must be attended.
  static std::string ThreeDays() {
    return R"pb(completion_rule { required_session_count: 2 }
                course: "$/courses/basics"
                display_name: "Lớp Cai Lậy"
                sessions { date { year: 2024 month: 3 day: 5 } }
                sessions { date { year: 2024 month: 3 day: 6 } }
                sessions { date { year: 2024 month: 3 day: 7 } })pb";
  }

  // `{ year: 2024 month: 3 day: 5 }` of "2024-03-05".
  static std::string Day(const std::string& day);
  // A session on that day from the hour `from` to the hour `to`.
  static std::string Hours(const std::string& day, int from, int to);
  // A class with seats and the sessions of `sessions`.
  static std::string WithSeats(int capacity, const std::string& sessions);

  // The learner "an", the course "basics" and the class "c" of it.
  void MakeClass() const;
  // "l0" to "l<count - 1>", each with an account.
  void MakeLearners(int count) const;

  // The roll of "an" with these days of March 2024.
  static std::string Roll(const std::vector<int>& days) {
    std::string text = R"pb(learner: "$/learners/an")pb";
    for (int day : days) absl::StrAppend(&text, " attended_dates { year: 2024 month: 3 day: ", day, " }");
    return text;
  }

  // The methods by the ids of class and learner.
  Answer<InviteLearnersResponse> Invite(const std::string& a_class, const std::vector<std::string>& learners) const;
  Answer<Enrolment> Enrol(const std::string& a_class, const std::string& learner) const;
  Answer<Enrolment> Accept(const std::string& a_class, const std::string& learner) const;
  Answer<Enrolment> Decline(const std::string& a_class, const std::string& learner,
                            const std::string& reason = "") const;
  Answer<Enrolment> Withdraw(const std::string& a_class, const std::string& learner,
                             const std::string& reason = "") const;
  Answer<Class> Cancel(const std::string& a_class) const;
  Answer<CallRollResponse> CallRoll(const std::string& a_class, const std::string& day,
                                    const std::vector<std::string>& present) const;
  Answer<Certificate> Issue(const std::string& attendance, const std::string& text = "") const;
  Answer<Certificate> Revoke(const std::string& certificate, const std::string& text = "") const;

  Answer<ListUntrainedLearnersResponse> Untrained(const std::string& text) const;
  Answer<TrainingCoverage> Coverage(const std::string& text) const;
  Answer<ListNewcomersResponse> NewcomersPage(const std::string& text) const;

  Answer<google::protobuf::Empty> SubmitFeedback(const std::string& a_class, const std::string& text) const;
  Answer<ClassFeedbackSummary> Summary(const std::string& a_class) const;

  // Where the learner stands in the class.
  Enrolment Standing(const std::string& a_class, const std::string& learner) const;

  // A producer of the registry.
  void MakeProducer(const std::string& id, const std::string& join_date, const std::string& text = "") const;
  void DeleteProducer(const std::string& id) const;
  void MergeProducers(const std::string& survivor, const std::string& duplicate) const;

  // A unit of the registry, below the unit `above` unless that is empty.
  void MakeUnit(const std::string& code, const std::string& above, const std::string& kind) const;
  // On 2025-07-01.
  void MakeSuccession(const std::string& predecessor, const std::string& successor) const;

  // Counts the statements that change a table from here on, and gives how many `INSERT`, `UPDATE` or `DELETE` there
  // were.
  void CountStatements(const std::string& table) const;
  int StatementCount(const std::string& table, const std::string& verb) const;

  std::string Value(const std::string& sql) const { return service().database().Value(sql); }
  // "10" of `provinces/10`.
  std::string Province() const { return parent().substr(parent().find('/') + 1); }
};

}  // namespace ocop::training
