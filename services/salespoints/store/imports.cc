#include "services/salespoints/store/imports.h"

#include "absl/strings/str_cat.h"
#include "common/clock/date.h"
#include "common/resource/errors.h"
#include "common/status/status.h"
#include "services/names.h"
#include "services/salespoints/store/tables.h"

namespace ocop::salespoints {
namespace {

using database::ArrayLiteral;
using database::Parameter;
using database::Parameters;
using database::Rows;
using database::Statement;
using v1::SalesImport;
using v1::SalesImportError;
using v1::SalesReport;

// {province, import}.
Parameters KeyOf(const std::string& name) {
  static const auto& pattern = *new resource_name::Pattern("provinces/{province}/salesImports/{sales_import}");
  const auto ids = pattern.Match(name);
  return {std::string((*ids)[0]), std::string((*ids)[1])};
}

SalesImport ImportOf(const std::string& name, const Rows& rows) {
  SalesImport import;
  import.set_name(name);
  import.set_next_line(rows.Integer(0, 0));
  import.set_created_count(rows.Integer(0, 1));
  import.set_unchanged_count(rows.Integer(0, 2));
  import.set_failed_count(rows.Integer(0, 3));
  return import;
}

}  // namespace

absl::StatusOr<SalesImport> LockImport(database::Transaction& transaction, const std::string& name) {
  static const auto& statement = *new Statement{"sales_import.lock", R"sql(
    INSERT INTO salespoints.sales_import AS i (province_code, sales_import_id) VALUES ($1, $2)
        ON CONFLICT (province_code, sales_import_id) DO UPDATE SET next_line = i.next_line
    RETURNING next_line, created_count, unchanged_count, failed_count)sql"};
  OCOP_ASSIGN_OR_RETURN(const Rows rows, transaction.Write(statement, KeyOf(name)));
  return ImportOf(name, rows);
}

absl::StatusOr<SalesImport> ReadImport(database::Transaction& transaction, const std::string& name) {
  static const auto& statement = *new Statement{"sales_import.read", R"sql(
    SELECT next_line, created_count, unchanged_count, failed_count FROM salespoints.sales_import
     WHERE province_code = $1 AND sales_import_id = $2)sql"};
  OCOP_ASSIGN_OR_RETURN(const Rows rows, transaction.Query(statement, KeyOf(name)));
  if (rows.empty()) return resource::NotFound(name);
  return ImportOf(name, rows);
}

absl::StatusOr<ImportErrors> ReadImportErrors(database::Transaction& transaction, const std::string& name,
                                              int64_t after_line, int after_place, int limit) {
  static const auto& statement = *new Statement{"sales_import_error.read", R"sql(
    SELECT line, field, problem, place FROM salespoints.sales_import_error
     WHERE province_code = $1 AND sales_import_id = $2 AND (line, place) > ($3::bigint, $4::integer)
     ORDER BY line, place LIMIT $5::integer)sql"};
  Parameters parameters = KeyOf(name);
  for (const int64_t number : {after_line, int64_t{after_place}, int64_t{limit}}) {
    parameters.emplace_back(absl::StrCat(number));
  }
  OCOP_ASSIGN_OR_RETURN(const Rows rows, transaction.Query(statement, parameters));
  ImportErrors read;
  for (int row = 0; row < rows.size(); ++row) {
    SalesImportError& error = read.errors.emplace_back();
    error.set_line(rows.Integer(row, 0));
    error.set_field(std::string(rows.Text(row, 1)));
    error.set_problem(std::string(rows.Text(row, 2)));
    read.last_place = static_cast<int>(rows.Integer(row, 3));
  }
  return read;
}

absl::Status SaveImport(database::Transaction& transaction, const SalesImport& import,
                        const std::vector<SalesImportError>& errors) {
  static const auto& save = *new Statement{"sales_import.save", R"sql(
    UPDATE salespoints.sales_import
       SET next_line = $3::bigint, created_count = $4::bigint, unchanged_count = $5::bigint, failed_count = $6::bigint
     WHERE province_code = $1 AND sales_import_id = $2)sql"};
  static const auto& add = *new Statement{"sales_import_error.add", R"sql(
    INSERT INTO salespoints.sales_import_error (province_code, sales_import_id, line, place, field, problem)
    SELECT $1, $2, e.line, e.place, e.field, e.problem
      FROM unnest($3::bigint[], $4::text[], $5::text[]) WITH ORDINALITY AS e (line, field, problem, place))sql"};
  Parameters parameters = KeyOf(import.name());
  for (const int64_t number :
       {import.next_line(), import.created_count(), import.unchanged_count(), import.failed_count()}) {
    parameters.emplace_back(absl::StrCat(number));
  }
  OCOP_RETURN_IF_ERROR(transaction.Write(save, parameters).status());
  if (errors.empty()) return absl::OkStatus();
  std::vector<Parameter> lines, fields, problems;
  for (const SalesImportError& error : errors) {
    lines.emplace_back(absl::StrCat(error.line()));
    fields.emplace_back(error.field());
    problems.emplace_back(error.problem());
  }
  Parameters rows = KeyOf(import.name());
  for (const auto* column : {&lines, &fields, &problems}) rows.emplace_back(ArrayLiteral(*column));
  return transaction.Write(add, rows).status();
}

absl::StatusOr<std::set<std::string>> ExistingChannels(database::Transaction& transaction, const std::string& province,
                                                       const std::set<std::string>& ids) {
  static const auto& statement = *new Statement{"channel.existing", R"sql(
    SELECT channel_id FROM salespoints.channel WHERE province_code = $1 AND channel_id = ANY($2::text[])
       FOR KEY SHARE)sql"};
  std::set<std::string> existing;
  if (ids.empty()) return existing;
  OCOP_ASSIGN_OR_RETURN(
      const Rows rows,
      transaction.Query(statement, {province, ArrayLiteral(std::vector<Parameter>(ids.begin(), ids.end()))}));
  for (int row = 0; row < rows.size(); ++row) existing.emplace(rows.Text(row, 0));
  return existing;
}

absl::StatusOr<std::vector<SalesReport>> InsertReports(database::Transaction& transaction, OnConflict on_conflict,
                                                       const std::vector<const SalesReport*>& reports) {
  static const auto& insert = *new std::string(R"sql(
    INSERT INTO salespoints.sales_report AS t (province_code, sales_report_id, product, channel_id, period_start,
                period_end, revenue_vnd, profit_vnd, source, synthetic, submission_id, correction_reason)
    SELECT province_code, id, product, NULLIF(channel_id, ''), period_start, period_end, revenue_vnd, profit_vnd, source,
           synthetic, NULLIF(submission_id, ''), correction_reason
      FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::date[], $6::date[], $7::bigint[], $8::bigint[],
                  $9::text[], $10::boolean[], $11::text[], $12::text[])
           AS r (province_code, id, product, channel_id, period_start, period_end, revenue_vnd, profit_vnd, source,
                 synthetic, submission_id, correction_reason))sql");
  static const auto& fail =
      *new Statement{"sales_report.insert_many", absl::StrCat(insert, " RETURNING ", SalesReportTable().select_list())};
  static const auto& leave_out =
      *new Statement{"sales_report.insert_some",
                     absl::StrCat(insert, " ON CONFLICT DO NOTHING RETURNING ", SalesReportTable().select_list())};
  if (reports.empty()) return std::vector<SalesReport>();
  std::vector<std::vector<Parameter>> columns(12);
  for (const SalesReport* report : reports) {
    const auto ids = SalesReportTable().pattern().Match(report->name());
    size_t column = 0;
    for (const std::string& value :
         {std::string((*ids)[0]), std::string((*ids)[1]), report->product(), LastId(report->channel()),
          clock::FormatDate(report->period_start()), clock::FormatDate(report->period_end()),
          absl::StrCat(report->revenue_vnd()), absl::StrCat(report->profit_vnd()), report->source(),
          std::string(report->synthetic() ? "t" : "f"), LastId(report->submission()), report->correction_reason()}) {
      columns[column++].emplace_back(value);
    }
  }
  Parameters parameters;
  for (const auto& column : columns) parameters.emplace_back(ArrayLiteral(column));
  OCOP_ASSIGN_OR_RETURN(const Rows rows,
                        transaction.Write(on_conflict == OnConflict::kFail ? fail : leave_out, parameters));
  return SalesReportTable().ReadRows<SalesReport>(rows);
}

