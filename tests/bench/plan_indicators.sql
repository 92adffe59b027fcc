-- The 14 indicators of the 2024 plan of one province on one day, numerator and denominator, one statement each, in the
-- order t1 t2 e1 … e6 n1 s1 … s5: what the gateway answers from memory, as SQL that a careful hand would write for these
-- tables. All places of the province lie in it, so the province needs no map. N1 and S1 go by the map of the day, which
-- until 2025-06-30 is one of districts; what began later plays no part on such a day. The province has no parent, so that
-- NOT IN is NULL for a producer known by the province alone, and it is of no other district.
--
-- For pgbench (-D province=82 -D day=2024-12-31) and for psql (-v province="'82'" -v day="'2024-12-31'").
SELECT count(*) FILTER (WHERE basics AND steps), count(*)
  FROM training.learner
  LEFT JOIN (SELECT learner_id, bool_or('TOPIC_PROGRAMME_BASICS' = ANY (topics)) AS basics,
                    bool_or('TOPIC_CYCLE_STEPS' = ANY (topics)) AS steps
               FROM training.attendance
               JOIN training.class USING (province_code, class_id)
               JOIN training.course USING (province_code, course_id)
              WHERE province_code = :province::text
                AND completion_date BETWEEN date_trunc('year', :day::date)::date AND :day::date
              GROUP BY learner_id) AS done USING (learner_id)
 WHERE province_code = :province::text AND kind IN ('KIND_DISTRICT_OFFICER', 'KIND_COMMUNE_OFFICER')
   AND post_start_date <= :day::date AND (post_end_date IS NULL OR post_end_date >= :day::date);

SELECT count(*) FILTER (WHERE trained.producer IS NOT NULL), count(*)
  FROM registry.producer
  LEFT JOIN (SELECT DISTINCT learner.producer
               FROM training.attendance
               JOIN training.learner USING (province_code, learner_id)
              WHERE province_code = :province::text AND learner.producer <> ''
                AND completion_date BETWEEN date_trunc('year', :day::date)::date AND :day::date) AS trained
    ON trained.producer = 'provinces/' || province_code || '/producers/' || producer_id
 WHERE province_code = :province::text AND delete_time IS NULL
   AND join_date BETWEEN date_trunc('year', :day::date)::date AND :day::date
   AND (leave_date IS NULL OR leave_date >= :day::date);

WITH rated AS (
  SELECT product, stars
    FROM (SELECT DISTINCT ON (product) product, stars, decision_date, expire_date, revoke_date
            FROM evaluation.recognition
           WHERE province_code = :province::text AND decision_date <= :day::date
           ORDER BY product, decision_date DESC, recognition_id COLLATE "C" DESC) AS latest
   WHERE expire_date >= :day::date AND (revoke_date IS NULL OR revoke_date > :day::date))
SELECT count(*) FILTER (WHERE stars >= 3), count(*)
  FROM (SELECT DISTINCT 'provinces/' || province_code || '/products/' || product_id AS product
          FROM registry.registration
          JOIN registry.product USING (province_code, product_id)
          JOIN registry.producer USING (province_code, producer_id)
         WHERE province_code = :province::text AND product.delete_time IS NULL AND producer.delete_time IS NULL
           AND register_date BETWEEN date_trunc('year', :day::date)::date AND :day::date) AS registered
  LEFT JOIN rated USING (product);

SELECT count(DISTINCT raised.product), 0
  FROM evaluation.recognition AS raised
 CROSS JOIN LATERAL (SELECT before.stars
                       FROM (SELECT before.stars, before.expire_date, before.revoke_date
                               FROM evaluation.recognition AS before
                              WHERE before.province_code = raised.province_code AND before.product = raised.product
                                AND before.decision_date < raised.decision_date
                              ORDER BY before.decision_date DESC, before.recognition_id COLLATE "C" DESC
                              LIMIT 1) AS before
                     WHERE before.expire_date >= raised.decision_date - 1
                       AND (before.revoke_date IS NULL OR before.revoke_date > raised.decision_date - 1)) AS previous
  JOIN registry.product ON product.province_code = raised.province_code
   AND raised.product = 'provinces/' || product.province_code || '/products/' || product.product_id
  JOIN registry.producer ON producer.province_code = product.province_code
   AND producer.producer_id = product.producer_id
 WHERE raised.province_code = :province::text AND raised.stars = 4 AND previous.stars = 3
   AND raised.decision_date BETWEEN date_trunc('year', :day::date)::date AND :day::date
   AND raised.expire_date >= :day::date AND (raised.revoke_date IS NULL OR raised.revoke_date > :day::date)
   AND product.delete_time IS NULL AND producer.delete_time IS NULL;

