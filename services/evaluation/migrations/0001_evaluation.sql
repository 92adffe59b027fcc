-- Recognitions. The product is named as the registry names it; another service's table is never referred to.

CREATE TABLE recognition (
  province_code     text NOT NULL,
  recognition_id    text NOT NULL,
  product           text NOT NULL DEFAULT '',
  stars             integer NOT NULL DEFAULT 0,
  score_centi       integer NOT NULL DEFAULT 0,
  decision_date     date NOT NULL,
  expire_date       date NOT NULL,
  decision_number   text NOT NULL DEFAULT '',
  authority         text NOT NULL DEFAULT '',
  legal_basis       text NOT NULL DEFAULT '',
  revoke_date       date,
  revocation_ground text NOT NULL,
  note              text NOT NULL DEFAULT '',
  source            text NOT NULL DEFAULT '',
  synthetic         boolean NOT NULL DEFAULT false,
  create_time       timestamptz NOT NULL DEFAULT now(),
  update_time       timestamptz NOT NULL DEFAULT now(),
  revision          bigint NOT NULL DEFAULT 1,
  PRIMARY KEY (province_code, recognition_id),
  CONSTRAINT recognition_province_check CHECK (province_code ~ '^[0-9]{2}$'),
  CONSTRAINT recognition_stars_check CHECK (stars BETWEEN 3 AND 5),
  CONSTRAINT recognition_score_centi_check CHECK (score_centi BETWEEN 0 AND 10000),
  CONSTRAINT recognition_term_check CHECK (expire_date >= decision_date),
  CONSTRAINT recognition_revocation_check CHECK (revoke_date IS NULL OR revoke_date BETWEEN decision_date AND expire_date),
  CONSTRAINT recognition_product_key UNIQUE (province_code, product, decision_date)
);

CREATE INDEX recognition_product ON recognition (province_code, product);
