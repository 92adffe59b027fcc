-- Localities, producers, products and their registration, compliance papers, plans.
-- Every key begins with the province, by which the data may one day be sharded.

CREATE TABLE locality (
  province_code      text NOT NULL,
  locality_id        text NOT NULL,
  code               text NOT NULL DEFAULT '',
  display_name       text NOT NULL DEFAULT '',
  full_name          text NOT NULL DEFAULT '',
  full_name_en       text NOT NULL DEFAULT '',
  kind               text NOT NULL,
  parent_locality_id text,
  valid_from         date,
  valid_to           date,
  source             text NOT NULL DEFAULT '',
  synthetic          boolean NOT NULL DEFAULT false,
  search_text        text NOT NULL,
  create_time        timestamptz NOT NULL DEFAULT now(),
  update_time        timestamptz NOT NULL DEFAULT now(),
  revision           bigint NOT NULL DEFAULT 1,
  PRIMARY KEY (province_code, locality_id),
  CONSTRAINT locality_parent_locality_fkey FOREIGN KEY (province_code, parent_locality_id) REFERENCES locality,
  CONSTRAINT locality_province_check CHECK (province_code ~ '^[0-9]{2}$'),
  CONSTRAINT locality_validity_check CHECK (valid_to >= valid_from),
  CONSTRAINT locality_parent_check CHECK ((kind = 'KIND_PROVINCE') = (parent_locality_id IS NULL))
);
CREATE INDEX locality_search ON locality USING gin (search_text gin_trgm_ops);
CREATE INDEX locality_parent_locality ON locality (province_code, parent_locality_id);

CREATE TABLE succession (
  province_code  text NOT NULL,
  succession_id  text NOT NULL,
  predecessor_id text NOT NULL,
  successor_id   text NOT NULL,
  effective_date date NOT NULL,
  legal_basis    text NOT NULL DEFAULT '',
  source         text NOT NULL DEFAULT '',
  synthetic      boolean NOT NULL DEFAULT false,
  create_time    timestamptz NOT NULL DEFAULT now(),
  update_time    timestamptz NOT NULL DEFAULT now(),
  revision       bigint NOT NULL DEFAULT 1,
  PRIMARY KEY (province_code, succession_id),
  CONSTRAINT succession_predecessor_fkey FOREIGN KEY (province_code, predecessor_id) REFERENCES locality,
  CONSTRAINT succession_successor_fkey FOREIGN KEY (province_code, successor_id) REFERENCES locality,
  CONSTRAINT succession_province_check CHECK (province_code ~ '^[0-9]{2}$'),
  CONSTRAINT succession_pair_key UNIQUE (province_code, predecessor_id, successor_id),
  CONSTRAINT succession_self_check CHECK (predecessor_id <> successor_id)
);
CREATE INDEX succession_predecessor ON succession (province_code, predecessor_id);
CREATE INDEX succession_successor ON succession (province_code, successor_id);

CREATE TABLE producer (
  province_code         text NOT NULL,
  producer_id           text NOT NULL,
  display_name          text NOT NULL DEFAULT '',
  kind                  text NOT NULL,
  locality_id           text NOT NULL,
  address               text NOT NULL DEFAULT '',
  representative_name   text NOT NULL DEFAULT '',
  representative_gender text NOT NULL,
  phone_number          text NOT NULL DEFAULT '',
  email                 text NOT NULL DEFAULT '',
  registration_number   text NOT NULL DEFAULT '',
  tax_code              text NOT NULL DEFAULT '',
  join_date             date NOT NULL,
  leave_date            date,
  worker_count          integer NOT NULL DEFAULT 0,
  local_worker_count    integer NOT NULL DEFAULT 0,
  local_capital_percent integer NOT NULL DEFAULT 0,
  source                text NOT NULL DEFAULT '',
  synthetic             boolean NOT NULL DEFAULT false,
  search_text           text NOT NULL,
  create_time           timestamptz NOT NULL DEFAULT now(),
  update_time           timestamptz NOT NULL DEFAULT now(),
  delete_time           timestamptz,
  revision              bigint NOT NULL DEFAULT 1,
  PRIMARY KEY (province_code, producer_id),
  CONSTRAINT producer_locality_fkey FOREIGN KEY (province_code, locality_id) REFERENCES locality,
  CONSTRAINT producer_province_check CHECK (province_code ~ '^[0-9]{2}$'),
  CONSTRAINT producer_worker_count_check CHECK (worker_count BETWEEN 0 AND 1000000),
  CONSTRAINT producer_local_worker_count_check CHECK (local_worker_count BETWEEN 0 AND 1000000),
  CONSTRAINT producer_local_capital_percent_check CHECK (local_capital_percent BETWEEN 0 AND 100),
  CONSTRAINT producer_leave_date_check CHECK (leave_date >= join_date),
  CONSTRAINT producer_local_workers_check CHECK (local_worker_count <= worker_count)
);
CREATE INDEX producer_search ON producer USING gin (search_text gin_trgm_ops);
CREATE INDEX producer_locality ON producer (province_code, locality_id);

