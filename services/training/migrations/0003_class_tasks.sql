-- What waits in classes is found by indexes that hold what may wait, and not all that there ever was. The columns that say
-- so are kept by triggers: not fields of the resources, so that a roll leaves the class's etag alone, and a certificate the
-- attendance's.

-- True when somebody is entered as present in every session: no roll is to be called. False may be wrong, never true.
-- That holds while whoever changes the roll, or issues a certificate, has locked the class first: of two who do so at once
-- the second then counts what the first has left.
ALTER TABLE class ADD rolls_complete boolean NOT NULL DEFAULT false;

-- Whether a completion waits for a certificate: the class has seats, which does not change once it has a roll, and there
-- never was one.
ALTER TABLE attendance ADD to_certify boolean NOT NULL DEFAULT false;

CREATE FUNCTION rolls_are_complete(sessions jsonb, attended date[]) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
  SELECT NOT EXISTS (
    SELECT FROM jsonb_array_elements(sessions->'sessions') AS s
     WHERE make_date((s->'date'->>'year')::int, (s->'date'->>'month')::int, (s->'date'->>'day')::int) <> ALL (attended))
$$;

-- Before the triggers are made, which would look at every class and attendance once more.
UPDATE class AS c SET rolls_complete = true
 WHERE rolls_are_complete(sessions, ARRAY (SELECT DISTINCT unnest(a.attended_dates) FROM attendance AS a
                                            WHERE a.province_code = c.province_code AND a.class_id = c.class_id));
CREATE INDEX class_to_call ON class (province_code) WHERE capacity > 0 AND NOT cancelled AND NOT rolls_complete;

UPDATE attendance AS a SET to_certify = true
  FROM class AS c
 WHERE c.province_code = a.province_code AND c.class_id = a.class_id AND c.capacity > 0
   AND NOT EXISTS (SELECT FROM certificate AS d
                    WHERE d.province_code = a.province_code AND d.class_id = a.class_id
                      AND d.attendance_id = a.attendance_id);
CREATE INDEX attendance_to_certify ON attendance (province_code, class_id, attendance_id)
  WHERE completion_date IS NOT NULL AND to_certify;

-- A change that leaves the days alone, such as that of to_certify below, leaves the class alone.
CREATE FUNCTION note_rolls() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  changed text := 'SELECT province_code, class_id FROM touched';
BEGIN
  IF TG_OP = 'UPDATE' THEN
    changed := 'SELECT province_code, class_id FROM ('
               '  SELECT province_code, class_id, attendance_id, attended_dates FROM touched '
               '  EXCEPT SELECT province_code, class_id, attendance_id, attended_dates FROM before) AS days';
  END IF;
  EXECUTE format(
    'UPDATE %1$I.class AS c SET rolls_complete = NOT c.rolls_complete '
    '  FROM (SELECT province_code, class_id, ARRAY (SELECT DISTINCT unnest(a.attended_dates) FROM %1$I.attendance AS a '
    '                                                WHERE a.province_code = t.province_code AND a.class_id = t.class_id) '
    '               AS attended '
    '          FROM (SELECT DISTINCT province_code, class_id FROM (%2$s) AS changed) AS t) AS t '
    ' WHERE c.province_code = t.province_code AND c.class_id = t.class_id '
    '   AND c.rolls_complete <> %1$I.rolls_are_complete(c.sessions, t.attended)', TG_TABLE_SCHEMA, changed);
  RETURN NULL;
END $$;
CREATE TRIGGER attendance_added AFTER INSERT ON attendance REFERENCING NEW TABLE AS touched
  FOR EACH STATEMENT EXECUTE FUNCTION note_rolls();
CREATE TRIGGER attendance_changed AFTER UPDATE ON attendance REFERENCING OLD TABLE AS before NEW TABLE AS touched
  FOR EACH STATEMENT EXECUTE FUNCTION note_rolls();
CREATE TRIGGER attendance_removed AFTER DELETE ON attendance REFERENCING OLD TABLE AS touched
  FOR EACH STATEMENT EXECUTE FUNCTION note_rolls();

-- Sessions change without their days too: the trainer of a class whose rolls are complete is corrected, and no roll
-- follows.
CREATE FUNCTION note_sessions() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  EXECUTE format('SELECT %1$I.rolls_are_complete($1, ARRAY (SELECT DISTINCT unnest(attended_dates) FROM %1$I.attendance '
                 '                                           WHERE province_code = $2 AND class_id = $3))',
                 TG_TABLE_SCHEMA)
    INTO NEW.rolls_complete USING NEW.sessions, NEW.province_code, NEW.class_id;
  RETURN NEW;
END $$;
CREATE TRIGGER class_sessions BEFORE UPDATE OF sessions ON class
  FOR EACH ROW WHEN (OLD.sessions IS DISTINCT FROM NEW.sessions) EXECUTE FUNCTION note_sessions();

CREATE FUNCTION note_to_certify() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  EXECUTE format('SELECT EXISTS (SELECT FROM %I.class WHERE province_code = $1 AND class_id = $2 AND capacity > 0)',
                 TG_TABLE_SCHEMA)
    INTO NEW.to_certify USING NEW.province_code, NEW.class_id;
  RETURN NEW;
END $$;
CREATE TRIGGER attendance_to_certify BEFORE INSERT ON attendance FOR EACH ROW EXECUTE FUNCTION note_to_certify();

CREATE FUNCTION note_certified() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  EXECUTE format('UPDATE %I.attendance SET to_certify = false '
                 'WHERE province_code = $1 AND class_id = $2 AND attendance_id = $3 AND to_certify', TG_TABLE_SCHEMA)
    USING NEW.province_code, NEW.class_id, NEW.attendance_id;
  RETURN NULL;
END $$;
CREATE TRIGGER certificate_issued AFTER INSERT ON certificate FOR EACH ROW EXECUTE FUNCTION note_certified();
