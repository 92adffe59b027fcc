// The refusals of evaluation, one function each.
#pragma once

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "ocop/evaluation/v1/dossier_service.pb.h"
#include "ocop/evaluation/v1/recognition_service.pb.h"

namespace ocop::evaluation {

absl::Status AlreadyRevoked(const std::string& name);
// `field`: the day of the request that lies outside the term.
absl::Status NotYetInForce(const std::string& name, const std::string& field);
absl::Status Expired(const std::string& name, const std::string& field);

absl::Status AlreadyRecognised(const v1::Dossier& dossier);
// Why it stands in the way of a first evaluation of its product.
absl::Status ProductRecognised(const v1::Recognition& recognition);
// Of an upgrade or a re-evaluation.
absl::Status PreviousChanged(const v1::Dossier& dossier);
absl::Status StarsNotRaised(const v1::Dossier& dossier, const v1::Recognition& previous);

// Why it cannot be deleted.
absl::Status DecidedOnDossier(const v1::Recognition& recognition);

// `allowed`: what can be done instead.
absl::Status WrongState(const v1::Dossier& dossier, const std::string& action, const std::vector<std::string>& allowed);
absl::Status Incomplete(const v1::Dossier& dossier, const std::vector<std::string>& missing);
absl::Status NotInForce(const std::string& day);

absl::Status RoundClosed(const std::string& name);
absl::Status RoundAlreadyOpened(const std::string& name);
absl::Status QuorumImpossible(int able, int needed);
absl::Status QuorumMissing(int missing, bool chair_missing);
absl::Status SheetFlawed(const v1::Dossier& dossier, const std::string& flaw);
absl::Status SheetChanged(const std::string& name, const std::string& sheet, const std::string& sha256);
absl::Status NotAMember(const std::string& round);
absl::Status InConflict(const std::string& round);

}  // namespace ocop::evaluation
