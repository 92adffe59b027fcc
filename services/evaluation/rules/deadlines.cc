#include "services/evaluation/rules/deadlines.h"

#include <algorithm>

#include "common/clock/date.h"
#include "common/clock/timestamp.h"

namespace ocop::evaluation {
namespace {

using clock::Day;
using v1::CriteriaSet;
using v1::Dossier;

// In Việt Nam.
Day DayOf(const Dossier::Step& step) {
  return clock::Today(clock::FromTimestamp(step.step_time()));
}

// The day on which the last step of that name was taken.
std::optional<Day> DayOf(const Dossier& dossier, std::string_view action) {
  for (int i = dossier.steps_size(); i-- > 0;) {
    if (dossier.steps(i).action() == action) return DayOf(dossier.steps(i));
  }
  return std::nullopt;
}

bool IsAtProvince(Dossier::State state) {
  return state == Dossier::STATE_PROVINCE_INTAKE || state == Dossier::STATE_ADVISORY_REVIEW ||
         state == Dossier::STATE_COUNCIL;
}

// The day since which the province has had all of the dossier: it was forwarded, or supplemented after that.
std::optional<Day> FullSince(const Dossier& dossier) {
  for (int i = dossier.steps_size(); i-- > 0;) {
    const Dossier::Step& step = dossier.steps(i);
    if (step.action() == "SubmitDossier") return std::nullopt;
    const bool supplemented = step.action() == "ResubmitDossier" && IsAtProvince(step.state());
    if (step.action() == "ForwardDossier" || supplemented) return DayOf(step);
  }
  return std::nullopt;
}

// "Before" a day: the day before it is the last.
Day EndOfRound(const CriteriaSet::RoundTerm& round, int year) {
  const auto& request = round.request_before();
  const auto& end = round.evaluate_before();
  const bool next_year = std::pair(end.month(), end.day()) < std::pair(request.month(), request.day());
  return clock::ToDay(next_year ? year + 1 : year, end.month(), end.day()) - 1;
}

// The end of the first round that a request sent on `sent` is in time for.
std::optional<Day> RoundEnd(const CriteriaSet& set, v1::Level level, Day sent) {
  std::optional<Day> end;
  const int year = static_cast<int>(clock::ToCivilDay(sent).year());
  for (const CriteriaSet::RoundTerm& round : set.rounds()) {
    if (round.level() != level) continue;
    for (const int candidate : {year, year + 1}) {
      const auto& before = round.request_before();
      if (sent >= clock::ToDay(candidate, before.month(), before.day())) continue;
      const Day ends = EndOfRound(round, candidate);
      if (!end || ends < *end) end = ends;
    }
  }
  return end;
}

// The earliest of what is set.
class Earliest {
 public:
  void Take(std::optional<Day> day) {
    if (day && (!day_ || *day < *day_)) day_ = day;
  }
  std::optional<Day> day() const { return day_; }

