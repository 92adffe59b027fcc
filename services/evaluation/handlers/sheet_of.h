// The score sheet that a dossier was filed under, if it is still the same.
#pragma once

#include "absl/status/statusor.h"
#include "ocop/evaluation/v1/assessment_service.pb.h"
#include "ocop/evaluation/v1/dossier_service.pb.h"
#include "services/evaluation/criteria/catalogue.h"

namespace ocop::evaluation {

// FAILED_PRECONDITION `SCORE_SHEET_CHANGED` when the service runs with other files than it was filed, or the round
// opened, under.
absl::StatusOr<const Sheet*> SheetOf(const Catalogue& catalogue, const v1::Dossier& dossier);
absl::StatusOr<const Sheet*> SheetOf(const Catalogue& catalogue, const v1::ScoringRound& round);

}  // namespace ocop::evaluation
