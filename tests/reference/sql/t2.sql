-- Producers that joined this year and are in the programme; a person of theirs completed a class this year.
CREATE FUNCTION oracle.t2(province text, day date) RETURNS SETOF oracle.standing LANGUAGE sql STABLE
BEGIN ATOMIC
  SELECT unit, locality, true, trained, NOT trained
    FROM (SELECT producer.name AS unit, producer.locality,
                 EXISTS (SELECT FROM oracle.completion AS c
                          WHERE c.producer = producer.name AND oracle.in_year_by(c.completion_date, day)) AS trained
            FROM oracle.producer
           WHERE province_code = province
             AND oracle.holds(join_date, leave_date, day)
             AND oracle.in_year_by(join_date, day)) AS judged;
END;
