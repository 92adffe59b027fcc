-- E1 as it would be asked of the tables: products registered in the year of :day until that day, and those of them with 3
-- stars or more on it, by the latest recognition while it is in force. For all peers.
CREATE SCHEMA IF NOT EXISTS peers;
CREATE OR REPLACE FUNCTION peers.e1(province text, day date, OUT numerator bigint, OUT denominator bigint)
LANGUAGE sql STABLE AS $$
  WITH stars AS (
    SELECT product, stars
      FROM (SELECT DISTINCT ON (product) product, stars, decision_date, expire_date, revoke_date
              FROM evaluation.recognition
             WHERE province_code = province AND decision_date <= day
             ORDER BY product, decision_date DESC) AS latest
     WHERE expire_date >= day AND (revoke_date IS NULL OR revoke_date > day))
  SELECT count(*) FILTER (WHERE s.stars >= 3), count(*)
    FROM registry.registration AS g
    JOIN registry.product AS p
      ON p.province_code = g.province_code AND p.product_id = g.product_id AND p.delete_time IS NULL
    LEFT JOIN stars AS s ON s.product = 'provinces/' || g.province_code || '/products/' || g.product_id
   WHERE g.province_code = province AND g.register_date BETWEEN date_trunc('year', day)::date AND day
$$;

-- A paper and the one that it renews would have one name in both directions for PostGraphile.
COMMENT ON CONSTRAINT compliance_paper_renews_fkey ON registry.compliance_paper IS E'@foreignSingleFieldName renewedBy';
