// The plan's work: targets that go together, tasks, difficulties, the next year.
#include <set>

#include "services/registry/testing/registry_fixture.h"

namespace ocop::registry {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class PlanWorkTest : public RegistryTest {
 protected:
  void SetUp() override {
    MakeProducts();
    ASSERT_TRUE(Create<Plan>("2024", R"pb(year: 2024 display_name: "Kế hoạch OCOP 2024" legal_basis: "1/KH")pb").ok());
    As("office@example.vn", "province_officer");
  }

  // Any step of a task or a report, with the reason that it may need.
  template <class Resource, class Request>
  Answer<Resource> Step(const std::string& service_name, const std::string& action, const std::string& text) const {
    return Call<Resource>("/ocop.registry.v1." + service_name + "/" + action, Parse<Request>(text));
  }
  template <class Resource>
  Answer<Resource> AnyStep(const std::string& service_name, const std::string& action, const std::string& name) const {
    const auto* type = google::protobuf::DescriptorPool::generated_pool()->FindMessageTypeByName("ocop.registry.v1." +
                                                                                                 action + "Request");
    const std::unique_ptr<google::protobuf::Message> request(
        google::protobuf::MessageFactory::generated_factory()->GetPrototype(type)->New());
    std::string text = "name: \"" + name + "\" ";
    for (const char* field : {"reason", "text", "office", "answer"}) {
      if (type->FindFieldByName(field) != nullptr) text += std::string(field) + ": \"Sở Y tế\" ";
    }
    ParseInto(text, *request);
    return Call<Resource>("/ocop.registry.v1." + service_name + "/" + action, *request);
  }
  void PutState(const std::string& table, const std::string& assignments) const {
    service().database().Execute("UPDATE registry." + table + " SET " + assignments + " WHERE province_code = '" +
                                 parent().substr(10) + "'");
  }

