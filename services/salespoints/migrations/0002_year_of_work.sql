-- What an officer works with all year: coordinates and papers of points, contracts with channels, the close of a period,
-- imports, trade events, lots.

-- Nearest points: an index on points of a sphere.
CREATE EXTENSION IF NOT EXISTS cube SCHEMA public;

ALTER TABLE sales_point
  ADD location        jsonb,
  ADD area_m2         integer NOT NULL DEFAULT 0,
  ADD equipment       text[] NOT NULL DEFAULT '{}',
  ADD upgrade_dates   date[] NOT NULL DEFAULT '{}',
  ADD sign_displayed  boolean NOT NULL DEFAULT false,
  ADD prices_listed   boolean NOT NULL DEFAULT false,
  ADD CONSTRAINT sales_point_area_m2_check CHECK (area_m2 BETWEEN 0 AND 1000000),
  -- A point of the unit sphere: the nearest by chord is the nearest by great circle. A message is stored under the name of
  -- its field; a degree of 0 is left out.
  ADD place           public.cube GENERATED ALWAYS AS (CASE WHEN location IS NOT NULL THEN public.cube(ARRAY[
    cosd(COALESCE((location->'location'->>'latitude')::float8, 0)) * cosd(COALESCE((location->'location'->>'longitude')::float8, 0)),
    cosd(COALESCE((location->'location'->>'latitude')::float8, 0)) * sind(COALESCE((location->'location'->>'longitude')::float8, 0)),
    sind(COALESCE((location->'location'->>'latitude')::float8, 0))]) END) STORED;
CREATE INDEX sales_point_place ON sales_point USING gist (place);
CREATE INDEX sales_point_locality ON sales_point (province_code, locality);

CREATE TABLE contract (
  province_code   text NOT NULL,
  contract_id     text NOT NULL,
  producer        text NOT NULL,
  channel_id      text NOT NULL,
  contract_number text NOT NULL DEFAULT '',
  shop_uri        text NOT NULL DEFAULT '',
  start_date      date NOT NULL,
  end_date        date,
  end_reason      text NOT NULL DEFAULT '',
  source          text NOT NULL DEFAULT '',
  synthetic       boolean NOT NULL DEFAULT false,
  create_time     timestamptz NOT NULL DEFAULT now(),
  update_time     timestamptz NOT NULL DEFAULT now(),
  revision        bigint NOT NULL DEFAULT 1,
  PRIMARY KEY (province_code, contract_id),
  CONSTRAINT contract_channel_fkey FOREIGN KEY (province_code, channel_id) REFERENCES channel,
  CONSTRAINT contract_province_check CHECK (province_code ~ '^[0-9]{2}$'),
  CONSTRAINT contract_term_check CHECK (end_date >= start_date),
  -- Criterion 4.1 asks for one of them.
  CONSTRAINT contract_proof_check CHECK (contract_number <> '' OR shop_uri <> ''),
  -- What the listings of a channel refer to.
  CONSTRAINT contract_of_channel_key UNIQUE (province_code, contract_id, channel_id)
);
CREATE INDEX contract_channel ON contract (province_code, channel_id);
CREATE INDEX contract_producer ON contract (province_code, producer);

ALTER TABLE listing
  ADD contract_id text,
  ADD end_reason  text NOT NULL DEFAULT '',
  -- The contract is one with the channel of the listing. With no contract nothing is asked (MATCH SIMPLE).
  ADD CONSTRAINT listing_contract_fkey FOREIGN KEY (province_code, contract_id, channel_id)
    REFERENCES contract (province_code, contract_id, channel_id),
  ADD CONSTRAINT listing_contract_check CHECK (contract_id IS NULL OR channel_id IS NOT NULL);
CREATE INDEX listing_contract ON listing (province_code, contract_id);

-- Whether the days are those of a month, a quarter or a year.
CREATE FUNCTION is_period(first date, last date) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
  SELECT extract(day FROM first) = 1 AND
         (last = (first + interval '1 month')::date - 1 OR
          extract(month FROM first) IN (1, 4, 7, 10) AND last = (first + interval '3 months')::date - 1 OR
          extract(month FROM first) = 1 AND last = (first + interval '1 year')::date - 1)
$$;