absl::StatusOr<std::map<std::string, SalesReport>> ReportsAboutTheSame(database::Transaction& transaction,
                                                                       const std::vector<const SalesReport*>& reports) {
  static const auto& statement = *new Statement{
      "sales_report.about_the_same",
      absl::StrCat("SELECT k.place, ", SalesReportTable().select_list(),
                   " FROM unnest($2::text[], $3::text[], $4::date[], $5::date[]) WITH ORDINALITY "
                   "AS k (product, channel_id, period_start, period_end, place) JOIN salespoints.sales_report AS t "
                   "ON t.province_code = $1 AND t.product = k.product AND t.period_start = k.period_start AND "
                   "t.period_end = k.period_end AND COALESCE(t.channel_id, '') = k.channel_id")};
  std::map<std::string, SalesReport> found;
  if (reports.empty()) return found;
  std::vector<std::vector<Parameter>> columns(4);
  for (const SalesReport* report : reports) {
    columns[0].emplace_back(report->product());
    columns[1].emplace_back(LastId(report->channel()));
    columns[2].emplace_back(clock::FormatDate(report->period_start()));
    columns[3].emplace_back(clock::FormatDate(report->period_end()));
  }
  Parameters parameters = {ProvinceCode(reports.front()->name())};
  for (const auto& column : columns) parameters.emplace_back(ArrayLiteral(column));
  OCOP_ASSIGN_OR_RETURN(const Rows rows, transaction.Query(statement, parameters));
  for (int row = 0; row < rows.size(); ++row) {
    const SalesReport& asked = *reports[static_cast<size_t>(rows.Integer(row, 0) - 1)];
    OCOP_ASSIGN_OR_RETURN(found[asked.name()], SalesReportTable().ReadRow<SalesReport>(rows, row, 1));
  }
  return found;
}

}  // namespace ocop::salespoints
