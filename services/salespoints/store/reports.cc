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
using Reason = v1::ListSuspectSalesReportsResponse::Reason;

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

// The sales of every product of `p` and what they are compared with: $2 to $3 against $4 to $5, or the baseline. A
// product that sold nothing any more, but had sold, is among them.
std::string Compared(const std::string& products, const std::string& rest) {
  return absl::StrCat(
      products, " SELECT p.product, COALESCE(s.revenue, 0), COALESCE(s.profit, 0), ",
      "CASE WHEN $4::date IS NULL THEN l.revenue_vnd WHEN NOT $6::boolean OR s.month = b.month THEN b.revenue END, ",
      "CASE WHEN $4::date IS NULL THEN l.profit_vnd WHEN NOT $6::boolean OR s.month = b.month THEN b.profit END ",
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
    if (!rows.IsNull(row, 3)) product.base = Sums{rows.Integer(row, 3), rows.Integer(row, 4)};
  }
  return sales;
}

std::vector<Parameter> Elements(const std::vector<std::string>& values) {
  return {values.begin(), values.end()};
}

// Modified z-score (Iglewicz and Hoaglin): 0.6745 times the distance from the median, by the median of the distances;
// where that is 0, by their mean times 1.253314. Sizes of products differ by powers of ten, so that products of a kind
// are compared by the logarithm. $2 and $3 are the first and the last day of the year.
constexpr char kSuspects[] = R"sql(
  WITH kind AS MATERIALIZED (
         SELECT k.product, k.sheet FROM unnest($4::text[], $5::integer[]) AS k (product, sheet) WHERE k.sheet > 0),
       asked AS MATERIALIZED (
         SELECT r.sales_report_id, r.product, COALESCE(r.channel_id, '') AS channel, r.period_start,
                (r.period_end - r.period_start) / 27 AS length, r.revenue_vnd, r.profit_vnd,
                ln(r.revenue_vnd + 1.0)::float8 AS log_revenue, k.sheet
           FROM salespoints.sales_report AS r LEFT JOIN kind AS k USING (product)
          WHERE r.province_code = $1 AND r.period_start >= $2::date AND r.period_end <= $3::date),
       -- The history of the products that reported in the year.
       figure AS MATERIALIZED (
         SELECT r.product, COALESCE(r.channel_id, '') AS channel, r.period_start,
                (r.period_end - r.period_start) / 27 AS length, r.revenue_vnd::float8 AS revenue
           FROM (SELECT DISTINCT product FROM asked) AS p
           JOIN salespoints.sales_report AS r ON r.province_code = $1 AND r.product = p.product
          WHERE r.period_end <= $3::date),
       product_median AS (
         SELECT product, channel, length, count(*) AS count,
                percentile_cont(0.5) WITHIN GROUP (ORDER BY revenue) AS median
           FROM figure GROUP BY product, channel, length HAVING count(*) >= 5),
       product_spread AS (
         SELECT product, channel, length, m.count, m.median,
                percentile_cont(0.5) WITHIN GROUP (ORDER BY abs(f.revenue - m.median)) AS mad,
                avg(abs(f.revenue - m.median)) AS mean
           FROM product_median AS m JOIN figure AS f USING (product, channel, length)
          GROUP BY product, channel, length, m.count, m.median),
       kind_median AS (
         SELECT sheet, channel = '' AS whole, period_start, length, count(*) AS count,
                percentile_cont(0.5) WITHIN GROUP (ORDER BY log_revenue) AS median,
                percentile_cont(0.5) WITHIN GROUP (ORDER BY revenue_vnd) AS median_vnd
           FROM asked WHERE sheet IS NOT NULL GROUP BY 1, 2, 3, 4 HAVING count(*) >= 5),
       kind_spread AS (
         SELECT m.sheet, m.whole, m.period_start, m.length, m.count, m.median, m.median_vnd,
                percentile_cont(0.5) WITHIN GROUP (ORDER BY abs(f.log_revenue - m.median)) AS mad,
                avg(abs(f.log_revenue - m.median)) AS mean
           FROM kind_median AS m
           JOIN asked AS f ON f.sheet = m.sheet AND (f.channel = '') = m.whole AND f.period_start = m.period_start
                AND f.length = m.length
          GROUP BY m.sheet, m.whole, m.period_start, m.length, m.count, m.median, m.median_vnd),
       reason AS (
         SELECT f.sales_report_id, 1 AS kind, z.score, s.median AS compared, s.count
           FROM asked AS f JOIN product_spread AS s USING (product, channel, length) CROSS JOIN LATERAL (
             SELECT CASE WHEN s.mad > 0 THEN 0.6745 * (f.revenue_vnd - s.median) / s.mad
                         WHEN s.mean > 0 THEN (f.revenue_vnd - s.median) / (1.253314 * s.mean) END AS score) AS z
          WHERE abs(z.score) * 100 >= $6::integer
         UNION ALL
         SELECT f.sales_report_id, 2, z.score, s.median_vnd, s.count
           FROM asked AS f
           JOIN kind_spread AS s ON f.sheet = s.sheet AND (f.channel = '') = s.whole AND f.period_start = s.period_start
                AND f.length = s.length CROSS JOIN LATERAL (
             SELECT CASE WHEN s.mad > 0 THEN 0.6745 * (f.log_revenue - s.median) / s.mad
                         WHEN s.mean > 0 THEN (f.log_revenue - s.median) / (1.253314 * s.mean) END AS score) AS z
          WHERE abs(z.score) * 100 >= $6::integer
         UNION ALL
         SELECT f.sales_report_id, 3, f.revenue_vnd / b.revenue, b.revenue, 1
           FROM asked AS f JOIN figure AS b ON b.product = f.product AND b.channel = f.channel
                AND b.length = f.length AND b.period_start = (f.period_start - interval '1 year')::date
          WHERE b.revenue > 0 AND (f.revenue_vnd >= b.revenue * $7::integer OR f.revenue_vnd * $7::float8 <= b.revenue)
         UNION ALL
         SELECT f.sales_report_id, 4, 0, f.revenue_vnd, 1 FROM asked AS f WHERE f.profit_vnd > f.revenue_vnd)
  SELECT n.kinds, n.scores, n.compared, n.counts, )sql";

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

