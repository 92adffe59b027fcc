#include "services/evaluation/store/rounds.h"

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "common/clock/timestamp.h"
#include "common/status/status.h"
#include "services/evaluation/store/tables.h"
#include "services/names.h"

namespace ocop::evaluation {
namespace {

using database::Parameters;
using database::Rows;
using database::Statement;
using v1::Dossier;
using v1::ScoreCard;
using v1::ScoringRound;

// Province, dossier and round of a round's name.
Parameters RoundKey(const std::string& round) {
  Parameters key;
  if (const auto ids = ScoringRoundTable().pattern().Match(round)) {
    for (const std::string_view id : *ids) key.emplace_back(id);
  } else {
    key.assign(3, "");
  }
  return key;
}

Parameters With(Parameters parameters, std::string value) {
  parameters.emplace_back(std::move(value));
  return parameters;
}

// Of a row that begins with card and submit_time.
ScoreCard CardOf(const Rows& rows, int row) {
  ScoreCard card;
  card.ParseFromString(database::ParseBytea(rows.Text(row, 0)));
  *card.mutable_submit_time() = clock::MicrosToTimestamp(rows.Integer(row, 1));
  return card;
}

// Province and ids; all dossiers are of one province.
Parameters KeysOf(const std::vector<Dossier>& dossiers) {
  std::vector<database::Parameter> ids;
  for (const Dossier& dossier : dossiers) ids.emplace_back(LastId(dossier.name()));
  return {dossiers.empty() ? "" : ProvinceCode(dossiers.front().name()), database::ArrayLiteral(ids)};
}

constexpr char kSubmitTime[] = "(extract(epoch FROM submit_time) * 1000000)::bigint";

}  // namespace

absl::StatusOr<std::optional<ScoringRound>> LastRound(database::Transaction& transaction, const std::string& dossier) {
  static const Statement& statement = *new Statement{
      "round.last", absl::StrCat("SELECT ", ScoringRoundTable().select_list(),
                                 " FROM evaluation.scoring_round AS t WHERE province_code = $1 AND dossier_id = $2 "
                                 "ORDER BY number DESC LIMIT 1")};
  const auto ids = DossierTable().pattern().Match(dossier);
  if (!ids) return std::nullopt;
  OCOP_ASSIGN_OR_RETURN(const Rows rows,
                        transaction.Query(statement, {std::string((*ids)[0]), std::string((*ids)[1])}));
  if (rows.empty()) return std::nullopt;
  return ScoringRoundTable().ReadRow<ScoringRound>(rows, 0);
}

absl::StatusOr<bool> SealCard(database::Transaction& transaction, const std::string& round, const std::string& member,
                              ScoreCard& card) {
  // FOR SHARE lets members hand in at the same time and makes the one who closes wait for them.
  static const Statement& statement = *new Statement{
      "score.seal",
      absl::StrCat(
          "INSERT INTO evaluation.sealed_score AS s (province_code, dossier_id, scoring_round_id, member, card) "
          "SELECT province_code, dossier_id, scoring_round_id, $4, $5::bytea FROM evaluation.scoring_round "
          "WHERE province_code = $1 AND dossier_id = $2 AND scoring_round_id = $3 AND state = 'STATE_OPEN' "
          "FOR SHARE ON CONFLICT (province_code, dossier_id, scoring_round_id, member) "
          "DO UPDATE SET card = EXCLUDED.card, submit_time = EXCLUDED.submit_time RETURNING card, ",
          kSubmitTime)};
  OCOP_ASSIGN_OR_RETURN(const Rows rows,
                        transaction.Write(statement, With(With(RoundKey(round), member),
                                                          database::ByteaLiteral(card.SerializeAsString()))));
  if (rows.empty()) return false;
  card = CardOf(rows, 0);
  return true;
}

absl::StatusOr<std::optional<ScoreCard>> SealedCard(database::Transaction& transaction, const std::string& round,
                                                    const std::string& member) {
  static const Statement& statement = *new Statement{
      "score.sealed", absl::StrCat("SELECT card, ", kSubmitTime,
                                   " FROM evaluation.sealed_score WHERE province_code = $1 AND dossier_id = $2 AND "
                                   "scoring_round_id = $3 AND member = $4")};
  OCOP_ASSIGN_OR_RETURN(const Rows rows, transaction.Query(statement, With(RoundKey(round), member)));
  if (rows.empty()) return std::nullopt;
  return CardOf(rows, 0);
}

absl::StatusOr<std::vector<ScoreCard>> SealedCards(database::Transaction& transaction, const std::string& round) {
  static const Statement& statement = *new Statement{
      "score.all_sealed", absl::StrCat("SELECT card, ", kSubmitTime,
                                       " FROM evaluation.sealed_score WHERE province_code = $1 AND dossier_id = $2 AND "
                                       "scoring_round_id = $3 ORDER BY member")};
  OCOP_ASSIGN_OR_RETURN(const Rows rows, transaction.Query(statement, RoundKey(round)));
  std::vector<ScoreCard> cards;
  for (int row = 0; row < rows.size(); ++row) cards.push_back(CardOf(rows, row));
  return cards;
}

absl::Status DropSealedCards(database::Transaction& transaction, const std::string& round, const std::string& member) {
  static const Statement& statement = *new Statement{
      "score.drop_sealed",
      "DELETE FROM evaluation.sealed_score WHERE province_code = $1 AND dossier_id = $2 AND scoring_round_id = $3 AND "
      "($4 = '' OR member = $4)"};
  return transaction.Write(statement, With(RoundKey(round), member)).status();
}

absl::StatusOr<std::vector<Dossier>> DossiersWithCouncil(database::Transaction& transaction,
                                                         const std::string& province, const std::string& after_id,
                                                         int limit) {
  static const Statement& statement = *new Statement{
      "dossier.with_council", absl::StrCat("SELECT ", DossierTable().select_list(),
                                           " FROM evaluation.dossier AS t WHERE province_code = $1 AND dossier_id > $2 "
                                           "AND state = 'STATE_COUNCIL' ORDER BY dossier_id LIMIT $3::integer")};
  OCOP_ASSIGN_OR_RETURN(const Rows rows, transaction.Query(statement, {province, after_id, absl::StrCat(limit)}));
  return DossierTable().ReadRows<Dossier>(rows);
}

absl::StatusOr<std::map<std::string, ScoringRound>> LastRounds(database::Transaction& transaction,
                                                               const std::vector<Dossier>& dossiers) {
  static const Statement& statement = *new Statement{
      "round.last_of_each", absl::StrCat("SELECT DISTINCT ON (dossier_id) ", ScoringRoundTable().select_list(),
                                         " FROM evaluation.scoring_round AS t WHERE province_code = $1 AND "
                                         "dossier_id = ANY($2::text[]) ORDER BY dossier_id, number DESC")};
  OCOP_ASSIGN_OR_RETURN(const Rows rows, transaction.Query(statement, KeysOf(dossiers)));
  std::map<std::string, ScoringRound> rounds;
  for (int row = 0; row < rows.size(); ++row) {
    OCOP_ASSIGN_OR_RETURN(ScoringRound round, ScoringRoundTable().ReadRow<ScoringRound>(rows, row));
    std::string dossier = ParentOf(round.name());
    rounds.emplace(std::move(dossier), std::move(round));
  }
  return rounds;
}

absl::StatusOr<std::map<std::string, std::set<std::string>>> MembersWithSealedCard(
    database::Transaction& transaction, const std::vector<Dossier>& dossiers) {
  // The cards of a round that is closed are sealed no more.
  static const Statement& statement =
      *new Statement{"score.members_sealed",
                     "SELECT 'provinces/' || province_code || '/dossiers/' || dossier_id, member "
                     "FROM evaluation.sealed_score WHERE province_code = $1 AND dossier_id = ANY($2::text[])"};
  OCOP_ASSIGN_OR_RETURN(const Rows rows, transaction.Query(statement, KeysOf(dossiers)));
  std::map<std::string, std::set<std::string>> members;
  for (int row = 0; row < rows.size(); ++row) {
    members[std::string(rows.Text(row, 0))].insert(std::string(rows.Text(row, 1)));
  }
  return members;
}

absl::StatusOr<bool> IsSheetAccepted(database::Transaction& transaction, const std::string& province,
                                     const std::string& score_sheet, const std::string& sha256) {
  static const Statement& statement =
      *new Statement{"sheet.accepted",
                     "SELECT 1 FROM evaluation.sheet_acceptance WHERE province_code = $1 AND score_sheet = $2 AND "
                     "score_sheet_sha256 = $3"};
  OCOP_ASSIGN_OR_RETURN(const Rows rows, transaction.Query(statement, {province, score_sheet, sha256}));
  return !rows.empty();
}

}  // namespace ocop::evaluation