CREATE TABLE sales_submission (
  province_code       text NOT NULL,
  sales_submission_id text NOT NULL,
  submitter           text NOT NULL,
  period_start        date NOT NULL,
  period_end          date NOT NULL,
  note                text NOT NULL DEFAULT '',
  state               text NOT NULL,
  events              jsonb,
  create_time         timestamptz NOT NULL DEFAULT now(),
  update_time         timestamptz NOT NULL DEFAULT now(),
  revision            bigint NOT NULL DEFAULT 1,
  PRIMARY KEY (province_code, sales_submission_id),
  CONSTRAINT sales_submission_province_check CHECK (province_code ~ '^[0-9]{2}$'),
  CONSTRAINT sales_submission_state_check CHECK (state IN ('STATE_OPEN', 'STATE_SUBMITTED', 'STATE_LOCKED')),
  CONSTRAINT sales_submission_period_check CHECK (is_period(period_start, period_end)),
  CONSTRAINT sales_submission_submitter_key UNIQUE (province_code, submitter, period_start, period_end)
);
-- Whether there is anything locked, which most writes of reports ask.
CREATE INDEX sales_submission_locked ON sales_submission (province_code) WHERE state = 'STATE_LOCKED';

ALTER TABLE sales_report
  ADD submission_id     text,
  ADD correction_reason text NOT NULL DEFAULT '',
  ADD corrections       jsonb,
  ADD CONSTRAINT sales_report_submission_fkey FOREIGN KEY (province_code, submission_id) REFERENCES sales_submission,
  DROP CONSTRAINT sales_report_period_check,
  ADD CONSTRAINT sales_report_period_check CHECK (is_period(period_start, period_end));
CREATE INDEX sales_report_submission ON sales_report (province_code, submission_id) WHERE submission_id IS NOT NULL;
-- Sums of a product over a time are answered from the index alone.
DROP INDEX sales_report_product;
CREATE INDEX sales_report_product ON sales_report (province_code, product, period_start, period_end)
  INCLUDE (revenue_vnd, profit_vnd);
-- The reports of a year, for what compares products with each other.
CREATE INDEX sales_report_period ON sales_report (province_code, period_start);

-- How far an import has come. No resource: its lines are.
CREATE TABLE sales_import (
  province_code   text NOT NULL,
  sales_import_id text NOT NULL,
  next_line       bigint NOT NULL DEFAULT 1,
  created_count   bigint NOT NULL DEFAULT 0,
  unchanged_count bigint NOT NULL DEFAULT 0,
  failed_count    bigint NOT NULL DEFAULT 0,
  PRIMARY KEY (province_code, sales_import_id)
);
CREATE TABLE sales_import_error (
  province_code   text NOT NULL,
  sales_import_id text NOT NULL,
  line            bigint NOT NULL,
  place           integer NOT NULL,
  field           text NOT NULL,
  problem         text NOT NULL,
  PRIMARY KEY (province_code, sales_import_id, line, place),
  CONSTRAINT sales_import_error_import_fkey FOREIGN KEY (province_code, sales_import_id) REFERENCES sales_import
);

CREATE TABLE trade_event (
  province_code  text NOT NULL,
  trade_event_id text NOT NULL,
  display_name   text NOT NULL,
  kind           text NOT NULL,
  start_date     date NOT NULL,
  end_date       date NOT NULL,
  locality       text NOT NULL DEFAULT '',
  place          text NOT NULL DEFAULT '',
  organiser      text NOT NULL DEFAULT '',
  cost_vnd       bigint NOT NULL DEFAULT 0,
  visitor_count  integer NOT NULL DEFAULT 0,
  result         text NOT NULL DEFAULT '',
  source         text NOT NULL DEFAULT '',
  synthetic      boolean NOT NULL DEFAULT false,
  search_text    text NOT NULL,
  create_time    timestamptz NOT NULL DEFAULT now(),
  update_time    timestamptz NOT NULL DEFAULT now(),
  revision       bigint NOT NULL DEFAULT 1,
  PRIMARY KEY (province_code, trade_event_id),
  CONSTRAINT trade_event_province_check CHECK (province_code ~ '^[0-9]{2}$'),
  CONSTRAINT trade_event_term_check CHECK (end_date >= start_date),
  CONSTRAINT trade_event_cost_vnd_check CHECK (cost_vnd >= 0)
);
CREATE INDEX trade_event_search ON trade_event USING gin (search_text gin_trgm_ops);
CREATE INDEX trade_event_time ON trade_event (province_code, start_date);