  // `indicator unit PROBLEM expected/actual`
  std::vector<std::string> Findings() const {
    const auto checked =
        Step<CheckTargetsResponse, CheckTargetsRequest>("PlanService", "CheckTargets", R"pb(name: "$/plans/2024")pb");
    EXPECT_TRUE(checked.ok()) << checked.status();
    std::vector<std::string> told;
    for (const auto& finding : checked->findings()) {
      told.push_back(finding.indicator().substr(Name("indicators/").size()) + " " +
                     finding.locality().substr(Name("localities/").size()) + " " +
                     CheckTargetsResponse::Problem_Name(finding.problem()).substr(8) + " " +
                     std::to_string(finding.expected()) + "/" + std::to_string(finding.actual()));
    }
    return told;
  }
  void Aim(const std::string& indicator, const std::string& unit, int minimum, const std::string& breakdown) const {
    const auto made =
        Create<Target>(indicator + "-" + unit,
                       "indicator: \"$/indicators/" + indicator + "\" locality: \"$/localities/" + unit +
                           "\" minimum: " + std::to_string(minimum) + " breakdown: BREAKDOWN_" + breakdown,
                       "plans/2024");
    ASSERT_TRUE(made.ok()) << made.status();
  }
};

using TargetsTest = PlanWorkTest;

TEST_F(TargetsTest, WhatAddsUpMustAddUp) {
  ASSERT_TRUE(Create<Locality>("816", District() + R"pb(code: "816" full_name: "Thành phố Gò Công")pb").ok());
  Aim("e2", "82", 10, "SUM");
  EXPECT_THAT(Findings(), ElementsAre("e2 82 NOT_BROKEN_DOWN 10/0"));
  Aim("e2", "815", 6, "SUM");
  EXPECT_THAT(Findings(), ElementsAre("e2 816 UNIT_WITHOUT_TARGET 0/0", "e2 82 SUM_DIFFERS 10/6"));
  Aim("e2", "816", 4, "SUM");
  EXPECT_THAT(Findings(), IsEmpty());
  ASSERT_TRUE(Update<Target>("plans/2024/targets/e2-816", "minimum: 5").ok());
  EXPECT_THAT(Findings(), ElementsAre("e2 82 SUM_DIFFERS 10/11"));
}

TEST_F(TargetsTest, AShareIsNowhereLess) {
  Aim("e1", "82", 7000, "SHARE");
  Aim("e1", "815", 6999, "SHARE");
  EXPECT_THAT(Findings(), ElementsAre("e1 815 SHARE_BELOW 7000/6999"));
  ASSERT_TRUE(Update<Target>("plans/2024/targets/e1-815", "minimum: 7500").ok());
  EXPECT_THAT(Findings(), IsEmpty());
}

TEST_F(TargetsTest, OfCeilingsTheMaximaAreCompared) {
  Aim("x1", "82", 0, "SHARE");
  Aim("x1", "815", 0, "SHARE");
  ASSERT_TRUE(Update<Target>("plans/2024/targets/x1-82", "maximum: 5").ok());
  ASSERT_TRUE(Update<Target>("plans/2024/targets/x1-815", "maximum: 6").ok());
  EXPECT_THAT(Findings(), ElementsAre("x1 815 SHARE_ABOVE 5/6"));
  ASSERT_TRUE(Update<Target>("plans/2024/targets/x1-815", "maximum: 4").ok());
  EXPECT_THAT(Findings(), IsEmpty());
  Aim("x2", "82", 0, "SUM");
  Aim("x2", "815", 0, "SUM");
  ASSERT_TRUE(Update<Target>("plans/2024/targets/x2-815", "maximum: 3").ok());
  EXPECT_THAT(Findings(), ElementsAre("x2 82 SUM_DIFFERS 0/3"));
}

TEST_F(TargetsTest, AreOfOneMapAndOneWay) {
  ASSERT_TRUE(Create<Locality>("82-20250701", Province() + "valid_from { year: 2025 month: 7 day: 1 }").ok());
  Aim("e2", "82-20250701", 10, "UNSPECIFIED");
  EXPECT_THAT(Findings(), ElementsAre("e2 82-20250701 UNIT_NOT_ON_MAP 0/0"));
  Aim("e1", "82", 7000, "SHARE");
  Aim("e1", "815", 7000, "SUM");
  EXPECT_THAT(Findings(), ::testing::Contains(::testing::HasSubstr("BREAKDOWN_DIFFERS")));
}

class TaskTest : public PlanWorkTest {
 protected:
  static constexpr char kTask[] = R"pb(display_name: "Tập huấn chủ thể mới"
                                       key_content: "II.3"
                                       lead_agency: "Sở Nông nghiệp và Môi trường"
                                       supporting_agencies: "UBND xã"
                                       start_date { year: 2024 month: 2 day: 1 }
                                       due_date { year: 2024 month: 2 day: 29 })pb";
  void SetUp() override {
    PlanWorkTest::SetUp();
    ASSERT_TRUE(Create<PlanTask>("t", kTask, "plans/2024").ok());
  }
};

TEST_F(TaskTest, EveryStepFromEveryStateIsTakenOrRefused) {
  const std::map<std::string, std::pair<std::set<std::string>, std::string>> ways = {
      {"ReportProgress", {{"OPEN", "IN_PROGRESS"}, "IN_PROGRESS"}},
      {"CompletePlanTask", {{"OPEN", "IN_PROGRESS"}, "DONE"}},
      {"CancelPlanTask", {{"OPEN", "IN_PROGRESS"}, "CANCELLED"}},
      {"ReopenPlanTask", {{"DONE", "CANCELLED"}, "IN_PROGRESS"}}};
  for (const auto& [action, way] : ways) {
    for (const std::string from : {"OPEN", "IN_PROGRESS", "DONE", "CANCELLED"}) {
      PutState("plan_task",
               "state = 'STATE_" + from + "', complete_date = " + (from == "DONE" ? "'2024-03-01'" : "NULL"));
      const auto taken = AnyStep<PlanTask>("PlanTaskService", action, Name("plans/2024/planTasks/t"));
      if (way.first.contains(from)) {
        ASSERT_TRUE(taken.ok()) << action << " from " << from << ": " << taken.status();
        EXPECT_EQ(PlanTask::State_Name(taken->state()), "STATE_" + way.second) << action << " from " << from;
        EXPECT_EQ(taken->has_complete_date(), way.second == "DONE");
      } else {
        EXPECT_THAT(taken.status(), IsRefusal(absl::StatusCode::kFailedPrecondition, "PLAN_TASK_STATE"))
            << action << " from " << from;
      }
    }
  }
}

