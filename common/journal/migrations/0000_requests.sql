-- Answers to requests with an id are kept for seven days, longer than anyone repeats one. Each that is kept takes a few of
-- the oldest away, so that the table stays as long as a week's work. The service may not delete what it likes.
CREATE INDEX request_at ON request (at);

CREATE FUNCTION forget_requests() RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path FROM CURRENT AS $$
  DELETE FROM request
   WHERE request_id IN (SELECT request_id FROM request WHERE at < now() - interval '7 days'
                         ORDER BY at LIMIT 4 FOR UPDATE SKIP LOCKED);
$$;
