-- Where a unit is counted, on any map. A locality is made of those that lie in it and of those whose place it took; what
-- is made of nothing else is an atom: as a rule a commune of the oldest map. What is located at L is counted at A when
-- every atom of L is an atom of A. An atom that several have taken the place of is so many pieces, one for each of them.

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

CREATE VIEW oracle.piece AS
SELECT predecessor AS atom, successor
  FROM oracle.succession AS taken
 WHERE NOT EXISTS (SELECT FROM oracle.part WHERE part.whole = taken.predecessor)
   AND EXISTS (SELECT FROM oracle.succession AS other
                WHERE other.predecessor = taken.predecessor AND other.successor <> taken.successor);

-- Stored, as what follows is: a real map has hundreds of units, and each is compared with each.
CREATE MATERIALIZED VIEW oracle.atom AS
WITH RECURSIVE made_of (locality, part, successor) AS (
  SELECT name, name, NULL FROM oracle.locality
  UNION
  -- A successor has its own piece of what was split; whoever holds the whole of it has them all.
  SELECT made_of.locality, part.part, piece.successor
    FROM made_of
    JOIN oracle.part ON part.whole = made_of.part
    LEFT JOIN oracle.piece ON piece.atom = part.part AND piece.successor = part.whole)
SELECT made_of.locality, made_of.part || coalesce(' to ' || coalesce(made_of.successor, piece.successor), '') AS atom
  FROM made_of
  LEFT JOIN oracle.piece ON piece.atom = made_of.part AND made_of.successor IS NULL
 WHERE NOT EXISTS (SELECT FROM oracle.part WHERE part.whole = made_of.part);
CREATE INDEX ON oracle.atom (locality);

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