TEST_F(TaskTest, ProgressIsOnRecord) {
  const std::string name = R"pb(name: "$/plans/2024/planTasks/t")pb";
  const auto reported = Step<PlanTask, ReportProgressRequest>("PlanTaskService", "ReportProgress",
                                                              name + R"pb(percent_done: 40 text: "Hai lớp")pb");
  ASSERT_TRUE(reported.ok()) << reported.status();
  EXPECT_EQ(reported->percent_done(), 40);
  EXPECT_EQ(reported->reports(0).text(), "Hai lớp");
  EXPECT_EQ(reported->reports(0).actor(), "office@example.vn");
  EXPECT_THAT((Step<PlanTask, ReportProgressRequest>("PlanTaskService", "ReportProgress",
                                                     name + R"pb(text: "x" documents: "$/documents/none")pb")
                   .status()),
              IsInvalidField("documents[0]"));
  As("maker@example.vn", "producer");
  EXPECT_THAT(AnyStep<PlanTask>("PlanTaskService", "ReportProgress", Name("plans/2024/planTasks/t")).status(),
              IsRefusal(absl::StatusCode::kPermissionDenied, "ROLE_MISSING"));
  EXPECT_THAT(
      Create<PlanTask>("u", std::string(kTask) + "due_date { year: 2024 month: 1 day: 31 }", "plans/2024").status(),
      IsInvalidField("plan_task.due_date"));
}

TEST_F(TaskTest, LateOnesAreListed) {
  ASSERT_TRUE(
      Create<PlanTask>("u", std::string(kTask) + "due_date { year: 2024 month: 2 day: 15 }", "plans/2024").ok());
  const auto late = [&](const std::string& day) {
    const auto listed = Step<ListOverduePlanTasksResponse, ListOverduePlanTasksRequest>(
        "PlanTaskService", "ListOverduePlanTasks", R"pb(parent: "$/plans/2024" as_of)pb" + day);
    std::vector<std::string> ids;
    for (const auto& task : listed->plan_tasks()) ids.push_back(task.name().substr(task.name().size() - 1));
    return ids;
  };
  EXPECT_THAT(late("{ year: 2024 month: 2 day: 29 }"), ElementsAre("u")) << "a last day is not late";
  EXPECT_THAT(late("{ year: 2024 month: 3 day: 1 }"), ElementsAre("u", "t"));
  ASSERT_TRUE(AnyStep<PlanTask>("PlanTaskService", "CompletePlanTask", Name("plans/2024/planTasks/u")).ok());
  EXPECT_THAT(late("{ year: 2024 month: 3 day: 1 }"), ElementsAre("t"));
}

class DifficultyTest : public PlanWorkTest {
 protected:
  static constexpr char kDifficulty[] = R"pb(display_name: "Chưa có giấy ATTP"
                                             description: "Chờ lịch thẩm định"
                                             level: LEVEL_COMMUNE
                                             topic: TOPIC_FOOD_SAFETY
                                             locality: "$/localities/28501"
                                             producer: "$/producers/p1")pb";
};

TEST_F(DifficultyTest, GoesToTheOfficeThatAnswersForIt) {
  As("xa@example.vn", "commune_officer");
  const auto made = Create<DifficultyReport>("d", kDifficulty);
  ASSERT_TRUE(made.ok()) << made.status();
  EXPECT_EQ(made->office(), "Sở Y tế");
  EXPECT_EQ(made->state(), DifficultyReport::STATE_ROUTED);
  EXPECT_EQ(made->reporter(), "xa@example.vn");
  EXPECT_TRUE(made->has_due_date());
  const auto other = Create<DifficultyReport>("o", std::string(kDifficulty) + "topic: TOPIC_OTHER");
  EXPECT_EQ(other->state(), DifficultyReport::STATE_REPORTED);
  EXPECT_EQ(other->office(), "");
}

