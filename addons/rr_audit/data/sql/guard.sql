-- Odoo's role owns the audited tables, so it can switch their triggers off. It cannot
-- do so unseen: each such statement leaves an entry, also when undone before the next
-- verification.

CREATE OR REPLACE FUNCTION rr_trail.trigger_fault(a_table oid) RETURNS text
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT CASE
        WHEN count(*) < 2 THEN 'missing'
        WHEN bool_or(tgenabled <> 'A') THEN 'disabled'
        WHEN bool_or(tgqual IS NOT NULL OR tgnargs = 0
                     OR pronamespace::regnamespace::text <> 'rr_trail') THEN 'altered'
        END
      FROM pg_trigger JOIN pg_proc ON pg_proc.oid = tgfoid
     WHERE tgrelid = a_table AND tgname IN ('rr_trail_row', 'rr_trail_truncate');
$$;

CREATE OR REPLACE FUNCTION rr_trail.guard_ddl() RETURNS event_trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    a_row record;
BEGIN
    FOR a_row IN
        SELECT DISTINCT w.table_name, w.model, CASE
                   WHEN TG_TAG <> 'ALTER TABLE' THEN 'replaced'
                   ELSE rr_trail.trigger_fault(c.oid) END AS fault
          FROM pg_event_trigger_ddl_commands() d
          LEFT JOIN pg_trigger t
            ON d.classid = 'pg_trigger'::regclass AND t.oid = d.objid
          JOIN pg_class c
            ON c.oid = CASE WHEN d.classid = 'pg_trigger'::regclass
                            THEN t.tgrelid ELSE d.objid END
          JOIN rr_trail.watched w ON w.table_name = c.relname
         WHERE c.relnamespace::regnamespace::text = 'public'
           AND (TG_TAG = 'ALTER TABLE'
                OR t.tgfoid IN (SELECT oid FROM pg_proc
                                 WHERE pronamespace = 'rr_trail'::regnamespace)
                OR t.tgname IN ('rr_trail_row', 'rr_trail_truncate'))
    LOOP
        CONTINUE WHEN a_row.fault IS NULL;
        PERFORM rr_trail.add_entry(
            nullif(current_setting('rr.uid', true), '')::integer, 'override',
            a_row.model, a_row.table_name, NULL, NULL, NULL, NULL,
            jsonb_build_object('trigger', a_row.fault), NULL);
    END LOOP;
END
$$;

CREATE OR REPLACE FUNCTION rr_trail.guard_drop() RETURNS event_trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    a_row record;
BEGIN
    FOR a_row IN
        SELECT w.table_name, w.model FROM pg_event_trigger_dropped_objects() d
          JOIN rr_trail.watched w ON w.table_name = d.address_names[2]
         WHERE d.object_type = 'trigger' AND d.address_names[1] = 'public'
           AND d.address_names[3] = 'rr_trail_row'
    LOOP
        PERFORM rr_trail.add_entry(
            nullif(current_setting('rr.uid', true), '')::integer, 'override',
            a_row.model, a_row.table_name, NULL, NULL, NULL, NULL,
            '{"trigger": "dropped"}', NULL);
    END LOOP;
END
$$;

DROP EVENT TRIGGER IF EXISTS rr_trail_guard_ddl;
CREATE EVENT TRIGGER rr_trail_guard_ddl ON ddl_command_end
    WHEN TAG IN ('ALTER TABLE', 'CREATE TRIGGER', 'ALTER TRIGGER')
    EXECUTE FUNCTION rr_trail.guard_ddl();
ALTER EVENT TRIGGER rr_trail_guard_ddl ENABLE ALWAYS;
DROP EVENT TRIGGER IF EXISTS rr_trail_guard_drop;
CREATE EVENT TRIGGER rr_trail_guard_drop ON sql_drop
    EXECUTE FUNCTION rr_trail.guard_drop();
ALTER EVENT TRIGGER rr_trail_guard_drop ENABLE ALWAYS;
