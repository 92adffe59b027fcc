#include "services/training/store/class_tasks.h"

#include "absl/strings/str_cat.h"
#include "common/clock/date.h"
#include "common/clock/timestamp.h"
#include "common/status/status.h"

namespace ocop::training {

using database::Parameters;
using database::Rows;
using database::Statement;
using v1::ListClassTasksRequest;

namespace {

// Each statement answers key, last part of the subject's name below the class (empty: the class itself), class, title,
// learner and its name, day of a session, microseconds since. `COLLATE "C"`: keys rise alike wherever the database
// stands.

// None of a class that is over: nobody can take it up any more.
constexpr char kInvitations[] = R"sql(
  SELECT c.class_id COLLATE "C" || '/' || e.enrolment_id, 'enrolments/' || e.enrolment_id, c.class_id, c.display_name,
         l.learner_id, l.display_name, days.first, (extract(epoch FROM e.update_time) * 1000000)::bigint
    FROM training.learner AS l
    JOIN training.enrolment AS e ON e.province_code = l.province_code AND e.learner_id = l.learner_id
     AND e.state = 'STATE_INVITED'
    JOIN training.class AS c ON c.province_code = e.province_code AND c.class_id = e.class_id AND NOT c.cancelled
   CROSS JOIN LATERAL (
     SELECT min(day) AS first, max(day) AS last
       FROM jsonb_array_elements(c.sessions->'sessions') AS s
      CROSS JOIN LATERAL make_date((s->'date'->>'year')::int, (s->'date'->>'month')::int, (s->'date'->>'day')::int)
                      AS day) AS days
   WHERE l.province_code = $1 AND l.account = $2 AND l.account <> '' AND days.last >= $5::date
     AND c.class_id COLLATE "C" || '/' || e.enrolment_id > $3
   ORDER BY 1 LIMIT $4::integer)sql";

// An account gives it once, by the first of its learners that were there.
constexpr char kFeedback[] = R"sql(
  SELECT c.class_id COLLATE "C" || '/' || l.learner_id, '', c.class_id, c.display_name, l.learner_id, l.display_name,
         NULL::date, (extract(epoch FROM a.update_time) * 1000000)::bigint
    FROM training.learner AS l
    JOIN training.attendance AS a ON a.province_code = l.province_code AND a.learner_id = l.learner_id
     AND a.attended_dates <> '{}'
    JOIN training.class AS c ON c.province_code = a.province_code AND c.class_id = a.class_id
     AND NOT c.cancelled AND c.capacity > 0
   WHERE l.province_code = $1 AND l.account = $2 AND l.account <> ''
     AND NOT EXISTS (SELECT FROM training.feedback_given AS f
                       JOIN training.learner AS o USING (province_code, learner_id)
                      WHERE f.province_code = c.province_code AND f.class_id = c.class_id AND o.account = l.account)
     AND NOT EXISTS (SELECT FROM training.learner AS o
                       JOIN training.attendance AS b USING (province_code, learner_id)
                      WHERE o.province_code = c.province_code AND o.account = l.account
                        AND o.learner_id < l.learner_id AND b.class_id = c.class_id AND b.attended_dates <> '{}')
     AND c.class_id COLLATE "C" || '/' || l.learner_id > $3
   ORDER BY 1 LIMIT $4::integer)sql";

// By index `class_to_call`, then the attendances of each class that it finds; however many classes have had their
// rolls.
constexpr char kRollCalls[] = R"sql(
  SELECT c.class_id COLLATE "C" || '/' || s.day, '', c.class_id, c.display_name, '', '', s.day,
         (extract(epoch FROM s.day::timestamp AT TIME ZONE INTERVAL '7 hours') * 1000000)::bigint
    FROM training.class AS c
   CROSS JOIN LATERAL (
     SELECT make_date((s->'date'->>'year')::int, (s->'date'->>'month')::int, (s->'date'->>'day')::int) AS day
       FROM jsonb_array_elements(c.sessions->'sessions') AS s) AS s
   WHERE c.province_code = $1 AND NOT c.cancelled AND c.capacity > 0 AND NOT c.rolls_complete
     AND c.enrolled_count > 0 AND s.day <= $2::date
     AND NOT EXISTS (SELECT FROM training.attendance AS a
                      WHERE a.province_code = c.province_code AND a.class_id = c.class_id
                        AND s.day = ANY (a.attended_dates))
     AND c.class_id COLLATE "C" || '/' || s.day > $3
   ORDER BY 1 LIMIT $4::integer)sql";

