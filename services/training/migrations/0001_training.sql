-- Learners, courses, classes, enrolment, roll call, certificates, feedback. Producers and localities are named as the
-- registry names them.

-- For text beside a range in an exclusion constraint.
CREATE EXTENSION IF NOT EXISTS btree_gist SCHEMA public;

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
  account         text NOT NULL DEFAULT '',
  -- What an officer is counted by, and a producer's person.
  unit            text NOT NULL GENERATED ALWAYS AS
                    (CASE WHEN kind = 'KIND_PRODUCER_PERSON' THEN producer ELSE locality END) STORED,
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
-- The pages of who is not trained, and coverage by unit.
CREATE INDEX learner_unit ON learner (province_code, unit, learner_id);
CREATE INDEX learner_post_start ON learner (province_code, post_start_date, learner_id);
CREATE INDEX learner_producer ON learner (province_code, producer) WHERE producer <> '';
CREATE INDEX learner_account ON learner (province_code, account) WHERE account <> '';

CREATE TABLE course (
  province_code text NOT NULL,
  course_id     text NOT NULL,
  display_name  text NOT NULL DEFAULT '',
  topics        text[] NOT NULL DEFAULT '{}',
  hours         integer NOT NULL DEFAULT 0,
  source        text NOT NULL DEFAULT '',
  synthetic     boolean NOT NULL DEFAULT false,
  cycle_steps   text[] NOT NULL DEFAULT '{}',
  completion_rule jsonb,
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
  sessions               jsonb,
  completion_rule        jsonb,
  place                  text NOT NULL DEFAULT '',
  trainer                text NOT NULL DEFAULT '',
  source                 text NOT NULL DEFAULT '',
  synthetic              boolean NOT NULL DEFAULT false,
  capacity               integer NOT NULL DEFAULT 0,
  cancelled              boolean NOT NULL DEFAULT false,
  cancellation_reason    text NOT NULL DEFAULT '',
  -- Kept by the trigger below: not fields of the resource, so that a new enrolment leaves the class's etag alone.
  enrolled_count         integer NOT NULL DEFAULT 0,
  last_queue_position    integer NOT NULL DEFAULT 0,
  search_text            text NOT NULL,
  create_time            timestamptz NOT NULL DEFAULT now(),
  update_time            timestamptz NOT NULL DEFAULT now(),
  revision               bigint NOT NULL DEFAULT 1,
  PRIMARY KEY (province_code, class_id),
  CONSTRAINT class_course_fkey FOREIGN KEY (province_code, course_id) REFERENCES course,
  CONSTRAINT class_province_check CHECK (province_code ~ '^[0-9]{2}$'),
  CONSTRAINT class_capacity_check CHECK (capacity BETWEEN 0 AND 10000),
  CONSTRAINT class_seats_check CHECK (enrolled_count BETWEEN 0 AND capacity)
);
CREATE INDEX class_search ON class USING gin (search_text gin_trgm_ops);
CREATE INDEX class_course ON class (province_code, course_id);

CREATE TABLE enrolment (
  province_code  text NOT NULL,
  class_id       text NOT NULL,
  enrolment_id   text NOT NULL,
  learner_id     text NOT NULL,
  state          text NOT NULL,
  queue_position integer NOT NULL DEFAULT 0,
  note           text NOT NULL DEFAULT '',
  create_time    timestamptz NOT NULL DEFAULT now(),
  update_time    timestamptz NOT NULL DEFAULT now(),
  revision       bigint NOT NULL DEFAULT 1,
  PRIMARY KEY (province_code, class_id, enrolment_id),
  CONSTRAINT enrolment_class_fkey FOREIGN KEY (province_code, class_id) REFERENCES class,
  CONSTRAINT enrolment_learner_fkey FOREIGN KEY (province_code, learner_id) REFERENCES learner,
  CONSTRAINT enrolment_learner_key UNIQUE (province_code, class_id, learner_id),
  CONSTRAINT enrolment_state_key UNIQUE (province_code, class_id, learner_id, state),
  CONSTRAINT enrolment_state_check CHECK (state IN ('STATE_INVITED', 'STATE_ENROLLED', 'STATE_WAITLISTED',
                                                    'STATE_DECLINED', 'STATE_WITHDRAWN')),
  CONSTRAINT enrolment_queue_position_check CHECK ((state = 'STATE_WAITLISTED') = (queue_position > 0))
);
CREATE INDEX enrolment_of_learner ON enrolment (province_code, learner_id);
-- The waiting list; no place in it is two learners'.
CREATE UNIQUE INDEX enrolment_queue_position_key ON enrolment (province_code, class_id, queue_position)
  WHERE state = 'STATE_WAITLISTED';

-- Counts the seats taken, whoever takes or gives them up, so that class_seats_check holds.
CREATE FUNCTION count_seats() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  was boolean := TG_OP <> 'INSERT' AND OLD.state = 'STATE_ENROLLED';
  is_now boolean := TG_OP <> 'DELETE' AND NEW.state = 'STATE_ENROLLED';
  held record;
BEGIN
  IF was = is_now THEN RETURN NULL; END IF;
  IF is_now THEN held := NEW; ELSE held := OLD; END IF;
  EXECUTE format('UPDATE %I.class SET enrolled_count = enrolled_count + $3 WHERE province_code = $1 AND class_id = $2',
                 TG_TABLE_SCHEMA)
    USING held.province_code, held.class_id, CASE WHEN is_now THEN 1 ELSE -1 END;
  RETURN NULL;