CREATE TABLE product (
  province_code text NOT NULL,
  product_id    text NOT NULL,
  display_name  text NOT NULL DEFAULT '',
  producer_id   text NOT NULL,
  product_group text NOT NULL,
  score_sheet   integer NOT NULL DEFAULT 0,
  product_code  text NOT NULL DEFAULT '',
  specification text NOT NULL DEFAULT '',
  entry_date    date,
  source        text NOT NULL DEFAULT '',
  synthetic     boolean NOT NULL DEFAULT false,
  search_text   text NOT NULL,
  create_time   timestamptz NOT NULL DEFAULT now(),
  update_time   timestamptz NOT NULL DEFAULT now(),
  delete_time   timestamptz,
  revision      bigint NOT NULL DEFAULT 1,
  PRIMARY KEY (province_code, product_id),
  CONSTRAINT product_producer_fkey FOREIGN KEY (province_code, producer_id) REFERENCES producer,
  CONSTRAINT product_province_check CHECK (province_code ~ '^[0-9]{2}$'),
  CONSTRAINT product_score_sheet_check CHECK (score_sheet BETWEEN 0 AND 26)
);
CREATE INDEX product_search ON product USING gin (search_text gin_trgm_ops);
CREATE INDEX product_producer ON product (province_code, producer_id);

CREATE TABLE registration (
  province_code   text NOT NULL,
  registration_id text NOT NULL,
  product_id      text NOT NULL,
  register_date   date NOT NULL,
  kind            text NOT NULL,
  slip_number     text NOT NULL DEFAULT '',
  source          text NOT NULL DEFAULT '',
  synthetic       boolean NOT NULL DEFAULT false,
  create_time     timestamptz NOT NULL DEFAULT now(),
  update_time     timestamptz NOT NULL DEFAULT now(),
  revision        bigint NOT NULL DEFAULT 1,
  PRIMARY KEY (province_code, registration_id),
  CONSTRAINT registration_product_fkey FOREIGN KEY (province_code, product_id) REFERENCES product,
  CONSTRAINT registration_province_check CHECK (province_code ~ '^[0-9]{2}$'),
  register_year integer GENERATED ALWAYS AS (extract(year FROM register_date)::integer) STORED,
  CONSTRAINT registration_product_key UNIQUE (province_code, product_id, register_year)
);
CREATE INDEX registration_product ON registration (province_code, product_id);

CREATE TABLE compliance_paper (
  province_code       text NOT NULL,
  compliance_paper_id text NOT NULL,
  kind                text NOT NULL,
  producer_id         text NOT NULL,
  product_id          text,
  number              text NOT NULL DEFAULT '',
  issuer              text NOT NULL DEFAULT '',
  issue_date          date NOT NULL,
  expire_date         date,
  source              text NOT NULL DEFAULT '',
  synthetic           boolean NOT NULL DEFAULT false,
  create_time         timestamptz NOT NULL DEFAULT now(),
  update_time         timestamptz NOT NULL DEFAULT now(),
  revision            bigint NOT NULL DEFAULT 1,
  PRIMARY KEY (province_code, compliance_paper_id),
  CONSTRAINT compliance_paper_producer_fkey FOREIGN KEY (province_code, producer_id) REFERENCES producer,
  CONSTRAINT compliance_paper_product_fkey FOREIGN KEY (province_code, product_id) REFERENCES product,
  CONSTRAINT compliance_paper_province_check CHECK (province_code ~ '^[0-9]{2}$'),
  CONSTRAINT compliance_paper_term_check CHECK (expire_date >= issue_date)
);
CREATE INDEX compliance_paper_producer ON compliance_paper (province_code, producer_id);
CREATE INDEX compliance_paper_product ON compliance_paper (province_code, product_id);

