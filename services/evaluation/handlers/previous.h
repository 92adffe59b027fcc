// What a dossier is about: the recognition that its product has, or that it has none.
#pragma once

#include "common/resource/write.h"
#include "ocop/evaluation/v1/criteria_service.pb.h"
#include "ocop/evaluation/v1/dossier_service.pb.h"
#include "services/evaluation/criteria/catalogue.h"

namespace ocop::evaluation {

// Whether a dossier can be filed on its `receive_date`: a first evaluation while nothing of the product is in force, an
// upgrade of the latest recognition while that is in force, a re-evaluation of it within its window.
absl::Status CheckPreviousAtFiling(const Catalogue& catalogue, const v1::CriteriaSet& set, resource::Scope& scope,
                                   const v1::Dossier& dossier);

// Whether its result can be decided on as of `decided`: nothing came between, and an upgrade raises the stars.
absl::Status CheckPreviousAtDecision(resource::Scope& scope, const v1::Dossier& dossier, clock::Day decided);

}  // namespace ocop::evaluation
