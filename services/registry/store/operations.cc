#include "services/registry/store/operations.h"

#include "absl/strings/str_cat.h"
#include "common/clock/timestamp.h"
#include "common/filter/check.h"
#include "common/filter/filter.h"
#include "common/filter/sql.h"
#include "common/resource/errors.h"
#include "common/status/status.h"
#include "services/names.h"

namespace ocop::registry {
namespace {

using database::ArrayLiteral;
using database::Parameter;
using database::Parameters;
using database::Rows;
using database::Statement;
using v1::ImportMetadata;
using v1::ImportProblem;

// What OperationOfRow reads, in its order.
constexpr char kSelect[] = R"sql(
    t.province_code, t.operation_id, t.kind, t.state, t.validate_only, t.on_conflict, t.actor, t.roles, t.request_id,
    t.total_count, t.done_count, t.created_count, t.updated_count, t.unchanged_count, t.failed_count, t.warning_count,
    (extract(epoch FROM t.create_time) * 1000000)::bigint, (extract(epoch FROM t.start_time) * 1000000)::bigint,
    (extract(epoch FROM t.update_time) * 1000000)::bigint, (extract(epoch FROM t.end_time) * 1000000)::bigint,
    t.error_code, t.error_message)sql";

Parameters KeyOf(const std::string& name) {
  return {ProvinceCode(name), LastId(name)};
}

StoredOperation OperationOfRow(const Rows& rows, int row) {
  StoredOperation operation;
  operation.name =
      absl::StrCat("provinces/", status::View(rows.Text(row, 0)), "/operations/", status::View(rows.Text(row, 1)));
  ImportMetadata& metadata = operation.metadata;
  v1::ImportKind kind = v1::IMPORT_KIND_UNSPECIFIED;
  ImportMetadata::State state = ImportMetadata::STATE_UNSPECIFIED;
  v1::OnConflict on_conflict = v1::ON_CONFLICT_UNSPECIFIED;
  v1::ImportKind_Parse(std::string(rows.Text(row, 2)), &kind);
  ImportMetadata::State_Parse(std::string(rows.Text(row, 3)), &state);
  v1::OnConflict_Parse(std::string(rows.Text(row, 5)), &on_conflict);
  metadata.set_kind(kind);
  metadata.set_state(state);
  metadata.set_validate_only(rows.Boolean(row, 4));
  metadata.set_on_conflict(on_conflict);
  metadata.set_actor(std::string(rows.Text(row, 6)));
  operation.roles = database::ParseArray(rows.Text(row, 7));
  operation.request_id = std::string(rows.Text(row, 8));
  metadata.set_total_count(rows.Integer(row, 9));
  metadata.set_done_count(rows.Integer(row, 10));
  metadata.set_created_count(rows.Integer(row, 11));
  metadata.set_updated_count(rows.Integer(row, 12));
  metadata.set_unchanged_count(rows.Integer(row, 13));
  metadata.set_failed_count(rows.Integer(row, 14));
  metadata.set_warning_count(rows.Integer(row, 15));
  *metadata.mutable_create_time() = clock::MicrosToTimestamp(rows.Integer(row, 16));
  if (!rows.IsNull(row, 17)) *metadata.mutable_start_time() = clock::MicrosToTimestamp(rows.Integer(row, 17));
  *metadata.mutable_update_time() = clock::MicrosToTimestamp(rows.Integer(row, 18));
  if (!rows.IsNull(row, 19)) *metadata.mutable_end_time() = clock::MicrosToTimestamp(rows.Integer(row, 19));
  operation.error_code = static_cast<int>(rows.Integer(row, 20));
  operation.error_message = std::string(rows.Text(row, 21));
  const int64_t total = metadata.total_count();
  metadata.set_progress_percent(static_cast<int32_t>(total == 0 ? 0 : metadata.done_count() * 100 / total));
  return operation;
}

std::vector<StoredOperation> AllOf(const Rows& rows) {
  std::vector<StoredOperation> operations;
  for (int row = 0; row < rows.size(); ++row) operations.push_back(OperationOfRow(rows, row));
  return operations;
}

bool HasEnded(ImportMetadata::State state) {
  return state != ImportMetadata::STATE_WAITING && state != ImportMetadata::STATE_RUNNING;
}

std::string ArrayOf(const std::vector<std::string>& texts) {
  return ArrayLiteral(std::vector<Parameter>(texts.begin(), texts.end()));
}

std::vector<std::string> NamesOfValues(const google::protobuf::EnumDescriptor& type) {
  std::vector<std::string> names;
  for (int i = 0; i < type.value_count(); ++i) names.push_back(type.value(i)->name());
  return names;
}

// What operations are listed by.
const filter::Schema& FilterSchema() {
  using filter::Type;
  static const auto& schema = *new filter::Schema(
      {{.name = "done", .type = Type::kBoolean},
       {.name = "kind", .type = Type::kEnum, .values = NamesOfValues(*v1::ImportKind_descriptor())},
       {.name = "state", .type = Type::kEnum, .values = NamesOfValues(*ImportMetadata::State_descriptor())},
       {.name = "validate_only", .type = Type::kBoolean},
       {.name = "actor", .type = Type::kText},
       {.name = "failed_count", .type = Type::kInteger},
       {.name = "create_time", .type = Type::kTimestamp},
       {.name = "end_time", .type = Type::kTimestamp}},
      filter::Schema::Search::kRefused);
  return schema;
}

}  // namespace