TEST_F(DifficultyTest, EveryStepFromEveryStateIsTakenOrRefused) {
  ASSERT_TRUE(Create<DifficultyReport>("d", kDifficulty).ok());
  const std::map<std::string, std::pair<std::set<std::string>, std::string>> ways = {
      {"RouteDifficultyReport", {{"REPORTED", "ROUTED"}, "ROUTED"}},
      {"ReturnDifficultyReport", {{"ROUTED"}, "REPORTED"}},
      {"AnswerDifficultyReport", {{"ROUTED", "ANSWERED"}, "ANSWERED"}},
      {"CloseDifficultyReport", {{"ANSWERED"}, "CLOSED"}},
      {"ReopenDifficultyReport", {{"ANSWERED", "CLOSED"}, "ROUTED"}}};
  for (const auto& [action, way] : ways) {
    for (const std::string from : {"REPORTED", "ROUTED", "ANSWERED", "CLOSED"}) {
      PutState("difficulty_report", "answer = 'x', state = 'STATE_" + from + "', office = '" +
                                        (from == "REPORTED" ? "" : "Sở") +
                                        "', close_time = " + (from == "CLOSED" ? "now()" : "NULL"));
      const auto taken = AnyStep<DifficultyReport>("DifficultyReportService", action, Name("difficultyReports/d"));
      if (way.first.contains(from)) {
        ASSERT_TRUE(taken.ok()) << action << " from " << from << ": " << taken.status();
        EXPECT_EQ(DifficultyReport::State_Name(taken->state()), "STATE_" + way.second) << action << " from " << from;
      } else {
        EXPECT_THAT(taken.status(), IsRefusal(absl::StatusCode::kFailedPrecondition, "DIFFICULTY_STATE"))
            << action << " from " << from;
      }
    }
  }
}

TEST_F(DifficultyTest, IsAnsweredAndClosedWithItsTimes) {
  As("xa@example.vn", "commune_officer");
  ASSERT_TRUE(Create<DifficultyReport>("d", kDifficulty).ok());
  As("so@example.vn", "province_officer");
  const auto answered =
      AnyStep<DifficultyReport>("DifficultyReportService", "AnswerDifficultyReport", Name("difficultyReports/d"));
  ASSERT_TRUE(answered.ok()) << answered.status();
  EXPECT_TRUE(answered->has_answer_time());
  EXPECT_FALSE(answered->has_due_date());
  As("xa@example.vn", "commune_officer");
  const auto closed =
      AnyStep<DifficultyReport>("DifficultyReportService", "CloseDifficultyReport", Name("difficultyReports/d"));
  EXPECT_TRUE(closed->has_close_time());
  ASSERT_EQ(closed->events_size(), 3);
  EXPECT_EQ(closed->events(1).actor(), "so@example.vn");
  EXPECT_THAT(Delete<DifficultyReport>("difficultyReports/d"),
              IsRefusal(absl::StatusCode::kFailedPrecondition, "DIFFICULTY_STATE"));
}

TEST_F(DifficultyTest, ThoseThatWaitTooLongAreListed) {
  ASSERT_TRUE(Create<DifficultyReport>("d", kDifficulty).ok());
  PutState("difficulty_report", "due_date = '2024-05-01'");
  const auto late = [&](const std::string& day) {
    return Step<ListOverdueDifficultyReportsResponse, ListOverdueDifficultyReportsRequest>(
               "DifficultyReportService", "ListOverdueDifficultyReports", R"pb(parent: "$" as_of)pb" + day)
        ->difficulty_reports_size();
  };
  EXPECT_EQ(late("{ year: 2024 month: 5 day: 1 }"), 0);
  EXPECT_EQ(late("{ year: 2024 month: 5 day: 2 }"), 1);
}