absl::StatusOr<std::vector<Suspect>> Suspects(database::Transaction& transaction, const SuspectQuery& query) {
  static const auto& statement =
      *new Statement{"sales_report.suspects", absl::StrCat(kSuspects, SalesReportTable().select_list(), R"sql(
    FROM (SELECT sales_report_id, array_agg(kind ORDER BY kind) AS kinds,
                 array_agg(least(greatest(round(score::numeric * 100), -9223372036854775808),
                                 9223372036854775807)::bigint ORDER BY kind) AS scores,
                 array_agg(least(round(compared::numeric), 9223372036854775807)::bigint ORDER BY kind) AS compared,
                 array_agg(count ORDER BY kind) AS counts
            FROM reason WHERE sales_report_id > $8 GROUP BY sales_report_id ORDER BY sales_report_id
           LIMIT $9::integer) AS n
         JOIN salespoints.sales_report AS t ON t.province_code = $1 AND t.sales_report_id = n.sales_report_id
   ORDER BY t.sales_report_id)sql")};
  std::vector<Parameter> kinds;
  for (const int32_t kind : query.kinds) kinds.emplace_back(absl::StrCat(kind));
  OCOP_ASSIGN_OR_RETURN(
      const Rows rows,
      transaction.Query(statement,
                        {query.province, absl::StrCat(query.year, "-01-01"), absl::StrCat(query.year, "-12-31"),
                         database::ArrayLiteral(Elements(query.products)), database::ArrayLiteral(kinds),
                         absl::StrCat(query.least_score_centi), absl::StrCat(query.least_jump), query.after,
                         absl::StrCat(query.limit)}));
  std::vector<Suspect> suspects;
  for (int row = 0; row < rows.size(); ++row) {
    Suspect& suspect = suspects.emplace_back();
    *suspect.mutable_sales_report() = static_cast<v1::SalesReport&&>(*SalesReportTable().ReadRow(rows, row, 4));
    std::vector<std::string> columns[4];
    for (int i = 0; i < 4; ++i) columns[i] = database::ParseArray(rows.Text(row, i));
    for (size_t i = 0; i < columns[0].size(); ++i) {
      Reason& reason = *suspect.add_reasons();
      reason.set_kind(static_cast<Reason::Kind>(std::stoi(columns[0][i])));
      reason.set_score_centi(std::stoll(columns[1][i]));
      reason.set_compared_with_vnd(std::stoll(columns[2][i]));
      reason.set_count(std::stoi(columns[3][i]));
    }
  }
  return suspects;
}

}  // namespace ocop::salespoints
