-- The role that owns the trail. It belongs to the cluster: run once per cluster, as
-- superuser, before the first database is prepared and before any restore:
--   psql -d postgres -v ON_ERROR_STOP=1 -f role.sql
-- Nobody can log in as it and nobody is a member of it.
DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = 'rr_trail') THEN
        CREATE ROLE rr_trail NOLOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOINHERIT;
    END IF;
END
$$;
ALTER ROLE rr_trail NOLOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE;