SELECT count(*) FILTER (WHERE EXISTS (SELECT FROM registry.compliance_paper AS paper
                                        LEFT JOIN registry.product USING (province_code, product_id)
                                       WHERE paper.province_code = registering.province_code
                                         AND paper.producer_id = registering.producer_id
                                         AND paper.kind = 'KIND_FOOD_SAFETY_COMMITMENT'
                                         AND issue_date <= :day::date
                                         AND (expire_date IS NULL OR expire_date >= :day::date)
                                         AND product.delete_time IS NULL)), count(*)
  FROM (SELECT DISTINCT province_code, producer_id
          FROM registry.registration
          JOIN registry.product USING (province_code, product_id)
          JOIN registry.producer USING (province_code, producer_id)
         WHERE province_code = :province::text AND product.delete_time IS NULL AND producer.delete_time IS NULL
           AND register_date BETWEEN date_trunc('year', :day::date)::date AND :day::date) AS registering;

SELECT count(*) FILTER (WHERE EXISTS (SELECT FROM registry.compliance_paper AS paper
                                        LEFT JOIN registry.product USING (province_code, product_id)
                                       WHERE paper.province_code = registering.province_code
                                         AND paper.producer_id = registering.producer_id
                                         AND paper.kind = 'KIND_PACKAGING_LABEL'
                                         AND issue_date <= :day::date
                                         AND (expire_date IS NULL OR expire_date >= :day::date)
                                         AND product.delete_time IS NULL)), count(*)
  FROM (SELECT DISTINCT province_code, producer_id
          FROM registry.registration
          JOIN registry.product USING (province_code, product_id)
          JOIN registry.producer USING (province_code, producer_id)
         WHERE province_code = :province::text AND product.delete_time IS NULL AND producer.delete_time IS NULL
           AND register_date BETWEEN date_trunc('year', :day::date)::date AND :day::date) AS registering;

SELECT count(*) FILTER (WHERE EXISTS (SELECT FROM registry.compliance_paper AS paper
                                        LEFT JOIN registry.product USING (province_code, product_id)
                                       WHERE paper.province_code = registering.province_code
                                         AND paper.producer_id = registering.producer_id
                                         AND paper.kind = 'KIND_QUALITY_SYSTEM'
                                         AND issue_date <= :day::date
                                         AND (expire_date IS NULL OR expire_date >= :day::date)
                                         AND product.delete_time IS NULL)), count(*)
  FROM (SELECT DISTINCT province_code, producer_id
          FROM registry.registration
          JOIN registry.product USING (province_code, product_id)
          JOIN registry.producer USING (province_code, producer_id)
         WHERE province_code = :province::text AND product.delete_time IS NULL AND producer.delete_time IS NULL
           AND register_date BETWEEN date_trunc('year', :day::date)::date AND :day::date) AS registering;

SELECT count(*) FILTER (WHERE EXISTS (SELECT FROM registry.compliance_paper AS paper
                                        LEFT JOIN registry.product USING (province_code, product_id)
                                       WHERE paper.province_code = registering.province_code
                                         AND paper.producer_id = registering.producer_id
                                         AND paper.kind = 'KIND_TRACEABILITY'
                                         AND issue_date <= :day::date
                                         AND (expire_date IS NULL OR expire_date >= :day::date)
                                         AND product.delete_time IS NULL)), count(*)
  FROM (SELECT DISTINCT province_code, producer_id
          FROM registry.registration
          JOIN registry.product USING (province_code, product_id)
          JOIN registry.producer USING (province_code, producer_id)
         WHERE province_code = :province::text AND product.delete_time IS NULL AND producer.delete_time IS NULL
           AND register_date BETWEEN date_trunc('year', :day::date)::date AND :day::date) AS registering;

WITH rated AS (
  SELECT product, stars
    FROM (SELECT DISTINCT ON (product) product, stars, decision_date, expire_date, revoke_date
            FROM evaluation.recognition
           WHERE province_code = :province::text AND decision_date <= :day::date
           ORDER BY product, decision_date DESC, recognition_id COLLATE "C" DESC) AS latest
   WHERE expire_date >= :day::date AND (revoke_date IS NULL OR revoke_date > :day::date))
SELECT count(*) FILTER (WHERE reached.locality_id IS NOT NULL), count(*)
  FROM registry.roadmap_commune
  JOIN registry.plan USING (province_code, plan_id)
  LEFT JOIN (SELECT DISTINCT producer.locality_id
               FROM rated
               JOIN registry.product ON rated.product = 'provinces/' || product.province_code || '/products/' || product_id
               JOIN registry.producer USING (province_code, producer_id)
              WHERE province_code = :province::text AND stars >= 3
                AND product.delete_time IS NULL AND producer.delete_time IS NULL
                AND join_date <= :day::date AND (leave_date IS NULL OR leave_date >= :day::date)) AS reached
       USING (locality_id)
 WHERE province_code = :province::text AND year = extract(year FROM :day::date);

