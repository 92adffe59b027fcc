// The way of a dossier: which step leads from which state to which, and who may take it (Decision 26/2026/QĐ-TTg
// article 7). The one table that decides.
#pragma once

#include <string_view>

#include "common/steps/steps.h"
#include "ocop/evaluation/v1/dossier_service.pb.h"

namespace ocop::evaluation {

// To STATE_UNSPECIFIED: to where the supplement was asked for. Each step is of one role, but for the rejection of a
// dossier that is out for a supplement.
using Step = steps::Step<v1::Dossier::State>;

const steps::Table<v1::Dossier::State>& Steps();

// The role of the office that asked for the supplement which a dossier is out for.
std::string_view OfficeThatAsked(const v1::Dossier& dossier);

// Whether its producer may change a dossier in this state.
bool IsWithProducer(v1::Dossier::State state);

}  // namespace ocop::evaluation
