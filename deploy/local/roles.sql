-- The place of one service in the database: a login role, and the schema that is named like it. Nothing else in the
-- database is open to it; the rights on the tables are granted by the migration that makes them.
-- Run as superuser in database ocop, once for each service; a second run only sets the password again.
-- psql variable: role. Environment: OCOP_ROLE_PASSWORD, so that it shows in no list of processes.
\set ON_ERROR_STOP on
\getenv password OCOP_ROLE_PASSWORD

\if :{?role}
\else
  DO $$ BEGIN RAISE EXCEPTION 'nothing was made: name the service, as in psql -v role=registry -f roles.sql'; END $$;
\endif
\if :{?password}
\else
  \set password ''
\endif
SELECT :'password' = '' AS no_password \gset
\if :no_password
  DO $$ BEGIN RAISE EXCEPTION 'nothing was made: set OCOP_ROLE_PASSWORD in the environment'; END $$;
\endif

BEGIN;
SET LOCAL client_min_messages = warning;
REVOKE ALL ON DATABASE ocop FROM PUBLIC;
-- What the migrations need; the owner of a schema who runs them may not be allowed to make one.
CREATE EXTENSION IF NOT EXISTS btree_gist WITH SCHEMA public;
CREATE EXTENSION IF NOT EXISTS cube WITH SCHEMA public;
CREATE EXTENSION IF NOT EXISTS fuzzystrmatch WITH SCHEMA public;
CREATE EXTENSION IF NOT EXISTS pg_trgm WITH SCHEMA public;
CREATE EXTENSION IF NOT EXISTS unaccent WITH SCHEMA public;

SELECT format('CREATE ROLE %I', :'role')
WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = :'role')
\gexec

ALTER ROLE :"role" LOGIN PASSWORD :'password';
GRANT CONNECT ON DATABASE ocop TO :"role";

CREATE SCHEMA IF NOT EXISTS :"role";
GRANT USAGE ON SCHEMA :"role" TO :"role";
COMMIT;
