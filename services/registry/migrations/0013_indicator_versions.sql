-- The last version that an indicator of a name has had. It outlives a deletion, so that one which takes the name again goes
-- on counting: a version is of one definition for ever.

CREATE TABLE indicator_version (
  province_code           text NOT NULL,
  indicator_definition_id text NOT NULL,
  version                 integer NOT NULL,
  PRIMARY KEY (province_code, indicator_definition_id)
);

-- Each creation and each change raised a version by one, so that no name has had more of them than such entries.
INSERT INTO indicator_version (province_code, indicator_definition_id, version)
SELECT split_part(resource_name, '/', 2), split_part(resource_name, '/', 4), count(*)
  FROM journal
 WHERE type = 'ocop.registry.v1.IndicatorDefinition' AND action IN ('ACTION_CREATE', 'ACTION_UPDATE')
 GROUP BY resource_name;

-- A revision is of the row, which is another after a deletion.
ALTER TABLE indicator_definition DROP CONSTRAINT indicator_definition_version_check;
ALTER TABLE indicator_definition ADD CONSTRAINT indicator_definition_version_check CHECK (version >= revision);