// By index `attendance_to_certify`, then the class and the learner of each; however many have their certificates.
constexpr char kCertificates[] = R"sql(
  SELECT c.class_id COLLATE "C" || '/' || a.attendance_id, 'attendances/' || a.attendance_id, c.class_id,
         c.display_name, l.learner_id, l.display_name, NULL::date,
         (extract(epoch FROM a.update_time) * 1000000)::bigint
    FROM training.class AS c
    JOIN training.attendance AS a ON a.province_code = c.province_code AND a.class_id = c.class_id
     AND a.completion_date IS NOT NULL AND a.to_certify
    JOIN training.learner AS l ON l.province_code = a.province_code AND l.learner_id = a.learner_id
   WHERE c.province_code = $1 AND NOT c.cancelled AND c.capacity > 0
     AND c.class_id COLLATE "C" || '/' || a.attendance_id > $2
   ORDER BY 1 LIMIT $3::integer)sql";

absl::StatusOr<Rows> Ask(database::Transaction& transaction, ListClassTasksRequest::Step step,
                         const WaitingQuestion& question) {
  static const auto& invitations = *new Statement{"class_task.invitations", kInvitations};
  static const auto& feedback = *new Statement{"class_task.feedback", kFeedback};
  static const auto& roll_calls = *new Statement{"class_task.roll_calls", kRollCalls};
  static const auto& certificates = *new Statement{"class_task.certificates", kCertificates};
  const std::string limit = absl::StrCat(question.limit);
  switch (step) {
    case ListClassTasksRequest::STEP_ANSWER_INVITATION:
      return transaction.Query(
          invitations, {question.province, question.account, question.after, limit, clock::FormatDay(question.today)});
    case ListClassTasksRequest::STEP_GIVE_FEEDBACK:
      return transaction.Query(feedback, {question.province, question.account, question.after, limit});
    case ListClassTasksRequest::STEP_CALL_ROLL:
      return transaction.Query(roll_calls,
                               {question.province, clock::FormatDay(question.today), question.after, limit});
    default:
      return transaction.Query(certificates, {question.province, question.after, limit});
  }
}

}  // namespace

absl::StatusOr<std::vector<WaitingStep>> WaitingSteps(database::Transaction& transaction,
                                                      ListClassTasksRequest::Step step,
                                                      const WaitingQuestion& question) {
  OCOP_ASSIGN_OR_RETURN(const Rows rows, Ask(transaction, step, question));
  std::vector<WaitingStep> steps;
  const std::string province = absl::StrCat("provinces/", question.province);
  for (int row = 0; row < rows.size(); ++row) {
    WaitingStep& waiting = steps.emplace_back();
    const auto text = [&](int column) { return std::string(rows.Text(row, column)); };
    waiting.key = text(0);
    waiting.task.set_class_(absl::StrCat(province, "/classes/", text(2)));
    waiting.task.set_subject(text(1).empty() ? waiting.task.class_()
                                             : absl::StrCat(waiting.task.class_(), "/", text(1)));
    waiting.task.set_class_title(text(3));
    if (!text(4).empty()) waiting.task.set_learner(absl::StrCat(province, "/learners/", text(4)));
    waiting.task.set_learner_name(text(5));
    if (!rows.IsNull(row, 6)) {
      *waiting.task.mutable_session_date() = clock::ToDate(clock::ParseDay(rows.Text(row, 6)).value_or(0));
    }
    *waiting.task.mutable_since() = clock::MicrosToTimestamp(rows.Integer(row, 7));
  }
  return steps;
}

}  // namespace ocop::training
