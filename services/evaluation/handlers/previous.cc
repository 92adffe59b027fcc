#include "services/evaluation/handlers/previous.h"

#include "absl/strings/str_cat.h"
#include "common/clock/date.h"
#include "common/clock/timestamp.h"
#include "common/status/status.h"
#include "ocop/evaluation/v1/recognition_service.pb.h"
#include "services/evaluation/errors.h"
#include "services/evaluation/rules/deadlines.h"
#include "services/evaluation/rules/names.h"
#include "services/evaluation/store/recognitions.h"
#include "services/evaluation/store/tables.h"

namespace ocop::evaluation {
namespace {

using resource::Scope;
using v1::CriteriaSet;
using v1::Dossier;
using v1::Recognition;

absl::Status CheckWindow(const Catalogue& catalogue, const CriteriaSet& set, const Dossier& dossier,
                         const Recognition& recognition, clock::Day received) {
  const auto window = ReevaluationWindow(set, OriginalExpiry(recognition));
  if (!window || (received >= window->first && received <= window->last)) return absl::OkStatus();
  // Article 12: the window had closed before the law that sets it took effect.
  const auto prolonged = LastProlongedDay(catalogue, recognition);
  if (prolonged && received > window->last && received <= *prolonged) return absl::OkStatus();
  const bool early = received < window->first;
  return status::WithReason(
      absl::FailedPreconditionError(
          absl::StrCat("a re-evaluation of ", dossier.previous_recognition(), " can be filed from ",
                       clock::FormatDay(window->first), " to ", clock::FormatDay(window->last), ", not on ",
                       clock::FormatDay(received), early ? "" : "; once it has expired, file for a first evaluation")),
      early ? "TOO_EARLY" : "TOO_LATE",
      {{"first_day", clock::FormatDay(window->first)}, {"last_day", clock::FormatDay(window->last)}});
}

// The latest decision on the product of `dossier`, of whatever day.
absl::StatusOr<std::optional<Recognition>> LatestOf(Scope& scope, const Dossier& dossier) {
  return LatestDecision(scope.transaction(), ProvinceCode(dossier.name()), dossier.product(), scope.today());
}

// Article 6: judged for the first time is what has no recognition, or none any more.
absl::Status RequireNothingInForce(Scope& scope, const std::optional<Recognition>& latest, clock::Day day) {
  if (latest && (IsWithinTerm(*latest, day) || IsWithinTerm(*latest, scope.today()))) return ProductRecognised(*latest);
  return absl::OkStatus();
}

bool IsLatestAndUnrevoked(const Recognition& recognition, const std::optional<Recognition>& latest) {
  return latest && latest->name() == recognition.name() && !recognition.has_revoke_date();
}

absl::Status RequireInForce(const Recognition& recognition, clock::Day received) {
  if (IsWithinTerm(recognition, received)) return absl::OkStatus();
  return received < clock::FromDate(recognition.decision_date()) ? NotYetInForce(recognition.name(), "receive_date")
                                                                 : Expired(recognition.name(), "receive_date");
}

}  // namespace

absl::Status CheckPreviousAtFiling(const Catalogue& catalogue, const CriteriaSet& set, Scope& scope,
                                   const Dossier& dossier) {
  const clock::Day received = clock::FromDate(dossier.receive_date()).value_or(scope.today());
  OCOP_ASSIGN_OR_RETURN(const std::optional<Recognition> latest, LatestOf(scope, dossier));
  if (dossier.kind() == v1::DOSSIER_KIND_FIRST) return RequireNothingInForce(scope, latest, received);
  OCOP_ASSIGN_OR_RETURN(const Recognition previous,
                        scope.Read<Recognition>(RecognitionTable(), dossier.previous_recognition()));
  if (!IsLatestAndUnrevoked(previous, latest)) {
    return Incomplete(dossier, {"previous_recognition: the latest of this product, not revoked"});
  }
  return dossier.kind() == v1::DOSSIER_KIND_UPGRADE ? RequireInForce(previous, received)
                                                    : CheckWindow(catalogue, set, dossier, previous, received);
}

absl::Status CheckPreviousAtDecision(Scope& scope, const Dossier& dossier, clock::Day decided) {
  OCOP_ASSIGN_OR_RETURN(const std::optional<Recognition> latest, LatestOf(scope, dossier));
  if (dossier.kind() == v1::DOSSIER_KIND_FIRST) {
    // What was on record when the dossier was entered was looked at then.
    const bool since =
        latest && clock::FromTimestamp(latest->create_time()) > clock::FromTimestamp(dossier.create_time());
    return since ? RequireNothingInForce(scope, latest, decided) : absl::OkStatus();
  }
  OCOP_ASSIGN_OR_RETURN(const Recognition previous,
                        scope.Read<Recognition>(RecognitionTable(), dossier.previous_recognition()));
  if (!IsLatestAndUnrevoked(previous, latest)) return PreviousChanged(dossier);
  // Article 7.5: an upgrade is for more stars.
  if (dossier.kind() == v1::DOSSIER_KIND_UPGRADE && dossier.stars() <= previous.stars()) {
    return StarsNotRaised(dossier, previous);
  }
  return absl::OkStatus();
}

}  // namespace ocop::evaluation
