// What a dossier must hold before it is filed.
#pragma once

#include "common/resource/write.h"
#include "common/status/status.h"
#include "ocop/evaluation/v1/dossier_service.pb.h"
#include "services/evaluation/criteria/catalogue.h"

namespace ocop::evaluation {

// Adds a violation for every answer that the sheet does not know: the sheet of the day it was received or, in a draft
// without one, of today.
void CheckSelfAssessment(const Catalogue& catalogue, clock::Day today, const v1::Dossier& dossier,
                         status::Violations& violations);

// FAILED_PRECONDITION `DOSSIER_INCOMPLETE` with everything that is missing: fields of the forms, answers of the
// self-assessment, evidence that the set requires or the self-assessment refers to, also when it ran out before the
// dossier was received, attachments that have not arrived.
absl::Status RequireFull(resource::Scope& scope, const v1::CriteriaSet& set, const Sheet& sheet,
                         const v1::Dossier& dossier);

}  // namespace ocop::evaluation
