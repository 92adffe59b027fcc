#include "services/evaluation/store/tables.h"

#include "ocop/evaluation/v1/assessment_service.pb.h"
#include "ocop/evaluation/v1/council_service.pb.h"
#include "ocop/evaluation/v1/dossier_service.pb.h"
#include "ocop/evaluation/v1/evidence_service.pb.h"
#include "ocop/evaluation/v1/recognition_service.pb.h"

namespace ocop::evaluation {

using namespace ocop::evaluation::v1;  // NOLINT(google-build-using-namespace): the messages of this service alone
using resource::Table;

const Table& RecognitionTable() {
  static const auto& table =
      *new Table(*Recognition::descriptor(), "evaluation.recognition", {"province_code", "recognition_id"});
  return table;
}

const Table& DossierTable() {
  static const auto& table = *new Table(*Dossier::descriptor(), "evaluation.dossier", {"province_code", "dossier_id"});
  return table;
}

const Table& EvidenceItemTable() {
  static const auto& table = *new Table(*EvidenceItem::descriptor(), "evaluation.evidence_item",
                                        {"province_code", "dossier_id", "evidence_item_id"});
  return table;
}

const Table& AttachmentTable() {
  static const auto& table = *new Table(*Attachment::descriptor(), "evaluation.attachment",
                                        {"province_code", "dossier_id", "evidence_item_id", "attachment_id"});
  return table;
}

const Table& CouncilTable() {
  static const auto& table = *new Table(*Council::descriptor(), "evaluation.council", {"province_code", "council_id"});
  return table;
}

const Table& SheetAcceptanceTable() {
  static const auto& table = *new Table(*SheetAcceptance::descriptor(), "evaluation.sheet_acceptance",
                                        {"province_code", "sheet_acceptance_id"});
  return table;
}

const Table& ScoringRoundTable() {
  static const auto& table = *new Table(*ScoringRound::descriptor(), "evaluation.scoring_round",
                                        {"province_code", "dossier_id", "scoring_round_id"});
  return table;
}

const Table& ScoreCardTable() {
  static const auto& table = *new Table(*ScoreCard::descriptor(), "evaluation.score_card",
                                        {"province_code", "dossier_id", "scoring_round_id", "score_card_id"});
  return table;
}

const std::vector<const Table*>& Tables() {
  static const auto& tables = *new std::vector<const Table*>{
      &RecognitionTable(), &DossierTable(),         &EvidenceItemTable(), &AttachmentTable(),
      &CouncilTable(),     &SheetAcceptanceTable(), &ScoringRoundTable(), &ScoreCardTable()};
  return tables;
}

}  // namespace ocop::evaluation
