-- All functions run as the trail's owner with a fixed search path.

CREATE OR REPLACE FUNCTION rr_trail.add_entry(
    a_uid integer, a_operation text, a_model text, a_table text, a_res_id bigint,
    a_ref text, a_parent_model text, a_parent_id bigint, a_changes jsonb, a_reason text
) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    INSERT INTO rr_trail.entry (
        id, at, uid, db_role, application, operation, model, table_name, res_id, ref,
        parent_model, parent_id, changes, reason
    ) VALUES (
        nextval('rr_trail.entry_id_seq'), clock_timestamp(), a_uid, session_user,
        current_setting('application_name', true), a_operation, a_model, a_table,
        a_res_id, a_ref, a_parent_model, a_parent_id, a_changes, a_reason
    );
END
$$;

-- Row trigger of a model's table. Arguments: model, columns whose values may be copied
-- (array literal; any other column is only said to have changed), column that names
-- the record, column and model that lead to the person.
CREATE OR REPLACE FUNCTION rr_trail.record_row() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    a_old jsonb;
    a_new jsonb;
    a_row jsonb;
    a_changes jsonb;
    a_spoken text[] := TG_ARGV[1];
    a_operation text;
BEGIN
    IF TG_OP = 'INSERT' THEN
        a_operation := 'create';
        a_new := to_jsonb(NEW);
        a_row := a_new;
        SELECT jsonb_object_agg(key, CASE WHEN key = ANY (a_spoken)
                   THEN jsonb_build_array(NULL, value)
                   ELSE '"changed"'::jsonb END)
          INTO a_changes
          FROM jsonb_each(a_new)
         WHERE value <> 'null'::jsonb
           AND key NOT IN ('id', 'create_uid', 'create_date', 'write_uid', 'write_date');
    ELSIF TG_OP = 'DELETE' THEN
        a_operation := 'unlink';
        a_old := to_jsonb(OLD);
        a_row := a_old;
        SELECT jsonb_object_agg(key, CASE WHEN key = ANY (a_spoken)
                   THEN jsonb_build_array(value, NULL)
                   ELSE '"changed"'::jsonb END)
          INTO a_changes
          FROM jsonb_each(a_old)
         WHERE value <> 'null'::jsonb
           AND key NOT IN ('id', 'create_uid', 'create_date', 'write_uid', 'write_date');
    ELSE
        a_operation := 'write';
        a_old := to_jsonb(OLD);
        a_new := to_jsonb(NEW);
        a_row := a_new;
        SELECT jsonb_object_agg(key, CASE WHEN key = ANY (a_spoken)
                   THEN jsonb_build_array(a_old -> key, value)
                   ELSE '"changed"'::jsonb END)
          INTO a_changes
          FROM jsonb_each(a_new)
         WHERE a_old -> key IS DISTINCT FROM value
           AND key NOT IN ('create_uid', 'create_date', 'write_uid', 'write_date');
        IF a_changes IS NULL THEN
            RETURN NULL;
        END IF;
    END IF;
    INSERT INTO rr_trail.entry (
        id, at, uid, db_role, application, operation, model, table_name, res_id, ref,
        parent_model, parent_id, changes, reason
    ) VALUES (
        nextval('rr_trail.entry_id_seq'), clock_timestamp(),
        nullif(current_setting('rr.uid', true), '')::integer, session_user,
        current_setting('application_name', true), a_operation, TG_ARGV[0],
        TG_TABLE_NAME, (a_row ->> 'id')::bigint, a_row ->> TG_ARGV[2],
        CASE WHEN a_row ->> TG_ARGV[3] IS NOT NULL THEN TG_ARGV[4] END,
        (a_row ->> TG_ARGV[3])::bigint,
        a_changes, nullif(current_setting('rr.reason', true), '')
    );
    RETURN NULL;
END
$$;

-- Row trigger of a many2many table. Arguments: model, field, column of the record,
-- column of the linked record.
CREATE OR REPLACE FUNCTION rr_trail.record_link() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    a_old jsonb := CASE WHEN TG_OP <> 'INSERT' THEN to_jsonb(OLD) END;
    a_new jsonb := CASE WHEN TG_OP <> 'DELETE' THEN to_jsonb(NEW) END;
