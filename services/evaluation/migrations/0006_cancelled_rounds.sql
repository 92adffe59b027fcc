-- Why a round of scoring was ended without a result.
ALTER TABLE scoring_round ADD COLUMN cancel_reason text NOT NULL DEFAULT '';
