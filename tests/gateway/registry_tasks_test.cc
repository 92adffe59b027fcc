// ListMyTasks: what waits in the registry: the steps of the cycle, the plan's work, difficulties.
#include "ocop/registry/v1/difficulty_report_service.pb.h"
#include "ocop/registry/v1/plan_task_service.pb.h"
#include "ocop/registry/v1/product_service.pb.h"
#include "tests/gateway/tasks_fixture.h"

namespace ocop::gateway {
namespace {

class RegistryTasksTest : public TasksFixture {
 protected:
  // The tasks of all, so that whoever has one too many shows.
  std::vector<std::string> Waiting() {
    std::vector<std::string> all;
    for (const Who& who : {producer_, commune_, province_, other_commune_, other_producer_}) {
      for (const std::string& task : Tasks(who)) all.push_back(absl::StrCat(who.actor, ": ", task));
    }
    return all;
  }

  void StepOfD(const Who& who, const std::string& step, const std::string& text = "") {
    Do(who, "registry.v1.ProductService/" + step, "name: \"$/products/d\" " + text);
  }
};

TEST_F(RegistryTasksTest, AProductWaitsForOneAfterTheOther) {
  EXPECT_THAT(Waiting(), IsEmpty()) << "nobody has to have an idea";
  StepOfD(producer_, "SubmitIdea", R"pb(idea { description: "Kẹo ít đường" })pb");
  EXPECT_THAT(Waiting(), ElementsAre("28501@example.vn: review-idea products/d"));
  const Task task = Only(commune_, "review-idea");
  EXPECT_EQ(task.service(), "registry");
  EXPECT_EQ(task.title_vi(), "Ý tưởng chờ xem xét: Kẹo d");
  EXPECT_EQ(task.next_method(), "ocop.registry.v1.ProductService/AcceptIdea");
  EXPECT_EQ(task.producer(), parent() + "/producers/y");
  EXPECT_EQ(task.locality(), parent() + "/localities/28501");
  registry::v1::Product product;
  product.MergeFrom(*Do(province_, "registry.v1.ProductService/GetProduct", "name: \"$/products/d\""));
  EXPECT_EQ(task.due_date().ShortDebugString(), product.state_due_date().ShortDebugString());

  StepOfD(commune_, "ReturnIdea", R"pb(reason: "Nêu nguyên liệu")pb");
  EXPECT_THAT(Waiting(), ElementsAre("y@example.vn: revise-idea products/d"));
  StepOfD(producer_, "SubmitIdea", R"pb(idea { description: "Kẹo dừa Bến Tre" })pb");
  StepOfD(commune_, "AcceptIdea");
  EXPECT_THAT(Waiting(), ElementsAre("y@example.vn: submit-business-plan products/d"));
  StepOfD(producer_, "SubmitBusinessPlan", R"pb(business_plan { summary: "Mở xưởng" })pb");
  EXPECT_THAT(Waiting(), ElementsAre("28501@example.vn: review-business-plan products/d"));
  StepOfD(commune_, "ReturnBusinessPlan", R"pb(reason: "Thiếu vốn")pb");
  EXPECT_THAT(Waiting(), ElementsAre("y@example.vn: revise-business-plan products/d"));
  StepOfD(producer_, "SubmitBusinessPlan", R"pb(business_plan { summary: "Mở xưởng" investment_vnd: 500000000 })pb");
  StepOfD(commune_, "ApproveBusinessPlan");
  EXPECT_THAT(Waiting(), ElementsAre("y@example.vn: start-implementation products/d"));
  StepOfD(producer_, "StartImplementation");
  EXPECT_THAT(Waiting(), ElementsAre("28501@example.vn: mark-ready-for-evaluation products/d"));
  StepOfD(commune_, "MarkReadyForEvaluation");
  EXPECT_THAT(Waiting(), IsEmpty());
}

TEST_F(RegistryTasksTest, TasksOfEveryPlanWaitForTheProvinceAndForTheirUnit) {
  for (const std::string year : {"2031", "2032"}) {
    Do(province_, "registry.v1.PlanService/CreatePlan",
       absl::StrCat("parent: \"$\" plan_id: \"", year, "\" plan { year: ", year, " display_name: \"Kế hoạch\" }"));
    Do(province_, "registry.v1.PlanTaskService/CreatePlanTask",
       absl::StrCat("parent: \"$/plans/", year,
                    R"(" plan_task_id: "a" plan_task { display_name: "Tập huấn" lead_agency: "Sở")",
                    R"( locality: "$/localities/28501" due_date { month: 6 day: 30 year: )", year, " } }"));
  }
  EXPECT_THAT(Waiting(), ElementsAre("28501@example.vn: commune-plan-task plans/2031/planTasks/a",
                                     "28501@example.vn: commune-plan-task plans/2032/planTasks/a",
                                     "province@example.vn: plan-task plans/2031/planTasks/a",
                                     "province@example.vn: plan-task plans/2032/planTasks/a"));
  EXPECT_THAT(Tasks(province_, "page_size: 1"), ElementsAre("plan-task plans/2031/planTasks/a"));
  Do(commune_, "registry.v1.PlanTaskService/CompletePlanTask", R"pb(name: "$/plans/2031/planTasks/a")pb");
  EXPECT_THAT(Waiting(), ElementsAre("28501@example.vn: commune-plan-task plans/2032/planTasks/a",
                                     "province@example.vn: plan-task plans/2032/planTasks/a"));
}

TEST_F(RegistryTasksTest, ADifficultyWaitsForItsOfficeThenForWhoeverReportedIt) {
  Do(producer_, "registry.v1.DifficultyReportService/CreateDifficultyReport",
     R"pb(parent: "$"
          difficulty_report_id: "v"
          difficulty_report {
            display_name: "Chưa có mã truy xuất"
            description: "Không biết đăng ký ở đâu"
            level: LEVEL_PRODUCER
            topic: TOPIC_TRACEABILITY
            locality: "$/localities/28501"
            producer: "$/producers/y"
          })pb");
  EXPECT_THAT(Waiting(), ElementsAre("province@example.vn: answer-difficulty-report difficultyReports/v"));
  EXPECT_EQ(Only(province_, "answer-difficulty-report").title_vi(),
            "Vướng mắc chờ Sở Nông nghiệp và Môi trường trả lời: Chưa có mã truy xuất");
  Do(province_, "registry.v1.DifficultyReportService/ReturnDifficultyReport",
     R"pb(name: "$/difficultyReports/v" reason: "Không thuộc thẩm quyền")pb");
  EXPECT_THAT(Waiting(), ElementsAre("province@example.vn: route-difficulty-report difficultyReports/v"));
  Do(province_, "registry.v1.DifficultyReportService/RouteDifficultyReport", R"pb(name: "$/difficultyReports/v"
                                                                                  office: "Sở Công Thương")pb");
  Do(province_, "registry.v1.DifficultyReportService/AnswerDifficultyReport",
     R"pb(name: "$/difficultyReports/v" answer: "Đăng ký tại Sở")pb");
  EXPECT_THAT(Waiting(), ElementsAre("y@example.vn: close-difficulty-report difficultyReports/v"));
  Do(producer_, "registry.v1.DifficultyReportService/CloseDifficultyReport", R"pb(name: "$/difficultyReports/v")pb");
  EXPECT_THAT(Waiting(), IsEmpty());
}

}  // namespace
}  // namespace ocop::gateway
