// Rounds of scoring and the sealed cards of open ones.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "common/database/transaction.h"
#include "ocop/evaluation/v1/assessment_service.pb.h"
#include "ocop/evaluation/v1/dossier_service.pb.h"

namespace ocop::evaluation {

// The latest round of a dossier.
absl::StatusOr<std::optional<v1::ScoringRound>> LastRound(database::Transaction& transaction,
                                                          const std::string& dossier);

// Keeps `card` for `member` until the round closes, in place of one handed in before, and completes its submit_time.
// False when the round is not open; it stays as it is until the transaction ends.
absl::StatusOr<bool> SealCard(database::Transaction& transaction, const std::string& round, const std::string& member,
                              v1::ScoreCard& card);

// A member's sealed card.
absl::StatusOr<std::optional<v1::ScoreCard>> SealedCard(database::Transaction& transaction, const std::string& round,
                                                        const std::string& member);

// All sealed cards of a round, by member.
absl::StatusOr<std::vector<v1::ScoreCard>> SealedCards(database::Transaction& transaction, const std::string& round);

// Takes away the sealed card of a member, or of everybody where `member` is empty.
absl::Status DropSealedCards(database::Transaction& transaction, const std::string& round, const std::string& member);

// Dossiers of a province that are with the council, in the order of their ids, at most `limit` after `after_id`.
absl::StatusOr<std::vector<v1::Dossier>> DossiersWithCouncil(database::Transaction& transaction,
                                                             const std::string& province, const std::string& after_id,
                                                             int limit);

// The latest round of each of these dossiers that has one, by dossier.
absl::StatusOr<std::map<std::string, v1::ScoringRound>> LastRounds(database::Transaction& transaction,
                                                                   const std::vector<v1::Dossier>& dossiers);

// Of each of these dossiers with an open round, the members who have handed in their card, by dossier.
absl::StatusOr<std::map<std::string, std::set<std::string>>> MembersWithSealedCard(
    database::Transaction& transaction, const std::vector<v1::Dossier>& dossiers);

// Whether the flaw of a score sheet with this hash is accepted in a province.
absl::StatusOr<bool> IsSheetAccepted(database::Transaction& transaction, const std::string& province,
                                     const std::string& score_sheet, const std::string& sha256);

}  // namespace ocop::evaluation
