#include "services/salespoints/store/trade_events.h"

#include "common/clock/date.h"
#include "common/status/status.h"

namespace ocop::salespoints {
namespace {

database::Parameter DayOrNull(const google::type::Date& date) {
  const auto day = clock::FromDate(date);
  return day ? database::Parameter(clock::FormatDay(*day)) : std::nullopt;
}

}  // namespace

absl::StatusOr<v1::TradeEventSummary> SummariseEvents(database::Transaction& transaction,
                                                      const EventSelection& selection) {
  static const auto& statement = *new database::Statement{"trade_event.summary", R"sql(
    WITH e AS (SELECT province_code, trade_event_id, cost_vnd FROM salespoints.trade_event
                WHERE province_code = $1 AND ($2 = '' OR trade_event_id = $2)
                  AND ($3::date IS NULL OR end_date >= $3::date) AND ($4::date IS NULL OR start_date <= $4::date)),
         p AS (SELECT producer, products, booth_count, contract_count, contract_value_vnd, revenue_vnd, p.cost_vnd
                 FROM salespoints.participation AS p JOIN e USING (province_code, trade_event_id))
    SELECT (SELECT count(*) FROM e), count(DISTINCT producer),
           (SELECT count(DISTINCT product) FROM p, unnest(p.products) AS product),
           count(*), least(COALESCE(sum(booth_count), 0), 9223372036854775807)::bigint, least(COALESCE(sum(contract_count), 0), 9223372036854775807)::bigint,
           least(COALESCE(sum(contract_value_vnd), 0), 9223372036854775807)::bigint, least(COALESCE(sum(revenue_vnd), 0), 9223372036854775807)::bigint,
           (SELECT least(COALESCE(sum(cost_vnd), 0), 9223372036854775807)::bigint FROM e), least(COALESCE(sum(cost_vnd), 0), 9223372036854775807)::bigint
      FROM p)sql"};
  OCOP_ASSIGN_OR_RETURN(const database::Rows rows,
                        transaction.Query(statement, {selection.province_code, selection.event_id,
                                                      DayOrNull(selection.from), DayOrNull(selection.to)}));
  v1::TradeEventSummary summary;
  summary.set_event_count(static_cast<int32_t>(rows.Integer(0, 0)));
  summary.set_producer_count(static_cast<int32_t>(rows.Integer(0, 1)));
  summary.set_product_count(static_cast<int32_t>(rows.Integer(0, 2)));
  summary.set_participation_count(static_cast<int32_t>(rows.Integer(0, 3)));
  summary.set_booth_count(rows.Integer(0, 4));
  summary.set_contract_count(rows.Integer(0, 5));
  summary.set_contract_value_vnd(rows.Integer(0, 6));
  summary.set_revenue_vnd(rows.Integer(0, 7));
  summary.set_event_cost_vnd(rows.Integer(0, 8));
  summary.set_participant_cost_vnd(rows.Integer(0, 9));
  return summary;
}

}  // namespace ocop::salespoints
