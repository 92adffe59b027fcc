-- Products raised this year from 3 stars to 4, the 4 still in force; others with 3 stars could still be. One that was raised
-- and then got 3 stars by a later decision counts, and is not short.
CREATE FUNCTION oracle.e2(province text, day date) RETURNS SETOF oracle.standing LANGUAGE sql STABLE
BEGIN ATOMIC
  SELECT unit, locality, false, raised, candidate AND NOT raised
    FROM (SELECT product.name AS unit, product.locality,
                 EXISTS (SELECT FROM oracle.recognition AS r
                          WHERE r.product = product.name
                            AND r.stars = 4
                            AND oracle.in_year_by(r.decision_date, day)
                            AND oracle.in_force(r.decision_date, r.expire_date, r.revoke_date, day)
                            AND oracle.stars_of(product.name, r.decision_date - 1) = 3) AS raised,
                 oracle.stars_of(product.name, day) = 3 AS candidate
            FROM oracle.product
           WHERE province_code = province) AS judged
   WHERE raised OR candidate;
END;
