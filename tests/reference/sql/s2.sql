-- Products with 3 stars or more; sold in a period that began with or after the decision and ended by the day.
CREATE FUNCTION oracle.s2(province text, day date) RETURNS SETOF oracle.standing LANGUAGE sql STABLE
BEGIN ATOMIC
  SELECT unit, locality, true, sold, NOT sold
    FROM (SELECT product.name AS unit, product.locality,
                 EXISTS (SELECT FROM salespoints.sales_report AS report
                          WHERE report.product = product.name
                            AND report.revenue_vnd > 0
                            AND report.period_end <= day
                            AND report.period_start >= recognition.decision_date) AS sold
            FROM oracle.product
           CROSS JOIN LATERAL oracle.recognition_of(product.name, day) AS recognition
           WHERE product.province_code = province AND recognition.stars >= 3) AS judged;
END;