TEST_F(PlanWorkTest, TheNextYearBeginsWithACopy) {
  // 2025-07-01: both communes of the district become one, the district nothing.
  ASSERT_TRUE(Update<Locality>("localities/28501", "valid_to { year: 2025 month: 6 day: 30 }").ok());
  ASSERT_TRUE(Create<Locality>("28502", Commune() + R"pb(code: "28502"
                                                         valid_to { year: 2025 month: 6 day: 30 })pb")
                  .ok());
  ASSERT_TRUE(Update<Locality>("localities/815", "valid_to { year: 2025 month: 6 day: 30 }").ok());
  ASSERT_TRUE(Create<Locality>("30001", R"pb(kind: KIND_COMMUNE
                                             code: "30001"
                                             display_name: "Hiệp Đức"
                                             full_name: "Xã Hiệp Đức"
                                             parent_locality: "$/localities/82"
                                             valid_from { year: 2025 month: 7 day: 1 })pb")
                  .ok());
  for (const std::string old : {"28501", "28502"}) {
    const std::string text = "predecessor: \"$/localities/" + old + "\" successor: \"$/localities/30001\" " +
                             "effective_date { year: 2025 month: 7 day: 1 }";
    ASSERT_TRUE(Create<Succession>(old, text).ok());
  }
  Aim("e2", "28501", 2, "SUM");
  Aim("e2", "28502", 3, "SUM");
  Aim("e2", "815", 5, "SUM");
  Aim("e2", "82", 5, "SUM");
  Aim("m4", "28501", 0, "SHARE");
  Aim("m4", "28502", 0, "SHARE");
  ASSERT_TRUE(Update<Target>("plans/2024/targets/m4-28501", "maximum: 9").ok());
  ASSERT_TRUE(Update<Target>("plans/2024/targets/m4-28502", "maximum: 7").ok());
  for (const char* commune : {"28501", "28502"}) {
    ASSERT_TRUE(
        Create<RoadmapCommune>(commune, std::string("locality: \"$/localities/") + commune + "\"", "plans/2024").ok());
  }
  ASSERT_TRUE(Create<PlanTask>("t", R"pb(display_name: "x"
                                         lead_agency: "y"
                                         locality: "$/localities/28501"
                                         due_date { year: 2024 month: 2 day: 29 })pb",
                               "plans/2024")
                  .ok());
  ASSERT_TRUE(AnyStep<PlanTask>("PlanTaskService", "CompletePlanTask", Name("plans/2024/planTasks/t")).ok());

  const std::string request = "name: \"$/plans/2024\" year: 2025 ";
  const int before = ChangeCount();
  ASSERT_TRUE(
      (Step<CopyPlanResponse, CopyPlanRequest>("PlanService", "CopyPlan", request + "validate_only: true").ok()));
  EXPECT_EQ(ChangeCount(), before);
  const auto copy = Step<CopyPlanResponse, CopyPlanRequest>("PlanService", "CopyPlan", request);
  ASSERT_TRUE(copy.ok()) << copy.status();
  EXPECT_EQ(copy->plan().name(), Name("plans/2025"));
  EXPECT_EQ(copy->plan().display_name(), "Kế hoạch OCOP 2025");
  EXPECT_EQ(copy->plan().legal_basis(), "") << "the new plan has a document of its own";
  EXPECT_EQ(copy->target_count(), 3);
  EXPECT_EQ(copy->roadmap_commune_count(), 1);
  EXPECT_EQ(copy->plan_task_count(), 1);
  EXPECT_EQ(copy->notes_size(), 4) << copy->DebugString();
  EXPECT_EQ(Get<Target>("plans/2025/targets/m4-28501")->maximum(), 7) << "of two ceilings the stricter";
  EXPECT_EQ(Get<Target>("plans/2025/targets/e2-28501")->minimum(), 5) << "two and three";
  EXPECT_EQ(Get<Target>("plans/2025/targets/e2-28501")->locality(), Name("localities/30001"));
  const auto task = Get<PlanTask>("plans/2025/planTasks/t");
  EXPECT_EQ(task->state(), PlanTask::STATE_OPEN);
  EXPECT_EQ(task->due_date().day(), 28) << "2025 has no 29 February";
  EXPECT_EQ(task->reports_size(), 0);
  EXPECT_EQ(task->locality(), Name("localities/30001"));
  EXPECT_THAT((Step<CopyPlanResponse, CopyPlanRequest>("PlanService", "CopyPlan", request).status()),
              IsRefusal(absl::StatusCode::kAlreadyExists, "RESOURCE_ALREADY_EXISTS"));
}

}  // namespace
}  // namespace ocop::registry
