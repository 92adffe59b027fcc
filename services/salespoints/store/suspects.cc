#include "services/salespoints/store/suspects.h"

#include "absl/strings/str_cat.h"
#include "common/status/status.h"
#include "services/salespoints/store/tables.h"

namespace ocop::salespoints {
namespace {

using database::ArrayLiteral;
using database::Parameter;
using database::Parameters;
using database::Rows;
using database::Statement;
using Reason = v1::ListSuspectSalesReportsResponse::Reason;

std::string FirstDay(int32_t year) {
  return absl::StrCat(year, "-01-01");
}

std::string LastDay(int32_t year) {
  return absl::StrCat(year, "-12-31");
}

Parameter Texts(const std::vector<std::string>& values) {
  return ArrayLiteral(std::vector<Parameter>(values.begin(), values.end()));
}

Parameter Numbers(const std::vector<int32_t>& values) {
  std::vector<Parameter> elements;
  for (const int32_t value : values) elements.emplace_back(absl::StrCat(value));
  return ArrayLiteral(elements);
}

// Sizes of products differ by powers of ten, so that products of a kind are compared by the logarithm.
constexpr char kSpreads[] = R"sql(
  WITH kind AS MATERIALIZED (
         SELECT k.product, k.sheet FROM unnest($4::text[], $5::integer[]) AS k (product, sheet) WHERE k.sheet > 0),
       asked AS MATERIALIZED (
         SELECT k.sheet, r.channel_id IS NULL AS whole, r.period_start, (r.period_end - r.period_start) / 27 AS length,
                r.revenue_vnd, ln(r.revenue_vnd + 1.0)::float8 AS log_revenue
           FROM salespoints.sales_report AS r JOIN kind AS k USING (product)
          WHERE r.province_code = $1 AND r.period_start >= $2::date AND r.period_end <= $3::date),
       middle AS (
         SELECT sheet, whole, period_start, length, count(*) AS count,
                percentile_cont(0.5) WITHIN GROUP (ORDER BY log_revenue) AS median,
                percentile_cont(0.5) WITHIN GROUP (ORDER BY revenue_vnd) AS median_vnd
           FROM asked GROUP BY sheet, whole, period_start, length HAVING count(*) >= 5)
  SELECT m.sheet, m.whole, m.period_start, m.length, m.count, m.median, m.median_vnd,
         percentile_cont(0.5) WITHIN GROUP (ORDER BY abs(a.log_revenue - m.median)),
         avg(abs(a.log_revenue - m.median))
    FROM middle AS m JOIN asked AS a USING (sheet, whole, period_start, length)
   GROUP BY m.sheet, m.whole, m.period_start, m.length, m.count, m.median, m.median_vnd)sql";

// $2 and $3 are the first and the last day of the year; $8 to $16 the spreads of the kinds.
constexpr char kSuspects[] = R"sql(
  WITH kind_spread AS MATERIALIZED (
         SELECT sheet, whole, period_start, length, count, median, median_vnd, mad, mean
           FROM unnest($8::integer[], $9::boolean[], $10::date[], $11::integer[], $12::bigint[], $13::float8[],
                       $14::float8[], $15::float8[], $16::float8[])
                AS s (sheet, whole, period_start, length, count, median, median_vnd, mad, mean)),
       -- The history of the products: from the index alone.
       figure AS MATERIALIZED (
         SELECT r.product, COALESCE(r.channel_id, '') AS channel, r.period_start,
                (r.period_end - r.period_start) / 27 AS length, r.revenue_vnd::float8 AS revenue
           FROM salespoints.sales_report AS r
          WHERE r.province_code = $1 AND r.product = ANY ($4::text[]) AND r.period_start <= $3::date
            AND r.period_end <= $3::date),
       asked AS MATERIALIZED (
         SELECT r.sales_report_id, r.product, COALESCE(r.channel_id, '') AS channel, r.period_start,
                (r.period_end - r.period_start) / 27 AS length, r.revenue_vnd, r.profit_vnd,
                ln(r.revenue_vnd + 1.0)::float8 AS log_revenue, k.sheet
           FROM unnest($4::text[], $5::integer[]) AS k (product, sheet)
           JOIN salespoints.sales_report AS r ON r.province_code = $1 AND r.product = k.product
                AND r.period_start BETWEEN $2::date AND $3::date AND r.period_end <= $3::date),
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
       reason AS (
         SELECT f.product, f.sales_report_id, 1 AS kind, z.score, s.median AS compared, s.count
           FROM asked AS f JOIN product_spread AS s USING (product, channel, length) CROSS JOIN LATERAL (
             SELECT CASE WHEN s.mad > 0 THEN 0.6745 * (f.revenue_vnd - s.median) / s.mad
                         WHEN s.mean > 0 THEN (f.revenue_vnd - s.median) / (1.253314 * s.mean) END AS score) AS z
          WHERE abs(z.score) * 100 >= $6::integer
         UNION ALL
         SELECT f.product, f.sales_report_id, 2, z.score, s.median_vnd, s.count
           FROM asked AS f
           JOIN kind_spread AS s ON f.sheet = s.sheet AND (f.channel = '') = s.whole AND f.period_start = s.period_start
                AND f.length = s.length CROSS JOIN LATERAL (
             SELECT CASE WHEN s.mad > 0 THEN 0.6745 * (f.log_revenue - s.median) / s.mad
                         WHEN s.mean > 0 THEN (f.log_revenue - s.median) / (1.253314 * s.mean) END AS score) AS z
          WHERE abs(z.score) * 100 >= $6::integer
         UNION ALL
         SELECT f.product, f.sales_report_id, 3, f.revenue_vnd / b.revenue, b.revenue, 1
           FROM asked AS f JOIN figure AS b ON b.product = f.product AND b.channel = f.channel
                AND b.length = f.length AND b.period_start = (f.period_start - interval '1 year')::date
          WHERE b.revenue > 0 AND (f.revenue_vnd >= b.revenue * $7::integer OR f.revenue_vnd * $7::float8 <= b.revenue)
         UNION ALL
         SELECT f.product, f.sales_report_id, 4, 0, f.revenue_vnd, 1 FROM asked AS f WHERE f.profit_vnd > f.revenue_vnd)
  SELECT n.kinds, n.scores, n.compared, n.counts, )sql";

}  // namespace

