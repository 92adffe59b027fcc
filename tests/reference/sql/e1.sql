-- Products registered this year; 3 stars or more on the day.
CREATE FUNCTION oracle.e1(province text, day date) RETURNS SETOF oracle.standing LANGUAGE sql STABLE
BEGIN ATOMIC
  SELECT unit, locality, true, rated, NOT rated
    FROM (SELECT DISTINCT product AS unit, locality, oracle.stars_of(product, day) >= 3 AS rated
            FROM oracle.registration
           WHERE province_code = province AND oracle.in_year_by(register_date, day)) AS judged;
END;
