-- Owner: the trail's role. Odoo's role: read through views, run the functions.
ALTER SCHEMA rr_trail OWNER TO rr_trail;
REVOKE ALL ON SCHEMA rr_trail FROM PUBLIC;
DO $$
DECLARE
    a_name text;
BEGIN
    FOR a_name IN
        SELECT format('%s %I.%I', CASE relkind WHEN 'v' THEN 'VIEW'
                      WHEN 'S' THEN 'SEQUENCE' ELSE 'TABLE' END, 'rr_trail', relname)
          FROM pg_catalog.pg_class
         WHERE relnamespace = 'rr_trail'::regnamespace AND relkind IN ('r', 'v', 'S')
           AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend
                            WHERE objid = pg_class.oid AND deptype = 'i'
                              AND relkind = 'S')
    LOOP
        EXECUTE format('ALTER %s OWNER TO rr_trail', a_name);
    END LOOP;
    FOR a_name IN
        SELECT oid::regprocedure::text FROM pg_catalog.pg_proc
         WHERE pronamespace = 'rr_trail'::regnamespace
    LOOP
        EXECUTE format('ALTER FUNCTION %s OWNER TO rr_trail', a_name);
    END LOOP;
END
$$;
REVOKE ALL ON ALL TABLES IN SCHEMA rr_trail FROM PUBLIC, :"odoo_role";
REVOKE ALL ON ALL SEQUENCES IN SCHEMA rr_trail FROM PUBLIC, :"odoo_role";
REVOKE ALL ON ALL FUNCTIONS IN SCHEMA rr_trail FROM PUBLIC, :"odoo_role";
GRANT USAGE ON SCHEMA rr_trail TO :"odoo_role";
GRANT SELECT ON rr_trail.entry_list, rr_trail.entry_text, rr_trail.seal_list,
    rr_trail.seal_chain, rr_trail.about, rr_trail.watch_list TO :"odoo_role";
GRANT EXECUTE ON FUNCTION
    rr_trail.record_row(), rr_trail.record_link(), rr_trail.record_truncate(),
    rr_trail.log(integer, text, text, bigint[], jsonb, text),
    rr_trail.watch(text, text), rr_trail.unwatch(text),
    rr_trail.set_mark(), rr_trail.passed_mark(),
    rr_trail.append_seal(
        integer, timestamptz, bigint, bigint, bytea, bytea, bytea)
    TO :"odoo_role";

SELECT pg_catalog.pg_has_role(:'odoo_role', 'rr_trail', 'member')
       AS odoo_role_is_too_strong \gset
\if :odoo_role_is_too_strong
    \warn 'The role of Odoo is a superuser or a member of rr_trail:'
    \warn 'no trail can hold against it. Let Odoo connect with an ordinary role.'
    SELECT 1 / 0 AS refused;
\endif
