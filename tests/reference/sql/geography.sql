-- Where a unit is counted, on any map. A locality is made of those that lie in it and of those whose place it took;
-- what is made of nothing else is an atom: as a rule a commune of the oldest map. A piece is as much of an atom as went
-- one way through all changes: where several took the place of a unit, it went to one of them. What is located at L is
-- counted at A when every piece of L is a piece of A.

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

-- `turn`: by which succession, where the part went to several.
CREATE VIEW oracle.part AS
SELECT parent AS whole, name AS part, NULL AS turn FROM oracle.locality WHERE parent IS NOT NULL
UNION
SELECT successor, predecessor,
       CASE WHEN count(*) OVER (PARTITION BY predecessor) > 1 THEN predecessor || ' to ' || successor END
  FROM oracle.succession;

-- Stored, as what follows is: a real map has hundreds of units, and each is compared with each.
CREATE MATERIALIZED VIEW oracle.piece AS
WITH RECURSIVE
above (atom, unit) AS (
  SELECT name, name FROM oracle.locality
   WHERE NOT EXISTS (SELECT FROM oracle.part WHERE part.whole = locality.name)
  UNION
  SELECT above.atom, part.whole FROM above JOIN oracle.part ON part.part = above.unit),
turn (atom, number, turn) AS (
  SELECT above.atom, dense_rank() OVER (PARTITION BY above.atom ORDER BY above.unit), part.turn
    FROM above JOIN oracle.part ON part.part = above.unit
   WHERE part.turn IS NOT NULL),
-- A turn at each split unit that the atom may come to. Where a way does not come there, a piece is told several times.
way (atom, length, turns) AS (
  SELECT atom, 0::bigint, '{}'::text[] FROM above WHERE unit = atom
  UNION ALL
  SELECT way.atom, turn.number, array_append(way.turns, turn.turn)
    FROM way JOIN turn ON turn.atom = way.atom AND turn.number = way.length + 1),
went (atom, turns, unit) AS (
  SELECT atom, turns, atom FROM way
   WHERE NOT EXISTS (SELECT FROM turn WHERE turn.atom = way.atom AND turn.number > way.length)
  UNION
  SELECT went.atom, went.turns, part.whole
    FROM went JOIN oracle.part ON part.part = went.unit
   WHERE part.turn IS NULL OR part.turn = ANY (went.turns))
SELECT unit AS locality, atom || ' ' || turns::text AS piece FROM went;
CREATE INDEX ON oracle.piece (locality);

-- What is located at `locality` is counted at `area`. Stored, since every figure needs it: refresh it when localities
-- or successions have changed.
CREATE MATERIALIZED VIEW oracle.counted_at AS
SELECT here.name AS locality, area.name AS area
  FROM oracle.locality AS here
  JOIN oracle.locality AS area USING (province_code)
 WHERE NOT EXISTS (SELECT piece FROM oracle.piece WHERE piece.locality = here.name
                   EXCEPT
                   SELECT piece FROM oracle.piece WHERE piece.locality = area.name);
CREATE UNIQUE INDEX ON oracle.counted_at (locality, area);
