// The tables of evaluation.
#pragma once

#include "common/resource/table.h"

namespace ocop::evaluation {

const resource::Table& RecognitionTable();
const resource::Table& DossierTable();
const resource::Table& EvidenceItemTable();
const resource::Table& AttachmentTable();
const resource::Table& CouncilTable();
const resource::Table& SheetAcceptanceTable();
const resource::Table& ScoringRoundTable();
const resource::Table& ScoreCardTable();

// All of them, those that others refer to first.
const std::vector<const resource::Table*>& Tables();

}  // namespace ocop::evaluation
