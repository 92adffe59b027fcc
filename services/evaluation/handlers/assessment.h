// Scoring in rounds, and what scores would come to.
#pragma once

#include "common/rpc/service.h"
#include "services/evaluation/handlers/context.h"

namespace ocop::evaluation {

// OpenScoringRound, DeclareConflict, CloseScoringRound, CancelScoringRound.
void BindRounds(rpc::Service& service, const Context& context);

// SubmitScore, GetScoreCard.
void BindScoreCards(rpc::Service& service, const Context& context);

// ListScoringTasks.
void BindScoringTasks(rpc::Service& service, const Context& context);

// Simulate, SuggestUpgrade.
void BindSimulation(rpc::Service& service, const Context& context);

}  // namespace ocop::evaluation
