// The way of a dossier: which step leads from which state to which, and who may take it (Decision 26/2026/QĐ-TTg
// article 7). The one table that decides.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "ocop/evaluation/v1/dossier_service.pb.h"

namespace ocop::evaluation {

struct Step {
  // The method: `ForwardDossier`.
  const char* action;
  v1::Dossier::State from;
  // STATE_UNSPECIFIED: to where the supplement was asked for.
  v1::Dossier::State to;
  const char* role;
};

const std::vector<Step>& Steps();

// nullptr when `action` is no step from `from`.
const Step* FindStep(std::string_view action, v1::Dossier::State from);

// What can be done from a state.
std::vector<std::string> ActionsFrom(v1::Dossier::State from);

// Whether any step of this name is for one of `roles`: asked before the dossier is looked up.
bool MayTake(std::string_view action, const std::vector<std::string>& roles);

// Whether its producer may change a dossier in this state.
bool IsWithProducer(v1::Dossier::State state);

}  // namespace ocop::evaluation
