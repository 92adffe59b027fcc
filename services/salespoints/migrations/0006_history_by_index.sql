-- The history of a product, of each of its channels, is read from the index alone: what compares every report with those
-- before it reads all of it.
DROP INDEX sales_report_product;
CREATE INDEX sales_report_product ON sales_report (province_code, product, period_start, period_end)
  INCLUDE (revenue_vnd, profit_vnd, channel_id);