const attachment::Blobs& OperationInput() {
  static const auto& blobs = *new attachment::Blobs("registry");
  return blobs;
}

absl::Status InsertOperation(database::Transaction& transaction, StoredOperation& operation) {
  static const auto& statement = *new Statement{"operation.insert", absl::StrCat(R"sql(
    INSERT INTO registry.operation AS t (province_code, operation_id, kind, validate_only, on_conflict, actor, roles,
                                         request_id, total_count)
    VALUES ($1, $2, $3, $4::boolean, $5, $6, $7::text[], $8, $9::bigint) RETURNING )sql",
                                                                                 kSelect)};
  const ImportMetadata& metadata = operation.metadata;
  Parameters parameters = KeyOf(operation.name);
  parameters.emplace_back(v1::ImportKind_Name(metadata.kind()));
  parameters.emplace_back(metadata.validate_only() ? "t" : "f");
  parameters.emplace_back(v1::OnConflict_Name(metadata.on_conflict()));
  parameters.emplace_back(metadata.actor());
  parameters.emplace_back(ArrayOf(operation.roles));
  parameters.emplace_back(operation.request_id);
  parameters.emplace_back(absl::StrCat(metadata.total_count()));
  OCOP_ASSIGN_OR_RETURN(const Rows rows, transaction.Write(statement, parameters));
  operation = OperationOfRow(rows, 0);
  return absl::OkStatus();
}

absl::StatusOr<StoredOperation> ReadOperation(database::Transaction& transaction, const std::string& name, bool lock) {
  static const auto& read =
      *new Statement{"operation.read",
                     absl::StrCat("SELECT ", kSelect,
                                  " FROM registry.operation AS t WHERE t.province_code = $1 AND t.operation_id = $2")};
  static const auto& locked = *new Statement{"operation.lock", read.sql + " FOR UPDATE"};
  OCOP_ASSIGN_OR_RETURN(const Rows rows, transaction.Query(lock ? locked : read, KeyOf(name)));
  if (rows.empty()) return resource::NotFound(name);
  return OperationOfRow(rows, 0);
}

absl::StatusOr<std::vector<StoredOperation>> ReadOperations(database::Transaction& transaction,
                                                            const std::vector<std::string>& names) {
  static const auto& statement = *new Statement{
      "operation.read_many",
      absl::StrCat(
          "SELECT ", kSelect,
          " FROM unnest($1::text[], $2::text[]) AS k (province_code, operation_id) JOIN registry.operation AS t "
          "USING (province_code, operation_id)")};
  std::vector<std::string> provinces, ids;
  for (const std::string& name : names) {
    provinces.push_back(ProvinceCode(name));
    ids.push_back(LastId(name));
  }
  OCOP_ASSIGN_OR_RETURN(const Rows rows, transaction.Query(statement, {ArrayOf(provinces), ArrayOf(ids)}));
  return AllOf(rows);
}