END $$;
CREATE TRIGGER enrolment_seats AFTER INSERT OR UPDATE OF state OR DELETE ON enrolment
  FOR EACH ROW EXECUTE FUNCTION count_seats();

-- The hours of those enrolled, as on the clock in Việt Nam: nobody is in two classes at one hour. `state` is there for
-- the foreign key, by which who gives up a seat gives up the hours.
CREATE TABLE learner_hour (
  province_code text NOT NULL,
  class_id      text NOT NULL,
  learner_id    text NOT NULL,
  hours         tsrange NOT NULL,
  state         text NOT NULL DEFAULT 'STATE_ENROLLED',
  CONSTRAINT learner_hour_hours_check CHECK (NOT isempty(hours)),
  CONSTRAINT learner_hour_state_check CHECK (state = 'STATE_ENROLLED'),
  CONSTRAINT learner_hour_enrolment_fkey FOREIGN KEY (province_code, class_id, learner_id, state)
    REFERENCES enrolment (province_code, class_id, learner_id, state),
  CONSTRAINT learner_hour_excl EXCLUDE USING gist (province_code WITH =, learner_id WITH =, hours WITH &&)
);
CREATE INDEX learner_hour_class ON learner_hour (province_code, class_id, learner_id);

CREATE TABLE attendance (
  province_code   text NOT NULL,
  class_id        text NOT NULL,
  attendance_id   text NOT NULL,
  learner_id      text NOT NULL,
  attended_dates  date[] NOT NULL DEFAULT '{}',
  completion_date date,
  source          text NOT NULL DEFAULT '',
  synthetic       boolean NOT NULL DEFAULT false,
  test_score_centi integer NOT NULL DEFAULT 0,
  create_time     timestamptz NOT NULL DEFAULT now(),
  update_time     timestamptz NOT NULL DEFAULT now(),
  revision        bigint NOT NULL DEFAULT 1,
  PRIMARY KEY (province_code, class_id, attendance_id),
  CONSTRAINT attendance_class_fkey FOREIGN KEY (province_code, class_id) REFERENCES class,
  CONSTRAINT attendance_learner_fkey FOREIGN KEY (province_code, learner_id) REFERENCES learner,
  CONSTRAINT attendance_province_check CHECK (province_code ~ '^[0-9]{2}$'),
  CONSTRAINT attendance_learner_key UNIQUE (province_code, class_id, learner_id)
);
CREATE INDEX attendance_learner ON attendance (province_code, learner_id, completion_date);

CREATE TABLE certificate (
  province_code     text NOT NULL,
  certificate_id    text NOT NULL,
  number            text NOT NULL,
  attendance        text NOT NULL,
  learner_id        text NOT NULL,
  learner_name      text NOT NULL,
  course_title      text NOT NULL,
  hours             integer NOT NULL DEFAULT 0,
  completion_date   date NOT NULL,
  issue_date        date NOT NULL,
  revoke_date       date,
  revocation_reason text NOT NULL DEFAULT '',
  search_text       text NOT NULL,
  -- Of `attendance`, for the foreign key.
  class_id          text NOT NULL GENERATED ALWAYS AS (split_part(attendance, '/', 4)) STORED,
  attendance_id     text NOT NULL GENERATED ALWAYS AS (split_part(attendance, '/', 6)) STORED,
  create_time       timestamptz NOT NULL DEFAULT now(),
  update_time       timestamptz NOT NULL DEFAULT now(),
  revision          bigint NOT NULL DEFAULT 1,
  PRIMARY KEY (province_code, certificate_id),
  CONSTRAINT certificate_attendance_fkey FOREIGN KEY (province_code, class_id, attendance_id) REFERENCES attendance,
  CONSTRAINT certificate_learner_fkey FOREIGN KEY (province_code, learner_id) REFERENCES learner,
  CONSTRAINT certificate_province_check CHECK (province_code ~ '^[0-9]{2}$'),
  CONSTRAINT certificate_number_key UNIQUE (province_code, number),
  CONSTRAINT certificate_issue_check CHECK (issue_date >= completion_date),
  CONSTRAINT certificate_revocation_check CHECK (revoke_date >= issue_date)
);
CREATE INDEX certificate_search ON certificate USING gin (search_text gin_trgm_ops);
-- A completion has one certificate in force.
CREATE UNIQUE INDEX certificate_attendance_key ON certificate (province_code, class_id, attendance_id)
  WHERE revoke_date IS NULL;

-- The last serial given out. Its row is locked until whoever took the serial commits, so that none is lost.
CREATE TABLE certificate_serial (
  province_code text NOT NULL,
  year          integer NOT NULL,
  last          integer NOT NULL,
  PRIMARY KEY (province_code, year)
);

-- Who has answered, apart from what was answered.
CREATE TABLE feedback_given (
  province_code text NOT NULL,
  class_id      text NOT NULL,
  learner_id    text NOT NULL,
  request_id    uuid,
  PRIMARY KEY (province_code, class_id, learner_id),
  CONSTRAINT feedback_given_class_fkey FOREIGN KEY (province_code, class_id) REFERENCES class,
  CONSTRAINT feedback_given_learner_fkey FOREIGN KEY (province_code, learner_id) REFERENCES learner
);

-- All answers of a class in one row, sorted by what they say. A row for each would tell by its place in the table and by
-- the transaction that wrote it, which the row of feedback_given shares, whose it is.
CREATE TABLE class_feedback (
  province_code text NOT NULL,
  class_id      text NOT NULL,
  answers       jsonb NOT NULL,
  PRIMARY KEY (province_code, class_id),
  CONSTRAINT class_feedback_class_fkey FOREIGN KEY (province_code, class_id) REFERENCES class
);
