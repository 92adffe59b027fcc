// The whole life of a product, from its idea to its second evaluation, across registry, training, evaluation and sales.
#include <gmock/gmock.h>
#include <google/protobuf/text_format.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/clock/date.h"
#include "common/status/testing/matchers.h"
#include "ocop/evaluation/v1/assessment_service.pb.h"
#include "ocop/evaluation/v1/council_service.pb.h"
#include "ocop/evaluation/v1/criteria_service.pb.h"
#include "ocop/evaluation/v1/dossier_service.pb.h"
#include "ocop/evaluation/v1/evidence_service.pb.h"
#include "ocop/evaluation/v1/recognition_service.pb.h"
#include "ocop/registry/v1/compliance_service.pb.h"
#include "ocop/registry/v1/locality_service.pb.h"
#include "ocop/registry/v1/producer_service.pb.h"
#include "ocop/registry/v1/product_service.pb.h"
#include "ocop/salespoints/v1/listing_service.pb.h"
#include "ocop/salespoints/v1/sales_point_service.pb.h"
#include "ocop/salespoints/v1/sales_report_service.pb.h"
#include "ocop/training/v1/class_service.pb.h"
#include "ocop/training/v1/course_service.pb.h"
#include "ocop/training/v1/learner_service.pb.h"
#include "tests/evaluation/cards.h"
#include "tests/evaluation/oracle.h"
#include "tests/support/services.h"

namespace ocop::registry {
namespace {

using evaluation::v1::Dossier;
using evaluation::v1::Recognition;
using evaluation::v1::ScoringRound;
using status::IsRefusal;
using v1::Product;

class LifeTest : public ::testing::Test {
 protected:
  // Who calls from here on.
  void As(const std::string& roles, const std::string& actor = "") {
    caller_.roles = roles;
    caller_.actor = actor.empty() ? "the-" + roles : actor;
  }

  template <class Response, class Request>
  absl::StatusOr<Response> Ask(const std::string& method, const std::string& text) const {
    Request request;
    EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &request)) << text;
    const std::string path = "/ocop." + method;
    return services_.client(services_.NameOfPath(path)).Call<Response>(path, request, caller_);
  }
  // The answer; without one the test has failed and goes on with an empty one.
  template <class Response, class Request>
  Response Do(const std::string& method, const std::string& text) const {
    auto answer = Ask<Response, Request>(method, text);
    EXPECT_TRUE(answer.ok()) << method << ": " << answer.status() << "\n" << text;
    return answer.ok() ? *std::move(answer) : Response();
  }
  template <class Request>
  Product Step(const std::string& action, const std::string& more = "") const {
    return Do<Product, Request>("registry.v1.ProductService/" + action, R"(name: "provinces/82/products/keo")" + more);
  }
  template <class Request>
  Dossier File(const std::string& action, const std::string& dossier, const std::string& more = "") const {
    return Do<Dossier, Request>("evaluation.v1.DossierService/" + action, "name: \"" + dossier + "\" " + more);
  }

  static std::string Today(int later = 0) {
    return absl::StrCat("{ ", clock::ToDate(clock::Today(absl::Now()) + later).ShortDebugString(), " }");
  }

  void Enter() {
    As("province_officer");
    Do<v1::Locality, v1::CreateLocalityRequest>("registry.v1.LocalityService/CreateLocality",
                                                R"(parent: "provinces/82"
                                                     locality_id: "82"
                                                     locality {
                                                       kind: KIND_PROVINCE
                                                       code: "82"
                                                       display_name: "Đồng Tháp"
                                                       full_name: "Tỉnh Đồng Tháp"
                                                     })");
    Do<v1::Locality, v1::CreateLocalityRequest>("registry.v1.LocalityService/CreateLocality",
                                                R"(parent: "provinces/82"
                                                     locality_id: "28249"
                                                     locality {
                                                       kind: KIND_COMMUNE
                                                       code: "28249"
                                                       display_name: "Đạo Thạnh"
                                                       full_name: "Phường Đạo Thạnh"
                                                       parent_locality: "provinces/82/localities/82"
                                                     })");
    Do<v1::Producer, v1::CreateProducerRequest>("registry.v1.ProducerService/CreateProducer",
                                                R"(parent: "provinces/82"
                                                     producer_id: "htx"
                                                     producer {
                                                       display_name: "Hợp tác xã Đạo Thạnh"
                                                       kind: KIND_COOPERATIVE
                                                       tax_code: "1200123456"
                                                       locality: "provinces/82/localities/28249"
                                                       join_date { year: 2026 month: 1 day: 5 }
                                                     })");
    Do<Product, v1::CreateProductRequest>("registry.v1.ProductService/CreateProduct",
                                          R"(parent: "provinces/82"
                                               product_id: "keo"
                                               product {
                                                 display_name: "Kẹo dừa Đạo Thạnh"
                                                 producer: "provinces/82/producers/htx"
                                                 product_group: GROUP_FOOD
                                                 score_sheet: 7
                                               })");
  }

