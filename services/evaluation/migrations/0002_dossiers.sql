-- Dossiers with their evidence, councils, and rounds of scoring.

CREATE TABLE dossier (
  province_code           text NOT NULL,
  dossier_id              text NOT NULL,
  product                 text NOT NULL,
  producer                text NOT NULL,
  locality                text NOT NULL,
  kind                    text NOT NULL,
  sheet_number            integer NOT NULL,
  previous_recognition_id text,
  receive_date            date,
  form_01                 jsonb,
  form_02                 jsonb,
  self_assessment         jsonb,
  state                   text NOT NULL,
  return_state            text NOT NULL,
  due_date                date,
  steps                   jsonb,
  score_sheet             text NOT NULL DEFAULT '',
  score_sheet_sha256      text NOT NULL DEFAULT '',
  form_03                 jsonb,
  advisory_report         jsonb,
  decided_round           text NOT NULL DEFAULT '',
  province_stars          integer NOT NULL DEFAULT 0,
  province_score_centi    integer NOT NULL DEFAULT 0,
  central_score_centi     integer NOT NULL DEFAULT 0,
  stars                   integer NOT NULL DEFAULT 0,
  recognition             text NOT NULL DEFAULT '',
  owner                   text NOT NULL DEFAULT '',
  create_time             timestamptz NOT NULL DEFAULT now(),
  update_time             timestamptz NOT NULL DEFAULT now(),
  revision                bigint NOT NULL DEFAULT 1,
  PRIMARY KEY (province_code, dossier_id),
  CONSTRAINT dossier_previous_recognition_fkey FOREIGN KEY (province_code, previous_recognition_id)
    REFERENCES recognition (province_code, recognition_id),
  CONSTRAINT dossier_stars_check CHECK (stars BETWEEN 0 AND 5 AND province_stars BETWEEN 0 AND 5),
  CONSTRAINT dossier_central_score_centi_check CHECK (central_score_centi BETWEEN 0 AND 10000)
);

-- A product has one dossier under way.
CREATE UNIQUE INDEX dossier_product_key ON dossier (province_code, product)
  WHERE state NOT IN ('STATE_DECIDED', 'STATE_REJECTED', 'STATE_WITHDRAWN');
CREATE INDEX dossier_due ON dossier (province_code, due_date, dossier_id) WHERE due_date IS NOT NULL;

CREATE TABLE evidence_item (
  province_code    text NOT NULL,
  dossier_id       text NOT NULL,
  evidence_item_id text NOT NULL,
  kind             text NOT NULL,
  display_name     text NOT NULL,
  number           text NOT NULL DEFAULT '',
  issuer           text NOT NULL DEFAULT '',
  issue_date       date,
  expire_date      date,
  criteria         text[] NOT NULL DEFAULT '{}',
  create_time      timestamptz NOT NULL DEFAULT now(),
  update_time      timestamptz NOT NULL DEFAULT now(),
  revision         bigint NOT NULL DEFAULT 1,
  PRIMARY KEY (province_code, dossier_id, evidence_item_id),
  CONSTRAINT evidence_item_parent_fkey FOREIGN KEY (province_code, dossier_id)
    REFERENCES dossier (province_code, dossier_id),
  CONSTRAINT evidence_item_term_check CHECK (expire_date >= issue_date)
);

CREATE TABLE attachment (
  province_code    text NOT NULL,
  dossier_id       text NOT NULL,
  evidence_item_id text NOT NULL,
  attachment_id    text NOT NULL,
  file_name        text NOT NULL,
  size_bytes       bigint NOT NULL,
  sha256           text NOT NULL,
  media_type       text NOT NULL,
  received_bytes   bigint NOT NULL DEFAULT 0,
  complete         boolean NOT NULL DEFAULT false,
  create_time      timestamptz NOT NULL DEFAULT now(),
  update_time      timestamptz NOT NULL DEFAULT now(),
  revision         bigint NOT NULL DEFAULT 1,
  PRIMARY KEY (province_code, dossier_id, evidence_item_id, attachment_id),
  CONSTRAINT attachment_parent_fkey FOREIGN KEY (province_code, dossier_id, evidence_item_id)
    REFERENCES evidence_item (province_code, dossier_id, evidence_item_id),
  CONSTRAINT attachment_received_bytes_check CHECK (received_bytes BETWEEN 0 AND size_bytes),
  CONSTRAINT attachment_complete_check CHECK (NOT complete OR received_bytes = size_bytes)
);

-- Content in parts, as it arrived. `key` is whatever the blob's owner calls it: nothing here knows what it belongs to, so
-- that the same interface fits an object store.
CREATE TABLE blob_part (
  key       text NOT NULL,
  "offset"  bigint NOT NULL,
  data      bytea NOT NULL,
  PRIMARY KEY (key, "offset"),
  CONSTRAINT blob_part_data_check CHECK (octet_length(data) > 0)
);
-- Photographs and documents are compressed already.
ALTER TABLE blob_part ALTER COLUMN data SET STORAGE EXTERNAL;

CREATE TABLE council (
  province_code   text NOT NULL,
  council_id      text NOT NULL,
  display_name    text NOT NULL,
  decision_number text NOT NULL DEFAULT '',
  decision_date   date,
  members         jsonb,
  settings        jsonb,
  create_time     timestamptz NOT NULL DEFAULT now(),
  update_time     timestamptz NOT NULL DEFAULT now(),
  revision        bigint NOT NULL DEFAULT 1,
  PRIMARY KEY (province_code, council_id)
);

