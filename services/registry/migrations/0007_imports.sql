-- Imports that go on by themselves (google.longrunning.Operation). Their input lies in blob_part under the operation's name
-- until they end.

CREATE TABLE operation (
  province_code   text NOT NULL,
  operation_id    text NOT NULL,
  kind            text NOT NULL,
  state           text NOT NULL DEFAULT 'STATE_WAITING',
  validate_only   boolean NOT NULL,
  on_conflict     text NOT NULL,
  actor           text NOT NULL,
  roles           text[] NOT NULL,
  request_id      text NOT NULL,
  -- Unknown (0) until a document has been read.
  total_count     bigint NOT NULL,
  done_count      bigint NOT NULL DEFAULT 0,
  created_count   bigint NOT NULL DEFAULT 0,
  updated_count   bigint NOT NULL DEFAULT 0,
  unchanged_count bigint NOT NULL DEFAULT 0,
  failed_count    bigint NOT NULL DEFAULT 0,
  warning_count   bigint NOT NULL DEFAULT 0,
  create_time     timestamptz NOT NULL DEFAULT now(),
  start_time      timestamptz,
  update_time     timestamptz NOT NULL DEFAULT now(),
  end_time        timestamptz,
  -- Of one that was cancelled or failed: code of google.rpc.Status, and its message.
  error_code      integer NOT NULL DEFAULT 0,
  error_message   text NOT NULL DEFAULT '',
  PRIMARY KEY (province_code, operation_id),
  CONSTRAINT operation_end_check
    CHECK ((state IN ('STATE_SUCCEEDED', 'STATE_CANCELLED', 'STATE_FAILED')) = (end_time IS NOT NULL)),
  CONSTRAINT operation_error_check CHECK ((state IN ('STATE_CANCELLED', 'STATE_FAILED')) = (error_code <> 0)),
  CONSTRAINT operation_count_check
    CHECK (created_count + updated_count + unchanged_count + failed_count = done_count AND done_count <= total_count)
);
CREATE INDEX operation_open ON operation (update_time) WHERE end_time IS NULL;
CREATE INDEX operation_ended ON operation (end_time) WHERE end_time IS NOT NULL;

CREATE TABLE import_problem (
  province_code text NOT NULL,
  operation_id  text NOT NULL,
  warning       boolean NOT NULL,
  row_number    bigint NOT NULL,
  -- Among those of the row.
  place         integer NOT NULL,
  field         text NOT NULL,
  column_title  text NOT NULL,
  reason        text NOT NULL,
  value         text NOT NULL,
  problem       text NOT NULL,
  problem_vi    text NOT NULL,
  PRIMARY KEY (province_code, operation_id, warning, row_number, place),
  CONSTRAINT import_problem_operation_fkey FOREIGN KEY (province_code, operation_id) REFERENCES operation ON DELETE CASCADE
);

-- Tells those who work on imports, and those who wait for one, with the commit.
CREATE FUNCTION notify_operation() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('operation_' || TG_TABLE_SCHEMA, '');
  RETURN NULL;
END $$;
CREATE TRIGGER operation_notify AFTER INSERT OR UPDATE ON operation FOR EACH STATEMENT EXECUTE FUNCTION notify_operation();
