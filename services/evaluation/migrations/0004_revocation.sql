-- What a recognition is to be revoked for, from its conclusion to the decision (Decision 26/2026/QĐ-TTg article 8.4).
ALTER TABLE recognition
  ADD COLUMN conclusion_date            date,
  ADD COLUMN conclusion_ground          text NOT NULL DEFAULT 'REVOCATION_GROUND_UNSPECIFIED',
  ADD COLUMN conclusion_authority       text NOT NULL DEFAULT '',
  ADD COLUMN conclusion_number          text NOT NULL DEFAULT '',
  ADD COLUMN revocation_due_date        date,
  ADD COLUMN revocation_decision_number text NOT NULL DEFAULT '',
  ADD CONSTRAINT recognition_conclusion_check CHECK (
    conclusion_date BETWEEN decision_date AND expire_date AND revocation_due_date >= conclusion_date AND
    revoke_date >= conclusion_date),
  ADD CONSTRAINT recognition_conclusion_whole_check CHECK (
    (conclusion_date IS NULL) = (conclusion_ground = 'REVOCATION_GROUND_UNSPECIFIED') AND
    (conclusion_date IS NOT NULL OR revocation_due_date IS NULL));

-- Few of many: those that wait for their decision are asked for with every list of what waits. The second term is what a
-- filter's `NOT revoke_date:*` is written as: PostgreSQL does not prove that it implies `revoke_date IS NULL`.
CREATE INDEX recognition_concluded ON recognition (province_code, expire_date)
  WHERE conclusion_date IS NOT NULL AND (revoke_date IS NOT NULL) IS NOT TRUE;
