// The way of a dossier: which step leads from which state to which, and who may take it (Decision 26/2026/QĐ-TTg
// article 7). The one table that decides.
#pragma once

#include "common/steps/steps.h"
#include "ocop/evaluation/v1/dossier_service.pb.h"

namespace ocop::evaluation {

// To STATE_UNSPECIFIED: to where the supplement was asked for. Each step is of one role.
using Step = steps::Step<v1::Dossier::State>;

const steps::Table<v1::Dossier::State>& Steps();

// Whether its producer may change a dossier in this state.
bool IsWithProducer(v1::Dossier::State state);

}  // namespace ocop::evaluation