absl::StatusOr<std::vector<StoredOperation>> ListOperations(database::Transaction& transaction,
                                                            const std::string& province, const std::string& filter,
                                                            const std::string& after, int limit) {
  OCOP_ASSIGN_OR_RETURN(const filter::Filter parsed, filter::Parse(filter));
  OCOP_ASSIGN_OR_RETURN(const filter::CheckedFilter checked, filter::Check(parsed, FilterSchema()));
  const auto column_of = [](const filter::Field& field) {
    return field.name == "done" ? std::string("(t.end_time IS NOT NULL)") : "t." + field.name;
  };
  const filter::SqlCondition condition = filter::ToSql(checked, column_of, 4, "''");
  Parameters parameters = {province, after, absl::StrCat(limit)};
  for (const std::string& parameter : condition.parameters) parameters.emplace_back(parameter);
  const std::string sql =
      absl::StrCat("SELECT ", kSelect,
                   " FROM registry.operation AS t WHERE t.province_code = $1 AND ($2 = '' OR t.operation_id < $2)",
                   checked.terms.empty() ? "" : absl::StrCat(" AND (", condition.text, ")"),
                   " ORDER BY t.operation_id DESC LIMIT $3::integer");
  OCOP_ASSIGN_OR_RETURN(const Rows rows, transaction.QueryOnce(sql, parameters));
  return AllOf(rows);
}

absl::StatusOr<std::optional<StoredOperation>> LockNextOperation(database::Transaction& transaction) {
  static const auto& statement = *new Statement{"operation.lock_next", absl::StrCat("SELECT ", kSelect, R"sql(
      FROM registry.operation AS t WHERE t.end_time IS NULL
     ORDER BY t.update_time, t.operation_id LIMIT 1 FOR UPDATE SKIP LOCKED)sql")};
  OCOP_ASSIGN_OR_RETURN(const Rows rows, transaction.Query(statement));
  if (rows.empty()) return std::optional<StoredOperation>();
  return std::optional<StoredOperation>(OperationOfRow(rows, 0));
}

absl::Status SaveOperation(database::Transaction& transaction, StoredOperation& operation) {
  static const auto& statement = *new Statement{"operation.save", absl::StrCat(R"sql(
    UPDATE registry.operation AS t
       SET state = $3, total_count = $4::bigint, done_count = $5::bigint, created_count = $6::bigint,
           updated_count = $7::bigint, unchanged_count = $8::bigint, failed_count = $9::bigint,
           warning_count = $10::bigint, error_code = $11::integer, error_message = $12,
           start_time = CASE WHEN $13::boolean THEN COALESCE(t.start_time, now()) ELSE t.start_time END,
           update_time = clock_timestamp(), end_time = CASE WHEN $14::boolean THEN clock_timestamp() END
     WHERE t.province_code = $1 AND t.operation_id = $2 RETURNING )sql",
                                                                               kSelect)};
  const ImportMetadata& metadata = operation.metadata;
  const bool ended = HasEnded(metadata.state());
  Parameters parameters = KeyOf(operation.name);
  parameters.emplace_back(ImportMetadata::State_Name(metadata.state()));
  for (const int64_t count : {metadata.total_count(), metadata.done_count(), metadata.created_count(),
                              metadata.updated_count(), metadata.unchanged_count(), metadata.failed_count(),
                              metadata.warning_count(), static_cast<int64_t>(operation.error_code)}) {
    parameters.emplace_back(absl::StrCat(count));
  }
  parameters.emplace_back(operation.error_message);
  parameters.emplace_back(metadata.done_count() > 0 || metadata.state() == ImportMetadata::STATE_RUNNING ? "t" : "f");
  parameters.emplace_back(ended ? "t" : "f");
  OCOP_ASSIGN_OR_RETURN(const Rows rows, transaction.Write(statement, parameters));
  if (rows.empty()) return resource::NotFound(operation.name);
  operation = OperationOfRow(rows, 0);
  return ended ? OperationInput().Delete(transaction, operation.name) : absl::OkStatus();
}