SELECT count(*) FILTER (WHERE EXISTS (
         SELECT
           FROM salespoints.sales_point AS point
           JOIN registry.locality AS place
             ON place.province_code = point.province_code
            AND point.locality = 'provinces/' || place.province_code || '/localities/' || place.locality_id
           JOIN salespoints.listing
             ON listing.province_code = point.province_code AND listing.sales_point_id = point.sales_point_id
           JOIN registry.product ON product.province_code = listing.province_code
            AND product.product_id = split_part(listing.product, '/', 4)
           JOIN registry.producer ON producer.province_code = product.province_code
            AND producer.producer_id = product.producer_id
           JOIN registry.locality AS made
             ON made.province_code = producer.province_code AND made.locality_id = producer.locality_id
          WHERE place.province_code = district.province_code AND place.parent_locality_id = district.locality_id
            AND point.opening_date <= :day::date AND (point.closing_date IS NULL OR point.closing_date >= :day::date)
            AND listing.start_date <= :day::date AND (listing.end_date IS NULL OR listing.end_date >= :day::date)
            AND product.delete_time IS NULL AND producer.delete_time IS NULL
            AND district.locality_id NOT IN (made.locality_id, made.parent_locality_id))), count(*)
  FROM registry.locality AS district
 WHERE district.province_code = :province::text AND district.kind = 'KIND_DISTRICT'
   AND (district.valid_from IS NULL OR district.valid_from <= :day::date)
   AND (district.valid_to IS NULL OR district.valid_to >= :day::date);

WITH rated AS (
  SELECT province_code, product, stars, decision_date
    FROM (SELECT DISTINCT ON (product) province_code, product, stars, decision_date, expire_date, revoke_date
            FROM evaluation.recognition
           WHERE province_code = :province::text AND decision_date <= :day::date
           ORDER BY product, decision_date DESC, recognition_id COLLATE "C" DESC) AS latest
   WHERE expire_date >= :day::date AND (revoke_date IS NULL OR revoke_date > :day::date))
SELECT count(*) FILTER (WHERE EXISTS (SELECT
                                        FROM salespoints.sales_report AS report
                                       WHERE report.province_code = rated.province_code
                                         AND report.product = rated.product AND report.revenue_vnd > 0
                                         AND report.period_end <= :day::date
                                         AND report.period_start >= rated.decision_date)), count(*)
  FROM rated
  JOIN registry.product ON rated.product = 'provinces/' || product.province_code || '/products/' || product_id
  JOIN registry.producer ON producer.province_code = product.province_code
   AND producer.producer_id = product.producer_id
 WHERE product.province_code = :province::text AND stars >= 3
   AND product.delete_time IS NULL AND producer.delete_time IS NULL;

WITH last_year AS (
  SELECT extract(year FROM :day::date + 1)::integer - 1 AS year)
SELECT count(*) FILTER (WHERE last_year.year > baseline.year
                          AND (SELECT sum(report.revenue_vnd)
                                 FROM salespoints.sales_report AS report
                                WHERE report.province_code = baseline.province_code
                                  AND report.product = baseline.product
                                  AND report.period_start BETWEEN make_date(last_year.year, 1, 1)
                                                              AND make_date(last_year.year, 12, 31))
                              > baseline.revenue_vnd), count(*)
  FROM salespoints.sales_baseline AS baseline
 CROSS JOIN last_year
  JOIN registry.product ON product.province_code = baseline.province_code
   AND product.product_id = split_part(baseline.product, '/', 4)
  JOIN registry.producer ON producer.province_code = product.province_code
   AND producer.producer_id = product.producer_id
 WHERE baseline.province_code = :province::text AND make_date(baseline.year, 12, 31) <= :day::date
   AND product.delete_time IS NULL AND producer.delete_time IS NULL;

WITH last_year AS (
  SELECT extract(year FROM :day::date + 1)::integer - 1 AS year)
SELECT count(*) FILTER (WHERE last_year.year > baseline.year
                          AND (SELECT sum(report.profit_vnd)
                                 FROM salespoints.sales_report AS report
                                WHERE report.province_code = baseline.province_code
                                  AND report.product = baseline.product
                                  AND report.period_start BETWEEN make_date(last_year.year, 1, 1)
                                                              AND make_date(last_year.year, 12, 31))
                              > baseline.profit_vnd), count(baseline.profit_vnd)
  FROM salespoints.sales_baseline AS baseline
 CROSS JOIN last_year
  JOIN registry.product ON product.province_code = baseline.province_code
   AND product.product_id = split_part(baseline.product, '/', 4)
  JOIN registry.producer ON producer.province_code = product.province_code
   AND producer.producer_id = product.producer_id
 WHERE baseline.province_code = :province::text AND make_date(baseline.year, 12, 31) <= :day::date
   AND product.delete_time IS NULL AND producer.delete_time IS NULL;

SELECT count(*) FILTER (WHERE modern.producer_id IS NOT NULL), count(*)
  FROM registry.producer
  LEFT JOIN (SELECT DISTINCT product.producer_id
               FROM salespoints.listing
               JOIN salespoints.channel USING (province_code, channel_id)
               JOIN registry.product ON product.province_code = listing.province_code
                AND product.product_id = split_part(listing.product, '/', 4)
              WHERE listing.province_code = :province::text AND product.delete_time IS NULL
                AND channel.kind IN ('KIND_SUPERMARKET', 'KIND_CONVENIENCE_STORE', 'KIND_ECOMMERCE_FLOOR')
                AND start_date <= :day::date AND (end_date IS NULL OR end_date >= :day::date)) AS modern
       USING (producer_id)
 WHERE province_code = :province::text AND delete_time IS NULL
   AND join_date <= :day::date AND (leave_date IS NULL OR leave_date >= :day::date);