  // Steps 2 to 4 of the cycle; between the idea and the plan the producer's people are trained.
  void BringToEvaluation() {
    As("producer");
    EXPECT_EQ(Step<v1::SubmitIdeaRequest>("SubmitIdea", R"(idea { description: "Kẹo từ dừa của phường" })").state(),
              Product::STATE_IDEA_SUBMITTED);
    As("commune_officer");
    EXPECT_EQ(Step<v1::ReturnIdeaRequest>("ReturnIdea", R"(reason: "Chưa rõ nguyên liệu")").state(),
              Product::STATE_IDEA_RETURNED);
    As("producer");
    Step<v1::SubmitIdeaRequest>("SubmitIdea", R"(idea { description: "Kẹo dừa" local_material: "Dừa của 40 hộ" })");
    As("commune_officer");
    EXPECT_EQ(Step<v1::AcceptIdeaRequest>("AcceptIdea").state(), Product::STATE_IDEA_ACCEPTED);
    Train();
    As("producer");
    Step<v1::SubmitBusinessPlanRequest>("SubmitBusinessPlan",
                                        R"(business_plan { summary: "Xưởng 200 m2" investment_vnd: 900000000 })");
    As("commune_officer");
    EXPECT_EQ(Step<v1::ApproveBusinessPlanRequest>("ApproveBusinessPlan").state(), Product::STATE_PLAN_APPROVED);
    As("producer");
    Step<v1::StartImplementationRequest>("StartImplementation");
    As("commune_officer");
    EXPECT_EQ(Step<v1::MarkReadyForEvaluationRequest>("MarkReadyForEvaluation").state(),
              Product::STATE_READY_FOR_EVALUATION);
  }

