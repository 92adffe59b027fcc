-- The facts that several indicators ask for. What was soft-deleted, and what hangs on it, is in none of them.

CREATE VIEW oracle.producer AS
SELECT province_code,
       'provinces/' || province_code || '/producers/' || producer_id  AS name,
       'provinces/' || province_code || '/localities/' || locality_id AS locality,
       join_date, leave_date, kind, representative_gender
  FROM registry.producer
 WHERE delete_time IS NULL;

CREATE VIEW oracle.product AS
SELECT product.province_code,
       'provinces/' || product.province_code || '/products/' || product.product_id AS name,
       producer.name AS producer,
       producer.locality,
       product.product_group, product.score_sheet
  FROM registry.product
  JOIN oracle.producer ON producer.name = 'provinces/' || product.province_code || '/producers/' || product.producer_id
 WHERE product.delete_time IS NULL;

CREATE VIEW oracle.registration AS
SELECT product.province_code, product.name AS product, product.producer, product.locality, registration.register_date
  FROM registry.registration
  JOIN oracle.product
    ON product.name = 'provinces/' || registration.province_code || '/products/' || registration.product_id;

CREATE VIEW oracle.recognition AS
SELECT 'provinces/' || province_code || '/recognitions/' || recognition_id AS name,
       product, stars, decision_date, expire_date, revoke_date
  FROM evaluation.recognition;

-- The producer that one goes on as which was merged as a duplicate.
CREATE FUNCTION oracle.goes_on_as(producer_name text) RETURNS text LANGUAGE sql STABLE
RETURN coalesce((SELECT 'provinces/' || province_code || '/producers/' || merged_into_id
                   FROM registry.producer
                  WHERE province_code = split_part(producer_name, '/', 2)
                    AND producer_id = split_part(producer_name, '/', 4) AND merged_into_id IS NOT NULL),
                producer_name);

-- A class that a learner completed, on that day.
CREATE VIEW oracle.completion AS
SELECT 'provinces/' || learner.province_code || '/learners/' || learner.learner_id AS learner,
       oracle.goes_on_as(learner.producer) AS producer, attendance.completion_date, course.topics
  FROM training.attendance
  JOIN training.learner USING (province_code, learner_id)
  JOIN training.class USING (province_code, class_id)
  JOIN training.course USING (province_code, course_id)
 WHERE attendance.completion_date IS NOT NULL;

-- A term that holds from its first to its last day, or for ever.
CREATE FUNCTION oracle.holds(first date, last date, day date) RETURNS boolean LANGUAGE sql IMMUTABLE
RETURN first <= day AND (last IS NULL OR day <= last);

-- Whether something happened in the calendar year of `day`, by the day.
CREATE FUNCTION oracle.in_year_by(happened date, day date) RETURNS boolean LANGUAGE sql IMMUTABLE
RETURN happened <= day AND extract(year FROM happened) = extract(year FROM day);

CREATE FUNCTION oracle.in_force(decision date, expire date, revoke date, day date) RETURNS boolean
LANGUAGE sql IMMUTABLE
RETURN decision <= day AND day <= expire AND (revoke IS NULL OR day < revoke);

-- The recognition that gives a product its stars on a day: the latest decision, while it is in force. It has taken the place
-- of those before, which do not come back when it is revoked, were it on its own day, or runs out.
CREATE FUNCTION oracle.recognition_of(product_name text, day date)
RETURNS TABLE (name text, stars integer, decision_date date) LANGUAGE sql STABLE
BEGIN ATOMIC
  SELECT latest.name, latest.stars, latest.decision_date
    FROM (SELECT r.name, r.stars, r.decision_date, r.expire_date, r.revoke_date
            FROM oracle.recognition AS r
           WHERE r.product = product_name AND r.decision_date <= day
           ORDER BY r.decision_date DESC, r.name COLLATE "C" DESC
           LIMIT 1) AS latest
   WHERE oracle.in_force(latest.decision_date, latest.expire_date, latest.revoke_date, day);
END;

-- 0 when no recognition is in force.
CREATE FUNCTION oracle.stars_of(product_name text, day date) RETURNS integer LANGUAGE sql STABLE
RETURN coalesce((SELECT r.stars FROM oracle.recognition_of(product_name, day) AS r), 0);

-- One row for each unit that an indicator looks at on a day.
CREATE TYPE oracle.standing AS (
  unit           text,
  locality       text,
  in_denominator boolean,
  in_numerator   boolean,
  falls_short    boolean);
