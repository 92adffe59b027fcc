-- The database that the present generation of the journal was begun in: the server's identity, and the database's there.
-- A dump carries the entries with their horizons along, into a database where the transactions count from elsewhere; it
-- carries this along too, and by it such a copy is known (origin.h).
ALTER TABLE journal_generation ADD COLUMN origin text;
UPDATE journal_generation
   SET origin = (SELECT system_identifier FROM pg_control_system()) || '-' ||
                (SELECT oid FROM pg_database WHERE datname = current_database());
ALTER TABLE journal_generation ALTER COLUMN origin SET NOT NULL;