BEGIN
    IF TG_OP = 'UPDATE' AND a_old = a_new THEN
        RETURN NULL;
    END IF;
    INSERT INTO rr_trail.entry (
        id, at, uid, db_role, application, operation, model, table_name, res_id,
        changes, reason
    ) VALUES (
        nextval('rr_trail.entry_id_seq'), clock_timestamp(),
        nullif(current_setting('rr.uid', true), '')::integer, session_user,
        current_setting('application_name', true), 'write', TG_ARGV[0], TG_TABLE_NAME,
        (coalesce(a_new, a_old) ->> TG_ARGV[2])::bigint,
        jsonb_build_object(TG_ARGV[1],
            jsonb_build_array(a_old -> TG_ARGV[3], a_new -> TG_ARGV[3])),
        nullif(current_setting('rr.reason', true), '')
    );
    RETURN NULL;
END
$$;

-- TRUNCATE fires no row trigger; it leaves one entry for the whole table.
CREATE OR REPLACE FUNCTION rr_trail.record_truncate() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM rr_trail.add_entry(
        nullif(current_setting('rr.uid', true), '')::integer, 'unlink', TG_ARGV[0],
        TG_TABLE_NAME, NULL, NULL, NULL, NULL, '{"truncate": "all rows"}', NULL);
    RETURN NULL;
END
$$;

-- What triggers cannot see. Writes are not accepted here: they come from triggers.
CREATE OR REPLACE FUNCTION rr_trail.log(
    a_uid integer, a_operation text, a_model text, a_res_ids bigint[], a_changes jsonb,
    a_reason text
) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF a_operation NOT IN ('read', 'export', 'login', 'override') THEN
        RAISE EXCEPTION 'rr_trail.log does not take the operation "%"', a_operation
            USING ERRCODE = 'invalid_parameter_value';
    END IF;
    INSERT INTO rr_trail.entry (
        id, at, uid, db_role, application, operation, model, res_id, changes, reason)
    SELECT nextval('rr_trail.entry_id_seq'), clock_timestamp(), a_uid, session_user,
           current_setting('application_name', true), a_operation, a_model, res_id,
           a_changes, a_reason
      FROM unnest(CASE WHEN cardinality(a_res_ids) > 0
                       THEN a_res_ids ELSE ARRAY[NULL]::bigint[] END) AS res_id;
END
$$;

CREATE OR REPLACE FUNCTION rr_trail.watch(a_table text, a_model text) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    INSERT INTO rr_trail.watched (table_name, model) VALUES (a_table, a_model)
    ON CONFLICT (table_name) DO UPDATE SET model = excluded.model
     WHERE watched.model <> excluded.model;
$$;

