-- Five thousand open rounds of nine members, in each of which bench@example.vn has a seat. :sha256 is the sheet's.
INSERT INTO evaluation.council (province_code, council_id, display_name) VALUES ('82', 'bench', 'bench');
INSERT INTO evaluation.dossier (province_code, dossier_id, product, producer, locality, kind, sheet_number, state,
                                return_state, score_sheet)
SELECT '82', 'd' || n, 'provinces/82/products/d' || n, 'provinces/82/producers/p0', 'provinces/82/localities/28501',
       'DOSSIER_KIND_FIRST', 1, 'STATE_COUNCIL', 'STATE_UNSPECIFIED', 'criteriaSets/qd26-2026/scoreSheets/01'
FROM generate_series(0, 4999) AS n;
INSERT INTO evaluation.scoring_round (province_code, dossier_id, scoring_round_id, council_id, score_sheet, score_sheet_sha256, number,
                                      attempt, state, outcome, settings, seats)
SELECT '82', 'd' || n, '1', 'bench', 'criteriaSets/qd26-2026/scoreSheets/01', :'sha256', 1, 1,
       'STATE_OPEN', 'OUTCOME_UNSPECIFIED',
       '{"settings": {"spreadLimitCenti": 1000, "quorumPercent": 75, "maxRounds": 2}}',
       (SELECT jsonb_build_object('seats', jsonb_agg(jsonb_build_object('member', 'm' || member, 'displayName', 'Ủy viên ' || member, 'user',
                                            CASE member WHEN 5 THEN 'bench' ELSE 'm' || member END || '@example.vn')))
        FROM generate_series(1, 9) AS member)
FROM generate_series(0, 4999) AS n;
VACUUM (ANALYZE) evaluation.scoring_round;
