-- The journal: every change of every resource of this schema, written in the transaction that made it.
-- Readers take entries in the order (horizon, seq), and only those whose horizon is not above the oldest transaction
-- still open.
--
-- Neither a sequence nor a transaction's number would do. A sequence is handed out before the commit, so that an entry
-- with a lower number may become visible after one with a higher: a reader would skip it. A transaction has its number
-- from its first write and may then wait for a younger one that changes a resource first: in the order of the numbers
-- the earlier change of that resource would come after the later one.
--
-- The horizon lies above the entry's own transaction and above every transaction that had ended when the entry was
-- written. Written while the resource is locked, it is never below that of a change made before. And whatever is not
-- yet visible to a reader has a transaction, hence a horizon, at or above the oldest one open: nothing is skipped.
-- It needs READ COMMITTED, in which each statement looks anew which transactions have ended.
CREATE TABLE journal (
  seq           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  xid           xid8 NOT NULL DEFAULT pg_current_xact_id(),
  horizon       xid8 NOT NULL DEFAULT greatest(pg_snapshot_xmax(pg_current_snapshot()),
                                               (pg_current_xact_id()::text::numeric + 1)::text::xid8),
  at            timestamptz NOT NULL DEFAULT now(),
  actor         text NOT NULL,
  request_id    text NOT NULL,
  resource_name text NOT NULL,
  type          text NOT NULL,
  action        text NOT NULL
    CONSTRAINT journal_action_check
    CHECK (action IN ('ACTION_CREATE', 'ACTION_UPDATE', 'ACTION_DELETE', 'ACTION_UNDELETE')),
  resource      bytea NOT NULL
);
CREATE INDEX journal_order ON journal (horizon, seq);
CREATE INDEX journal_of_resource ON journal (resource_name, horizon, seq);

-- Differs between any two databases that did not grow out of one another.
CREATE TABLE journal_generation (
  generation uuid NOT NULL DEFAULT gen_random_uuid()
);
INSERT INTO journal_generation DEFAULT VALUES;

-- Answers given to requests that carried a request_id (AIP-155), so that the same request again gets the same answer.
CREATE TABLE request (
  request_id  uuid PRIMARY KEY,
  method      text NOT NULL,
  fingerprint bigint NOT NULL,
  response    bytea NOT NULL,
  at          timestamptz NOT NULL DEFAULT now()
);

CREATE FUNCTION notify_journal() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('journal_' || TG_TABLE_SCHEMA, '');
  RETURN NULL;
END $$;
CREATE TRIGGER journal_notify AFTER INSERT ON journal FOR EACH STATEMENT EXECUTE FUNCTION notify_journal();

-- The service may add to its history, never change it. Its role has the name of the schema.
DO $$
BEGIN
  IF EXISTS (SELECT FROM pg_roles WHERE rolname = current_schema()) THEN
    EXECUTE format('GRANT USAGE ON SCHEMA %I TO %I', current_schema(), current_schema());
    EXECUTE format('GRANT SELECT, INSERT ON journal, request TO %I', current_schema());
    EXECUTE format('GRANT SELECT ON journal_generation, migration TO %I', current_schema());
    -- The tables of the migrations that follow.
    EXECUTE format('ALTER DEFAULT PRIVILEGES IN SCHEMA %I GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO %I',
                   current_schema(), current_schema());
  END IF;
END $$;
