-- What reports tell of a product: its stars on a day, and what happened to it in the year of that day, by the day.

-- Recognitions that were in force on one day at least, with the last such day. One that is revoked ends on the day before.
CREATE VIEW oracle.held AS
SELECT name, product, stars, decision_date, revoke_date IS NOT NULL AS revoked,
       CASE WHEN revoke_date IS NULL THEN expire_date ELSE revoke_date - 1 END AS last_date
  FROM oracle.recognition
 WHERE revoke_date IS NULL OR revoke_date > decision_date;

-- Decisions of the year that are in force on the day: the product's first, a raise to more stars, or neither.
CREATE FUNCTION oracle.decisions_of_year(day date)
RETURNS TABLE (product text, stars integer, first boolean, raise boolean) LANGUAGE sql STABLE
BEGIN ATOMIC
  SELECT h.product, h.stars, before.date IS NULL, before.date IS NOT NULL AND before.stars BETWEEN 1 AND h.stars - 1
    FROM oracle.held AS h
   CROSS JOIN LATERAL (SELECT max(e.decision_date) AS date, oracle.stars_of(h.product, h.decision_date - 1) AS stars
                         FROM oracle.held AS e
                        WHERE e.product = h.product AND e.decision_date < h.decision_date) AS before
   WHERE oracle.in_year_by(h.decision_date, day) AND day <= h.last_date;
END;

-- Days on which a product was left without stars, its first day without, by the end of a term.
CREATE VIEW oracle.expiry AS
SELECT h.product, h.last_date + 1 AS date
  FROM oracle.held AS h
 WHERE NOT h.revoked
   AND oracle.stars_of(h.product, h.last_date + 1) = 0
   -- Of several until then, the one that gave the stars tells how they were lost.
   AND h.name = (SELECT r.name FROM oracle.recognition_of(h.product, h.last_date) AS r);

-- Revocations, each with the first day without the recognition: of one that was held, or of one that had taken the place of
-- one that was held and was revoked on its own day.
CREATE VIEW oracle.revocation AS
SELECT h.product, h.last_date + 1 AS date
  FROM oracle.held AS h
 WHERE h.revoked
UNION ALL
SELECT r.product, r.decision_date
  FROM oracle.recognition AS r
  JOIN oracle.held AS h ON h.product = r.product AND h.last_date >= r.decision_date
 WHERE r.revoke_date = r.decision_date
   AND h.name = (SELECT before.name FROM oracle.recognition_of(r.product, r.decision_date - 1) AS before);

CREATE FUNCTION oracle.product_on(province text, day date)
RETURNS TABLE (unit text, locality text, product_group text, score_sheet integer, producer_kind text, women_led boolean,
               stars integer, is_new boolean, re_evaluated boolean, raised_to integer[], expired boolean,
               expired_in_year boolean, revoked_in_year boolean, channel_kinds text[], shown boolean,
               revenue numeric, profit numeric) LANGUAGE sql STABLE
BEGIN ATOMIC
  SELECT product.name, product.locality, product.product_group, product.score_sheet, producer.kind,
         producer.representative_gender = 'GENDER_FEMALE',
         oracle.stars_of(product.name, day),
         EXISTS (SELECT FROM oracle.decisions_of_year(day) AS d WHERE d.product = product.name AND d.first),
         EXISTS (SELECT FROM oracle.decisions_of_year(day) AS d
                  WHERE d.product = product.name AND NOT d.first AND NOT d.raise),
         ARRAY (SELECT d.stars FROM oracle.decisions_of_year(day) AS d WHERE d.product = product.name AND d.raise),
         -- By a term that ended, and none has given it stars since.
         EXISTS (SELECT FROM oracle.expiry AS e
                  WHERE e.product = product.name AND e.date <= day
                    AND NOT EXISTS (SELECT FROM oracle.held AS h
                                     WHERE h.product = e.product AND h.decision_date BETWEEN e.date AND day)),
         EXISTS (SELECT FROM oracle.expiry AS e WHERE e.product = product.name AND oracle.in_year_by(e.date, day)),
         EXISTS (SELECT FROM oracle.revocation AS r
                  WHERE r.product = product.name AND oracle.in_year_by(r.date, day)),
         ARRAY (SELECT channel.kind
                  FROM salespoints.listing JOIN salespoints.channel USING (province_code, channel_id)
                 WHERE listing.product = product.name AND oracle.holds(listing.start_date, listing.end_date, day)),
         EXISTS (SELECT FROM salespoints.participation JOIN salespoints.trade_event USING (province_code, trade_event_id)
                  WHERE product.name = ANY (participation.products)
                    AND oracle.in_year_by(trade_event.start_date, day)),
         sales.revenue, sales.profit
    FROM oracle.product
    JOIN oracle.producer ON producer.name = product.producer
   CROSS JOIN LATERAL (SELECT coalesce(sum(report.revenue_vnd), 0) AS revenue,
                              coalesce(sum(report.profit_vnd), 0) AS profit
                         FROM salespoints.sales_report AS report
                        WHERE report.product = product.name AND oracle.in_year_by(report.period_end, day)) AS sales
   WHERE product.province_code = province;
END;
