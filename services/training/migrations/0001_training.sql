-- Learners, courses, classes, roll call. Producers and localities are named as the registry names them.

CREATE TABLE learner (
  province_code   text NOT NULL,
  learner_id      text NOT NULL,
  display_name    text NOT NULL DEFAULT '',
  kind            text NOT NULL,
  locality        text NOT NULL DEFAULT '',
  producer        text NOT NULL DEFAULT '',
  post            text NOT NULL DEFAULT '',
  post_start_date date NOT NULL,
  post_end_date   date,
  source          text NOT NULL DEFAULT '',
  synthetic       boolean NOT NULL DEFAULT false,
  search_text     text NOT NULL,
  create_time     timestamptz NOT NULL DEFAULT now(),
  update_time     timestamptz NOT NULL DEFAULT now(),
  revision        bigint NOT NULL DEFAULT 1,
  PRIMARY KEY (province_code, learner_id),
  CONSTRAINT learner_province_check CHECK (province_code ~ '^[0-9]{2}$'),
  CONSTRAINT learner_term_check CHECK (post_end_date >= post_start_date)
);
CREATE INDEX learner_search ON learner USING gin (search_text gin_trgm_ops);

CREATE TABLE course (
  province_code text NOT NULL,
  course_id     text NOT NULL,
  display_name  text NOT NULL DEFAULT '',
  topics        text[] NOT NULL DEFAULT '{}',
  hours         integer NOT NULL DEFAULT 0,
  source        text NOT NULL DEFAULT '',
  synthetic     boolean NOT NULL DEFAULT false,
  search_text   text NOT NULL,
  create_time   timestamptz NOT NULL DEFAULT now(),
  update_time   timestamptz NOT NULL DEFAULT now(),
  revision      bigint NOT NULL DEFAULT 1,
  PRIMARY KEY (province_code, course_id),
  CONSTRAINT course_province_check CHECK (province_code ~ '^[0-9]{2}$'),
  CONSTRAINT course_hours_check CHECK (hours BETWEEN 0 AND 1000)
);
CREATE INDEX course_search ON course USING gin (search_text gin_trgm_ops);

CREATE TABLE class (
  province_code          text NOT NULL,
  class_id               text NOT NULL,
  display_name           text NOT NULL DEFAULT '',
  course_id              text NOT NULL,
  session_dates          date[] NOT NULL DEFAULT '{}',
  required_session_count integer NOT NULL DEFAULT 0,
  place                  text NOT NULL DEFAULT '',
  trainer                text NOT NULL DEFAULT '',
  source                 text NOT NULL DEFAULT '',
  synthetic              boolean NOT NULL DEFAULT false,
  search_text            text NOT NULL,
  create_time            timestamptz NOT NULL DEFAULT now(),
  update_time            timestamptz NOT NULL DEFAULT now(),
  revision               bigint NOT NULL DEFAULT 1,
  PRIMARY KEY (province_code, class_id),
  CONSTRAINT class_course_fkey FOREIGN KEY (province_code, course_id) REFERENCES course,
  CONSTRAINT class_province_check CHECK (province_code ~ '^[0-9]{2}$'),
  CONSTRAINT class_required_session_count_check CHECK (required_session_count BETWEEN 1 AND 100)
);
CREATE INDEX class_search ON class USING gin (search_text gin_trgm_ops);
CREATE INDEX class_course ON class (province_code, course_id);

CREATE TABLE attendance (
  province_code   text NOT NULL,
  class_id        text NOT NULL,
  attendance_id   text NOT NULL,
  learner_id      text NOT NULL,
  attended_dates  date[] NOT NULL DEFAULT '{}',
  completion_date date,
  source          text NOT NULL DEFAULT '',
  synthetic       boolean NOT NULL DEFAULT false,
  create_time     timestamptz NOT NULL DEFAULT now(),
  update_time     timestamptz NOT NULL DEFAULT now(),
  revision        bigint NOT NULL DEFAULT 1,
  PRIMARY KEY (province_code, class_id, attendance_id),
  CONSTRAINT attendance_class_fkey FOREIGN KEY (province_code, class_id) REFERENCES class,
  CONSTRAINT attendance_learner_fkey FOREIGN KEY (province_code, learner_id) REFERENCES learner,
  CONSTRAINT attendance_province_check CHECK (province_code ~ '^[0-9]{2}$'),
  CONSTRAINT attendance_learner_key UNIQUE (province_code, class_id, learner_id)
);
CREATE INDEX attendance_learner ON attendance (province_code, learner_id);