absl::StatusOr<KindSpreads> SpreadsOfKinds(database::Transaction& transaction, const std::string& province,
                                           int32_t year, const std::vector<std::string>& products,
                                           const std::vector<int32_t>& sheets) {
  static const auto& statement = *new Statement{"sales_report.spreads_of_kinds", kSpreads};
  OCOP_ASSIGN_OR_RETURN(const Rows rows, transaction.Query(statement, {province, FirstDay(year), LastDay(year),
                                                                       Texts(products), Numbers(sheets)}));
  KindSpreads spreads;
  const std::vector<std::vector<Parameter>*> columns = {&spreads.sheets,      &spreads.wholes, &spreads.period_starts,
                                                        &spreads.lengths,     &spreads.counts, &spreads.medians,
                                                        &spreads.medians_vnd, &spreads.mads,   &spreads.means};
  for (int row = 0; row < rows.size(); ++row) {
    for (size_t i = 0; i < columns.size(); ++i) {
      columns[i]->emplace_back(std::string(rows.Text(row, static_cast<int>(i))));
    }
  }
  return spreads;
}

absl::StatusOr<std::vector<std::string>> ReportedProducts(database::Transaction& transaction,
                                                          const std::string& province, const std::string& first,
                                                          int limit) {
  // One look-up of the index for each product, however many reports it has.
  static const auto& statement = *new Statement{"sales_report.reported_products", R"sql(
    WITH RECURSIVE p AS (
      (SELECT product FROM salespoints.sales_report WHERE province_code = $1 AND product >= $2 ORDER BY product LIMIT 1)
      UNION ALL
      SELECT n.product FROM p CROSS JOIN LATERAL (
        SELECT r.product FROM salespoints.sales_report AS r WHERE r.province_code = $1 AND r.product > p.product
         ORDER BY r.product LIMIT 1) AS n)
    SELECT product FROM p LIMIT $3::integer)sql"};
  OCOP_ASSIGN_OR_RETURN(const Rows rows, transaction.Query(statement, {province, first, absl::StrCat(limit)}));
  std::vector<std::string> products;
  for (int row = 0; row < rows.size(); ++row) products.emplace_back(rows.Text(row, 0));
  return products;
}

absl::StatusOr<std::vector<Suspect>> Suspects(database::Transaction& transaction, const SuspectQuery& query,
                                              const KindSpreads& spreads) {
  static const auto& statement =
      *new Statement{"sales_report.suspects", absl::StrCat(kSuspects, SalesReportTable().select_list(), R"sql(
    FROM (SELECT product, sales_report_id, array_agg(kind ORDER BY kind) AS kinds,
                 array_agg(least(greatest(round(score::numeric * 100), -9223372036854775808),
                                 9223372036854775807)::bigint ORDER BY kind) AS scores,
                 array_agg(least(round(compared::numeric), 9223372036854775807)::bigint ORDER BY kind) AS compared,
                 array_agg(count ORDER BY kind) AS counts
            FROM reason WHERE (product, sales_report_id) > ($17, $18)
           GROUP BY product, sales_report_id ORDER BY product, sales_report_id LIMIT $19::integer) AS n
         JOIN salespoints.sales_report AS t ON t.province_code = $1 AND t.sales_report_id = n.sales_report_id
   ORDER BY n.product, t.sales_report_id)sql")};
  Parameters parameters = {query.province,
                           FirstDay(query.year),
                           LastDay(query.year),
                           Texts(query.products),
                           Numbers(query.sheets),
                           absl::StrCat(query.least_score_centi),
                           absl::StrCat(query.least_jump)};
  for (const auto* column : {&spreads.sheets, &spreads.wholes, &spreads.period_starts, &spreads.lengths,
                             &spreads.counts, &spreads.medians, &spreads.medians_vnd, &spreads.mads, &spreads.means}) {
    parameters.emplace_back(ArrayLiteral(*column));
  }
  parameters.emplace_back(query.after_product);
  parameters.emplace_back(query.after_id);
  parameters.emplace_back(absl::StrCat(query.limit));
  OCOP_ASSIGN_OR_RETURN(const Rows rows, transaction.Query(statement, parameters));
  std::vector<Suspect> suspects;
  for (int row = 0; row < rows.size(); ++row) {
    Suspect& suspect = suspects.emplace_back();
    OCOP_ASSIGN_OR_RETURN(*suspect.mutable_sales_report(), SalesReportTable().ReadRow<v1::SalesReport>(rows, row, 4));
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
