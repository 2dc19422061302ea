-- Prepares one database for the trail. Run as superuser, in the database itself,
-- before rr_audit is installed and at each upgrade of rr_audit:
--   psql -d DATABASE -v ON_ERROR_STOP=1 -v odoo_role=odoo -f prepare.sql
-- May be run again at any time: it creates what is missing, replaces the functions
-- and sets owners and rights anew. It never touches an entry or a seal.
\set ON_ERROR_STOP 1
\if :{?odoo_role}
\else
    \set odoo_role odoo
\endif
\set QUIET 1
SET client_min_messages = warning;
BEGIN;
\ir role.sql
\ir tables.sql
\ir functions.sql
\ir guard.sql
\ir rights.sql
COMMIT;
