// The evaluation service with somebody who calls it, and a dossier that can be filed.
#pragma once

#include <string>
#include <vector>

#include "common/service/testing/service_fixture.h"
#include "ocop/evaluation/v1/assessment_service.pb.h"
#include "ocop/evaluation/v1/council_service.pb.h"
#include "ocop/evaluation/v1/criteria_service.pb.h"
#include "ocop/evaluation/v1/dossier_service.pb.h"
#include "ocop/evaluation/v1/evidence_service.pb.h"
#include "ocop/evaluation/v1/recognition_service.pb.h"

namespace ocop::evaluation {

service::Definition SigningDefinition();

class EvaluationTest : public service::ServiceTest<SigningDefinition> {
 protected:
  EvaluationTest() { AsProducer(); }

  void AsProducer() { As("producer@example.vn", "producer"); }
  void AsCommune() { As("commune@example.vn", "commune_officer"); }
  void AsProvince() { As("province@example.vn", "province_officer"); }
  void AsMember(const std::string& member) { As(member + "@example.vn", "council_member"); }

  // A draft of a first evaluation on sheet 1 that can be filed once it has evidence; `text` adds to it.
  Answer<v1::Dossier> Draft(const std::string& id, const std::string& text = "") const;
  // The same with its evidence.
  v1::Dossier FullDraft(const std::string& id, const std::string& text = "");

  // Calls `/ocop.evaluation.v1.DossierService/{step}` for a dossier, with more fields as text.
  Answer<v1::Dossier> Step(const std::string& step, const std::string& id, const std::string& text = "") const;
  // The same as whoever may take it.
  v1::Dossier Took(const std::string& step, const std::string& id);

  // Brings a new dossier into a state by its steps.
  v1::Dossier InState(v1::Dossier::State state, const std::string& id, const std::string& text = "");

  // A council of a chair, a secretary and a member, who all choose the best option everywhere: five stars. With
  // `top` false they leave the total between 70 and 90 points.
  void JudgeAndClose(const std::string& id, bool top);

  // A decided dossier with four stars.
  v1::Dossier Decided(const std::string& id, const std::string& text = "");

  static constexpr auto kFailedPrecondition = absl::StatusCode::kFailedPrecondition;
  static constexpr auto kInvalidArgument = absl::StatusCode::kInvalidArgument;

  static std::string Today();

 private:
  void Judge(const std::string& round, bool top);
};

}  // namespace ocop::evaluation
