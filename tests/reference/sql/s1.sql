-- District units that exist; a sales point within is open and sells a product made elsewhere: neither is its maker counted
-- in the district, nor would one of the district be counted where the maker is.
CREATE FUNCTION oracle.s1(province text, day date) RETURNS SETOF oracle.standing LANGUAGE sql STABLE
BEGIN ATOMIC
  SELECT unit, unit, true, connects, NOT connects
    FROM (SELECT district.name AS unit,
                 EXISTS (SELECT
                           FROM salespoints.sales_point AS point
                           JOIN oracle.counted_at AS within
                             ON within.locality = point.locality AND within.area = district.name
                           JOIN salespoints.listing USING (province_code, sales_point_id)
                           JOIN oracle.product ON product.name = listing.product
                          WHERE oracle.holds(point.opening_date, point.closing_date, day)
                            AND oracle.holds(listing.start_date, listing.end_date, day)
                            AND NOT EXISTS (SELECT FROM oracle.counted_at AS made
                                             WHERE made.locality = product.locality AND made.area = district.name)
                            AND NOT EXISTS (SELECT FROM oracle.counted_at AS held
                                             WHERE held.locality = district.name AND held.area = product.locality)
                        ) AS connects
            FROM oracle.locality AS district
           WHERE district.province_code = province
             AND district.kind = 'KIND_DISTRICT'
             AND (district.valid_from IS NULL OR district.valid_from <= day)
             AND (district.valid_to IS NULL OR day <= district.valid_to)) AS judged;
END;
