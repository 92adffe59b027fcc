// Tasks about dossiers and classes: drafts, filed dossiers and classes for the tests of ListMyTasks.
#pragma once

#include <algorithm>
#include <initializer_list>
#include <string>
#include <vector>

#include "ocop/evaluation/v1/assessment_service.pb.h"
#include "ocop/evaluation/v1/council_service.pb.h"
#include "ocop/evaluation/v1/criteria_service.pb.h"
#include "ocop/evaluation/v1/dossier_service.pb.h"
#include "ocop/evaluation/v1/evidence_service.pb.h"
#include "ocop/training/v1/class_service.pb.h"
#include "ocop/training/v1/course_service.pb.h"
#include "tests/gateway/tasks_fixture.h"

namespace ocop::gateway {

class TasksTest : public TasksFixture {
 protected:
  // --- Dossiers.

  const evaluation::v1::ScoreSheet& Sheet() {
    static const auto& sheet =
        static_cast<const evaluation::v1::ScoreSheet&>(*Do(province_, "evaluation.v1.CriteriaService/GetScoreSheet",
                                                           R"pb(name: "criteriaSets/qd26-2026/scoreSheets/01")pb")
                                                            .release());
    return sheet;
  }
  static void AddLeaves(const evaluation::v1::ScoreSheet::Criterion& criterion,
                        std::vector<evaluation::v1::Choice>& choices) {
    for (const auto& below : criterion.criteria()) AddLeaves(below, choices);
    if (criterion.options().empty()) return;
    choices.emplace_back().set_criterion(criterion.code());
    // Four stars: the best answer but where five stars ask for more.
    int four = 1;
    bool five_asks_more = false;
    for (const auto& option : criterion.options()) {
      if (option.star_mark() == 5) five_asks_more = true;
      if (option.star_mark() == 4) four = option.id();
    }
    const auto best =
        std::max_element(criterion.options().begin(), criterion.options().end(),
                         [](const auto& one, const auto& other) { return one.points_centi() < other.points_centi(); });
    choices.back().set_option(five_asks_more ? four : best->id());
  }
  std::string Choices(const std::string& before, const std::string& after) {
    std::vector<evaluation::v1::Choice> choices;
    for (const auto& part : Sheet().parts()) {
      for (const auto& criterion : part.criteria()) AddLeaves(criterion, choices);
    }
    std::string text;
    for (const auto& choice : choices) absl::StrAppend(&text, before, choice.ShortDebugString(), after);
    return text;
  }

  // A draft of y's product d, of 28501, that can be filed.
  void Draft(const std::string& id, const Who& who, const std::string& text = "") {
    Do(who, "evaluation.v1.DossierService/CreateDossier",
       absl::StrCat("parent: \"$\" dossier_id: \"", id, R"pb(" dossier {
                                                             product: "$/products/d"
                                                             producer: "$/producers/y"
                                                             locality: "$/localities/28501"
                                                             kind: DOSSIER_KIND_FIRST
                                                             sheet_number: 1
                                                             form_01 {
                                                               unit_name: "Hợp tác xã"
                                                               representative: "Nguyễn Văn An"
                                                               address: "Ấp 1"
                                                               phone: "0273 385 1234"
                                                               product_name: "Kẹo dừa"
                                                               sample_units: 5
                                                               commitment: true
                                                             }
                                                             form_02 {
                                                               organization_type: "Hợp tác xã"
                                                               specification: "Hộp"
                                                               results: "Tăng"
                                                               plan: "Mở rộng"
                                                             })pb",
                    Choices("self_assessment { choice { ", " } }"), text, "}"));
    Do(who, "evaluation.v1.EvidenceService/CreateEvidenceItem",
       absl::StrCat("parent: \"$/dossiers/", id,
                    "\" evidence_item { kind: EVIDENCE_KIND_BUSINESS_REGISTRATION display_name: \"Đăng ký\" }"));
  }
  void Step(const Who& who, const std::string& step, const std::string& id, const std::string& text = "") {
    Do(who, "evaluation.v1.DossierService/" + step, absl::StrCat("name: \"$/dossiers/", id, "\" ", text));
  }
  void Forward(const std::string& id) {
    Step(commune_, "ForwardDossier", id,
         R"pb(form_03 { local_material: "a" local_labour: "b" idea_origin: "c" local_identity: "d" })pb");
  }
  // Drafts of products of their own, filed with 28501.
  void File(const std::string& id) {
    Draft(id, producer_, absl::StrCat("product: \"$/products/", id, "\""));
    Step(producer_, "SubmitDossier", id);
  }

  // --- Training.

  void MakeClass(const std::string& id, std::initializer_list<clock::Day> days) {
    if (!course_made_) {
      Make<training::v1::Course>("basics", R"pb(topics: [ TOPIC_PROGRAMME_BASICS ]
                                                display_name: "Kiến thức")pb");
    }
    course_made_ = true;
    std::string sessions;
    for (const clock::Day day : days) absl::StrAppend(&sessions, "sessions { date ", Date(day), "} ");
    Make<training::v1::Class>(id,
                              absl::StrCat("course: \"$/courses/basics\" display_name: \"Lớp ", id,
                                           "\" capacity: 5 completion_rule { required_session_count: 1 } ", sessions));
  }

 private:
  bool course_made_ = false;
};

}  // namespace ocop::gateway
