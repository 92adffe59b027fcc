-- District and commune officers in the post; trained in the programme's basics and in the steps of its cycle.
CREATE FUNCTION oracle.t1(province text, day date) RETURNS SETOF oracle.standing LANGUAGE sql STABLE
BEGIN ATOMIC
  SELECT unit, locality, true, trained, NOT trained
    FROM (SELECT officer.name AS unit, officer.locality,
                 EXISTS (SELECT FROM oracle.completion AS c
                          WHERE c.learner = officer.name AND oracle.in_year_by(c.completion_date, day)
                            AND 'TOPIC_PROGRAMME_BASICS' = ANY (c.topics))
                 AND
                 EXISTS (SELECT FROM oracle.completion AS c
                          WHERE c.learner = officer.name AND oracle.in_year_by(c.completion_date, day)
                            AND 'TOPIC_CYCLE_STEPS' = ANY (c.topics)) AS trained
            FROM (SELECT 'provinces/' || province_code || '/learners/' || learner_id AS name, locality
                    FROM training.learner
                   WHERE province_code = province
                     AND kind IN ('KIND_DISTRICT_OFFICER', 'KIND_COMMUNE_OFFICER')
                     AND oracle.holds(post_start_date, post_end_date, day)) AS officer) AS judged;
END;