CREATE TABLE participation (
  province_code      text NOT NULL,
  trade_event_id     text NOT NULL,
  participation_id   text NOT NULL,
  producer           text NOT NULL,
  products           text[] NOT NULL DEFAULT '{}',
  booth_count        integer NOT NULL DEFAULT 0,
  contract_count     integer NOT NULL DEFAULT 0,
  contract_value_vnd bigint NOT NULL DEFAULT 0,
  revenue_vnd        bigint NOT NULL DEFAULT 0,
  cost_vnd           bigint NOT NULL DEFAULT 0,
  result             text NOT NULL DEFAULT '',
  source             text NOT NULL DEFAULT '',
  synthetic          boolean NOT NULL DEFAULT false,
  create_time        timestamptz NOT NULL DEFAULT now(),
  update_time        timestamptz NOT NULL DEFAULT now(),
  revision           bigint NOT NULL DEFAULT 1,
  PRIMARY KEY (province_code, trade_event_id, participation_id),
  CONSTRAINT participation_trade_event_fkey FOREIGN KEY (province_code, trade_event_id) REFERENCES trade_event,
  CONSTRAINT participation_producer_key UNIQUE (province_code, trade_event_id, producer),
  CONSTRAINT participation_counts_check CHECK (
    booth_count >= 0 AND contract_count >= 0 AND contract_value_vnd >= 0 AND revenue_vnd >= 0 AND cost_vnd >= 0)
);
CREATE INDEX participation_producer ON participation (province_code, producer);

CREATE TABLE lot (
  province_code   text NOT NULL,
  lot_id          text NOT NULL,
  product         text NOT NULL,
  lot_number      text NOT NULL,
  gtin            text NOT NULL DEFAULT '',
  production_date date,
  expiry_date     date,
  unit_count      bigint NOT NULL DEFAULT 0,
  description     text NOT NULL DEFAULT '',
  recall_date     date,
  recall_reason   text NOT NULL DEFAULT '',
  trace_code      text NOT NULL,
  digital_link    text NOT NULL,
  source          text NOT NULL DEFAULT '',
  synthetic       boolean NOT NULL DEFAULT false,
  create_time     timestamptz NOT NULL DEFAULT now(),
  update_time     timestamptz NOT NULL DEFAULT now(),
  revision        bigint NOT NULL DEFAULT 1,
  PRIMARY KEY (province_code, lot_id),
  CONSTRAINT lot_province_check CHECK (province_code ~ '^[0-9]{2}$'),
  CONSTRAINT lot_term_check CHECK (expiry_date >= production_date),
  CONSTRAINT lot_lot_number_key UNIQUE (province_code, product, lot_number),
  -- Whatever the province: a label does not say it.
  CONSTRAINT lot_trace_code_key UNIQUE (trace_code),
  -- A GTIN is of one product.
  CONSTRAINT lot_gtin_excl EXCLUDE USING gist (gtin WITH =, product WITH <>) WHERE (gtin <> '')
);
CREATE UNIQUE INDEX lot_gtin_key ON lot (gtin, lot_number) WHERE gtin <> '';

CREATE TABLE document (
  province_code   text NOT NULL,
  document_id     text NOT NULL,
  subject         text NOT NULL,
  kind            text NOT NULL,
  display_name    text NOT NULL,
  document_number text NOT NULL DEFAULT '',
  issuer          text NOT NULL DEFAULT '',
  issue_date      date,
  expire_date     date,
  file_name       text NOT NULL,
  size_bytes      bigint NOT NULL,
  sha256          text NOT NULL,
  media_type      text NOT NULL,
  received_bytes  bigint NOT NULL DEFAULT 0,
  complete        boolean NOT NULL DEFAULT false,
  search_text     text NOT NULL,
  create_time     timestamptz NOT NULL DEFAULT now(),
  update_time     timestamptz NOT NULL DEFAULT now(),
  revision        bigint NOT NULL DEFAULT 1,
  PRIMARY KEY (province_code, document_id),
  CONSTRAINT document_province_check CHECK (province_code ~ '^[0-9]{2}$'),
  CONSTRAINT document_term_check CHECK (expire_date >= issue_date),
  CONSTRAINT document_received_bytes_check CHECK (received_bytes BETWEEN 0 AND size_bytes),
  CONSTRAINT document_complete_check CHECK (NOT complete OR received_bytes = size_bytes)
);
CREATE INDEX document_subject ON document (province_code, subject);
CREATE INDEX document_search ON document USING gin (search_text gin_trgm_ops);

-- Content in parts, as it arrived.
CREATE TABLE blob_part (
  key       text NOT NULL,
  "offset"  bigint NOT NULL,
  data      bytea NOT NULL,
  PRIMARY KEY (key, "offset"),
  CONSTRAINT blob_part_data_check CHECK (octet_length(data) > 0)
);
-- Photographs and documents are compressed already.
ALTER TABLE blob_part ALTER COLUMN data SET STORAGE EXTERNAL;
