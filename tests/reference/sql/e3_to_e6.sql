-- Producers with a product registered this year; a paper of the kind holds on the day.
CREATE FUNCTION oracle.registering_with_paper(province text, day date, paper_kind text)
RETURNS SETOF oracle.standing LANGUAGE sql STABLE
BEGIN ATOMIC
  SELECT unit, locality, true, has_paper, NOT has_paper
    FROM (SELECT producer.name AS unit, producer.locality,
                 EXISTS (SELECT
                           FROM registry.compliance_paper AS paper
                          WHERE 'provinces/' || paper.province_code || '/producers/' || paper.producer_id = producer.name
                            AND paper.kind = paper_kind
                            AND oracle.holds(paper.issue_date, paper.expire_date, day)
                            -- One for a product holds as long as the product is there.
                            AND (paper.product_id IS NULL
                                 OR EXISTS (SELECT FROM oracle.product
                                             WHERE product.name = 'provinces/' || paper.province_code || '/products/'
                                                                  || paper.product_id))) AS has_paper
            FROM oracle.producer
           WHERE producer.province_code = province
             AND EXISTS (SELECT FROM oracle.registration AS r
                          WHERE r.producer = producer.name AND oracle.in_year_by(r.register_date, day))) AS judged;
END;

CREATE FUNCTION oracle.e3(province text, day date) RETURNS SETOF oracle.standing LANGUAGE sql STABLE
BEGIN ATOMIC
  SELECT unit, locality, in_denominator, in_numerator, falls_short
    FROM oracle.registering_with_paper(province, day, 'KIND_FOOD_SAFETY_COMMITMENT');
END;

CREATE FUNCTION oracle.e4(province text, day date) RETURNS SETOF oracle.standing LANGUAGE sql STABLE
BEGIN ATOMIC
  SELECT unit, locality, in_denominator, in_numerator, falls_short
    FROM oracle.registering_with_paper(province, day, 'KIND_PACKAGING_LABEL');
END;

CREATE FUNCTION oracle.e5(province text, day date) RETURNS SETOF oracle.standing LANGUAGE sql STABLE
BEGIN ATOMIC
  SELECT unit, locality, in_denominator, in_numerator, falls_short
    FROM oracle.registering_with_paper(province, day, 'KIND_QUALITY_SYSTEM');
END;

CREATE FUNCTION oracle.e6(province text, day date) RETURNS SETOF oracle.standing LANGUAGE sql STABLE
BEGIN ATOMIC
  SELECT unit, locality, in_denominator, in_numerator, falls_short
    FROM oracle.registering_with_paper(province, day, 'KIND_TRACEABILITY');
END;