 private:
  std::optional<Day> day_;
};

bool IsUnderWay(Dossier::State state) {
  return state == Dossier::STATE_COMMUNE_CHECK || IsAtProvince(state) || state == Dossier::STATE_CENTRAL_REVIEW;
}

// First and upgrade dossiers are judged by rounds.
void TakeRound(const CriteriaSet& set, const Dossier& dossier, Day today, Earliest& due) {
  if (dossier.state() == Dossier::STATE_CENTRAL_REVIEW) return due.Take(RoundEnd(set, v1::LEVEL_CENTRAL, today));
  if (!IsAtProvince(dossier.state())) return;
  // Judged again, it is in the round of the day that asked for it.
  auto sent = DayOf(dossier, "ForwardDossier");
  if (const auto again_on = DayOf(dossier, "EvaluateAgain"); again_on && again_on > sent) sent = again_on;
  if (sent) due.Take(RoundEnd(set, v1::LEVEL_PROVINCE, *sent));
}

// Re-evaluations have their days from the full dossier: the commune's, and for the ministry the province's.
void TakeReevaluation(const CriteriaSet& set, const Dossier& dossier, Earliest& due) {
  if (!set.has_reevaluation()) return;
  const bool central = dossier.state() == Dossier::STATE_CENTRAL_REVIEW;
  if (const auto full = central ? DayOf(dossier, "DecideDossier") : FullSince(dossier)) {
    due.Take(*full + set.reevaluation().finish_days());
  }
}

// The commune's days run from the receipt, which may have been on paper; of what comes back, from that day.
Day ReceivedOn(const Dossier& dossier, Day today) {
  const bool first = dossier.steps_size() > 0 && dossier.steps(dossier.steps_size() - 1).action() == "SubmitDossier";
  if (dossier.state() != Dossier::STATE_COMMUNE_CHECK || !first) return today;
  return clock::FromDate(dossier.receive_date()).value_or(today);
}

void TakeTransition(const Catalogue& catalogue, const CriteriaSet& set, const Dossier& dossier, Earliest& due) {
  const CriteriaSet* successor = catalogue.Successor(set);
  if (successor == nullptr || !successor->has_transition()) return;
  const Day from = clock::FromDate(successor->effective_date()).value_or(0);
  due.Take(from + (dossier.kind() == v1::DOSSIER_KIND_RE_EVALUATION ? successor->transition().re_evaluation_days()
                                                                    : successor->transition().first_or_upgrade_days()));
}

}  // namespace

std::optional<Day> DueDay(const Catalogue& catalogue, const Dossier& dossier, Day today) {
  const Sheet* sheet = catalogue.FindSheet(dossier.score_sheet());
  const bool under_way = IsUnderWay(dossier.state());
  if (sheet == nullptr || (!under_way && dossier.state() != Dossier::STATE_SUPPLEMENT)) return std::nullopt;
  const CriteriaSet& set = *catalogue.FindSet(sheet->criteria_set());
  Earliest due;
  // Under a set that is no longer in force the producer's time counts too.
  TakeTransition(catalogue, set, dossier, due);
  if (!under_way) return due.day();
  for (const CriteriaSet::StepLimit& limit : set.step_limits()) {
    if ("STATE_" + limit.state() == Dossier::State_Name(dossier.state())) {
      due.Take(catalogue.working_days().After(ReceivedOn(dossier, today), limit.working_days()));
    }
  }
  if (dossier.kind() == v1::DOSSIER_KIND_RE_EVALUATION) {
    TakeReevaluation(set, dossier, due);
  } else {
    TakeRound(set, dossier, today, due);
  }
  return due.day();
}

Day ResultDay(const Dossier& dossier) {
  if (dossier.has_result_date()) return clock::FromDate(dossier.result_date()).value_or(0);
  return dossier.steps().empty() ? 0 : DayOf(dossier.steps(dossier.steps_size() - 1));
}

std::optional<Window> ReevaluationWindow(const CriteriaSet& set, Day expire_day) {
  if (!set.has_reevaluation()) return std::nullopt;
  return Window{expire_day - set.reevaluation().earliest_days(), expire_day - set.reevaluation().latest_days()};
}

bool IsWithinTerm(const v1::Recognition& recognition, Day day) {
  const bool revoked = recognition.has_revoke_date() && clock::FromDate(recognition.revoke_date()) <= day;
  return !revoked && clock::FromDate(recognition.decision_date()) <= day &&
         clock::FromDate(recognition.expire_date()) >= day;
}

Day OriginalExpiry(const v1::Recognition& recognition) {
  const auto& date =
      recognition.has_original_expire_date() ? recognition.original_expire_date() : recognition.expire_date();
  return clock::FromDate(date).value_or(0);
}

std::optional<Day> LastProlongedDay(const Catalogue& catalogue, const v1::Recognition& recognition) {
  const Day original = OriginalExpiry(recognition);
  for (const CriteriaSet& set : catalogue.sets()) {
    const auto window = ReevaluationWindow(set, original);
    const Day effective = clock::FromDate(set.effective_date()).value_or(0);
    const Day last = original + set.transition().prolongation_days();
    if (window && set.has_transition() && window->last < effective && last >= effective) return last;
  }
  return std::nullopt;
}

std::optional<Day> RevocationDueDay(const Catalogue& catalogue, Day concluded) {
  const CriteriaSet* set = catalogue.SetOn(concluded);
  if (set == nullptr || set->revocation_days() == 0) return std::nullopt;
  return concluded + set->revocation_days();
}

}  // namespace ocop::evaluation
