-- Communes on the roadmap of the year's plan; a producer in the programme within, and a product of 3 stars of such a
-- producer.
CREATE FUNCTION oracle.n1(province text, day date) RETURNS SETOF oracle.standing LANGUAGE sql STABLE
BEGIN ATOMIC
  SELECT unit, unit, true, reached, NOT reached
    FROM (SELECT commune.name AS unit,
                 EXISTS (SELECT
                           FROM oracle.producer
                           JOIN oracle.counted_at AS within
                             ON within.locality = producer.locality AND within.area = commune.name
                           JOIN oracle.product ON product.producer = producer.name
                          WHERE oracle.holds(producer.join_date, producer.leave_date, day)
                            AND oracle.stars_of(product.name, day) >= 3) AS reached
            FROM (SELECT 'provinces/' || province_code || '/localities/' || roadmap_commune.locality_id AS name
                    FROM registry.roadmap_commune
                    JOIN registry.plan USING (province_code, plan_id)
                   WHERE province_code = province AND plan.year = extract(year FROM day)) AS commune) AS judged;
END;
