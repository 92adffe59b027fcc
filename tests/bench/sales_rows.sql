-- :lines sales reports of 5,000 products in 10 channels, month by month from 2015 on, and a baseline for every other product.
ALTER TABLE salespoints.sales_report DROP CONSTRAINT sales_report_period_excl;
TRUNCATE salespoints.sales_report;
INSERT INTO salespoints.channel (province_code, channel_id, display_name, kind, search_text)
SELECT '82', 'bench-' || i, 'Kênh', 'KIND_SUPERMARKET', 'kenh' FROM generate_series(0, 9) AS i ON CONFLICT DO NOTHING;
INSERT INTO salespoints.sales_report (province_code, sales_report_id, product, channel_id, period_start, period_end,
                                      revenue_vnd, profit_vnd)
SELECT '82', 'bench-' || i, 'provinces/82/products/bench-' || i % 5000, 'bench-' || i / 5000 % 10, month,
       (month + interval '1 month')::date - 1, 1000000 + i % 977 * 1000, 100000 + i % 89 * 1000
  FROM generate_series(0, :lines - 1) AS i,
       LATERAL (SELECT ('2015-01-01'::date + i / 50000 * interval '1 month')::date AS month) AS m;
INSERT INTO salespoints.sales_baseline (province_code, sales_baseline_id, product, year, revenue_vnd, profit_vnd)
SELECT '82', 'bench-' || i, 'provinces/82/products/bench-' || i, 2014, 90000000, 9000000
  FROM generate_series(0, 4998, 2) AS i;
VACUUM (ANALYZE) salespoints.sales_report, salespoints.sales_baseline;
