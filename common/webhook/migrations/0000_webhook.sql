-- Webhooks: who is sent the journal by HTTP, how far that has come, and how it went.

CREATE TABLE webhook (
  parent_id            text NOT NULL,
  webhook_id           text NOT NULL,
  display_name         text NOT NULL,
  uri                  text NOT NULL,
  types                text[] NOT NULL,
  state                text NOT NULL,
  disable_reason       text NOT NULL,
  -- The columns from here to next_attempt_time change without a journal entry and without a revision.
  position             text NOT NULL,
  last_success_time    timestamptz,
  last_failure_time    timestamptz,
  last_error           text NOT NULL,
  consecutive_failures integer NOT NULL,
  failing_since_time   timestamptz,
  next_attempt_time    timestamptz,
  -- How often it was sent to another place in the journal: entries that come again come under new ids.
  replays              integer NOT NULL DEFAULT 0,
  search_text          text NOT NULL,
  create_time          timestamptz NOT NULL DEFAULT now(),
  update_time          timestamptz NOT NULL DEFAULT now(),
  revision             bigint NOT NULL DEFAULT 1,
  PRIMARY KEY (parent_id, webhook_id),
  CONSTRAINT webhook_state_check CHECK (state IN ('STATE_ACTIVE', 'STATE_PAUSED', 'STATE_DISABLED')),
  CONSTRAINT webhook_disable_reason_check
    CHECK ((state = 'STATE_DISABLED') = (disable_reason <> 'DISABLE_REASON_UNSPECIFIED'))
);

-- A table of its own, so that nothing that reads webhooks reads their secrets.
CREATE TABLE webhook_secret (
  parent_id                   text NOT NULL,
  webhook_id                  text NOT NULL,
  secret                      text NOT NULL,
  previous_secret             text,
  previous_secret_expire_time timestamptz,
  PRIMARY KEY (parent_id, webhook_id),
  FOREIGN KEY (parent_id, webhook_id) REFERENCES webhook ON DELETE CASCADE,
  CONSTRAINT webhook_secret_previous_check CHECK ((previous_secret IS NULL) = (previous_secret_expire_time IS NULL))
);

-- The last attempts of each.
CREATE TABLE webhook_delivery (
  parent_id      text NOT NULL,
  webhook_id     text NOT NULL,
  attempt_id     bigint GENERATED ALWAYS AS IDENTITY,
  delivery_id    text NOT NULL,
  attempt_time   timestamptz NOT NULL,
  micros         bigint NOT NULL,
  http_status    integer NOT NULL,
  error          text NOT NULL,
  attempt        integer NOT NULL,
  entry_count    integer NOT NULL,
  first_position text NOT NULL,
  last_position  text NOT NULL,
  PRIMARY KEY (parent_id, webhook_id, attempt_id),
  FOREIGN KEY (parent_id, webhook_id) REFERENCES webhook ON DELETE CASCADE
);
