// Legal deadlines of a dossier's steps. The numbers are the criteria set's.
#pragma once

#include <optional>

#include "common/clock/day.h"
#include "ocop/evaluation/v1/dossier_service.pb.h"
#include "ocop/evaluation/v1/recognition_service.pb.h"
#include "services/evaluation/criteria/catalogue.h"

namespace ocop::evaluation {

// The last day on which `dossier`, which entered its state on `today`, may leave it: the earliest of the limit of the
// state, the end of the round that it was sent in for or the term of a re-evaluation, and the transition from a set
// that is no longer in force, which alone binds what is with the producer. nullopt where the law sets none.
std::optional<clock::Day> DueDay(const Catalogue& catalogue, const v1::Dossier& dossier, clock::Day today);

// The day of the last result of a dossier or, where it has none, of its last step.
clock::Day ResultDay(const v1::Dossier& dossier);

// When a dossier to re-evaluate a recognition that expires on `expire_day` can be submitted (article 7.6a): first and
// last day. nullopt where the set has no window.
struct Window {
  clock::Day first;
  clock::Day last;
};
std::optional<Window> ReevaluationWindow(const v1::CriteriaSet& set, clock::Day expire_day);

// Whether `day` lies within the term of a recognition and before its revocation. In force is of a product's decisions
// only the latest made by that day.
bool IsWithinTerm(const v1::Recognition& recognition, clock::Day day);

// The last day in force by the decision, whatever it was prolonged to.
clock::Day OriginalExpiry(const v1::Recognition& recognition);

// The last day that a recognition can be prolonged to (article 12): only one whose window had closed before the law
// that has it took effect. nullopt for every other.
std::optional<clock::Day> LastProlongedDay(const Catalogue& catalogue, const v1::Recognition& recognition);

// The last day on which the authority may revoke a recognition after a violation was concluded, by the set in force on
// that day (article 8.4); nullopt where it sets none.
std::optional<clock::Day> RevocationDueDay(const Catalogue& catalogue, clock::Day concluded);

}  // namespace ocop::evaluation
