-- The hours of trainers and places, as on the clock in Việt Nam: nobody teaches two classes at one hour, and no place has
-- two. Both are kept as they are compared, without case, accents and spaces beside one another; empty is no one and
-- nowhere. Of classes that were entered before there are no rows until they are next changed: whether two of them share
-- an hour nobody has asked, and what was so cannot be refused any more.
CREATE TABLE class_hour (
  province_code text NOT NULL,
  class_id      text NOT NULL,
  hours         tsrange NOT NULL,
  trainer       text NOT NULL DEFAULT '',
  place         text NOT NULL DEFAULT '',
  CONSTRAINT class_hour_hours_check CHECK (NOT isempty(hours)),
  -- At the commit: the hours are taken before the class is there.
  CONSTRAINT class_hour_class_fkey FOREIGN KEY (province_code, class_id) REFERENCES class ON DELETE CASCADE
    DEFERRABLE INITIALLY DEFERRED,
  CONSTRAINT class_hour_trainer_excl EXCLUDE USING gist (province_code WITH =, trainer WITH =, hours WITH &&)
    WHERE (trainer <> ''),
  CONSTRAINT class_hour_place_excl EXCLUDE USING gist (province_code WITH =, place WITH =, hours WITH &&)
    WHERE (place <> '')
);
CREATE INDEX class_hour_class ON class_hour (province_code, class_id);

-- The answers that the summary tells: those that there were at the last step, so that two summaries never differ by few.
ALTER TABLE class_feedback ADD told jsonb NOT NULL DEFAULT '[]';
-- What was told until now, by the rule until now, stays told.
UPDATE class_feedback SET told = answers WHERE jsonb_array_length(answers) >= 5;
