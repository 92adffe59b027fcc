-- Products with a baseline, of S4 with its profit; the last full year, if later than it and reported, brought more.
CREATE FUNCTION oracle.year_after_baseline(province text, day date)
RETURNS TABLE (unit text, locality text, revenue_grew boolean, profit_grew boolean, profit_known boolean)
LANGUAGE sql STABLE
BEGIN ATOMIC
  SELECT product.name, product.locality,
         -- The sums of a year without a report are null, and so is the comparison: no growth.
         coalesce(last_year.year > baseline.year AND last_year.revenue > baseline.revenue_vnd, false),
         coalesce(last_year.year > baseline.year AND last_year.profit > baseline.profit_vnd, false),
         baseline.profit_vnd IS NOT NULL
    FROM oracle.product
    JOIN salespoints.sales_baseline AS baseline ON baseline.product = product.name
   CROSS JOIN LATERAL (SELECT CASE WHEN day = make_date(extract(year FROM day)::integer, 12, 31)
                                   THEN extract(year FROM day)::integer
                                   ELSE extract(year FROM day)::integer - 1 END AS year) AS ended
   CROSS JOIN LATERAL (SELECT ended.year, sum(report.revenue_vnd) AS revenue, sum(report.profit_vnd) AS profit
                         FROM salespoints.sales_report AS report
                        WHERE report.product = product.name
                          AND extract(year FROM report.period_start) = ended.year) AS last_year
   WHERE product.province_code = province AND make_date(baseline.year, 12, 31) <= day;
END;

CREATE FUNCTION oracle.s3(province text, day date) RETURNS SETOF oracle.standing LANGUAGE sql STABLE
BEGIN ATOMIC
  SELECT unit, locality, true, revenue_grew, NOT revenue_grew FROM oracle.year_after_baseline(province, day);
END;

CREATE FUNCTION oracle.s4(province text, day date) RETURNS SETOF oracle.standing LANGUAGE sql STABLE
BEGIN ATOMIC
  SELECT unit, locality, true, profit_grew, NOT profit_grew FROM oracle.year_after_baseline(province, day)
   WHERE profit_known;
END;
