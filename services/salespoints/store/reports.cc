#include "services/salespoints/store/reports.h"

#include "absl/strings/str_cat.h"
#include "common/clock/date.h"
#include "common/status/status.h"
#include "services/salespoints/store/tables.h"

namespace ocop::salespoints {
namespace {

using database::Parameter;
using database::Parameters;
using database::Rows;
using database::Statement;

// Sums of one product `p.product` over a time, as far as a bigint goes: an index-only scan.
std::string SumOver(const char* first, const char* last) {
  return absl::StrCat(
      // `least` passes over NULL, which is the sum of nothing.
      "SELECT count(*) AS count, extract(month FROM max(period_end)) AS month, "
      "CASE WHEN count(*) > 0 THEN least(sum(revenue_vnd), 9223372036854775807)::bigint END AS revenue, CASE WHEN "
      "count(*) > 0 THEN greatest(least(sum(profit_vnd), 9223372036854775807), -9223372036854775808)::bigint END AS "
      "profit "
      "FROM salespoints.sales_report WHERE province_code = $1 AND product = p.product AND period_start >= ",
      first, "::date AND period_end <= ", last, "::date");
}

// The sales of every product of `p` and what they are compared with: $2 to $3 against $4 to $5, or a baseline of a year
// before. A product that sold nothing any more, but had sold, is among them.
std::string Compared(const std::string& products, const std::string& rest) {
  return absl::StrCat(
      products, " SELECT p.product, COALESCE(s.revenue, 0), COALESCE(s.profit, 0), ",
      "CASE WHEN $4::date IS NULL THEN CASE WHEN l.year < extract(year FROM $2::date) THEN l.revenue_vnd END ",
      "WHEN NOT $6::boolean OR s.month = b.month THEN b.revenue END, ",
      "CASE WHEN $4::date IS NULL THEN CASE WHEN l.year < extract(year FROM $2::date) THEN l.profit_vnd END ",
      "WHEN NOT $6::boolean OR s.month = b.month THEN b.profit END ",
      "FROM p LEFT JOIN salespoints.sales_baseline AS l ON l.province_code = $1 AND l.product = p.product ",
      "CROSS JOIN LATERAL (", SumOver("$2", "$3"), ") AS s CROSS JOIN LATERAL (", SumOver("$4", "$5"),
      ") AS b WHERE (s.count > 0 OR b.count > 0) ", rest);
}

Parameters TimesOf(const std::string& province, const Comparison& comparison) {
  const auto& base = comparison.base_time;
  return {province,
          clock::FormatDay(comparison.time.first),
          clock::FormatDay(comparison.time.last),
          base ? Parameter(clock::FormatDay(base->first)) : std::nullopt,
          base ? Parameter(clock::FormatDay(base->last)) : std::nullopt,
          comparison.to_same_month ? "t" : "f"};
}

std::vector<ProductSales> ReadSales(const Rows& rows) {
  std::vector<ProductSales> sales;
  for (int row = 0; row < rows.size(); ++row) {
    ProductSales& product = sales.emplace_back();
    product.product = rows.Text(row, 0);
    product.sales = {rows.Integer(row, 1), rows.Integer(row, 2)};
    if (rows.IsNull(row, 3)) continue;
    product.base = Base{.revenue_vnd = rows.Integer(row, 3), .profit_vnd = std::nullopt};
    if (!rows.IsNull(row, 4)) product.base->profit_vnd = rows.Integer(row, 4);
  }
  return sales;
}

std::vector<Parameter> Elements(const std::vector<std::string>& values) {
  return {values.begin(), values.end()};
}

}  // namespace

absl::StatusOr<bool> HasReports(database::Transaction& transaction, const std::string& submission) {
  static const auto& statement = *new Statement{"sales_report.of_submission", R"sql(
    SELECT EXISTS (SELECT FROM salespoints.sales_report WHERE province_code = $1 AND submission_id = $2))sql"};
  const auto ids = SalesSubmissionTable().pattern().Match(submission);
  if (!ids) return false;
  OCOP_ASSIGN_OR_RETURN(const Rows rows,
                        transaction.Query(statement, {std::string((*ids)[0]), std::string((*ids)[1])}));
  return rows.Boolean(0, 0);
}

absl::StatusOr<std::vector<ProductSales>> SalesByProduct(database::Transaction& transaction,
                                                         const std::string& province, const Comparison& comparison,
                                                         bool only_without_baseline, const std::string& after,
                                                         int limit) {
  // One look-up of the index for each product, however many reports it has. The recursion finds products in rising
  // order, and the LIMIT ends it; an ORDER BY would make it run to the end first.
  static const auto& products = *new std::string(R"sql(
    WITH RECURSIVE p AS (
      (SELECT product FROM salespoints.sales_report WHERE province_code = $1 AND product > $7 ORDER BY product LIMIT 1)
      UNION ALL
      SELECT n.product FROM p CROSS JOIN LATERAL (
        SELECT r.product FROM salespoints.sales_report AS r WHERE r.province_code = $1 AND r.product > p.product
         ORDER BY r.product LIMIT 1) AS n))sql");
  static const auto& all = *new Statement{"sales_report.by_product", Compared(products, "LIMIT $8::integer")};
  static const auto& missing =
      *new Statement{"sales_report.without_baseline", Compared(products, "AND l.product IS NULL LIMIT $8::integer")};
  Parameters parameters = TimesOf(province, comparison);
  parameters.emplace_back(after);
  parameters.emplace_back(absl::StrCat(limit));
  OCOP_ASSIGN_OR_RETURN(const Rows rows, transaction.Query(only_without_baseline ? missing : all, parameters));
  return ReadSales(rows);
}

absl::StatusOr<std::vector<ProductSales>> SalesOfProducts(database::Transaction& transaction,
                                                          const std::string& province, const Comparison& comparison,
                                                          const std::vector<std::string>& products) {
  static const auto& statement = *new Statement{
      "sales_report.of_products", Compared("WITH p AS (SELECT unnest($7::text[]) AS product)", "ORDER BY p.product")};
  Parameters parameters = TimesOf(province, comparison);
  parameters.emplace_back(database::ArrayLiteral(Elements(products)));
  OCOP_ASSIGN_OR_RETURN(const Rows rows, transaction.Query(statement, parameters));
  return ReadSales(rows);
}

absl::StatusOr<std::vector<std::string>> ProductsWithoutReport(database::Transaction& transaction,
                                                               const std::string& province, const Days& period,
                                                               const std::string& after, int limit) {
  static const auto& statement = *new Statement{"sales_report.missing", R"sql(
    SELECT DISTINCT l.product
      FROM salespoints.listing AS l
     WHERE l.province_code = $1 AND l.product > $4
       AND l.start_date <= $3::date AND (l.end_date IS NULL OR l.end_date >= $2::date)
       AND NOT EXISTS (SELECT FROM salespoints.sales_report AS r
                        WHERE r.province_code = l.province_code AND r.product = l.product
                          AND r.period_start <= $3::date AND r.period_end >= $2::date)
       AND NOT EXISTS (SELECT FROM salespoints.closed_period AS c
                        WHERE c.province_code = l.province_code AND c.product = l.product
                          AND c.period_start <= $3::date AND c.period_end >= $2::date)
     ORDER BY l.product LIMIT $5::integer)sql"};
  OCOP_ASSIGN_OR_RETURN(const Rows rows,
                        transaction.Query(statement, {province, clock::FormatDay(period.first),
                                                      clock::FormatDay(period.last), after, absl::StrCat(limit)}));
  std::vector<std::string> products;
  for (int row = 0; row < rows.size(); ++row) products.emplace_back(rows.Text(row, 0));
  return products;
}

}  // namespace ocop::salespoints
