-- From the units of all indicators to the figures that the gateway gives.

CREATE FUNCTION oracle.standings(province text, day date)
RETURNS TABLE (indicator text, unit text, locality text, in_denominator boolean, in_numerator boolean,
               falls_short boolean) LANGUAGE sql STABLE
BEGIN ATOMIC
  SELECT 't1', s.unit, s.locality, s.in_denominator, s.in_numerator, s.falls_short
    FROM oracle.t1(province, day) AS s
   UNION ALL
  SELECT 't2', s.unit, s.locality, s.in_denominator, s.in_numerator, s.falls_short
    FROM oracle.t2(province, day) AS s
   UNION ALL
  SELECT 'e1', s.unit, s.locality, s.in_denominator, s.in_numerator, s.falls_short
    FROM oracle.e1(province, day) AS s
   UNION ALL
  SELECT 'e2', s.unit, s.locality, s.in_denominator, s.in_numerator, s.falls_short
    FROM oracle.e2(province, day) AS s
   UNION ALL
  SELECT 'e3', s.unit, s.locality, s.in_denominator, s.in_numerator, s.falls_short
    FROM oracle.e3(province, day) AS s
   UNION ALL
  SELECT 'e4', s.unit, s.locality, s.in_denominator, s.in_numerator, s.falls_short
    FROM oracle.e4(province, day) AS s
   UNION ALL
  SELECT 'e5', s.unit, s.locality, s.in_denominator, s.in_numerator, s.falls_short
    FROM oracle.e5(province, day) AS s
   UNION ALL
  SELECT 'e6', s.unit, s.locality, s.in_denominator, s.in_numerator, s.falls_short
    FROM oracle.e6(province, day) AS s
   UNION ALL
  SELECT 'n1', s.unit, s.locality, s.in_denominator, s.in_numerator, s.falls_short
    FROM oracle.n1(province, day) AS s
   UNION ALL
  SELECT 's1', s.unit, s.locality, s.in_denominator, s.in_numerator, s.falls_short
    FROM oracle.s1(province, day) AS s
   UNION ALL
  SELECT 's2', s.unit, s.locality, s.in_denominator, s.in_numerator, s.falls_short
    FROM oracle.s2(province, day) AS s
   UNION ALL
  SELECT 's3', s.unit, s.locality, s.in_denominator, s.in_numerator, s.falls_short
    FROM oracle.s3(province, day) AS s
   UNION ALL
  SELECT 's4', s.unit, s.locality, s.in_denominator, s.in_numerator, s.falls_short
    FROM oracle.s4(province, day) AS s
   UNION ALL
  SELECT 's5', s.unit, s.locality, s.in_denominator, s.in_numerator, s.falls_short
    FROM oracle.s5(province, day) AS s
   UNION ALL
  SELECT 'officers-trained-2022', s.unit, s.locality, s.in_denominator, s.in_numerator, s.falls_short
    FROM oracle.officers_trained(province, day) AS s
   UNION ALL
  SELECT 'communes-with-product', s.unit, s.locality, s.in_denominator, s.in_numerator, s.falls_short
    FROM oracle.communes_with_product(province, day) AS s
   UNION ALL
  SELECT r.indicator, r.unit, r.locality, r.in_denominator, r.in_numerator, r.falls_short
    FROM oracle.reported_products(province, day) AS r
   UNION ALL
  SELECT r.indicator, r.unit, r.locality, r.in_denominator, r.in_numerator, r.falls_short
    FROM oracle.reported_producers(province, day) AS r
   UNION ALL
  SELECT r.indicator, r.unit, r.locality, r.in_denominator, r.in_numerator, r.falls_short
    FROM oracle.reported_sales_points(province, day) AS r;
END;

-- What units bring into the indicators that sum up.
CREATE FUNCTION oracle.amounts(province text, day date)
RETURNS TABLE (indicator text, unit text, amount numeric) LANGUAGE sql STABLE
BEGIN ATOMIC
  SELECT a.indicator, p.unit, a.amount
    FROM oracle.product_on(province, day) AS p
   CROSS JOIN LATERAL (VALUES ('revenue', p.revenue), ('profit', p.profit), ('own-losses', p.revenue)) AS a(indicator, amount);
END;

-- The standings of the days that are being compared, each at every locality where it is counted. Filled by
-- oracle.work_out.
CREATE TABLE oracle.counted (
  day date, indicator text, area text, unit text, locality text,
  in_denominator boolean, in_numerator boolean, falls_short boolean, amount numeric);

CREATE PROCEDURE oracle.work_out(province text, days date[]) LANGUAGE sql AS $$
  REFRESH MATERIALIZED VIEW oracle.piece;
  REFRESH MATERIALIZED VIEW oracle.counted_at;
  TRUNCATE oracle.counted;
  -- Materialized, or the planner may work the standings out again for each area.
  WITH stood AS MATERIALIZED (
    SELECT d.day, s.indicator, s.unit, s.locality, s.in_denominator, s.in_numerator, s.falls_short, s.amount
      FROM unnest(days) AS d(day)
     CROSS JOIN LATERAL (
       SELECT each.indicator, each.unit, each.locality, each.in_denominator, each.in_numerator, each.falls_short,
              coalesce(sum.amount, 0) AS amount
         FROM oracle.standings(province, d.day) AS each
         LEFT JOIN oracle.amounts(province, d.day) AS sum USING (indicator, unit)) AS s)
  INSERT INTO oracle.counted
  SELECT stood.day, stood.indicator, c.area, stood.unit, stood.locality,
         stood.in_denominator, stood.in_numerator, stood.falls_short, stood.amount
    FROM stood JOIN oracle.counted_at AS c ON c.locality = stood.locality;
$$;

-- The plan's target for an indicator at a locality in the year of a day.
CREATE VIEW oracle.target AS
SELECT 'provinces/' || target.province_code || '/plans/' || target.plan_id || '/targets/' || target.target_id AS name,
       plan.year, target.indicator,
       'provinces/' || target.province_code || '/localities/' || target.locality_id AS locality,
       target.minimum, target.maximum
  FROM registry.target
  JOIN registry.plan USING (province_code, plan_id);
