-- Producers in the programme; a product of theirs is listed in a modern channel on the day.
CREATE FUNCTION oracle.s5(province text, day date) RETURNS SETOF oracle.standing LANGUAGE sql STABLE
BEGIN ATOMIC
  SELECT unit, locality, true, modern, NOT modern
    FROM (SELECT producer.name AS unit, producer.locality,
                 EXISTS (SELECT
                           FROM salespoints.listing
                           JOIN salespoints.channel USING (province_code, channel_id)
                           JOIN oracle.product ON product.name = listing.product
                          WHERE product.producer = producer.name
                            AND channel.kind IN ('KIND_SUPERMARKET', 'KIND_CONVENIENCE_STORE', 'KIND_ECOMMERCE_FLOOR')
                            AND oracle.holds(listing.start_date, listing.end_date, day)) AS modern
            FROM oracle.producer
           WHERE producer.province_code = province
             AND oracle.holds(producer.join_date, producer.leave_date, day)) AS judged;
END;
