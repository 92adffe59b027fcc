#include "services/evaluation/errors.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/status/status.h"

namespace ocop::evaluation {

using status::WithReason;
using v1::Dossier;

absl::Status AlreadyRevoked(const std::string& name) {
  return WithReason(absl::FailedPreconditionError(absl::StrCat(name, " is revoked already")),
                    "RECOGNITION_ALREADY_REVOKED", {{"name", name}});
}

absl::Status NotYetInForce(const std::string& name, const std::string& field) {
  return WithReason(absl::FailedPreconditionError(absl::StrCat(field, " lies before the decision of ", name)),
                    "RECOGNITION_NOT_YET_IN_FORCE", {{"name", name}});
}

absl::Status Expired(const std::string& name, const std::string& field) {
  return WithReason(absl::FailedPreconditionError(absl::StrCat(field, " lies after the term of ", name)),
                    "RECOGNITION_EXPIRED", {{"name", name}});
}

absl::Status AlreadyRecognised(const Dossier& dossier) {
  return WithReason(absl::FailedPreconditionError(absl::StrCat(dossier.name(), " led to ", dossier.recognition())),
                    "ALREADY_RECOGNISED", {{"recognition", dossier.recognition()}});
}

absl::Status ProductRecognised(const v1::Recognition& recognition) {
  return WithReason(absl::FailedPreconditionError(absl::StrCat(
                        recognition.name(),
                        " of the product is in force: it is upgraded or re-evaluated, not judged for the first time")),
                    "PRODUCT_RECOGNISED", {{"recognition", recognition.name()}});
}

absl::Status PreviousChanged(const Dossier& dossier) {
  return WithReason(
      absl::FailedPreconditionError(absl::StrCat(
          dossier.previous_recognition(), ", which ", dossier.name(),
          " is about, was revoked or replaced by a later decision meanwhile; reject the dossier with RejectDossier")),
      "PREVIOUS_RECOGNITION_CHANGED",
      {{"dossier", dossier.name()}, {"previous_recognition", dossier.previous_recognition()}});
}

absl::Status StarsNotRaised(const Dossier& dossier, const v1::Recognition& previous) {
  return WithReason(absl::FailedPreconditionError(absl::StrCat(
                        "an upgrade gives more stars than the ", previous.stars(), " of ", previous.name(), ", not ",
                        dossier.stars(), "; reject the dossier with RejectDossier: the product keeps its certificate")),
                    "STARS_NOT_RAISED",
                    {{"stars", absl::StrCat(dossier.stars())}, {"previous_stars", absl::StrCat(previous.stars())}});
}

absl::Status DecidedOnDossier(const v1::Recognition& recognition) {
  return WithReason(absl::FailedPreconditionError(absl::StrCat(
                        recognition.name(), " was decided on ", recognition.dossier(),
                        ", which would lose it and its certificate number; revoke it with RevokeRecognition instead")),
                    "DECIDED_ON_DOSSIER", {{"name", recognition.name()}, {"dossier", recognition.dossier()}});
}

absl::Status WrongState(const Dossier& dossier, const std::string& action, const std::vector<std::string>& allowed) {
  const std::string state = Dossier::State_Name(dossier.state());
  const std::string steps = allowed.empty() ? "nothing" : absl::StrJoin(allowed, ", ");
  return WithReason(absl::FailedPreconditionError(absl::StrCat(action, " is no step from ", state, ", where ",
                                                               dossier.name(), " is; possible are: ", steps)),
                    "DOSSIER_STATE",
                    {{"name", dossier.name()}, {"state", state}, {"action", action}, {"allowed", steps}});
}

absl::Status Incomplete(const Dossier& dossier, const std::vector<std::string>& missing) {
  const std::string list = absl::StrJoin(missing, "; ");
  return WithReason(absl::FailedPreconditionError(absl::StrCat(dossier.name(), " is not complete; missing: ", list)),
                    "DOSSIER_INCOMPLETE", {{"name", dossier.name()}, {"missing", list}});
}

absl::Status NotInForce(const std::string& day) {
  return WithReason(
      absl::FailedPreconditionError(absl::StrCat("no criteria set of this service was in force on ", day)),
      "NO_CRITERIA_SET", {{"date", day}});
}

absl::Status RoundClosed(const std::string& name) {
  return WithReason(absl::FailedPreconditionError(absl::StrCat(name, " is open no more")), "ROUND_CLOSED",
                    {{"name", name}});
}

absl::Status RoundAlreadyOpened(const std::string& name) {
  return WithReason(absl::FailedPreconditionError(absl::StrCat("the dossier is scored in ", name, " already")),
                    "ROUND_ALREADY_OPENED", {{"name", name}});
}

absl::Status QuorumImpossible(int able, int needed) {
  return WithReason(absl::FailedPreconditionError(absl::StrCat("of the council ", able, " can score this dossier, ",
                                                               needed, " must, the chair among them")),
                    "QUORUM_IMPOSSIBLE", {{"able", absl::StrCat(able)}, {"needed", absl::StrCat(needed)}});
}

absl::Status QuorumMissing(int missing, bool chair_missing) {
  return WithReason(
      absl::FailedPreconditionError(absl::StrCat(missing, " more score cards are needed to close the round",
                                                 chair_missing ? ", the chair's among them" : "")),
      "QUORUM_MISSING", {{"missing", absl::StrCat(missing)}, {"chair_missing", chair_missing ? "true" : "false"}});
}

absl::Status SheetFlawed(const Dossier& dossier, const std::string& flaw) {
  return WithReason(
      absl::FailedPreconditionError(absl::StrCat(dossier.score_sheet(),
                                                 " can't be judged by before an administrator accepts its "
                                                 "flaw with CreateSheetAcceptance: ",
                                                 flaw)),
      "SCORE_SHEET_FLAWED", {{"score_sheet", dossier.score_sheet()}, {"flaw", flaw}});
}

absl::Status SheetChanged(const std::string& name, const std::string& sheet, const std::string& sha256) {
  return WithReason(absl::FailedPreconditionError(absl::StrCat(sheet, " is no longer what ", name,
                                                               " is judged by; the service must run with those files")),
                    "SCORE_SHEET_CHANGED", {{"score_sheet", sheet}, {"sha256", sha256}});
}

absl::Status NotAMember(const std::string& round) {
  return WithReason(absl::PermissionDeniedError("the caller has no vote on the council of this round"), "NOT_A_MEMBER",
                    {{"round", round}});
}

absl::Status InConflict(const std::string& round) {
  return WithReason(
      absl::PermissionDeniedError("the caller is tied to the producer and can neither score nor lead the round"),
      "CONFLICT_OF_INTEREST", {{"round", round}});
}

}  // namespace ocop::evaluation
