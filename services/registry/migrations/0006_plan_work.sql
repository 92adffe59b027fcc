-- The plan's work: how targets go together, tasks with their progress, difficulties until they are answered.

ALTER TABLE target ADD COLUMN breakdown text NOT NULL DEFAULT 'BREAKDOWN_UNSPECIFIED';

CREATE TABLE plan_task (
  province_code       text NOT NULL,
  plan_id             text NOT NULL,
  plan_task_id        text NOT NULL,
  display_name        text NOT NULL DEFAULT '',
  key_content         text NOT NULL DEFAULT '',
  description         text NOT NULL DEFAULT '',
  lead_agency         text NOT NULL DEFAULT '',
  supporting_agencies text[] NOT NULL DEFAULT '{}',
  locality_id         text,
  start_date          date,
  due_date            date NOT NULL,
  budget_vnd          bigint NOT NULL DEFAULT 0,
  sort_order          integer NOT NULL DEFAULT 0,
  state               text NOT NULL,
  percent_done        integer NOT NULL DEFAULT 0,
  complete_date       date,
  reports             jsonb,
  source              text NOT NULL DEFAULT '',
  synthetic           boolean NOT NULL DEFAULT false,
  search_text         text NOT NULL,
  create_time         timestamptz NOT NULL DEFAULT now(),
  update_time         timestamptz NOT NULL DEFAULT now(),
  revision            bigint NOT NULL DEFAULT 1,
  PRIMARY KEY (province_code, plan_id, plan_task_id),
  CONSTRAINT plan_task_plan_fkey FOREIGN KEY (province_code, plan_id) REFERENCES plan,
  CONSTRAINT plan_task_locality_fkey FOREIGN KEY (province_code, locality_id) REFERENCES locality,
  CONSTRAINT plan_task_province_check CHECK (province_code ~ '^[0-9]{2}$'),
  CONSTRAINT plan_task_term_check CHECK (due_date >= start_date),
  CONSTRAINT plan_task_percent_check CHECK (percent_done BETWEEN 0 AND 100),
  -- The day on which it was done is that of a task that is done.
  CONSTRAINT plan_task_complete_check CHECK ((state = 'STATE_DONE') = (complete_date IS NOT NULL))
);
CREATE INDEX plan_task_search ON plan_task USING gin (search_text gin_trgm_ops);
CREATE INDEX plan_task_due_date ON plan_task (province_code, plan_id, due_date, plan_task_id)
  WHERE state IN ('STATE_OPEN', 'STATE_IN_PROGRESS');

CREATE TABLE difficulty_report (
  province_code        text NOT NULL,
  difficulty_report_id text NOT NULL,
  display_name         text NOT NULL DEFAULT '',
  description          text NOT NULL DEFAULT '',
  level                text NOT NULL,
  topic                text NOT NULL,
  locality_id          text NOT NULL,
  producer_id          text,
  product_id           text,
  plan_id              text,
  reporter             text NOT NULL DEFAULT '',
  office               text NOT NULL DEFAULT '',
  due_date             date,
  answer               text NOT NULL DEFAULT '',
  state                text NOT NULL,
  answer_time          timestamptz,
  close_time           timestamptz,
  events               jsonb,
  source               text NOT NULL DEFAULT '',
  synthetic            boolean NOT NULL DEFAULT false,
  search_text          text NOT NULL,
  create_time          timestamptz NOT NULL DEFAULT now(),
  update_time          timestamptz NOT NULL DEFAULT now(),
  revision             bigint NOT NULL DEFAULT 1,
  PRIMARY KEY (province_code, difficulty_report_id),
  CONSTRAINT difficulty_report_locality_fkey FOREIGN KEY (province_code, locality_id) REFERENCES locality,
  CONSTRAINT difficulty_report_producer_fkey FOREIGN KEY (province_code, producer_id) REFERENCES producer,
  CONSTRAINT difficulty_report_product_fkey FOREIGN KEY (province_code, product_id) REFERENCES product,
  CONSTRAINT difficulty_report_plan_fkey FOREIGN KEY (province_code, plan_id) REFERENCES plan,
  CONSTRAINT difficulty_report_province_check CHECK (province_code ~ '^[0-9]{2}$'),
  -- Who is to answer is known from the route on, what was answered from the answer on.
  CONSTRAINT difficulty_report_office_check CHECK ((state = 'STATE_REPORTED') = (office = '')),
  CONSTRAINT difficulty_report_answer_check CHECK (state NOT IN ('STATE_ANSWERED', 'STATE_CLOSED') OR answer <> ''),
  CONSTRAINT difficulty_report_close_check CHECK ((state = 'STATE_CLOSED') = (close_time IS NOT NULL))
);
CREATE INDEX difficulty_report_search ON difficulty_report USING gin (search_text gin_trgm_ops);
CREATE INDEX difficulty_report_due_date ON difficulty_report (province_code, due_date, difficulty_report_id)
  WHERE state IN ('STATE_REPORTED', 'STATE_ROUTED');
CREATE INDEX difficulty_report_locality ON difficulty_report (province_code, locality_id);
CREATE INDEX difficulty_report_producer ON difficulty_report (province_code, producer_id);