CREATE OR REPLACE FUNCTION rr_trail.unwatch(a_table text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    a_model text;
BEGIN
    DELETE FROM rr_trail.watched WHERE table_name = a_table RETURNING model INTO a_model;
    IF FOUND THEN
        PERFORM rr_trail.add_entry(
            nullif(current_setting('rr.uid', true), '')::integer, 'override', a_model,
            a_table, NULL, NULL, NULL, NULL, '{"trigger": "no longer watched"}', NULL);
    END IF;
END
$$;

-- Notes how far the sequence stands, and who may still be writing below that: entry ids
-- do not commit in their order. A transaction that drew an id holds its lock on the
-- table until it ends, so whoever is not in the list by now has ended or comes later.
CREATE OR REPLACE FUNCTION rr_trail.set_mark() RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    a_upto bigint;
BEGIN
    SELECT CASE WHEN is_called THEN last_value ELSE 0 END
      INTO a_upto FROM rr_trail.entry_id_seq;
    INSERT INTO rr_trail.mark (upto_id, writers, at)
    SELECT a_upto, coalesce(array_agg(virtualtransaction), ARRAY[]::text[]),
           clock_timestamp()
      FROM pg_locks
     WHERE relation = 'rr_trail.entry'::regclass AND mode = 'RowExclusiveLock'
       AND database = (SELECT oid FROM pg_database WHERE datname = current_database());
    RETURN a_upto;
END
$$;

-- The highest entry id below which nothing can be added any more: 0 if none. What it
-- names is visible only to a transaction that begins after the call.
CREATE OR REPLACE FUNCTION rr_trail.passed_mark() RETURNS bigint
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT coalesce(max(upto_id), 0) FROM rr_trail.mark
     WHERE NOT EXISTS (
        SELECT FROM pg_locks
         WHERE relation = 'rr_trail.entry'::regclass AND mode = 'RowExclusiveLock'
           AND virtualtransaction = ANY (mark.writers));
$$;

CREATE OR REPLACE FUNCTION rr_trail.append_seal(
    a_id integer, a_at timestamptz, a_after_id bigint, a_upto_id bigint,
    a_digests bytea, a_previous bytea, a_head bytea
) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    a_last rr_trail.seal;
BEGIN
    SELECT * INTO a_last FROM rr_trail.seal ORDER BY id DESC LIMIT 1;
    IF a_id <> coalesce(a_last.id, 0) + 1
       OR a_after_id <> coalesce(a_last.upto_id, 0)
       OR a_previous <> coalesce(a_last.head, ''::bytea)
       OR a_upto_id > rr_trail.passed_mark()
    THEN
        RAISE EXCEPTION 'seal % does not continue the chain', a_id
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    INSERT INTO rr_trail.seal (id, at, after_id, upto_id, digests, previous, head)
    VALUES (a_id, a_at, a_after_id, a_upto_id, a_digests, a_previous, a_head);
    DELETE FROM rr_trail.mark WHERE upto_id <= a_upto_id;
END
$$;

CREATE OR REPLACE FUNCTION rr_trail.refuse() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    RAISE EXCEPTION 'the trail is append-only: % of % refused', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'insufficient_privilege';
END
$$;
CREATE OR REPLACE TRIGGER entry_is_append_only
    BEFORE UPDATE OR DELETE OR TRUNCATE ON rr_trail.entry
    FOR EACH STATEMENT EXECUTE FUNCTION rr_trail.refuse();
ALTER TABLE rr_trail.entry ENABLE ALWAYS TRIGGER entry_is_append_only;
CREATE OR REPLACE TRIGGER seal_is_append_only
    BEFORE UPDATE OR DELETE OR TRUNCATE ON rr_trail.seal
    FOR EACH STATEMENT EXECUTE FUNCTION rr_trail.refuse();
ALTER TABLE rr_trail.seal ENABLE ALWAYS TRIGGER seal_is_append_only;

CREATE OR REPLACE VIEW rr_trail.entry_list AS
    SELECT id, at AT TIME ZONE 'UTC' AS date, uid AS user_id, db_role, application,
           operation, model, table_name, res_id, ref, parent_model, parent_id, changes,
           reason
      FROM rr_trail.entry;

CREATE OR REPLACE VIEW rr_trail.seal_list AS
    SELECT id, at AT TIME ZONE 'UTC' AS date, after_id, upto_id,
           length(digests) / 16 AS entry_count, encode(head, 'hex') AS head
      FROM rr_trail.seal;

-- What verification reads: every column of an entry as one canonical text.
CREATE OR REPLACE VIEW rr_trail.entry_text AS
    SELECT id, json_build_array(
               id, to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US'), uid,
               db_role, application, operation, model, table_name, res_id, ref,
               parent_model, parent_id, changes::text, reason
           )::text AS canonical
      FROM rr_trail.entry;

CREATE OR REPLACE VIEW rr_trail.seal_chain AS
    SELECT id, to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US') AS at,
           after_id, upto_id, digests, previous, head
      FROM rr_trail.seal;

CREATE OR REPLACE VIEW rr_trail.about AS
    SELECT trail, version FROM rr_trail.identity;

CREATE OR REPLACE VIEW rr_trail.watch_list AS
    SELECT table_name, model FROM rr_trail.watched;

UPDATE rr_trail.identity SET version = 1;
