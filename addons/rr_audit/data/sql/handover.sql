-- After a restore: gives everything of the trail back to its owner and forgets marks
-- that name transactions of the server it came from. Run as superuser in the restored
-- database (role.sql must have run before the restore itself):
--   psql -d DATABASE -v ON_ERROR_STOP=1 -v odoo_role=odoo -f handover.sql
\ir prepare.sql
BEGIN;
DELETE FROM rr_trail.mark;
COMMIT;
