-- Points of sale, channels, listings, sales. Products are named as the registry names them.

-- For the exclusion of overlapping periods by a value that is compared for equality.
CREATE EXTENSION IF NOT EXISTS btree_gist SCHEMA public;

CREATE TABLE sales_point (
  province_code  text NOT NULL,
  sales_point_id text NOT NULL,
  display_name   text NOT NULL DEFAULT '',
  place_kind     text NOT NULL,
  locality       text NOT NULL DEFAULT '',
  address        text NOT NULL DEFAULT '',
  manager        text NOT NULL DEFAULT '',
  opening_hours  text NOT NULL DEFAULT '',
  opening_date   date NOT NULL,
  closing_date   date,
  source         text NOT NULL DEFAULT '',
  synthetic      boolean NOT NULL DEFAULT false,
  search_text    text NOT NULL,
  create_time    timestamptz NOT NULL DEFAULT now(),
  update_time    timestamptz NOT NULL DEFAULT now(),
  revision       bigint NOT NULL DEFAULT 1,
  PRIMARY KEY (province_code, sales_point_id),
  CONSTRAINT sales_point_province_check CHECK (province_code ~ '^[0-9]{2}$'),
  CONSTRAINT sales_point_term_check CHECK (closing_date >= opening_date)
);
CREATE INDEX sales_point_search ON sales_point USING gin (search_text gin_trgm_ops);

CREATE TABLE channel (
  province_code text NOT NULL,
  channel_id    text NOT NULL,
  display_name  text NOT NULL DEFAULT '',
  kind          text NOT NULL,
  uri           text NOT NULL DEFAULT '',
  source        text NOT NULL DEFAULT '',
  synthetic     boolean NOT NULL DEFAULT false,
  search_text   text NOT NULL,
  create_time   timestamptz NOT NULL DEFAULT now(),
  update_time   timestamptz NOT NULL DEFAULT now(),
  revision      bigint NOT NULL DEFAULT 1,
  PRIMARY KEY (province_code, channel_id),
  CONSTRAINT channel_province_check CHECK (province_code ~ '^[0-9]{2}$')
);
CREATE INDEX channel_search ON channel USING gin (search_text gin_trgm_ops);

CREATE TABLE listing (
  province_code   text NOT NULL,
  listing_id      text NOT NULL,
  product         text NOT NULL DEFAULT '',
  sales_point_id  text,
  channel_id      text,
  start_date      date NOT NULL,
  end_date        date,
  contract_number text NOT NULL DEFAULT '',
  shop_uri        text NOT NULL DEFAULT '',
  source          text NOT NULL DEFAULT '',
  synthetic       boolean NOT NULL DEFAULT false,
  create_time     timestamptz NOT NULL DEFAULT now(),
  update_time     timestamptz NOT NULL DEFAULT now(),
  revision        bigint NOT NULL DEFAULT 1,
  PRIMARY KEY (province_code, listing_id),
  CONSTRAINT listing_sales_point_fkey FOREIGN KEY (province_code, sales_point_id) REFERENCES sales_point,
  CONSTRAINT listing_channel_fkey FOREIGN KEY (province_code, channel_id) REFERENCES channel,
  CONSTRAINT listing_province_check CHECK (province_code ~ '^[0-9]{2}$'),
  CONSTRAINT listing_place_check CHECK ((sales_point_id IS NULL) <> (channel_id IS NULL)),
  CONSTRAINT listing_term_check CHECK (end_date >= start_date)
);
CREATE INDEX listing_sales_point ON listing (province_code, sales_point_id);
CREATE INDEX listing_channel ON listing (province_code, channel_id);

CREATE TABLE sales_report (
  province_code   text NOT NULL,
  sales_report_id text NOT NULL,
  product         text NOT NULL DEFAULT '',
  channel_id      text,
  period_start    date NOT NULL,
  period_end      date NOT NULL,
  revenue_vnd     bigint NOT NULL DEFAULT 0,
  profit_vnd      bigint NOT NULL DEFAULT 0,
  source          text NOT NULL DEFAULT '',
  synthetic       boolean NOT NULL DEFAULT false,
  create_time     timestamptz NOT NULL DEFAULT now(),
  update_time     timestamptz NOT NULL DEFAULT now(),
  revision        bigint NOT NULL DEFAULT 1,
  PRIMARY KEY (province_code, sales_report_id),
  CONSTRAINT sales_report_channel_fkey FOREIGN KEY (province_code, channel_id) REFERENCES channel,
  CONSTRAINT sales_report_province_check CHECK (province_code ~ '^[0-9]{2}$'),
  CONSTRAINT sales_report_revenue_vnd_check CHECK (revenue_vnd >= 0),
  CONSTRAINT sales_report_period_check
    CHECK (period_end >= period_start AND extract(year FROM period_end) = extract(year FROM period_start)),
  -- No đồng is reported twice: periods of one product and channel do not overlap.
  CONSTRAINT sales_report_period_excl EXCLUDE USING gist (
    (hashtextextended(province_code || '/' || product || '/' || COALESCE(channel_id, ''), 0)) WITH =,
    daterange(period_start, period_end, '[]') WITH &&)
);
CREATE INDEX sales_report_channel ON sales_report (province_code, channel_id);

CREATE TABLE sales_baseline (
  province_code     text NOT NULL,
  sales_baseline_id text NOT NULL,
  product           text NOT NULL DEFAULT '',
  year              integer NOT NULL DEFAULT 0,
  revenue_vnd       bigint NOT NULL DEFAULT 0,
  profit_vnd        bigint NOT NULL DEFAULT 0,
  source            text NOT NULL DEFAULT '',
  synthetic         boolean NOT NULL DEFAULT false,
  create_time       timestamptz NOT NULL DEFAULT now(),
  update_time       timestamptz NOT NULL DEFAULT now(),
  revision          bigint NOT NULL DEFAULT 1,
  PRIMARY KEY (province_code, sales_baseline_id),
  CONSTRAINT sales_baseline_province_check CHECK (province_code ~ '^[0-9]{2}$'),
  CONSTRAINT sales_baseline_year_check CHECK (year BETWEEN 1990 AND 2100),
  CONSTRAINT sales_baseline_revenue_vnd_check CHECK (revenue_vnd >= 0),
  CONSTRAINT sales_baseline_product_key UNIQUE (province_code, product)
);

CREATE INDEX sales_report_product ON sales_report (province_code, product, period_start);
CREATE INDEX listing_product ON listing (province_code, product);