CREATE TABLE sheet_acceptance (
  province_code       text NOT NULL,
  sheet_acceptance_id text NOT NULL,
  score_sheet         text NOT NULL,
  score_sheet_sha256  text NOT NULL DEFAULT '',
  reason              text NOT NULL,
  accepted_by         text NOT NULL,
  create_time         timestamptz NOT NULL DEFAULT now(),
  update_time         timestamptz NOT NULL DEFAULT now(),
  revision            bigint NOT NULL DEFAULT 1,
  PRIMARY KEY (province_code, sheet_acceptance_id),
  CONSTRAINT sheet_acceptance_score_sheet_key UNIQUE (province_code, score_sheet)
);

CREATE TABLE scoring_round (
  province_code    text NOT NULL,
  dossier_id       text NOT NULL,
  scoring_round_id text NOT NULL,
  council_id       text NOT NULL,
  score_sheet      text NOT NULL,
  score_sheet_sha256 text NOT NULL DEFAULT '',
  number           integer NOT NULL,
  attempt          integer NOT NULL,
  state            text NOT NULL,
  seats            jsonb,
  settings         jsonb,
  close_time       timestamptz,
  outcome          text NOT NULL,
  verdict          jsonb,
  spread_centi     integer NOT NULL DEFAULT 0,
  judging          jsonb,
  create_time      timestamptz NOT NULL DEFAULT now(),
  update_time      timestamptz NOT NULL DEFAULT now(),
  revision         bigint NOT NULL DEFAULT 1,
  PRIMARY KEY (province_code, dossier_id, scoring_round_id),
  CONSTRAINT scoring_round_parent_fkey FOREIGN KEY (province_code, dossier_id)
    REFERENCES dossier (province_code, dossier_id),
  CONSTRAINT scoring_round_council_fkey FOREIGN KEY (province_code, council_id)
    REFERENCES council (province_code, council_id),
  CONSTRAINT scoring_round_number_key UNIQUE (province_code, dossier_id, number)
);

-- A dossier is scored in one round at a time.
CREATE UNIQUE INDEX scoring_round_open_key ON scoring_round (province_code, dossier_id) WHERE state = 'STATE_OPEN';

-- What members hand in while a round is open. It is no resource and enters no journal before the round closes: members
-- judge blind.
CREATE TABLE sealed_score (
  province_code    text NOT NULL,
  dossier_id       text NOT NULL,
  scoring_round_id text NOT NULL,
  member           text NOT NULL,
  card             bytea NOT NULL,
  submit_time      timestamptz NOT NULL DEFAULT clock_timestamp(),
  PRIMARY KEY (province_code, dossier_id, scoring_round_id, member),
  CONSTRAINT sealed_score_round_fkey FOREIGN KEY (province_code, dossier_id, scoring_round_id)
    REFERENCES scoring_round (province_code, dossier_id, scoring_round_id)
);

CREATE TABLE score_card (
  province_code    text NOT NULL,
  dossier_id       text NOT NULL,
  scoring_round_id text NOT NULL,
  score_card_id    text NOT NULL,
  choices          jsonb,
  disqualifiers    text[] NOT NULL DEFAULT '{}',
  opinion          text NOT NULL DEFAULT '',
  total_centi      integer NOT NULL,
  submit_time      timestamptz,
  create_time      timestamptz NOT NULL DEFAULT now(),
  update_time      timestamptz NOT NULL DEFAULT now(),
  revision         bigint NOT NULL DEFAULT 1,
  PRIMARY KEY (province_code, dossier_id, scoring_round_id, score_card_id),
  CONSTRAINT score_card_parent_fkey FOREIGN KEY (province_code, dossier_id, scoring_round_id)
    REFERENCES scoring_round (province_code, dossier_id, scoring_round_id)
);

-- What a certificate says, and what gives it its numbers.

ALTER TABLE recognition
  ADD COLUMN dossier              text NOT NULL DEFAULT '',
  ADD COLUMN product_code         text NOT NULL DEFAULT '',
  ADD COLUMN certificate_number   text NOT NULL DEFAULT '',
  ADD COLUMN product_name         text NOT NULL DEFAULT '',
  ADD COLUMN producer_name        text NOT NULL DEFAULT '',
  ADD COLUMN producer_address     text NOT NULL DEFAULT '',
  ADD COLUMN original_expire_date date,
  ADD COLUMN search_text          text NOT NULL DEFAULT '',
  ADD CONSTRAINT recognition_original_expire_date_check CHECK (expire_date >= original_expire_date);

-- Who verifies a certificate does not know the province that keeps it.
CREATE INDEX recognition_product_code ON recognition (product_code, decision_date) WHERE product_code <> '';
CREATE INDEX recognition_certificate_number ON recognition (certificate_number) WHERE certificate_number <> '';
CREATE INDEX recognition_expire ON recognition (province_code, expire_date, recognition_id);
CREATE UNIQUE INDEX recognition_certificate_number_key ON recognition (province_code, certificate_number)
  WHERE certificate_number <> '';
CREATE UNIQUE INDEX recognition_dossier_key ON recognition (province_code, dossier) WHERE dossier <> '';

-- The last serial given out in a series. Its row is locked until whoever took the serial commits, so that none is lost.
CREATE TABLE serial (
  province_code text NOT NULL,
  series        text NOT NULL,
  last          bigint NOT NULL,
  PRIMARY KEY (province_code, series)
);

-- Which product has which serial in its series (province, commune and, in old codes, district): a serial is one product's,
-- and a product has one in a series.
CREATE TABLE product_serial (
  province_code text NOT NULL,
  series        text NOT NULL,
  serial        bigint NOT NULL,
  product       text NOT NULL,
  PRIMARY KEY (province_code, series, serial),
  CONSTRAINT product_serial_product_key UNIQUE (province_code, series, product)
);
