-- The document that sets a target, where it is not the plan's own alone.

ALTER TABLE target ADD COLUMN legal_basis text NOT NULL DEFAULT '';
