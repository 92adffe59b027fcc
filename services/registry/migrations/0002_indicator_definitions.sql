-- Indicators that a province defines for itself.

CREATE TABLE indicator_definition (
  province_code           text NOT NULL,
  indicator_definition_id text NOT NULL,
  code                    text NOT NULL DEFAULT '',
  title_vi                text NOT NULL DEFAULT '',
  title_en                text NOT NULL DEFAULT '',
  unit                    text NOT NULL DEFAULT '',
  measure                 text NOT NULL DEFAULT '',
  denominator_filter      text NOT NULL DEFAULT '',
  numerator_filter        text NOT NULL DEFAULT '',
  candidate_filter        text NOT NULL DEFAULT '',
  sum_fact                text NOT NULL DEFAULT '',
  reading                 text NOT NULL DEFAULT '',
  legal_basis             text NOT NULL DEFAULT '',
  version                 integer NOT NULL,
  search_text             text NOT NULL,
  create_time             timestamptz NOT NULL DEFAULT now(),
  update_time             timestamptz NOT NULL DEFAULT now(),
  revision                bigint NOT NULL DEFAULT 1,
  PRIMARY KEY (province_code, indicator_definition_id),
  CONSTRAINT indicator_definition_province_check CHECK (province_code ~ '^[0-9]{2}$'),
  CONSTRAINT indicator_definition_code_key UNIQUE (province_code, code),
  -- One more with each change: what a reader has seen under a version stays what it was.
  CONSTRAINT indicator_definition_version_check CHECK (version = revision)
);
CREATE INDEX indicator_definition_search ON indicator_definition USING gin (search_text gin_trgm_ops);
