-- Names in the order of their bytes, whatever the database's own order: then all that begin with the same part lie
-- together in the index, and the state of what lies under one name is read without the rest.
ALTER TABLE journal ALTER COLUMN resource_name TYPE text COLLATE "C";
-- The change drops what the planner knew of the column, and an append-only table is analysed by itself only once it has grown.
ANALYZE journal (resource_name);
