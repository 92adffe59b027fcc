-- For pgbench: the statements behind SubmitScore (services/evaluation/store/rounds.cc) and the commit.
\set n random(0, 4999)
BEGIN;
SELECT t.province_code, t.dossier_id, t.scoring_round_id, t.council_id, t.score_sheet, t.score_sheet_sha256, t.number, t.attempt, t.state,
       t.seats, t.settings, t.close_time, t.outcome, t.verdict, t.spread_centi, t.judging, t.create_time, t.update_time,
       t.revision
FROM evaluation.scoring_round AS t
WHERE province_code = '82' AND dossier_id = 'd' || :n::text AND scoring_round_id = '1';
INSERT INTO evaluation.sealed_score AS s (province_code, dossier_id, scoring_round_id, member, card)
SELECT province_code, dossier_id, scoring_round_id, 'm5', decode(repeat('6f', 420), 'hex')
FROM evaluation.scoring_round
WHERE province_code = '82' AND dossier_id = 'd' || :n::text AND scoring_round_id = '1' AND state = 'STATE_OPEN'
FOR SHARE
ON CONFLICT (province_code, dossier_id, scoring_round_id, member)
DO UPDATE SET card = EXCLUDED.card, submit_time = EXCLUDED.submit_time
RETURNING card, (extract(epoch FROM submit_time) * 1000000)::bigint;
COMMIT;