  void Train() {
    As("province_officer");
    Do<training::v1::Course, training::v1::CreateCourseRequest>("training.v1.CourseService/CreateCourse",
                                                                R"(parent: "provinces/82"
             course_id: "basics"
             course { display_name: "Kiến thức chung" topics: TOPIC_PROGRAMME_BASICS })");
    Do<training::v1::Learner, training::v1::CreateLearnerRequest>("training.v1.LearnerService/CreateLearner",
                                                                  R"(parent: "provinces/82"
                                                                       learner_id: "an"
                                                                       learner {
                                                                         kind: KIND_PRODUCER_PERSON
                                                                         display_name: "Nguyễn Thị An"
                                                                         producer: "provinces/82/producers/htx"
                                                                         post_start_date { year: 2026 month: 1 day: 5 }
                                                                       })");
    Do<training::v1::Class, training::v1::CreateClassRequest>("training.v1.ClassService/CreateClass",
                                                              absl::StrCat(R"(parent: "provinces/82"
                                                                  class_id: "c"
                                                                  class { course: "provinces/82/courses/basics"
                                                                          display_name: "Lớp tháng 3"
                                                                          completion_rule { required_session_count: 1 }
                                                                          sessions { date)",
                                                                           Today(), " } }"));
    const auto roll = Do<training::v1::Attendance, training::v1::CreateAttendanceRequest>(
        "training.v1.ClassService/CreateAttendance", absl::StrCat(R"(parent: "provinces/82/classes/c"
                          attendance_id: "an"
                          attendance { learner: "provinces/82/learners/an" attended_dates)",
                                                                  Today(), " }"));
    EXPECT_TRUE(roll.has_completion_date());
  }

  // A dossier from its draft to the decision on its stars; gives the recognition.
  Recognition Evaluate(const std::string& id, const std::string& kind) {
    const evaluation::oracle::SheetOracle sheet(
        Do<evaluation::v1::ScoreSheet, evaluation::v1::GetScoreSheetRequest>(
            "evaluation.v1.CriteriaService/GetScoreSheet", R"(name: "criteriaSets/qd26-2026/scoreSheets/07")"),
        Do<evaluation::v1::CriteriaSet, evaluation::v1::GetCriteriaSetRequest>(
            "evaluation.v1.CriteriaService/GetCriteriaSet", R"(name: "criteriaSets/qd26-2026")"));
    const auto best = evaluation::oracle::BestCard(sheet);
    std::string self, card;
    for (const auto& [criterion, option] : best.answers) {
      const std::string choice = absl::StrCat("criterion: \"", criterion, "\" option: ", option);
      absl::StrAppend(&self, "self_assessment { choice { ", choice, " } } ");
      absl::StrAppend(&card, "choices { ", choice, " } ");
    }
    As("producer");
    const std::string name =
        Do<Dossier, evaluation::v1::CreateDossierRequest>("evaluation.v1.DossierService/CreateDossier",
                                                          absl::StrCat("parent: \"provinces/82\" dossier_id: \"", id,
                                                                       R"(" dossier {
                                                   product: "provinces/82/products/keo"
                                                   producer: "provinces/82/producers/htx"
                                                   locality: "provinces/82/localities/28249"
                                                   sheet_number: 7
                                                   form_01 {
                                                     unit_name: "Hợp tác xã Đạo Thạnh"
                                                     representative: "Nguyễn Thị Hòa"
                                                     position: "Giám đốc"
                                                     address: "Phường Đạo Thạnh"
                                                     phone: "0912345678"
                                                     product_name: "Kẹo dừa Đạo Thạnh"
                                                     commitment: true
                                                     sample_units: 5
                                                   }
                                                   form_02 {
                                                     organization_type: "Hợp tác xã"
                                                     representative_identity_number: "082190001234"
                                                     specification: "Hộp 400 g"
                                                     results: "Vùng nguyên liệu 12 ha"
                                                     plan: "Mở rộng"
                                                     changes: "Bao bì mới"
                                                   })",
                                                                       self, kind, " }"))
            .name();
    Do<evaluation::v1::EvidenceItem, evaluation::v1::CreateEvidenceItemRequest>(
        "evaluation.v1.EvidenceService/CreateEvidenceItem", absl::StrCat("parent: \"", name, R"(" evidence_item {
          kind: EVIDENCE_KIND_BUSINESS_REGISTRATION
          display_name: "Giấy chứng nhận đăng ký hợp tác xã"
        })"));
    File<evaluation::v1::SubmitDossierRequest>("SubmitDossier", name);
    As("commune_officer");
    File<evaluation::v1::ForwardDossierRequest>("ForwardDossier", name, R"(form_03 {
                                                                               local_material: "Tại phường"
                                                                               local_labour: "18 người"
                                                                               idea_origin: "Địa phương"
                                                                               local_identity: "Lâu đời"
                                                                             })");
    As("province_officer");
    File<evaluation::v1::AcceptDossierRequest>("AcceptDossier", name);
    File<evaluation::v1::CompleteAdvisoryReviewRequest>("CompleteAdvisoryReview", name,
                                                        R"(advisory_report { text: "Đầy đủ" })");
    Judge(id, name, card);
    As("province_officer");
    Dossier decided = File<evaluation::v1::DecideDossierRequest>("DecideDossier", name);
    if (decided.state() == Dossier::STATE_CENTRAL_REVIEW) {
      decided =
          File<evaluation::v1::RecordCentralResultRequest>("RecordCentralResult", name, "central_score_centi: 9100");
    }
    EXPECT_EQ(decided.state(), Dossier::STATE_DECIDED);
    return Do<Recognition, evaluation::v1::RecogniseDossierRequest>(
        "evaluation.v1.RecognitionService/RecogniseDossier",
        absl::StrCat("dossier: \"", name, "\" decision_number: \"", id, "/QĐ\" decision_date ", Today()));
  }

  void Judge(const std::string& id, const std::string& dossier, const std::string& card) {
    As("province_officer");
    const auto council = Do<evaluation::v1::Council, evaluation::v1::CreateCouncilRequest>(
        "evaluation.v1.CouncilService/CreateCouncil",
        absl::StrCat("parent: \"provinces/82\" council_id: \"", id, R"(" council {
          display_name: "Hội đồng"
          members { member_id: "m1" user: "u1" display_name: "Một" role: ROLE_CHAIR }
          members { member_id: "m2" user: "u2" display_name: "Hai" role: ROLE_SECRETARY }
          members { member_id: "m3" user: "u3" display_name: "Ba" role: ROLE_MEMBER }
        })"));
    const auto round = Do<ScoringRound, evaluation::v1::OpenScoringRoundRequest>(
        "evaluation.v1.AssessmentService/OpenScoringRound",
        absl::StrCat("dossier: \"", dossier, "\" council: \"", council.name(), "\""));
    for (const char* user : {"u1", "u2", "u3"}) {
      As("council_member", user);
      Do<evaluation::v1::ScoreCard, evaluation::v1::SubmitScoreRequest>(
          "evaluation.v1.AssessmentService/SubmitScore",
          absl::StrCat("name: \"", round.name(), "\" score_card { ", card, " }"));
    }
    As("council_member", "u2");
    EXPECT_EQ((Do<ScoringRound, evaluation::v1::CloseScoringRoundRequest>(
                   "evaluation.v1.AssessmentService/CloseScoringRound", absl::StrCat("name: \"", round.name(), "\""))
                   .outcome()),
              ScoringRound::OUTCOME_VERDICT);
  }

  void Sell() {
    As("province_officer");
    Do<salespoints::v1::SalesPoint, salespoints::v1::CreateSalesPointRequest>(
        "salespoints.v1.SalesPointService/CreateSalesPoint",
        R"(parent: "provinces/82"
             sales_point_id: "cho"
             sales_point {
               display_name: "Điểm OCOP"
               place_kind: PLACE_KIND_MARKET
               locality: "provinces/82/localities/28249"
               opening_date { year: 2024 month: 2 day: 1 }
             })");
    Do<salespoints::v1::Listing, salespoints::v1::CreateListingRequest>("salespoints.v1.ListingService/CreateListing",
                                                                        absl::StrCat(R"(parent: "provinces/82"
                          listing_id: "l"
                          listing { sales_point: "provinces/82/salesPoints/cho"
                                    product: "provinces/82/products/keo" start_date)",
                                                                                     Today(), " }"));
    Do<salespoints::v1::SalesReport, salespoints::v1::CreateSalesReportRequest>(
        "salespoints.v1.SalesReportService/CreateSalesReport",
        R"(parent: "provinces/82"
             sales_report_id: "r"
             sales_report {
               product: "provinces/82/products/keo"
               period_start { year: 2026 month: 1 day: 1 }
               period_end { year: 2026 month: 1 day: 31 }
               revenue_vnd: 120000000
             })");
  }

  ocop::testing::Services services_;

 private:
  rpc::CallOptions caller_;
};

TEST_F(LifeTest, FromTheIdeaToTheSecondEvaluation) {
  Enter();
  BringToEvaluation();

  const Recognition first = Evaluate("d1", "kind: DOSSIER_KIND_FIRST");
  ASSERT_FALSE(first.name().empty());
  As("province_officer");
  const std::string recognition = absl::StrCat("recognition: \"", first.name(), "\"");
  const Product recognised = Step<v1::RecordRecognitionRequest>("RecordRecognition", recognition);
  EXPECT_EQ(recognised.state(), Product::STATE_RECOGNISED);
  EXPECT_EQ(recognised.recognition(), first.name());
  // Article 7.6a: 120 days before the certificate expires.
  EXPECT_EQ(*clock::FromDate(recognised.state_due_date()), *clock::FromDate(first.expire_date()) - 120);
  EXPECT_THAT((Ask<Product, v1::RecordRecognitionRequest>("registry.v1.ProductService/RecordRecognition",
                                                          R"(name: "provinces/82/products/keo")" + recognition)
                   .status()),
              IsRefusal(absl::StatusCode::kFailedPrecondition, "PRODUCT_STATE"));

  // The code that evaluation gave is the product's, and finds it.
  Do<Product, v1::UpdateProductRequest>(
      "registry.v1.ProductService/UpdateProduct",
      absl::StrCat(R"(product { name: "provinces/82/products/keo" product_code: ")", first.product_code(), "\" }"));
  EXPECT_EQ((Do<Product, v1::LookUpProductCodeRequest>(
                 "registry.v1.ProductService/LookUpProductCode",
                 absl::StrCat("parent: \"provinces/82\" product_code: \"", first.product_code(), "\""))
                 .name()),
            "provinces/82/products/keo");

  As("commune_officer");
  const Product promoted = Step<v1::StartPromotionRequest>("StartPromotion");
  EXPECT_EQ(promoted.state(), Product::STATE_PROMOTION);
  EXPECT_EQ(promoted.state_due_date().DebugString(), recognised.state_due_date().DebugString());
  Sell();

  // Nearly three years later, in the window of the re-evaluation.
  services_.database().Execute(
      "UPDATE evaluation.recognition SET decision_date = decision_date - 945, expire_date = CURRENT_DATE + 150");
  As("commune_officer");
  Step<v1::MarkReadyForEvaluationRequest>("MarkReadyForEvaluation");
  const Recognition second =
      Evaluate("d2", absl::StrCat("kind: DOSSIER_KIND_RE_EVALUATION previous_recognition: \"", first.name(), "\""));
  ASSERT_FALSE(second.name().empty());
  As("province_officer");
  const Product again =
      Step<v1::RecordRecognitionRequest>("RecordRecognition", absl::StrCat("recognition: \"", second.name(), "\""));
  EXPECT_EQ(again.state(), Product::STATE_RECOGNISED);
  EXPECT_EQ(again.recognition(), second.name());
  EXPECT_GT(second.stars(), 2);

  std::vector<std::string> actions;
  for (const auto& step : again.steps()) actions.push_back(step.action());
  EXPECT_THAT(actions, ::testing::ElementsAre("SubmitIdea", "ReturnIdea", "SubmitIdea", "AcceptIdea",
                                              "SubmitBusinessPlan", "ApproveBusinessPlan", "StartImplementation",
                                              "MarkReadyForEvaluation", "RecordRecognition", "StartPromotion",
                                              "MarkReadyForEvaluation", "RecordRecognition"));
}

TEST_F(LifeTest, WhatIsNotRecognisedIsNotRecorded) {
  Enter();
  As("province_officer");
  const auto record = [this](const std::string& recognition) {
    return Ask<Product, v1::RecordRecognitionRequest>(
               "registry.v1.ProductService/RecordRecognition",
               R"(name: "provinces/82/products/keo" recognition: "provinces/82/recognitions/)" + recognition + "\"")
        .status();
  };
  const auto enter = [this](const std::string& id, const std::string& text) {
    Do<Recognition, evaluation::v1::CreateRecognitionRequest>(
        "evaluation.v1.RecognitionService/CreateRecognition",
        absl::StrCat("parent: \"provinces/82\" recognition_id: \"", id, "\" recognition { stars: 3 ", text, " }"));
  };
  enter("other", R"(product: "provinces/82/products/other"
                      decision_date { year: 2026 month: 1 day: 1 }
                      expire_date { year: 2028 month: 12 day: 31 })");
  enter("ended", R"(product: "provinces/82/products/keo"
                      decision_date { year: 2022 month: 1 day: 1 }
                      expire_date { year: 2024 month: 12 day: 31 })");
  const auto refused = IsRefusal(absl::StatusCode::kFailedPrecondition, "NOT_RECOGNISED");
  EXPECT_THAT(record("none"), refused);
  EXPECT_THAT(record("other"), refused);
  EXPECT_THAT(record("ended"), refused);
  enter("good", R"(product: "provinces/82/products/keo"
                     decision_date { year: 2026 month: 1 day: 1 }
                     expire_date { year: 2028 month: 12 day: 31 })");
  EXPECT_EQ(record("good"), absl::OkStatus()) << "a product of the past is taken over as it is";
  services_.Stop("evaluation");
  EXPECT_THAT(record("ended"), IsRefusal(absl::StatusCode::kUnavailable, "PEER_UNAVAILABLE"));
}

}  // namespace
}  // namespace ocop::registry
