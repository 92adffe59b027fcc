#include "services/evaluation/handlers/sheet_of.h"

#include "services/evaluation/errors.h"

namespace ocop::evaluation {
namespace {

template <class Judged>
absl::StatusOr<const Sheet*> Find(const Catalogue& catalogue, const Judged& judged) {
  const Sheet* sheet = catalogue.FindSheet(judged.score_sheet());
  if (sheet != nullptr && sheet->message().sha256() == judged.score_sheet_sha256()) return sheet;
  return SheetChanged(judged.name(), judged.score_sheet(), judged.score_sheet_sha256());
}

}  // namespace

absl::StatusOr<const Sheet*> SheetOf(const Catalogue& catalogue, const v1::Dossier& dossier) {
  return Find(catalogue, dossier);
}

absl::StatusOr<const Sheet*> SheetOf(const Catalogue& catalogue, const v1::ScoringRound& round) {
  return Find(catalogue, round);
}

}  // namespace ocop::evaluation
