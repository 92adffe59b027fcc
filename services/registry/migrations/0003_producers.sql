-- Producers as an office works with them: what the criteria ask of them, figures of each year, duplicates and mergers.

CREATE EXTENSION IF NOT EXISTS unaccent SCHEMA public;

ALTER TABLE producer
  ADD COLUMN registration_date        date,
  ADD COLUMN representative_position  text NOT NULL DEFAULT '',
  ADD COLUMN representative_ethnicity text NOT NULL DEFAULT '',
  ADD COLUMN representative_disabled  boolean NOT NULL DEFAULT false,
  ADD COLUMN cooperative_grade        text NOT NULL DEFAULT 'COOPERATIVE_GRADE_UNSPECIFIED',
  ADD COLUMN export_markets           text[] NOT NULL DEFAULT '{}',
  ADD COLUMN warnings                 jsonb,
  ADD COLUMN merged_into_id           text,
  ADD COLUMN merge_reason             text NOT NULL DEFAULT '',
  ADD CONSTRAINT producer_merged_into_fkey FOREIGN KEY (province_code, merged_into_id) REFERENCES producer,
  -- What was merged is gone, and leads to one that is not itself.
  ADD CONSTRAINT producer_merged_check CHECK (merged_into_id IS NULL OR delete_time IS NOT NULL),
  ADD CONSTRAINT producer_merged_self_check CHECK (merged_into_id <> producer_id);
CREATE INDEX producer_merged_into ON producer (province_code, merged_into_id) WHERE merged_into_id IS NOT NULL;

-- A name as duplicates are looked for: without diacritics, and without the words that nearly every name of its kind has.
-- It only has to find candidates; how alike they are is worked out by the service.
CREATE FUNCTION name_key(name text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT trim(regexp_replace(
    regexp_replace(lower(public.unaccent('public.unaccent'::regdictionary, name)), '[^a-z0-9]+', ' ', 'g'),
    '\m(cong ty|cty|trach nhiem huu han|tnhh|mot thanh vien|mtv|co phan|cp|ctcp|doanh nghiep tu nhan|dntn|hop tac xa|htx|'
    'to hop tac|tht|ho kinh doanh|hkd|ho san xuat|co so|trang trai|san xuat|sx|thuong mai|tm|dich vu|dv|tmdv|nong nghiep|nn)\M ?',
    '', 'g'))
$$;

-- Digits of a number, however it is grouped; of a phone number +84 is 0.
CREATE FUNCTION digits(number text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT regexp_replace(regexp_replace(number, '^ *\+84', '0'), '[^0-9]+', '', 'g')
$$;

ALTER TABLE producer
  ADD COLUMN name_key         text GENERATED ALWAYS AS (registry.name_key(display_name)) STORED,
  ADD COLUMN phone_digits     text GENERATED ALWAYS AS (registry.digits(phone_number)) STORED,
  ADD COLUMN tax_digits       text GENERATED ALWAYS AS (registry.digits(tax_code)) STORED;
CREATE INDEX producer_name_key ON producer USING gin (name_key gin_trgm_ops);
CREATE INDEX producer_phone_digits ON producer (province_code, phone_digits) WHERE phone_digits <> '';
CREATE INDEX producer_tax_digits ON producer (province_code, tax_digits) WHERE tax_digits <> '';
CREATE INDEX producer_registration_number ON producer (province_code, registration_number) WHERE registration_number <> '';

CREATE TABLE yearly_figure (
  province_code      text NOT NULL,
  producer_id        text NOT NULL,
  yearly_figure_id   text NOT NULL,
  year               integer NOT NULL,
  revenue_vnd        bigint NOT NULL DEFAULT 0,
  profit_vnd         bigint NOT NULL DEFAULT 0,
  export_revenue_vnd bigint NOT NULL DEFAULT 0,
  worker_count       integer NOT NULL DEFAULT 0,
  local_worker_count integer NOT NULL DEFAULT 0,
  source             text NOT NULL DEFAULT '',
  synthetic          boolean NOT NULL DEFAULT false,
  create_time        timestamptz NOT NULL DEFAULT now(),
  update_time        timestamptz NOT NULL DEFAULT now(),
  revision           bigint NOT NULL DEFAULT 1,
  PRIMARY KEY (province_code, producer_id, yearly_figure_id),
  CONSTRAINT yearly_figure_producer_fkey FOREIGN KEY (province_code, producer_id) REFERENCES producer,
  CONSTRAINT yearly_figure_province_check CHECK (province_code ~ '^[0-9]{2}$'),
  CONSTRAINT yearly_figure_year_key UNIQUE (province_code, producer_id, year),
  CONSTRAINT yearly_figure_export_check CHECK (export_revenue_vnd BETWEEN 0 AND revenue_vnd),
  CONSTRAINT yearly_figure_workers_check CHECK (local_worker_count BETWEEN 0 AND worker_count)
);
