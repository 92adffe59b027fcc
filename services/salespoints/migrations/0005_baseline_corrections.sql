-- Baselines keep the figures before a correction, as reports do.
ALTER TABLE sales_baseline
  ADD correction_reason text NOT NULL DEFAULT '',
  ADD corrections       jsonb;
