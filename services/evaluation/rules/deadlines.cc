#include "services/evaluation/rules/deadlines.h"

#include <algorithm>

#include "common/clock/date.h"

namespace ocop::evaluation {
namespace {

using clock::Day;
using v1::CriteriaSet;
using v1::Dossier;

// The day on which the last step of that name was taken, in Việt Nam.
std::optional<Day> DayOf(const Dossier& dossier, std::string_view action) {
  for (int i = dossier.steps_size(); i-- > 0;) {
    const auto& time = dossier.steps(i).step_time();
    if (dossier.steps(i).action() == action) {
      return clock::Today(absl::FromUnixSeconds(time.seconds()) + absl::Nanoseconds(time.nanos()));
    }
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
  return state == Dossier::STATE_COMMUNE_CHECK || state == Dossier::STATE_PROVINCE_INTAKE ||
         state == Dossier::STATE_ADVISORY_REVIEW || state == Dossier::STATE_COUNCIL ||
         state == Dossier::STATE_CENTRAL_REVIEW;
}

void TakeRound(const CriteriaSet& set, const Dossier& dossier, Day today, Earliest& due) {
  const bool again = dossier.kind() == v1::DOSSIER_KIND_RE_EVALUATION;
  if (dossier.state() == Dossier::STATE_CENTRAL_REVIEW) {
    due.Take(RoundEnd(set, v1::LEVEL_CENTRAL, today));
  } else if (dossier.state() != Dossier::STATE_COMMUNE_CHECK && !again) {
    // Judged again, it is in the round of the day that asked for it.
    auto sent = DayOf(dossier, "ForwardDossier");
    if (const auto again_on = DayOf(dossier, "EvaluateAgain"); again_on && again_on > sent) sent = again_on;
    if (sent) due.Take(RoundEnd(set, v1::LEVEL_PROVINCE, *sent));
  }
  if (again && set.has_reevaluation()) {
    if (const auto full = DayOf(dossier, "ForwardDossier")) due.Take(*full + set.reevaluation().finish_days());
  }
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
  if (sheet == nullptr || !IsUnderWay(dossier.state())) return std::nullopt;
  const CriteriaSet& set = *catalogue.FindSet(sheet->criteria_set());
  Earliest due;
  for (const CriteriaSet::StepLimit& limit : set.step_limits()) {
    if ("STATE_" + limit.state() == Dossier::State_Name(dossier.state())) {
      due.Take(catalogue.working_days().After(today, limit.working_days()));
    }
  }
  TakeRound(set, dossier, today, due);
  TakeTransition(catalogue, set, dossier, due);
  return due.day();
}

std::optional<Window> ReevaluationWindow(const CriteriaSet& set, Day expire_day) {
  if (!set.has_reevaluation()) return std::nullopt;
  return Window{expire_day - set.reevaluation().earliest_days(), expire_day - set.reevaluation().latest_days()};
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

}  // namespace ocop::evaluation
