#include "services/training/store/enrolments.h"

#include "absl/strings/str_cat.h"
#include "common/status/status.h"
#include "services/training/rules/names.h"
#include "services/training/store/tables.h"

namespace ocop::training {

using database::Parameters;
using database::Rows;
using database::Statement;
using v1::Enrolment;

namespace {

std::string SelectEnrolments(const char* rest) {
  return absl::StrCat("SELECT ", EnrolmentTable().select_list(),
                      " FROM training.enrolment AS t WHERE province_code = $1 AND class_id = $2 ", rest);
}

std::string ArrayOf(const std::vector<std::string>& texts) {
  return database::ArrayLiteral({texts.begin(), texts.end()});
}

}  // namespace

absl::StatusOr<Seats> SeatsOf(database::Transaction& transaction, const std::string& class_name) {
  static const Statement& statement = *new Statement{"class.seats", R"sql(
    SELECT capacity, enrolled_count FROM training.class WHERE province_code = $1 AND class_id = $2)sql"};
  OCOP_ASSIGN_OR_RETURN(const Rows rows, transaction.Query(statement, {ProvinceCode(class_name), LastId(class_name)}));
  if (rows.empty()) return Seats();
  return Seats{static_cast<int>(rows.Integer(0, 0)), static_cast<int>(rows.Integer(0, 1))};
}

absl::Status SetCapacity(database::Transaction& transaction, const std::string& class_name, int capacity) {
  static const Statement& statement = *new Statement{"class.set_capacity", R"sql(
    UPDATE training.class SET capacity = $3::integer WHERE province_code = $1 AND class_id = $2)sql"};
  return transaction.Write(statement, {ProvinceCode(class_name), LastId(class_name), absl::StrCat(capacity)}).status();
}

absl::StatusOr<std::vector<Enrolment>> EnrolmentsOf(database::Transaction& transaction, const std::string& class_name,
                                                    Enrolment::State state) {
  static const Statement& statement =
      *new Statement{"enrolment.of_class", SelectEnrolments("AND ($3 = '' OR state = $3) ORDER BY learner_id")};
  const std::string wanted = state == Enrolment::STATE_UNSPECIFIED ? "" : Enrolment::State_Name(state);
  OCOP_ASSIGN_OR_RETURN(const Rows rows,
                        transaction.Query(statement, {ProvinceCode(class_name), LastId(class_name), wanted}));
  return EnrolmentTable().ReadRows<Enrolment>(rows);
}

absl::StatusOr<std::vector<Enrolment>> WaitingFor(database::Transaction& transaction, const std::string& class_name) {
  static const Statement& statement =
      *new Statement{"enrolment.waiting", SelectEnrolments("AND state = 'STATE_WAITLISTED' ORDER BY queue_position")};
  OCOP_ASSIGN_OR_RETURN(const Rows rows, transaction.Query(statement, {ProvinceCode(class_name), LastId(class_name)}));
  return EnrolmentTable().ReadRows<Enrolment>(rows);
}

absl::StatusOr<int> NextQueuePosition(database::Transaction& transaction, const std::string& class_name) {
  static const Statement& statement = *new Statement{"class.next_queue_position", R"sql(
    UPDATE training.class SET last_queue_position = last_queue_position + 1
     WHERE province_code = $1 AND class_id = $2
    RETURNING last_queue_position)sql"};
  OCOP_ASSIGN_OR_RETURN(const Rows rows, transaction.Write(statement, {ProvinceCode(class_name), LastId(class_name)}));
  return static_cast<int>(rows.Integer(0, 0));
}

absl::StatusOr<bool> IsInUse(database::Transaction& transaction, const std::string& class_name) {
  static const Statement& statement = *new Statement{"class.in_use", R"sql(
    SELECT EXISTS (SELECT FROM training.enrolment WHERE province_code = $1 AND class_id = $2)
        OR EXISTS (SELECT FROM training.attendance WHERE province_code = $1 AND class_id = $2))sql"};
  OCOP_ASSIGN_OR_RETURN(const Rows rows, transaction.Query(statement, {ProvinceCode(class_name), LastId(class_name)}));
  return rows.Boolean(0, 0);
}

absl::StatusOr<std::set<std::string>> KnownLearners(database::Transaction& transaction, const std::string& province,
                                                    const std::vector<std::string>& ids) {
  static const Statement& statement = *new Statement{"learner.known", R"sql(
    SELECT learner_id FROM training.learner WHERE province_code = $1 AND learner_id = ANY ($2::text[]))sql"};
  OCOP_ASSIGN_OR_RETURN(const Rows rows, transaction.Query(statement, {province, ArrayOf(ids)}));
  std::set<std::string> known;
  for (int row = 0; row < rows.size(); ++row) known.emplace(rows.Text(row, 0));
  return known;
}

absl::Status LockLearners(database::Transaction& transaction, const std::string& class_name,
                          const std::vector<std::string>& learner_ids) {
  // Not FOR UPDATE, which foreign keys would wait for.
  static const Statement& statement = *new Statement{"learner.lock_hours", R"sql(
    SELECT 1 FROM training.learner WHERE province_code = $1 AND learner_id = ANY ($2::text[])
     ORDER BY learner_id FOR NO KEY UPDATE)sql"};
  if (learner_ids.empty()) return absl::OkStatus();
  return transaction.Query(statement, {ProvinceCode(class_name), ArrayOf(learner_ids)}).status();
}

absl::StatusOr<std::map<std::string, Engagement>> EngagementsAt(database::Transaction& transaction,
                                                                const std::string& class_name,
                                                                const std::vector<std::string>& learner_ids,
                                                                const std::vector<std::string>& hours) {
  // A row of $2 at a time: a GiST index takes no list of values.
  static const Statement& find = *new Statement{"learner_hour.engagements", R"sql(
    SELECT l.learner_id, h.class_id,
           to_char(lower(h.hours), 'YYYY-MM-DD HH24:MI') || ' to ' || to_char(upper(h.hours), 'YYYY-MM-DD HH24:MI')
      FROM unnest($2::text[]) AS l (learner_id)
     CROSS JOIN LATERAL (
       SELECT class_id, hours FROM training.learner_hour
        WHERE province_code = $1 AND learner_id = l.learner_id AND class_id <> $3 AND hours && ANY ($4::tsrange[])
        ORDER BY hours
        LIMIT 1) AS h)sql"};
  std::map<std::string, Engagement> engagements;
  if (learner_ids.empty()) return engagements;
  const std::string province = ProvinceCode(class_name);
  OCOP_ASSIGN_OR_RETURN(const Rows rows,
                        transaction.Query(find, {province, ArrayOf(learner_ids), LastId(class_name), ArrayOf(hours)}));
  for (int row = 0; row < rows.size(); ++row) {
    engagements[std::string(rows.Text(row, 0))] = {
        absl::StrCat("provinces/", province, "/classes/", std::string(rows.Text(row, 1))),
        std::string(rows.Text(row, 2))};
  }
  return engagements;
}

absl::Status TakeHours(database::Transaction& transaction, const std::string& class_name,
                       const std::vector<std::string>& learner_ids, const std::vector<std::string>& hours) {
  static const Statement& statement = *new Statement{"learner_hour.take", R"sql(
    INSERT INTO training.learner_hour (province_code, class_id, learner_id, hours)
    SELECT $1, $2, l.learner_id, w.hours
      FROM unnest($3::text[]) AS l (learner_id) CROSS JOIN unnest($4::tsrange[]) AS w (hours))sql"};
  if (learner_ids.empty()) return absl::OkStatus();
  return transaction
      .Write(statement, {ProvinceCode(class_name), LastId(class_name), ArrayOf(learner_ids), ArrayOf(hours)})
      .status();
}

absl::Status GiveHoursBack(database::Transaction& transaction, const std::string& class_name,
                           const std::vector<std::string>& learner_ids) {
  static const Statement& statement = *new Statement{"learner_hour.give_back", R"sql(
    DELETE FROM training.learner_hour
     WHERE province_code = $1 AND class_id = $2 AND learner_id = ANY ($3::text[]))sql"};
  if (learner_ids.empty()) return absl::OkStatus();
  return transaction.Write(statement, {ProvinceCode(class_name), LastId(class_name), ArrayOf(learner_ids)}).status();
}

}  // namespace ocop::training
