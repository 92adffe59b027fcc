-- The other counts that provinces report, the aims of the plans, and those of tests/reference/definitions.

-- Producers that take part on the day.
CREATE FUNCTION oracle.producer_on(province text, day date)
RETURNS TABLE (unit text, locality text, kind text, women_led boolean, starred boolean, last_training date)
LANGUAGE sql STABLE
BEGIN ATOMIC
  SELECT producer.name, producer.locality, producer.kind, producer.representative_gender = 'GENDER_FEMALE',
         EXISTS (SELECT FROM oracle.product
                  WHERE product.producer = producer.name AND oracle.stars_of(product.name, day) >= 3),
         (SELECT max(c.completion_date) FROM oracle.completion AS c
           WHERE c.producer = producer.name AND c.completion_date <= day)
    FROM oracle.producer
   WHERE province_code = province AND oracle.holds(join_date, leave_date, day);
END;

CREATE FUNCTION oracle.reported_producers(province text, day date)
RETURNS TABLE (indicator text, unit text, locality text, in_denominator boolean, in_numerator boolean,
               falls_short boolean) LANGUAGE sql STABLE
BEGIN ATOMIC
  WITH producer AS MATERIALIZED (
    SELECT p.unit, p.locality, p.kind, p.women_led, p.starred, p.last_training
      FROM oracle.producer_on(province, day) AS p)
  SELECT 'producers', producer.unit, producer.locality, false, starred, NOT starred FROM producer
  UNION ALL
  SELECT k.indicator, producer.unit, producer.locality, false, true, false
    FROM producer
    JOIN (VALUES ('producers-cooperatives', 'KIND_COOPERATIVE'),
                 ('producers-cooperative-groups', 'KIND_COOPERATIVE_GROUP'),
                 ('producers-enterprises', 'KIND_ENTERPRISE'),
                 ('producers-farms', 'KIND_FARM'),
                 ('producers-production-households', 'KIND_PRODUCTION_HOUSEHOLD'),
                 ('producers-business-households', 'KIND_BUSINESS_HOUSEHOLD'),
                 ('producers-associations', 'KIND_ASSOCIATION'),
                 ('producers-operating-centres', 'KIND_OPERATING_CENTRE')) AS k(indicator, kind)
      ON k.kind = producer.kind
   WHERE starred
  UNION ALL
  SELECT s.indicator, producer.unit, producer.locality, true, s.reached, NOT s.reached
    FROM producer
   CROSS JOIN LATERAL (VALUES
           ('producers-women-led', starred, women_led),
           ('cooperative-share', starred, kind = 'KIND_COOPERATIVE'),
           ('enterprise-share', starred, kind = 'KIND_ENTERPRISE'),
           ('leaders-trained-2022', kind IN ('KIND_ENTERPRISE', 'KIND_COOPERATIVE', 'KIND_BUSINESS_HOUSEHOLD'),
            last_training IS NOT NULL AND last_training >= '2022-01-01')) AS s(indicator, asked, reached)
   WHERE s.asked
  UNION ALL
  -- Also of those that have left since.
  SELECT 'producers-trade-events', producer.name, producer.locality, false, true, false
    FROM oracle.producer
   WHERE producer.province_code = province
     AND EXISTS (SELECT FROM salespoints.participation JOIN salespoints.trade_event USING (province_code, trade_event_id)
                  WHERE oracle.goes_on_as(participation.producer) = producer.name AND oracle.in_year_by(trade_event.start_date, day));
END;

CREATE FUNCTION oracle.officers_trained(province text, day date) RETURNS SETOF oracle.standing LANGUAGE sql STABLE
BEGIN ATOMIC
  SELECT unit, locality, true, trained, NOT trained
    FROM (SELECT officer.name AS unit, officer.locality,
                 EXISTS (SELECT FROM oracle.completion AS c
                          WHERE c.learner = officer.name AND c.completion_date BETWEEN '2022-01-01' AND day) AS trained
            FROM (SELECT 'provinces/' || province_code || '/learners/' || learner_id AS name, locality
                    FROM training.learner
                   WHERE province_code = province
                     AND kind IN ('KIND_DISTRICT_OFFICER', 'KIND_COMMUNE_OFFICER')
                     AND oracle.holds(post_start_date, post_end_date, day)) AS officer) AS judged;
END;

CREATE FUNCTION oracle.communes_with_product(province text, day date) RETURNS SETOF oracle.standing LANGUAGE sql STABLE
BEGIN ATOMIC
  SELECT unit, unit, true, reached, NOT reached
    FROM (SELECT commune.name AS unit,
                 EXISTS (SELECT
                           FROM oracle.producer_on(province, day) AS maker
                           JOIN oracle.counted_at AS within
                             ON within.locality = maker.locality AND within.area = commune.name
                          WHERE maker.starred) AS reached
            FROM oracle.locality AS commune
           WHERE commune.province_code = province
             AND commune.kind = 'KIND_COMMUNE'
             AND (commune.valid_from IS NULL OR commune.valid_from <= day)
             AND (commune.valid_to IS NULL OR day <= commune.valid_to)) AS judged;
END;

CREATE FUNCTION oracle.reported_sales_points(province text, day date)
RETURNS TABLE (indicator text, unit text, locality text, in_denominator boolean, in_numerator boolean,
               falls_short boolean) LANGUAGE sql STABLE
BEGIN ATOMIC
  WITH point AS (
    SELECT 'provinces/' || province_code || '/salesPoints/' || sales_point_id AS unit, p.locality, p.opening_date,
           p.place_kind, p.area_m2, p.sign_displayed, p.prices_listed, p.opening_hours <> '' AS hours_stated,
           p.manager <> '' AS manager_named
      FROM salespoints.sales_point AS p
     WHERE p.province_code = province AND oracle.holds(p.opening_date, p.closing_date, day))
  SELECT 'sales-points', point.unit, point.locality, false, true, false FROM point
  UNION ALL
  SELECT 'own-new-points', point.unit, point.locality, false, true, false
    FROM point
   WHERE oracle.in_year_by(opening_date, day)
  UNION ALL
  SELECT 'own-equipped-points', point.unit, point.locality, true, equipped, NOT equipped
    FROM point
   CROSS JOIN LATERAL (SELECT place_kind = 'PLACE_KIND_MARKET' AND area_m2 >= 20
                              OR sign_displayed AND prices_listed
                              OR hours_stated AND manager_named AS equipped) AS judged;
END;
