#include "services/salespoints/store/closed_periods.h"

#include "absl/strings/str_cat.h"
#include "common/clock/date.h"
#include "common/status/status.h"
#include "services/names.h"

namespace ocop::salespoints {

using database::ArrayLiteral;
using database::Parameter;
using database::Rows;
using database::Statement;
using v1::SalesSubmission;

namespace {}  // namespace

absl::Status SharePeriods(database::Transaction& transaction, const std::string& province) {
  static const auto& statement = *new Statement{"closed_period.share", "SELECT salespoints.share_periods($1)"};
  return transaction.Query(statement, {province}).status();
}

absl::Status HoldPeriods(database::Transaction& transaction, const std::string& province) {
  static const auto& statement = *new Statement{"closed_period.hold", "SELECT salespoints.hold_periods($1)"};
  return transaction.Query(statement, {province}).status();
}

absl::Status ClosePeriod(database::Transaction& transaction, const std::vector<std::string>& products,
                         SalesSubmission& submission) {
  static const auto& close = *new Statement{"closed_period.close", R"sql(
    INSERT INTO salespoints.closed_period (province_code, product, sales_submission_id, period_start, period_end)
    SELECT $1, p.product, $2, $3::date, $4::date
      FROM (SELECT unnest($5::text[]) AS product
             UNION SELECT product FROM salespoints.sales_report WHERE province_code = $1 AND submission_id = $2) AS p)sql"};
  static const auto& count = *new Statement{"closed_period.count", R"sql(
    SELECT count(DISTINCT c.product), count(r.product),
           least(COALESCE(sum(r.revenue_vnd), 0), 9223372036854775807)::bigint,
           greatest(least(COALESCE(sum(r.profit_vnd), 0), 9223372036854775807), -9223372036854775808)::bigint
      FROM salespoints.closed_period AS c
      LEFT JOIN salespoints.sales_report AS r ON r.province_code = c.province_code AND r.product = c.product
           AND r.period_start >= c.period_start AND r.period_end <= c.period_end
     WHERE c.province_code = $1 AND c.sales_submission_id = $2)sql"};
  const std::string province = ProvinceCode(submission.name());
  const std::string id = LastId(submission.name());
  OCOP_RETURN_IF_ERROR(transaction
                           .Write(close, {province, id, clock::FormatDate(submission.period_start()),
                                          clock::FormatDate(submission.period_end()),
                                          ArrayLiteral(std::vector<Parameter>(products.begin(), products.end()))})
                           .status());
  OCOP_ASSIGN_OR_RETURN(const Rows rows, transaction.Query(count, {province, id}));
  submission.set_closed_product_count(static_cast<int32_t>(rows.Integer(0, 0)));
  submission.set_closed_report_count(static_cast<int32_t>(rows.Integer(0, 1)));
  submission.set_closed_revenue_vnd(rows.Integer(0, 2));
  submission.set_closed_profit_vnd(rows.Integer(0, 3));
  return absl::OkStatus();
}

absl::Status OpenPeriod(database::Transaction& transaction, SalesSubmission& submission) {
  static const auto& statement = *new Statement{"closed_period.open", R"sql(
    DELETE FROM salespoints.closed_period WHERE province_code = $1 AND sales_submission_id = $2)sql"};
  submission.clear_closed_product_count();
  submission.clear_closed_report_count();
  submission.clear_closed_revenue_vnd();
  submission.clear_closed_profit_vnd();
  return transaction.Write(statement, {ProvinceCode(submission.name()), LastId(submission.name())}).status();
}

absl::StatusOr<std::multimap<std::string, ClosedPeriod>> ClosedPeriods(database::Transaction& transaction,
                                                                       const std::string& province,
                                                                       const std::set<std::string>& products,
                                                                       const std::string& first,
                                                                       const std::string& last) {
  static const auto& statement = *new Statement{"closed_period.of_products", R"sql(
    SELECT product, sales_submission_id, period_start, period_end
      FROM salespoints.closed_period
     WHERE province_code = $1 AND product = ANY($2::text[]) AND period_end >= $3::date AND period_start <= $4::date)sql"};
  OCOP_ASSIGN_OR_RETURN(
      const Rows rows,
      transaction.Query(
          statement, {province, ArrayLiteral(std::vector<Parameter>(products.begin(), products.end())), first, last}));
  std::multimap<std::string, ClosedPeriod> closed;
  for (int row = 0; row < rows.size(); ++row) {
    closed.emplace(rows.Text(row, 0), ClosedPeriod{absl::StrCat("provinces/", province, "/salesSubmissions/",
                                                                status::View(rows.Text(row, 1))),
                                                   std::string(rows.Text(row, 2)), std::string(rows.Text(row, 3))});
  }
  return closed;
}

}  // namespace ocop::salespoints
