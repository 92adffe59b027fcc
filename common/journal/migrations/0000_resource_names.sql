-- Names in the order of their bytes, whatever the database's own order: then all that begin with `provinces/82/` lie
-- together in the index, and the state of one province is read without the others'.
ALTER TABLE journal ALTER COLUMN resource_name TYPE text COLLATE "C";
