-- The products of sales_rows.sql in the registry, each of one of 26 kinds, all of one producer that is there already; and a
-- slip of the pen in every thousandth report of the year that is asked for.
INSERT INTO registry.product (province_code, product_id, display_name, producer_id, product_group, score_sheet, search_text)
SELECT '82', 'bench-' || i, 'bench', (SELECT producer_id FROM registry.producer WHERE province_code = '82' LIMIT 1),
       'GROUP_FOOD', i % 26 + 1, 'bench'
  FROM generate_series(0, 4999) AS i ON CONFLICT DO NOTHING;
UPDATE salespoints.sales_report SET revenue_vnd = revenue_vnd * 100
 WHERE period_start BETWEEN '2018-01-01' AND '2018-12-31' AND substr(sales_report_id, 7)::bigint % 1000 = 0;
VACUUM (ANALYZE) registry.product, salespoints.sales_report;
