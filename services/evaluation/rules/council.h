// How a council judges one dossier: who has a seat, who is tied to the producer, what a quorum is, how equal the
// judging was.
#pragma once

#include <string>
#include <vector>

#include "ocop/evaluation/v1/assessment_service.pb.h"
#include "ocop/evaluation/v1/council_service.pb.h"
#include "ocop/evaluation/v1/dossier_service.pb.h"
#include "services/evaluation/scoring/verdict.h"

namespace ocop::evaluation {

// The tie between a member and the producer of a dossier; empty when none is known. Names and addresses are compared
// without regard to case and diacritics, names without forms of address as well, identity numbers and phones by their
// digits.
std::string TieOf(const v1::Council::Member& member, const v1::Dossier& dossier);

// The seats of a round on `dossier`.
std::vector<v1::ScoringRound::Seat> SeatsOf(const v1::Council& council, const v1::Dossier& dossier);

// May hand in a card.
bool CanScore(const v1::ScoringRound::Seat& seat);

// May exclude others and close the round: the chair or a secretary, unless tied to the producer.
bool CanLead(const v1::ScoringRound::Seat& seat);

// The seat of whoever calls; nullptr without one.
const v1::ScoringRound::Seat* SeatOf(const v1::ScoringRound& round, const std::string& user);

struct Quorum {
  int able = 0;
  int needed = 0;
  bool needs_chair = false;
};
Quorum QuorumOf(const v1::ScoringRound& round);

// Highest minus lowest total.
int32_t SpreadOf(const std::vector<Card>& cards);

// By member; `members` and `cards` belong together.
std::vector<v1::ScoringRound::Judging> JudgingOf(const Sheet& sheet, const std::vector<std::string>& members,
                                                 const std::vector<Card>& cards);

// Whether the round counts no more: it was cancelled, or the dossier came to the council again after it was closed.
bool IsSetAside(const v1::ScoringRound& round, const v1::Dossier& dossier);

}  // namespace ocop::evaluation