absl::StatusOr<int64_t> CountUnfinishedOperations(database::Transaction& transaction, const std::string& province) {
  static const auto& statement = *new Statement{
      "operation.unfinished", "SELECT count(*) FROM registry.operation WHERE province_code = $1 AND end_time IS NULL"};
  OCOP_ASSIGN_OR_RETURN(const Rows rows, transaction.Query(statement, {province}));
  return rows.Integer(0, 0);
}

absl::Status DeleteOperation(database::Transaction& transaction, const std::string& name) {
  static const auto& statement = *new Statement{
      "operation.delete", "DELETE FROM registry.operation WHERE province_code = $1 AND operation_id = $2"};
  return transaction.Write(statement, KeyOf(name)).status();
}

absl::StatusOr<int> DeleteOldOperations(database::Transaction& transaction, absl::Duration age) {
  static const auto& statement = *new Statement{
      "operation.delete_old",
      "DELETE FROM registry.operation WHERE end_time < now() - make_interval(secs => $1::double precision)"};
  OCOP_ASSIGN_OR_RETURN(const Rows rows, transaction.Write(statement, {absl::StrCat(absl::ToDoubleSeconds(age))}));
  return rows.affected();
}

absl::Status AddImportProblems(database::Transaction& transaction, const std::string& operation, bool warnings,
                               const std::vector<ImportProblem>& problems) {
  static const auto& statement = *new Statement{"import_problem.add", R"sql(
    INSERT INTO registry.import_problem
           (province_code, operation_id, warning, row_number, place, field, column_title, reason, value, problem, problem_vi)
    SELECT $1, $2, $3::boolean, p.row_number, p.place, p.field, p.column_title, p.reason, p.value, p.problem, p.problem_vi
      FROM unnest($4::bigint[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[], $10::text[])
           WITH ORDINALITY AS p (row_number, field, column_title, reason, value, problem, problem_vi, place))sql"};
  if (problems.empty()) return absl::OkStatus();
  std::vector<std::vector<Parameter>> columns(7);
  for (const ImportProblem& problem : problems) {
    size_t column = 0;
    for (const std::string& text : {absl::StrCat(problem.row()), problem.field(), problem.column(), problem.reason(),
                                    problem.value(), problem.problem(), problem.problem_vi()}) {
      columns[column++].emplace_back(text);
    }
  }
  Parameters parameters = KeyOf(operation);
  parameters.emplace_back(warnings ? "t" : "f");
  for (const auto& column : columns) parameters.emplace_back(ArrayLiteral(column));
  return transaction.Write(statement, parameters).status();
}

absl::StatusOr<ImportProblems> ReadImportProblems(database::Transaction& transaction, const std::string& operation,
                                                  bool warnings, int64_t after_row, int after_place, int limit) {
  static const auto& statement = *new Statement{"import_problem.read", R"sql(
    SELECT row_number, place, field, column_title, reason, value, problem, problem_vi FROM registry.import_problem
     WHERE province_code = $1 AND operation_id = $2 AND warning = $3::boolean
       AND (row_number, place) > ($4::bigint, $5::integer)
     ORDER BY row_number, place LIMIT $6::integer)sql"};
  Parameters parameters = KeyOf(operation);
  parameters.emplace_back(warnings ? "t" : "f");
  for (const int64_t number : {after_row, int64_t{after_place}, int64_t{limit}}) {
    parameters.emplace_back(absl::StrCat(number));
  }
  OCOP_ASSIGN_OR_RETURN(const Rows rows, transaction.Query(statement, parameters));
  ImportProblems read;
  for (int row = 0; row < rows.size(); ++row) {
    ImportProblem& problem = read.problems.emplace_back();
    problem.set_row(rows.Integer(row, 0));
    read.last_place = static_cast<int>(rows.Integer(row, 1));
    problem.set_field(std::string(rows.Text(row, 2)));
    problem.set_column(std::string(rows.Text(row, 3)));
    problem.set_reason(std::string(rows.Text(row, 4)));
    problem.set_value(std::string(rows.Text(row, 5)));
    problem.set_problem(std::string(rows.Text(row, 6)));
    problem.set_problem_vi(std::string(rows.Text(row, 7)));
  }
  return read;
}

}  // namespace ocop::registry
