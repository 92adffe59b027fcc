#include "services/training/store/coverage.h"

#include "absl/strings/str_cat.h"
#include "common/status/status.h"
#include "services/training/store/tables.h"

namespace ocop::training {

using database::Parameters;
using database::Rows;
using database::Statement;

namespace {

// Learners `t` in post on the day, of the wanted unit and kinds; $1 to $4 are of the question. A producer's person is
// where the producer is, by `unit`, which is the producer's name, as an officer's is the locality's. `wanting` has the
// topics that each has not completed in the time from $6 to $7, NULL for none: an index look-up of attendance a
// learner.
constexpr char kInPost[] = R"sql(
  FROM training.learner AS t
  CROSS JOIN LATERAL (
    SELECT array_agg(topic ORDER BY place) AS topics
      FROM unnest($5::text[]) WITH ORDINALITY AS wanted (topic, place)
     WHERE NOT EXISTS (SELECT
                         FROM training.attendance AS a
                         JOIN training.class AS c ON c.province_code = a.province_code AND c.class_id = a.class_id
                         JOIN training.course AS k ON k.province_code = c.province_code AND k.course_id = c.course_id
                        WHERE a.province_code = t.province_code AND a.learner_id = t.learner_id
                          AND a.completion_date BETWEEN $6::date AND $7::date
                          AND wanted.topic = ANY (k.topics))) AS wanting
 WHERE t.province_code = $1 AND ($2::text[] = '{}' OR t.unit = ANY ($2::text[])) AND t.kind = ANY ($3::text[])
   AND t.post_start_date <= $4::date AND (t.post_end_date IS NULL OR t.post_end_date >= $4::date)
)sql";

std::string TextArray(const std::vector<std::string>& texts) {
  return database::ArrayLiteral({texts.begin(), texts.end()});
}

// $1 to $7 of kInPost, and what comes after.
Parameters With(const Question& question, const Parameters& more = {}) {
  std::vector<std::string> units = question.localities;
  units.insert(units.end(), question.producers.begin(), question.producers.end());
  Parameters parameters = {question.province,
                           TextArray(units),
                           TextArray(question.kinds),
                           clock::FormatDay(question.as_of),
                           TextArray(question.topics),
                           clock::FormatDay(question.first),
                           clock::FormatDay(question.last)};
  parameters.insert(parameters.end(), more.begin(), more.end());
  return parameters;
}

}  // namespace

absl::StatusOr<std::vector<Untrained>> UntrainedLearners(database::Transaction& transaction, const Question& question,
                                                         const std::string& after_unit, const std::string& after_id,
                                                         int limit) {
  static const Statement& statement =
      *new Statement{"coverage.untrained",
                     absl::StrCat("SELECT ", LearnerTable().select_list(), ", t.unit, wanting.topics", kInPost, R"sql(
   AND wanting.topics IS NOT NULL AND (t.unit, t.learner_id) > ($8, $9)
 ORDER BY t.unit, t.learner_id
 LIMIT $10::integer)sql")};
  OCOP_ASSIGN_OR_RETURN(const Rows rows,
                        transaction.Query(statement, With(question, {after_unit, after_id, absl::StrCat(limit)})));
  const int next = LearnerTable().select_count();
  std::vector<Untrained> untrained;
  for (int row = 0; row < rows.size(); ++row) {
    OCOP_ASSIGN_OR_RETURN(v1::Learner learner, LearnerTable().ReadRow<v1::Learner>(rows, row));
    untrained.push_back(
        {std::move(learner), std::string(rows.Text(row, next)), database::ParseArray(rows.Text(row, next + 1))});
  }
  return untrained;
}

absl::StatusOr<std::vector<UnitCoverage>> CoverageByUnit(database::Transaction& transaction, const Question& question) {
  static const Statement& statement = *new Statement{
      "coverage.by_unit", absl::StrCat("SELECT t.unit, count(*), count(*) FILTER (WHERE wanting.topics IS NULL)",
                                       kInPost, " GROUP BY t.unit ORDER BY t.unit")};
  OCOP_ASSIGN_OR_RETURN(const Rows rows, transaction.Query(statement, With(question)));
  std::vector<UnitCoverage> units;
  for (int row = 0; row < rows.size(); ++row) {
    units.push_back({std::string(rows.Text(row, 0)), rows.Integer(row, 1), rows.Integer(row, 2)});
  }
  return units;
}

absl::StatusOr<std::vector<NewOfficer>> NewOfficers(database::Transaction& transaction, const Question& question,
                                                    const std::string& after_day, const std::string& after_id,
                                                    int limit) {
  static const Statement& statement =
      *new Statement{"coverage.new_officers",
                     absl::StrCat("SELECT ", LearnerTable().select_list(), ", wanting.topics IS NULL", kInPost, R"sql(
   AND t.post_start_date BETWEEN $6::date AND $7::date AND (t.post_start_date, t.learner_id) > ($8::date, $9)
 ORDER BY t.post_start_date, t.learner_id
 LIMIT $10::integer)sql")};
  OCOP_ASSIGN_OR_RETURN(const Rows rows,
                        transaction.Query(statement, With(question, {after_day, after_id, absl::StrCat(limit)})));
  std::vector<NewOfficer> officers;
  for (int row = 0; row < rows.size(); ++row) {
    OCOP_ASSIGN_OR_RETURN(v1::Learner learner, LearnerTable().ReadRow<v1::Learner>(rows, row));
    officers.push_back({std::move(learner), rows.Boolean(row, LearnerTable().select_count())});
  }
  return officers;
}

absl::StatusOr<std::set<std::string>> TrainedProducers(database::Transaction& transaction, const Question& question,
                                                       const std::vector<std::string>& producers) {
  static const Statement& statement = *new Statement{"coverage.trained_producers", R"sql(
    SELECT DISTINCT learner.producer
      FROM training.learner
      JOIN training.attendance USING (province_code, learner_id)
     WHERE province_code = $1 AND learner.producer <> '' AND learner.producer = ANY ($2::text[])
       AND completion_date BETWEEN $3::date AND $4::date)sql"};
  OCOP_ASSIGN_OR_RETURN(const Rows rows, transaction.Query(statement, {question.province, TextArray(producers),
                                                                       clock::FormatDay(question.first),
                                                                       clock::FormatDay(question.last)}));
  std::set<std::string> trained;
  for (int row = 0; row < rows.size(); ++row) trained.emplace(rows.Text(row, 0));
  return trained;
}

}  // namespace ocop::training
