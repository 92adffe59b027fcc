#include "services/training/store/feedback.h"

#include "absl/strings/str_cat.h"
#include "common/json/json.h"
#include "common/status/status.h"
#include "services/training/rules/names.h"

namespace ocop::training {

using database::Rows;
using database::Statement;
using v1::ClassFeedback;

absl::StatusOr<std::optional<std::string>> LearnerByAccount(database::Transaction& transaction,
                                                            const std::string& class_name, const std::string& account,
                                                            const std::string& request_id) {
  static const Statement& statement = *new Statement{"feedback.learner", R"sql(
    SELECT l.learner_id
      FROM training.learner AS l
      LEFT JOIN training.attendance AS a
        ON a.province_code = l.province_code AND a.class_id = $2 AND a.learner_id = l.learner_id
      LEFT JOIN training.feedback_given AS given
        ON given.province_code = l.province_code AND given.class_id = $2 AND given.learner_id = l.learner_id
     WHERE l.province_code = $1 AND l.account = $3 AND l.account <> ''
       AND (a.attended_dates <> '{}' OR given.learner_id IS NOT NULL)
     ORDER BY coalesce(given.request_id = nullif($4, '')::uuid, false) DESC, given.learner_id IS NULL, l.learner_id
     LIMIT 1)sql"};
  OCOP_ASSIGN_OR_RETURN(const Rows rows, transaction.Query(statement, {ProvinceCode(class_name), LastId(class_name),
                                                                       account, request_id}));
  if (rows.empty()) return std::nullopt;
  return std::string(rows.Text(0, 0));
}

absl::StatusOr<Mark> MarkAnswered(database::Transaction& transaction, const std::string& class_name,
                                  const std::string& learner_id, const std::string& request_id) {
  static const Statement& insert = *new Statement{"feedback.mark", R"sql(
    INSERT INTO training.feedback_given (province_code, class_id, learner_id, request_id)
    VALUES ($1, $2, $3, nullif($4, '')::uuid)
    ON CONFLICT DO NOTHING
    RETURNING 1)sql"};
  static const Statement& find = *new Statement{"feedback.same_request", R"sql(
    SELECT coalesce(request_id = nullif($4, '')::uuid, false)
      FROM training.feedback_given
     WHERE province_code = $1 AND class_id = $2 AND learner_id = $3)sql"};
  const database::Parameters parameters = {ProvinceCode(class_name), LastId(class_name), learner_id, request_id};
  OCOP_ASSIGN_OR_RETURN(const Rows inserted, transaction.Write(insert, parameters));
  if (!inserted.empty()) return Mark::kFirst;
  OCOP_ASSIGN_OR_RETURN(const Rows found, transaction.Query(find, parameters));
  return !found.empty() && found.Boolean(0, 0) ? Mark::kSameRequest : Mark::kAnswered;
}

absl::Status AddAnswer(database::Transaction& transaction, const std::string& class_name, const ClassFeedback& answer,
                       int step) {
  static const Statement& statement = *new Statement{"feedback.add", R"sql(
    INSERT INTO training.class_feedback AS f (province_code, class_id, answers)
    VALUES ($1, $2, jsonb_build_array($3::jsonb))
    ON CONFLICT (province_code, class_id) DO UPDATE
       SET (answers, told) = (
             SELECT sorted, CASE WHEN jsonb_array_length(sorted) - jsonb_array_length(f.told) >= $4::integer
                                 THEN sorted ELSE f.told END
               FROM (SELECT jsonb_agg(answer ORDER BY answer) AS sorted
                       FROM jsonb_array_elements(f.answers || EXCLUDED.answers) AS all_answers (answer)) AS now))sql"};
  OCOP_ASSIGN_OR_RETURN(const std::string json, json::Print(answer));
  return transaction.Write(statement, {ProvinceCode(class_name), LastId(class_name), json, absl::StrCat(step)})
      .status();
}

absl::StatusOr<std::vector<ClassFeedback>> ToldAnswers(database::Transaction& transaction,
                                                       const std::string& class_name) {
  static const Statement& statement = *new Statement{"feedback.told_answers", R"sql(
    SELECT answer
      FROM training.class_feedback, jsonb_array_elements(told) AS all_answers (answer)
     WHERE province_code = $1 AND class_id = $2)sql"};
  OCOP_ASSIGN_OR_RETURN(const Rows rows, transaction.Query(statement, {ProvinceCode(class_name), LastId(class_name)}));
  std::vector<ClassFeedback> answers(static_cast<size_t>(rows.size()));
  for (int row = 0; row < rows.size(); ++row) {
    const bool readable = json::Parse(rows.Text(row, 0), answers[row], json::Unknown::kSkipped).ok();
    if (!readable) return absl::InternalError("a stored answer can't be read");
  }
  return answers;
}

}  // namespace ocop::training
