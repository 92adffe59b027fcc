#include "services/evaluation/rules/steps.h"

#include "services/roles.h"

namespace ocop::evaluation {

using v1::Dossier;

const steps::Table<Dossier::State>& Steps() {
  static const auto& steps = *new steps::Table<Dossier::State>{
      {"SubmitDossier", Dossier::STATE_DRAFT, Dossier::STATE_COMMUNE_CHECK, {kProducer}},
      {"WithdrawDossier", Dossier::STATE_DRAFT, Dossier::STATE_WITHDRAWN, {kProducer}},
      // A draft that is never filed keeps its product from every other dossier.
      {"RejectDossier", Dossier::STATE_DRAFT, Dossier::STATE_REJECTED, {kProvinceOfficer}},

      {"ForwardDossier", Dossier::STATE_COMMUNE_CHECK, Dossier::STATE_PROVINCE_INTAKE, {kCommuneOfficer}},
      {"RequestSupplement", Dossier::STATE_COMMUNE_CHECK, Dossier::STATE_SUPPLEMENT, {kCommuneOfficer}},
      {"RejectDossier", Dossier::STATE_COMMUNE_CHECK, Dossier::STATE_REJECTED, {kCommuneOfficer}},
      {"WithdrawDossier", Dossier::STATE_COMMUNE_CHECK, Dossier::STATE_WITHDRAWN, {kProducer}},

      {"AcceptDossier", Dossier::STATE_PROVINCE_INTAKE, Dossier::STATE_ADVISORY_REVIEW, {kProvinceOfficer}},
      {"RequestSupplement", Dossier::STATE_PROVINCE_INTAKE, Dossier::STATE_SUPPLEMENT, {kProvinceOfficer}},
      {"RejectDossier", Dossier::STATE_PROVINCE_INTAKE, Dossier::STATE_REJECTED, {kProvinceOfficer}},
      {"WithdrawDossier", Dossier::STATE_PROVINCE_INTAKE, Dossier::STATE_WITHDRAWN, {kProducer}},

      {"CompleteAdvisoryReview", Dossier::STATE_ADVISORY_REVIEW, Dossier::STATE_COUNCIL, {kProvinceOfficer}},
      {"RequestSupplement", Dossier::STATE_ADVISORY_REVIEW, Dossier::STATE_SUPPLEMENT, {kProvinceOfficer}},
      {"RejectDossier", Dossier::STATE_ADVISORY_REVIEW, Dossier::STATE_REJECTED, {kProvinceOfficer}},
      {"WithdrawDossier", Dossier::STATE_ADVISORY_REVIEW, Dossier::STATE_WITHDRAWN, {kProducer}},

      // To DECIDED instead where the stars are the province's to give.
      {"DecideDossier", Dossier::STATE_COUNCIL, Dossier::STATE_CENTRAL_REVIEW, {kProvinceOfficer}},
      {"RequestSupplement", Dossier::STATE_COUNCIL, Dossier::STATE_SUPPLEMENT, {kProvinceOfficer}},

      {"RecordCentralResult", Dossier::STATE_CENTRAL_REVIEW, Dossier::STATE_DECIDED, {kProvinceOfficer}},
      {"EvaluateAgain", Dossier::STATE_DECIDED, Dossier::STATE_COUNCIL, {kProvinceOfficer}},
      // While no recognition followed.
      {"RejectDossier", Dossier::STATE_DECIDED, Dossier::STATE_REJECTED, {kProvinceOfficer}},

      {"ResubmitDossier", Dossier::STATE_SUPPLEMENT, Dossier::STATE_UNSPECIFIED, {kProducer}},
      {"WithdrawDossier", Dossier::STATE_SUPPLEMENT, Dossier::STATE_WITHDRAWN, {kProducer}},
      // Of the two the office that asked: OfficeThatAsked.
      {"RejectDossier", Dossier::STATE_SUPPLEMENT, Dossier::STATE_REJECTED, {kCommuneOfficer, kProvinceOfficer}},
      {"ReopenDossier", Dossier::STATE_REJECTED, Dossier::STATE_DRAFT, {kProducer}},
  };
  return steps;
}

std::string_view OfficeThatAsked(const Dossier& dossier) {
  return dossier.return_state() == Dossier::STATE_COMMUNE_CHECK ? kCommuneOfficer : kProvinceOfficer;
}

bool IsWithProducer(Dossier::State state) {
  return state == Dossier::STATE_DRAFT || state == Dossier::STATE_SUPPLEMENT;
}

}  // namespace ocop::evaluation
