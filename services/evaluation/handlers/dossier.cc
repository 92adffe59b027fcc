#include "services/evaluation/handlers/dossier.h"

#include "absl/strings/str_cat.h"
#include "common/clock/date.h"
#include "common/clock/timestamp.h"
#include "common/resource/bind.h"
#include "common/resource/errors.h"
#include "common/rpc/roles.h"
#include "common/status/status.h"
#include "ocop/evaluation/v1/recognition_service.pb.h"
#include "services/evaluation/errors.h"
#include "services/evaluation/handlers/completeness.h"
#include "services/evaluation/handlers/day_page.h"
#include "services/evaluation/handlers/previous.h"
#include "services/evaluation/handlers/sheet_of.h"
#include "services/evaluation/handlers/with_producer.h"
#include "services/evaluation/rules/council.h"
#include "services/evaluation/rules/deadlines.h"
#include "services/evaluation/rules/names.h"
#include "services/evaluation/rules/steps.h"
#include "services/evaluation/rules/term.h"
#include "services/evaluation/scoring/verdict.h"
#include "services/evaluation/store/dossiers.h"
#include "services/evaluation/store/rounds.h"
#include "services/evaluation/store/tables.h"
#include "services/roles.h"

namespace ocop::evaluation {
namespace {

using namespace ocop::evaluation::v1;  // NOLINT(google-build-using-namespace): the messages of this service alone
using ocop::journal::v1::JournalEntry;
using resource::Scope;

// Article 12 prolongs a certificate until the result: without stars it ends with the day of the result. With stars the
// new decision ends it, as every decision ends the one before it.
absl::Status EndProlongation(const Catalogue& catalogue, Scope& scope, const Dossier& dossier) {
  const Sheet* sheet = catalogue.FindSheet(dossier.score_sheet());
  const bool without_stars = dossier.state() == Dossier::STATE_REJECTED ||
                             dossier.state() == Dossier::STATE_WITHDRAWN ||
                             (dossier.state() == Dossier::STATE_DECIDED && sheet != nullptr &&
                              DecidingAuthority(*catalogue.FindSet(sheet->criteria_set()), dossier.stars()) == nullptr);
  // A draft may name any recognition; filed, it names the one that its product has.
  const bool filed = !dossier.score_sheet().empty() && dossier.kind() == DOSSIER_KIND_RE_EVALUATION;
  if (!filed || !without_stars) return absl::OkStatus();
  OCOP_ASSIGN_OR_RETURN(Recognition recognition,
                        scope.Read<Recognition>(RecognitionTable(), dossier.previous_recognition(), true));
  const clock::Day result = dossier.state() == Dossier::STATE_DECIDED ? ResultDay(dossier) : scope.today();
  // Entered late, the result ends no term before what is on record of it.
  const clock::Day last =
      std::max({OriginalExpiry(recognition), result, clock::FromDate(recognition.conclusion_date()).value_or(0),
                clock::FromDate(recognition.revoke_date()).value_or(0)});
  if (!recognition.has_original_expire_date() || clock::FromDate(recognition.expire_date()) <= last) {
    return absl::OkStatus();
  }
  *recognition.mutable_expire_date() = clock::ToDate(last);
  OCOP_RETURN_IF_ERROR(RecognitionTable().Update(scope.transaction(), recognition));
  scope.Record(RecognitionTable(), JournalEntry::ACTION_UPDATE, recognition);
  return absl::OkStatus();
}

// Moves `dossier` along `step` to `to`, on record.
absl::StatusOr<Dossier> Move(const Catalogue& catalogue, Scope& scope, Dossier dossier, const Step& step,
                             Dossier::State to, const std::string& reason) {
  dossier.set_state(to);
  Dossier::Step& taken = *dossier.add_steps();
  taken.set_action(step.action);
  taken.set_state(to);
  *taken.mutable_step_time() = clock::ToTimestamp(scope.call().now);
  taken.set_actor(scope.call().actor);
  taken.set_reason(reason);
  dossier.clear_due_date();
  if (const auto due = DueDay(catalogue, dossier, scope.today())) {
    *dossier.mutable_due_date() = clock::ToDate(*due);
    *taken.mutable_due_date() = dossier.due_date();
  }
  OCOP_RETURN_IF_ERROR(EndProlongation(catalogue, scope, dossier));
  OCOP_RETURN_IF_ERROR(DossierTable().Update(scope.transaction(), dossier));
  scope.Record(DossierTable(), JournalEntry::ACTION_UPDATE, dossier);
  return dossier;
}

// What a step does to a dossier besides moving it; may change where it leads.
template <class Request>
using Effect = std::function<absl::Status(Scope&, const Request&, Dossier&, Dossier::State& to)>;

template <class Request>
std::string ReasonOf(const Request& request) {
  if constexpr (requires { request.reason(); }) return request.reason();
  return "";
}

// Binds a step: permission, the locked dossier, its etag, its state, the effect, the move.
template <class Request>
void BindStep(rpc::Service& service, const Context& context, const char* action, Effect<Request> effect) {
  resource::BindWrite<Request, Dossier>(
      service, action, context.home,
      [action, effect = std::move(effect), catalogue = context.catalogue](
          Scope& scope, const Request& request) -> absl::StatusOr<Dossier> {
        OCOP_RETURN_IF_ERROR(RequireRole(scope.call(), Steps().RolesOf(action)));
        OCOP_ASSIGN_OR_RETURN(Dossier dossier, scope.Read<Dossier>(DossierTable(), request.name(), true));
        OCOP_RETURN_IF_ERROR(resource::RequireCurrent(request, dossier));
        const Step* step = Steps().Find(action, dossier.state());
        if (step == nullptr) return WrongState(dossier, action, Steps().ActionsFrom(dossier.state()));
        OCOP_RETURN_IF_ERROR(RequireRole(scope.call(), step->roles));
        if (step->roles.front() == kProducer) OCOP_RETURN_IF_ERROR(RequireOwner(scope.call(), dossier));
        Dossier::State to = step->to;
        OCOP_RETURN_IF_ERROR(effect(scope, request, dossier, to));
        return Move(*catalogue, scope, std::move(dossier), *step, to, ReasonOf(request));
      });
}

template <class Request>
absl::Status NoEffect(Scope&, const Request&, Dossier&, Dossier::State&) {
  return absl::OkStatus();
}

absl::Status Submit(const Catalogue& catalogue, Scope& scope, Dossier& dossier) {
  if (!dossier.has_receive_date()) *dossier.mutable_receive_date() = clock::ToDate(scope.today());
  const clock::Day received = clock::FromDate(dossier.receive_date()).value_or(scope.today());
  const CriteriaSet* set = catalogue.SetOn(received);
  if (set == nullptr) return NotInForce(clock::FormatDay(received));
  const Sheet* sheet = catalogue.FindSheet(*set, dossier.sheet_number());
  if (sheet == nullptr) {
    return Incomplete(dossier, {absl::StrCat("sheet_number: ", set->name(), " has no sheet ", dossier.sheet_number())});
  }
  OCOP_RETURN_IF_ERROR(RequireFull(scope, *set, *sheet, dossier));
  OCOP_RETURN_IF_ERROR(CheckPreviousAtFiling(catalogue, *set, scope, dossier));
  dossier.set_score_sheet(sheet->name());
  dossier.set_score_sheet_sha256(sheet->message().sha256());
  return absl::OkStatus();
}

absl::Status Resubmit(const Catalogue& catalogue, Scope& scope, Dossier& dossier, Dossier::State& to) {
  OCOP_ASSIGN_OR_RETURN(const Sheet* sheet, SheetOf(catalogue, dossier));
  OCOP_RETURN_IF_ERROR(RequireFull(scope, *catalogue.FindSet(sheet->criteria_set()), *sheet, dossier));
  to = dossier.return_state();
  dossier.clear_return_state();
  return absl::OkStatus();
}

absl::StatusOr<const CriteriaSet*> SetOf(const Catalogue& catalogue, const Dossier& dossier) {
  OCOP_ASSIGN_OR_RETURN(const Sheet* sheet, SheetOf(catalogue, dossier));
  return catalogue.FindSet(sheet->criteria_set());
}

// Puts the day of a result on record. A result is often entered days after it.
template <class Request>
absl::Status TakeResultDay(Scope& scope, const Request& request, Dossier& dossier) {
  const clock::Day before = ResultDay(dossier);
  const clock::Day result = clock::FromDate(request.result_date()).value_or(scope.today());
  if (result < before) {
    return status::InvalidField("result_date",
                                absl::StrCat("lies before the step before it, of ", clock::FormatDay(before)));
  }
  *dossier.mutable_result_date() = clock::ToDate(result);
  return absl::OkStatus();
}

absl::Status Decide(const Catalogue& catalogue, Scope& scope, const DecideDossierRequest& request, Dossier& dossier,
                    Dossier::State& to) {
  OCOP_ASSIGN_OR_RETURN(const CriteriaSet* set, SetOf(catalogue, dossier));
  OCOP_ASSIGN_OR_RETURN(const std::optional<ScoringRound> round, LastRound(scope.transaction(), dossier.name()));
  if (!round || round->outcome() != ScoringRound::OUTCOME_VERDICT || IsSetAside(*round, dossier)) {
    return Incomplete(dossier, {"a closed round of scoring with a verdict"});
  }
  OCOP_RETURN_IF_ERROR(TakeResultDay(scope, request, dossier));
  const Verdict& verdict = round->verdict();
  dossier.set_decided_round(round->name());
  dossier.set_province_stars(verdict.stars());
  dossier.set_province_score_centi(verdict.mean_centi());
  dossier.clear_central_score_centi();
  const bool central = IsCentral(*set, verdict.stars());
  dossier.set_stars(central ? 0 : verdict.stars());
  to = central ? Dossier::STATE_CENTRAL_REVIEW : Dossier::STATE_DECIDED;
  return absl::OkStatus();
}

absl::Status RecordCentral(const Catalogue& catalogue, Scope& scope, const RecordCentralResultRequest& request,
                           Dossier& dossier) {
  OCOP_ASSIGN_OR_RETURN(const CriteriaSet* set, SetOf(catalogue, dossier));
  const int band = BandOf(*set, request.central_score_centi());
  if (request.central_stars() > band) {
    return status::InvalidField("central_stars", absl::StrCat("the score lies in the band of ", band, " stars"));
  }
  OCOP_RETURN_IF_ERROR(TakeResultDay(scope, request, dossier));
  dossier.set_central_score_centi(request.central_score_centi());
  dossier.set_stars(request.has_central_stars() ? request.central_stars() : band);
  return absl::OkStatus();
}

void ClearResult(Dossier& dossier) {
  dossier.clear_decided_round();
  dossier.clear_province_stars();
  dossier.clear_province_score_centi();
  dossier.clear_central_score_centi();
  dossier.clear_stars();
  dossier.clear_result_date();
}

// Article 7.4g: only after a central result that gave less than was asked for.
absl::Status AllowAgain(const Catalogue& catalogue, Dossier& dossier) {
  OCOP_ASSIGN_OR_RETURN(const CriteriaSet* set, SetOf(catalogue, dossier));
  if (!IsCentral(*set, dossier.province_stars()) || IsCentral(*set, dossier.stars()) ||
      !dossier.recognition().empty()) {
    return WrongState(dossier, "EvaluateAgain", {});
  }
  dossier.clear_stars();
  dossier.clear_result_date();
  return absl::OkStatus();
}

// A producer who never answers does not keep the product from every other dossier. A result that no recognition can
// follow is rejected too.
absl::Status Reject(Scope& scope, const RejectDossierRequest&, Dossier& dossier, Dossier::State&) {
  if (dossier.state() == Dossier::STATE_SUPPLEMENT) {
    OCOP_RETURN_IF_ERROR(RequireRole(scope.call(), {OfficeThatAsked(dossier)}));
  }
  if (!dossier.recognition().empty()) return AlreadyRecognised(dossier);
  dossier.clear_return_state();
  return absl::OkStatus();
}

absl::StatusOr<ListOverdueDossiersResponse> ListOverdue(database::Transaction& transaction, const rpc::Call& call,
                                                        const ListOverdueDossiersRequest& request) {
  const clock::Day day = request.has_as_of() ? clock::FromDate(request.as_of()).value_or(0) : clock::Today(call.now);
  OCOP_ASSIGN_OR_RETURN(const DayPage page, ReadDayPage(request.parent(), clock::FormatDay(day), request.page_size(),
                                                        request.page_token()));
  OCOP_ASSIGN_OR_RETURN(std::vector<Dossier> dossiers, OverdueDossiers(transaction, page.province_code, day,
                                                                       page.after_day, page.after_id, page.limit));
  ListOverdueDossiersResponse response;
  if (page.HasNext(dossiers.size())) {
    dossiers.pop_back();
    response.set_next_page_token(page.NextToken(dossiers.back().due_date(), dossiers.back().name()));
  }
  for (Dossier& dossier : dossiers) *response.add_dossiers() = std::move(dossier);
  return response;
}

// Codes and figures go by the province.
void RequireOwnProvince(const Dossier& dossier, status::Violations& violations) {
  const std::string province = ProvinceCode(dossier.name());
  const auto check = [&](const std::string& name, const char* field) {
    if (ProvinceCode(name) != province) violations.Add(field, "must be of the dossier's own province");
  };
  check(dossier.product(), "dossier.product");
  check(dossier.producer(), "dossier.producer");
  check(dossier.locality(), "dossier.locality");
}

}  // namespace

absl::Status CheckDossier(const Catalogue& catalogue, Scope& scope, const Dossier* before, Dossier& after) {
  OCOP_RETURN_IF_ERROR(RequireRole(scope.call(), {kProducer}));
  if (before != nullptr) OCOP_RETURN_IF_ERROR(RequireOwner(scope.call(), *before));
  if (before == nullptr) {
    after.set_state(Dossier::STATE_DRAFT);
    after.set_owner(scope.call().actor);
  } else if (!IsWithProducer(before->state())) {
    return WrongState(*before, "UpdateDossier", Steps().ActionsFrom(before->state()));
  }
  const bool received_otherwise =
      before == nullptr ? after.has_receive_date()
                        : clock::FromDate(after.receive_date()) != clock::FromDate(before->receive_date());
  if (received_otherwise) OCOP_RETURN_IF_ERROR(RequireRole(scope.call(), {kCommuneOfficer}));
  status::Violations violations;
  RequireOwnProvince(after, violations);
  if ((after.kind() == DOSSIER_KIND_FIRST) != after.previous_recognition().empty()) {
    violations.Add("dossier.previous_recognition", after.kind() == DOSSIER_KIND_FIRST
                                                       ? "a first evaluation has none"
                                                       : "must be set for an upgrade or a re-evaluation");
  }
  // Filed, it stays under the sheet that it was filed under.
  if (before != nullptr && before->state() == Dossier::STATE_SUPPLEMENT) {
    if (after.sheet_number() != before->sheet_number()) {
      violations.Add("dossier.sheet_number", "is fixed since the dossier was submitted");
    }
    if (clock::FromDate(after.receive_date()) != clock::FromDate(before->receive_date())) {
      violations.Add("dossier.receive_date", "is fixed since the dossier was submitted");
    }
    if (after.previous_recognition() != before->previous_recognition()) {
      violations.Add("dossier.previous_recognition", "is fixed since the dossier was submitted");
    }
  }
  CheckSelfAssessment(catalogue, scope.today(), after, violations);
  return violations.ToStatus();
}

absl::Status CheckDossierDelete(Scope& scope, const Dossier& dossier) {
  OCOP_RETURN_IF_ERROR(RequireRole(scope.call(), {kProducer}));
  OCOP_RETURN_IF_ERROR(RequireOwner(scope.call(), dossier));
  if (dossier.state() == Dossier::STATE_DRAFT) return absl::OkStatus();
  return WrongState(dossier, "DeleteDossier", Steps().ActionsFrom(dossier.state()));
}

void BindDossierSteps(rpc::Service& service, const Context& context) {
  const auto catalogue = context.catalogue;
  BindStep<SubmitDossierRequest>(service, context, "SubmitDossier",
                                 [catalogue](Scope& scope, const SubmitDossierRequest&, Dossier& dossier,
                                             Dossier::State&) { return Submit(*catalogue, scope, dossier); });
  BindStep<ForwardDossierRequest>(service, context, "ForwardDossier",
                                  [](Scope&, const ForwardDossierRequest& request, Dossier& dossier, Dossier::State&) {
                                    *dossier.mutable_form_03() = request.form_03();
                                    return absl::OkStatus();
                                  });
  BindStep<AcceptDossierRequest>(service, context, "AcceptDossier", NoEffect<AcceptDossierRequest>);
  BindStep<CompleteAdvisoryReviewRequest>(
      service, context, "CompleteAdvisoryReview",
      [](Scope&, const CompleteAdvisoryReviewRequest& request, Dossier& dossier, Dossier::State&) {
        *dossier.mutable_advisory_report() = request.advisory_report();
        return absl::OkStatus();
      });
  BindStep<RequestSupplementRequest>(
      service, context, "RequestSupplement",
      [](Scope& scope, const RequestSupplementRequest&, Dossier& dossier, Dossier::State&) -> absl::Status {
        OCOP_ASSIGN_OR_RETURN(const std::optional<ScoringRound> round, LastRound(scope.transaction(), dossier.name()));
        if (round && round->state() == ScoringRound::STATE_OPEN) return RoundAlreadyOpened(round->name());
        dossier.set_return_state(dossier.state());
        return absl::OkStatus();
      });
  BindStep<ResubmitDossierRequest>(
      service, context, "ResubmitDossier",
      [catalogue](Scope& scope, const ResubmitDossierRequest&, Dossier& dossier, Dossier::State& to) {
        return Resubmit(*catalogue, scope, dossier, to);
      });
  BindStep<RejectDossierRequest>(service, context, "RejectDossier", Reject);
  BindStep<ReopenDossierRequest>(service, context, "ReopenDossier",
                                 [](Scope&, const ReopenDossierRequest&, Dossier& dossier, Dossier::State&) {
                                   // Filed again, it falls under the law of that day.
                                   dossier.clear_receive_date();
                                   dossier.clear_score_sheet();
                                   dossier.clear_score_sheet_sha256();
                                   ClearResult(dossier);
                                   return absl::OkStatus();
                                 });
  BindStep<WithdrawDossierRequest>(service, context, "WithdrawDossier", NoEffect<WithdrawDossierRequest>);
  BindStep<DecideDossierRequest>(
      service, context, "DecideDossier",
      [catalogue](Scope& scope, const DecideDossierRequest& request, Dossier& dossier, Dossier::State& to) {
        return Decide(*catalogue, scope, request, dossier, to);
      });
  BindStep<RecordCentralResultRequest>(
      service, context, "RecordCentralResult",
      [catalogue](Scope& scope, const RecordCentralResultRequest& request, Dossier& dossier, Dossier::State&) {
        return RecordCentral(*catalogue, scope, request, dossier);
      });
  BindStep<EvaluateAgainRequest>(service, context, "EvaluateAgain",
                                 [catalogue](Scope&, const EvaluateAgainRequest&, Dossier& dossier, Dossier::State&) {
                                   return AllowAgain(*catalogue, dossier);
                                 });
  resource::BindRead<ListOverdueDossiersRequest, ListOverdueDossiersResponse>(service, "ListOverdueDossiers",
                                                                              context.home, ListOverdue);
}

}  // namespace ocop::evaluation
