-- A product is listed once at a place at a time.
ALTER TABLE listing
  ADD CONSTRAINT listing_start_date_excl EXCLUDE USING gist (
    province_code WITH =, product WITH =, (COALESCE('salesPoints/' || sales_point_id, 'channels/' || channel_id)) WITH =,
    daterange(start_date, end_date, '[]') WITH &&);
