-- The place of one service in the database: a login role, and the schema that is named like it. Nothing else in the
-- database is open to it; the rights on the tables are granted by the migration that makes them.
-- Run as superuser in database ocop, once for each service; a second run only sets the password again.
-- psql variable: role. Environment: OCOP_ROLE_PASSWORD, so that it shows in no list of processes.
\set ON_ERROR_STOP on
\getenv password OCOP_ROLE_PASSWORD

REVOKE ALL ON DATABASE ocop FROM PUBLIC;
CREATE EXTENSION IF NOT EXISTS pg_trgm WITH SCHEMA public;

SELECT format('CREATE ROLE %I', :'role')
WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = :'role')
\gexec

ALTER ROLE :"role" LOGIN PASSWORD :'password';
GRANT CONNECT ON DATABASE ocop TO :"role";

CREATE SCHEMA IF NOT EXISTS :"role";
GRANT USAGE ON SCHEMA :"role" TO :"role";
