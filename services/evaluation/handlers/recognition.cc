#include "services/evaluation/handlers/recognition.h"

#include "absl/strings/str_cat.h"
#include "common/clock/date.h"
#include "common/clock/timestamp.h"
#include "common/resource/bind.h"
#include "common/resource/errors.h"
#include "common/rpc/roles.h"
#include "common/status/status.h"
#include "common/validation/term.h"
#include "services/evaluation/errors.h"
#include "services/evaluation/handlers/previous.h"
#include "services/evaluation/handlers/sheet_of.h"
#include "services/evaluation/rules/deadlines.h"
#include "services/evaluation/rules/names.h"
#include "services/evaluation/rules/steps.h"
#include "services/evaluation/rules/term.h"
#include "services/evaluation/store/recognitions.h"
#include "services/evaluation/store/tables.h"
#include "services/roles.h"

namespace ocop::evaluation {
namespace {

using namespace ocop::evaluation::v1;  // NOLINT(google-build-using-namespace): the messages of this service alone
using ocop::journal::v1::JournalEntry;
using resource::Scope;
using status::WithReason;

clock::Day DayOf(const google::protobuf::Timestamp& time) {
  return clock::Today(clock::FromTimestamp(time));
}

// Writes a change of `recognition` with its journal entry.
absl::StatusOr<Recognition> Save(Scope& scope, Recognition recognition) {
  OCOP_RETURN_IF_ERROR(RecognitionTable().Update(scope.transaction(), recognition));
  scope.Record(RecognitionTable(), JournalEntry::ACTION_UPDATE, recognition);
  return recognition;
}

// The recognition that a request is about, locked: as its caller has seen it, and not revoked.
template <class Request>
absl::StatusOr<Recognition> ReadUnrevoked(Scope& scope, const Request& request) {
  OCOP_ASSIGN_OR_RETURN(Recognition recognition, scope.Read<Recognition>(RecognitionTable(), request.name(), true));
  OCOP_RETURN_IF_ERROR(resource::RequireCurrent(request, recognition));
  if (recognition.has_revoke_date()) return AlreadyRevoked(request.name());
  return recognition;
}

absl::Status RequireWithinTerm(const Recognition& recognition, const google::type::Date& date,
                               const std::string& field) {
  const auto day = clock::FromDate(date);
  if (day < clock::FromDate(recognition.decision_date())) return NotYetInForce(recognition.name(), field);
  if (day > clock::FromDate(recognition.expire_date())) return Expired(recognition.name(), field);
  return absl::OkStatus();
}

absl::StatusOr<Recognition> RecordGround(const Catalogue& catalogue, Scope& scope,
                                         const RecordRevocationGroundRequest& request) {
  OCOP_RETURN_IF_ERROR(RequireRole(scope.call(), {kProvinceOfficer, kSystem}));
  OCOP_ASSIGN_OR_RETURN(Recognition recognition, ReadUnrevoked(scope, request));
  OCOP_RETURN_IF_ERROR(RequireWithinTerm(recognition, request.conclusion_date(), "conclusion_date"));
  *recognition.mutable_conclusion_date() = request.conclusion_date();
  recognition.set_conclusion_ground(request.ground());
  recognition.set_conclusion_authority(request.conclusion_authority());
  recognition.set_conclusion_number(request.conclusion_number());
  recognition.clear_revocation_due_date();
  const clock::Day concluded = clock::FromDate(request.conclusion_date()).value_or(0);
  if (const auto due = RevocationDueDay(catalogue, concluded)) {
    *recognition.mutable_revocation_due_date() = clock::ToDate(*due);
  }
  return Save(scope, std::move(recognition));
}

absl::StatusOr<Recognition> WithdrawGround(Scope& scope, const WithdrawRevocationGroundRequest& request) {
  OCOP_RETURN_IF_ERROR(RequireRole(scope.call(), {kProvinceOfficer, kSystem}));
  OCOP_ASSIGN_OR_RETURN(Recognition recognition, ReadUnrevoked(scope, request));
  if (!recognition.has_conclusion_date()) {
    return WithReason(
        absl::FailedPreconditionError(absl::StrCat("no ground to revoke ", request.name(), " is on record")),
        "NO_REVOCATION_GROUND", {{"name", request.name()}});
  }
  recognition.clear_conclusion_date();
  recognition.clear_conclusion_ground();
  recognition.clear_conclusion_authority();
  recognition.clear_conclusion_number();
  recognition.clear_revocation_due_date();
  return Save(scope, std::move(recognition));
}

// Article 8.4: the decision follows the conclusion on record. Without one the ground is the request's.
absl::Status CheckConclusion(const Recognition& recognition, const RevokeRecognitionRequest& request) {
  status::Violations violations;
  const auto ground = recognition.conclusion_ground();
  if (!recognition.has_conclusion_date()) {
    if (request.ground() == Recognition::REVOCATION_GROUND_UNSPECIFIED) {
      violations.Add("ground", "must be set: no conclusion is on record");
    }
    return violations.ToStatus();
  }
  if (request.ground() != Recognition::REVOCATION_GROUND_UNSPECIFIED && request.ground() != ground) {
    violations.Add("ground", absl::StrCat("is not the one on record, ", Recognition::RevocationGround_Name(ground),
                                          "; correct that with RecordRevocationGround first"));
  }
  validation::RequireNotBefore(violations, "revoke_date", request.revoke_date(), recognition.conclusion_date());
  return violations.ToStatus();
}

absl::StatusOr<Recognition> Revoke(Scope& scope, const RevokeRecognitionRequest& request) {
  OCOP_RETURN_IF_ERROR(RequireRole(scope.call(), {kProvinceOfficer, kSystem}));
  OCOP_ASSIGN_OR_RETURN(Recognition recognition, ReadUnrevoked(scope, request));
  OCOP_RETURN_IF_ERROR(RequireWithinTerm(recognition, request.revoke_date(), "revoke_date"));
  OCOP_RETURN_IF_ERROR(CheckConclusion(recognition, request));
  OCOP_RETURN_IF_ERROR(LockDecisions(scope.transaction(), recognition.product()));
  *recognition.mutable_revoke_date() = request.revoke_date();
  recognition.set_revocation_ground(recognition.has_conclusion_date() ? recognition.conclusion_ground()
                                                                      : request.ground());
  recognition.set_revocation_decision_number(request.decision_number());
  return Save(scope, std::move(recognition));
}

absl::Status CheckDecided(const Dossier& dossier, const CriteriaSet& set, const RecogniseDossierRequest& request) {
  if (!dossier.recognition().empty()) return AlreadyRecognised(dossier);
  if (dossier.state() != Dossier::STATE_DECIDED) {
    return WrongState(dossier, "RecogniseDossier", Steps().ActionsFrom(dossier.state()));
  }
  if (DecidingAuthority(set, dossier.stars()) == nullptr) {
    return WithReason(absl::FailedPreconditionError(
                          absl::StrCat("with ", dossier.stars(), " stars no decision is made and none is certified")),
                      "STARS_NOT_RECOGNISED", {{"stars", absl::StrCat(dossier.stars())}});
  }
  if (!request.certificate_number().empty() && !IsCentral(set, dossier.stars())) {
    return status::InvalidField("certificate_number", "is given out here where the province certifies");
  }
  const clock::Day result = ResultDay(dossier);
  if (clock::FromDate(request.decision_date()).value_or(0) < result) {
    return WithReason(
        absl::FailedPreconditionError(absl::StrCat("the result is of ", clock::FormatDay(result), " only")),
        "DECISION_BEFORE_RESULT", {{"result_date", clock::FormatDay(result)}});
  }
  return absl::OkStatus();
}

// What the decision says; its numbers are given where it is written.
Recognition MakeRecognition(const Dossier& dossier, const CriteriaSet& set, const RecogniseDossierRequest& request) {
  Recognition recognition;
  recognition.set_product(dossier.product());
  recognition.set_stars(dossier.stars());
  recognition.set_score_centi(dossier.central_score_centi() == 0 ? dossier.province_score_centi()
                                                                 : dossier.central_score_centi());
  *recognition.mutable_decision_date() = request.decision_date();
  const clock::Day decided = clock::FromDate(request.decision_date()).value_or(0);
  *recognition.mutable_expire_date() = clock::ToDate(LastDayOfTerm(decided, set.certificate_months()));
  recognition.set_decision_number(request.decision_number());
  recognition.set_authority(DecidingAuthority(set, dossier.stars())->title_vi());
  recognition.set_legal_basis(set.legal_basis());
  recognition.set_dossier(dossier.name());
  recognition.set_product_name(dossier.form_01().product_name());
  recognition.set_producer_name(dossier.form_01().unit_name());
  recognition.set_producer_address(dossier.form_01().address());
  return recognition;
}

// The year of the evaluation: of the council's last session, which is never after its result, however late its cards
// were entered; or of the ministry's result.
absl::StatusOr<int> YearOfEvaluation(Scope& scope, const Dossier& dossier) {
  if (dossier.central_score_centi() != 0) return YearOf(ResultDay(dossier));
  OCOP_ASSIGN_OR_RETURN(const ScoringRound round,
                        scope.Read<ScoringRound>(ScoringRoundTable(), dossier.decided_round()));
  return YearOf(std::min(DayOf(round.close_time()), ResultDay(dossier)));
}

// The next of the province in the year of the decision.
absl::Status GiveCertificateNumber(Scope& scope, const CriteriaSet& set, const std::string& province,
                                   Recognition& recognition) {
  const int year = YearOf(clock::FromDate(recognition.decision_date()).value_or(0));
  // A number that was entered by hand is passed over: it is on record already.
  for (bool taken = true; taken;) {
    OCOP_ASSIGN_OR_RETURN(const int64_t number,
                          NextSerial(scope.transaction(), province, absl::StrCat("certificate-", year)));
    recognition.set_certificate_number(MakeCertificateNumber(set, province, number, year));
    OCOP_ASSIGN_OR_RETURN(taken, IsCertificateTaken(scope.transaction(), province, recognition.certificate_number()));
  }
  return absl::OkStatus();
}

absl::Status GiveNumbers(Scope& scope, const CriteriaSet& set, const Dossier& dossier,
                         const RecogniseDossierRequest& request, Recognition& recognition) {
  const std::string province = ProvinceCode(dossier.name());
  const std::string commune = CommuneCode(dossier.locality());
  OCOP_ASSIGN_OR_RETURN(const int evaluated, YearOfEvaluation(scope, dossier));
  OCOP_ASSIGN_OR_RETURN(const int64_t serial, SerialOfProduct(scope.transaction(), province,
                                                              absl::StrCat(province, "-", commune), dossier.product()));
  recognition.set_product_code(MakeProductCode(set, province, commune, serial, evaluated));
  // Article 4.1: what the minister decides on, the minister certifies.
  if (!IsCentral(set, dossier.stars())) return GiveCertificateNumber(scope, set, province, recognition);
  recognition.set_certificate_number(request.certificate_number());
  return absl::OkStatus();
}

absl::StatusOr<Recognition> Recognise(const Context& context, Scope& scope, const RecogniseDossierRequest& request) {
  OCOP_RETURN_IF_ERROR(RequireRole(scope.call(), {kProvinceOfficer}));
  OCOP_ASSIGN_OR_RETURN(Dossier dossier, scope.Read<Dossier>(DossierTable(), request.dossier(), true));
  OCOP_RETURN_IF_ERROR(resource::RequireCurrent(request, dossier));
  if (dossier.score_sheet().empty())
    return WrongState(dossier, "RecogniseDossier", Steps().ActionsFrom(dossier.state()));
  OCOP_ASSIGN_OR_RETURN(const Sheet* sheet, SheetOf(*context.catalogue, dossier));
  const CriteriaSet& set = *context.catalogue->FindSet(sheet->criteria_set());
  OCOP_RETURN_IF_ERROR(CheckDecided(dossier, set, request));
  OCOP_RETURN_IF_ERROR(LockDecisions(scope.transaction(), dossier.product()));
  OCOP_RETURN_IF_ERROR(
      CheckPreviousAtDecision(scope, dossier, clock::FromDate(request.decision_date()).value_or(scope.today())));
  Recognition recognition = MakeRecognition(dossier, set, request);
  OCOP_RETURN_IF_ERROR(GiveNumbers(scope, set, dossier, request, recognition));
  const std::string id =
      request.recognition_id().empty() ? context.home.ids.Next(scope.call().now) : request.recognition_id();
  recognition.set_name(absl::StrCat("provinces/", ProvinceCode(dossier.name()), "/recognitions/", id));
  OCOP_RETURN_IF_ERROR(RecognitionTable().Insert(scope.transaction(), recognition));
  scope.Record(RecognitionTable(), JournalEntry::ACTION_CREATE, recognition);
  dossier.set_recognition(recognition.name());
  OCOP_RETURN_IF_ERROR(DossierTable().Update(scope.transaction(), dossier));
  scope.Record(DossierTable(), JournalEntry::ACTION_UPDATE, dossier);
  return recognition;
}

absl::StatusOr<Recognition> Prolong(const Catalogue& catalogue, Scope& scope,
                                    const ProlongRecognitionRequest& request) {
  OCOP_RETURN_IF_ERROR(RequireRole(scope.call(), {kProvinceOfficer}));
  OCOP_ASSIGN_OR_RETURN(Recognition recognition, ReadUnrevoked(scope, request));
  OCOP_ASSIGN_OR_RETURN(const bool pending,
                        HasPendingDossier(scope.transaction(), ProvinceCode(request.name()), LastId(request.name())));
  if (!pending) {
    return WithReason(
        absl::FailedPreconditionError(absl::StrCat("no re-evaluation of ", request.name(), " is under way")),
        "NO_PENDING_DOSSIER", {{"name", request.name()}});
  }
  const std::optional<clock::Day> last = LastProlongedDay(catalogue, recognition);
  if (!last) {
    return WithReason(absl::FailedPreconditionError(
                          absl::StrCat("the re-evaluation of ", request.name(), " could be filed within its window")),
                      "WINDOW_COULD_BE_MET", {{"name", request.name()}});
  }
  if (!recognition.has_original_expire_date()) *recognition.mutable_original_expire_date() = recognition.expire_date();
  const clock::Day wanted = clock::FromDate(request.expire_date()).value_or(0);
  if (wanted < OriginalExpiry(recognition)) {
    return status::InvalidField("expire_date", "lies before the last day that it has");
  }
  // Nor does the term then end before what was concluded, which is of today at the latest.
  if (wanted < scope.today()) return status::InvalidField("expire_date", "lies before today");
  if (wanted > *last) {
    return WithReason(absl::FailedPreconditionError(
                          absl::StrCat("a certificate can be prolonged to ", clock::FormatDay(*last), " at most")),
                      "PROLONGATION_TOO_LONG", {{"last_day", clock::FormatDay(*last)}});
  }
  *recognition.mutable_expire_date() = request.expire_date();
  return Save(scope, std::move(recognition));
}

// A code that was given out elsewhere belongs to one product.
absl::Status CheckProductCode(Scope& scope, const Recognition& recognition) {
  const auto code = ParseProductCode(recognition.product_code());
  if (!code) return absl::OkStatus();
  OCOP_ASSIGN_OR_RETURN(const bool taken, TakeSerial(scope.transaction(), ProvinceCode(recognition.name()),
                                                     code->series, code->serial, recognition.product()));
  if (taken) return absl::OkStatus();
  return resource::AlreadyTaken(recognition.name(), "product_code");
}

// A code that was mistyped keeps its serial from nobody.
absl::Status ReleaseProductCode(Scope& scope, const Recognition& recognition) {
  const auto code = ParseProductCode(recognition.product_code());
  if (!code) return absl::OkStatus();
  return ReleaseSerial(scope.transaction(), code->series, code->serial, recognition);
}

// What was decided on a dossier and is certified is changed by the steps of the law alone: revoked, or prolonged.
void RequireAsDecided(const Recognition& before, const Recognition& after, status::Violations& violations) {
  const auto require = [&](const char* field, bool same) {
    if (!same)
      violations.Add(absl::StrCat("recognition.", field), "is as decided on its dossier and cannot be changed");
  };
  require("stars", before.stars() == after.stars());
  require("score_centi", before.score_centi() == after.score_centi());
  require("expire_date", clock::FromDate(before.expire_date()) == clock::FromDate(after.expire_date()));
  require("authority", before.authority() == after.authority());
  require("legal_basis", before.legal_basis() == after.legal_basis());
  require("decision_number", before.decision_number() == after.decision_number());
  require("product_code", before.product_code() == after.product_code());
  // The minister's number may come after the decision.
  require("certificate_number",
          before.certificate_number().empty() || before.certificate_number() == after.certificate_number());
  require("product_name", before.product_name() == after.product_name());
  require("producer_name", before.producer_name() == after.producer_name());
  require("producer_address", before.producer_address() == after.producer_address());
}

}  // namespace

absl::Status CheckRecognition(Scope& scope, const Recognition* before, Recognition& after) {
  OCOP_RETURN_IF_ERROR(RequireRole(scope.call(), {kProvinceOfficer, kSystem}));
  status::Violations violations;
  if (before != nullptr && !before->dossier().empty()) RequireAsDecided(*before, after, violations);
  validation::RequireNotBefore(violations, "recognition.expire_date", after.expire_date(), after.decision_date());
  if (after.has_revoke_date()) {
    validation::RequireNotBefore(violations, "recognition.expire_date", after.expire_date(), after.revoke_date());
  }
  if (after.has_conclusion_date()) {
    validation::RequireNotBefore(violations, "recognition.expire_date", after.expire_date(), after.conclusion_date());
  }
  if (after.has_original_expire_date()) {
    validation::RequireNotBefore(violations, "recognition.expire_date", after.expire_date(),
                                 after.original_expire_date());
  }
  OCOP_RETURN_IF_ERROR(violations.ToStatus());
  if (before == nullptr) OCOP_RETURN_IF_ERROR(LockDecisions(scope.transaction(), after.product()));
  if (before != nullptr && before->product_code() == after.product_code()) return absl::OkStatus();
  if (before != nullptr) OCOP_RETURN_IF_ERROR(ReleaseProductCode(scope, *before));
  return CheckProductCode(scope, after);
}

absl::Status CheckRecognitionDelete(Scope& scope, const Recognition& recognition) {
  OCOP_RETURN_IF_ERROR(RequireRole(scope.call(), {kProvinceOfficer, kSystem}));
  if (!recognition.dossier().empty()) return DecidedOnDossier(recognition);
  return ReleaseProductCode(scope, recognition);
}

void BindDecisions(rpc::Service& service, const Context& context) {
  resource::BindWrite<RecogniseDossierRequest, Recognition>(
      service, "RecogniseDossier", context.home,
      [context](Scope& scope, const RecogniseDossierRequest& request) { return Recognise(context, scope, request); });
  resource::BindWrite<ProlongRecognitionRequest, Recognition>(
      service, "ProlongRecognition", context.home,
      [catalogue = context.catalogue](Scope& scope, const ProlongRecognitionRequest& request) {
        return Prolong(*catalogue, scope, request);
      });
  resource::BindWrite<RecordRevocationGroundRequest, Recognition>(
      service, "RecordRevocationGround", context.home,
      [catalogue = context.catalogue](Scope& scope, const RecordRevocationGroundRequest& request) {
        return RecordGround(*catalogue, scope, request);
      });
  resource::BindWrite<WithdrawRevocationGroundRequest, Recognition>(service, "WithdrawRevocationGround", context.home,
                                                                    WithdrawGround);
  resource::BindWrite<RevokeRecognitionRequest, Recognition>(service, "RevokeRecognition", context.home, Revoke);
}

}  // namespace ocop::evaluation
