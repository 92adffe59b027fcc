-- A baseline may tell a revenue alone: no profit is something else than a profit of 0. What is 0 by now stays 0. As the
-- journal has it, a 0 could not be told from nothing; so such baselines are told once more, with field 5, `profit_vnd`,
-- written out (0x28: field 5 as a number; then the 0).
ALTER TABLE sales_baseline
  ALTER profit_vnd DROP NOT NULL,
  ALTER profit_vnd DROP DEFAULT;

INSERT INTO journal (actor, request_id, resource_name, type, action, resource)
SELECT 'migration', '', told.resource_name, told.type, 'ACTION_UPDATE', told.resource || '\x2800'::bytea
  FROM sales_baseline AS baseline
 CROSS JOIN LATERAL (SELECT entry.resource_name, entry.type, entry.resource
                       FROM journal AS entry
                      WHERE entry.resource_name = 'provinces/' || baseline.province_code || '/salesBaselines/'
                                                  || baseline.sales_baseline_id
                      ORDER BY entry.horizon DESC, entry.seq DESC
                      LIMIT 1) AS told
 WHERE baseline.profit_vnd = 0;