CREATE TABLE plan (
  province_code text NOT NULL,
  plan_id       text NOT NULL,
  display_name  text NOT NULL DEFAULT '',
  year          integer NOT NULL DEFAULT 0,
  legal_basis   text NOT NULL DEFAULT '',
  source        text NOT NULL DEFAULT '',
  synthetic     boolean NOT NULL DEFAULT false,
  search_text   text NOT NULL,
  create_time   timestamptz NOT NULL DEFAULT now(),
  update_time   timestamptz NOT NULL DEFAULT now(),
  revision      bigint NOT NULL DEFAULT 1,
  PRIMARY KEY (province_code, plan_id),
  CONSTRAINT plan_province_check CHECK (province_code ~ '^[0-9]{2}$'),
  CONSTRAINT plan_year_check CHECK (year BETWEEN 2018 AND 2100),
  CONSTRAINT plan_year_key UNIQUE (province_code, year)
);
CREATE INDEX plan_search ON plan USING gin (search_text gin_trgm_ops);

CREATE TABLE target (
  province_code text NOT NULL,
  plan_id       text NOT NULL,
  target_id     text NOT NULL,
  indicator     text NOT NULL DEFAULT '',
  locality_id   text NOT NULL,
  minimum       bigint NOT NULL DEFAULT 0,
  maximum       bigint NOT NULL DEFAULT 0,
  implied       boolean NOT NULL DEFAULT false,
  source        text NOT NULL DEFAULT '',
  synthetic     boolean NOT NULL DEFAULT false,
  create_time   timestamptz NOT NULL DEFAULT now(),
  update_time   timestamptz NOT NULL DEFAULT now(),
  revision      bigint NOT NULL DEFAULT 1,
  PRIMARY KEY (province_code, plan_id, target_id),
  CONSTRAINT target_plan_fkey FOREIGN KEY (province_code, plan_id) REFERENCES plan,
  CONSTRAINT target_locality_fkey FOREIGN KEY (province_code, locality_id) REFERENCES locality,
  CONSTRAINT target_province_check CHECK (province_code ~ '^[0-9]{2}$'),
  CONSTRAINT target_minimum_check CHECK (minimum >= 0),
  CONSTRAINT target_maximum_check CHECK (maximum >= 0),
  CONSTRAINT target_indicator_key UNIQUE (province_code, plan_id, indicator, locality_id),
  CONSTRAINT target_range_check CHECK (maximum = 0 OR maximum >= minimum)
);
CREATE INDEX target_locality ON target (province_code, locality_id);

CREATE TABLE roadmap_commune (
  province_code      text NOT NULL,
  plan_id            text NOT NULL,
  roadmap_commune_id text NOT NULL,
  locality_id        text NOT NULL,
  source             text NOT NULL DEFAULT '',
  synthetic          boolean NOT NULL DEFAULT false,
  create_time        timestamptz NOT NULL DEFAULT now(),
  update_time        timestamptz NOT NULL DEFAULT now(),
  revision           bigint NOT NULL DEFAULT 1,
  PRIMARY KEY (province_code, plan_id, roadmap_commune_id),
  CONSTRAINT roadmap_commune_plan_fkey FOREIGN KEY (province_code, plan_id) REFERENCES plan,
  CONSTRAINT roadmap_commune_locality_fkey FOREIGN KEY (province_code, locality_id) REFERENCES locality,
  CONSTRAINT roadmap_commune_province_check CHECK (province_code ~ '^[0-9]{2}$'),
  CONSTRAINT roadmap_commune_locality_key UNIQUE (province_code, plan_id, locality_id)
);
CREATE INDEX roadmap_commune_locality ON roadmap_commune (province_code, locality_id);

CREATE UNIQUE INDEX product_product_code_key ON product (province_code, product_code) WHERE product_code <> '';
