-- Where a unit is counted, on any map. A locality is made of those that lie in it and of those whose place it took; what
-- is made of nothing else is an atom: as a rule a commune of the oldest map. What is located at L is counted at A when
-- every atom of L is an atom of A.

CREATE VIEW oracle.locality AS
SELECT province_code,
       'provinces/' || province_code || '/localities/' || locality_id        AS name,
       'provinces/' || province_code || '/localities/' || parent_locality_id AS parent,
       code, kind, valid_from, valid_to
  FROM registry.locality;

CREATE VIEW oracle.succession AS
SELECT province_code,
       'provinces/' || province_code || '/localities/' || predecessor_id AS predecessor,
       'provinces/' || province_code || '/localities/' || successor_id   AS successor
  FROM registry.succession;

CREATE VIEW oracle.part AS
SELECT parent AS whole, name AS part FROM oracle.locality WHERE parent IS NOT NULL
UNION
SELECT successor, predecessor FROM oracle.succession;

CREATE VIEW oracle.atom AS
WITH RECURSIVE made_of (locality, part) AS (
  SELECT name, name FROM oracle.locality
  UNION
  SELECT made_of.locality, part.part
    FROM made_of JOIN oracle.part ON part.whole = made_of.part)
SELECT locality, part AS atom
  FROM made_of
 WHERE NOT EXISTS (SELECT FROM oracle.part WHERE part.whole = made_of.part);

-- What is located at `locality` is counted at `area`. Stored, since every figure needs it: refresh it when localities
-- or successions have changed.
CREATE MATERIALIZED VIEW oracle.counted_at AS
SELECT here.name AS locality, area.name AS area
  FROM oracle.locality AS here
  JOIN oracle.locality AS area USING (province_code)
 WHERE NOT EXISTS (SELECT atom FROM oracle.atom WHERE atom.locality = here.name
                   EXCEPT
                   SELECT atom FROM oracle.atom WHERE atom.locality = area.name);
CREATE UNIQUE INDEX ON oracle.counted_at (locality, area);
