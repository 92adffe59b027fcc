-- A locked submission closes its period for every product of its submitter.

ALTER TABLE sales_submission
  ADD closed_product_count integer NOT NULL DEFAULT 0,
  ADD closed_report_count  integer NOT NULL DEFAULT 0,
  ADD closed_revenue_vnd   bigint NOT NULL DEFAULT 0,
  ADD closed_profit_vnd    bigint NOT NULL DEFAULT 0;

-- The products for which a locked submission closes its period; gone when it is opened again.
CREATE TABLE closed_period (
  province_code       text NOT NULL,
  product             text NOT NULL,
  sales_submission_id text NOT NULL,
  period_start        date NOT NULL,
  period_end          date NOT NULL,
  PRIMARY KEY (province_code, product, sales_submission_id),
  CONSTRAINT closed_period_sales_submission_fkey FOREIGN KEY (province_code, sales_submission_id)
    REFERENCES sales_submission
);
CREATE INDEX closed_period_submission ON closed_period (province_code, sales_submission_id);

-- What was locked before: for the products that it has reports of.
INSERT INTO closed_period (province_code, product, sales_submission_id, period_start, period_end)
SELECT DISTINCT s.province_code, r.product, s.sales_submission_id, s.period_start, s.period_end
  FROM sales_submission AS s JOIN sales_report AS r ON r.province_code = s.province_code
       AND r.submission_id = s.sales_submission_id
 WHERE s.state = 'STATE_LOCKED';
DROP INDEX sales_submission_locked;

-- Whoever writes reports of a province shares this lock until the commit, whoever closes a period has it alone: so a
-- report is either there when the period is closed, and counted, or finds it closed.
CREATE FUNCTION share_periods(province text) RETURNS void LANGUAGE sql AS $$
  SELECT pg_advisory_xact_lock_shared(hashtextextended('salespoints.closed_period/' || province, 0))
$$;
CREATE FUNCTION hold_periods(province text) RETURNS void LANGUAGE sql AS $$
  SELECT pg_advisory_xact_lock(hashtextextended('salespoints.closed_period/' || province, 0))
$$;

-- Refuses what the statement wrote or deleted of a closed period, by whatever way it came. The service asks first, to be
-- able to say by which submission it is closed.
CREATE FUNCTION refuse_closed_period() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
  PERFORM share_periods(province_code) FROM (SELECT DISTINCT province_code FROM touched) AS provinces;
  -- Each statement of a function has a snapshot of its own: it sees what was committed while the lock was waited for.
  IF EXISTS (SELECT FROM touched AS t JOIN closed_period AS c ON c.province_code = t.province_code
                AND c.product = t.product AND c.period_start <= t.period_end AND c.period_end >= t.period_start) THEN
    RAISE EXCEPTION 'the period is closed' USING ERRCODE = 'check_violation',
      CONSTRAINT = 'sales_report_closed_period_check', TABLE = 'sales_report';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER sales_report_insert_closed AFTER INSERT ON sales_report
  REFERENCING NEW TABLE AS touched FOR EACH STATEMENT EXECUTE FUNCTION refuse_closed_period();
CREATE TRIGGER sales_report_update_closed AFTER UPDATE ON sales_report
  REFERENCING NEW TABLE AS touched FOR EACH STATEMENT EXECUTE FUNCTION refuse_closed_period();
CREATE TRIGGER sales_report_delete_closed AFTER DELETE ON sales_report
  REFERENCING OLD TABLE AS touched FOR EACH STATEMENT EXECUTE FUNCTION refuse_closed_period();
-- From where a report is moved.
CREATE TRIGGER sales_report_move_closed AFTER UPDATE ON sales_report
  REFERENCING OLD TABLE AS touched FOR EACH STATEMENT EXECUTE FUNCTION refuse_closed_period();
