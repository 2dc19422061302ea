CREATE SCHEMA IF NOT EXISTS rr_trail AUTHORIZATION rr_trail;

CREATE SEQUENCE IF NOT EXISTS rr_trail.entry_id_seq AS bigint;

-- One row per event. `changes` of a row trigger: {"column": [old, new]}, or
-- {"column": "changed"} where the value must not enter the trail.
CREATE TABLE IF NOT EXISTS rr_trail.entry (
    id bigint PRIMARY KEY,
    at timestamptz NOT NULL,
    uid integer,
    db_role text NOT NULL,
    application text,
    operation text NOT NULL CHECK (operation IN (
        'read', 'create', 'write', 'unlink', 'export', 'login', 'override')),
    model text NOT NULL,
    table_name text,
    res_id bigint,
    ref text,
    parent_model text,
    parent_id bigint,
    changes jsonb,
    reason text
);
CREATE INDEX IF NOT EXISTS entry_record_idx ON rr_trail.entry (model, res_id);
CREATE INDEX IF NOT EXISTS entry_parent_idx
    ON rr_trail.entry (parent_model, parent_id) WHERE parent_id IS NOT NULL;
CREATE INDEX IF NOT EXISTS entry_ref_idx
    ON rr_trail.entry (ref) WHERE operation = 'create' AND ref IS NOT NULL;
CREATE INDEX IF NOT EXISTS entry_at_idx ON rr_trail.entry USING brin (at);
-- Counts of an operation in a span, from the index alone. The expression is the view's
-- column; `at` itself is in it because PostgreSQL asks for the bare column then.
CREATE INDEX IF NOT EXISTS entry_operation_idx
    ON rr_trail.entry (operation, (at AT TIME ZONE 'UTC')) INCLUDE (at);

-- A seal covers the entries with after_id < id <= upto_id. `digests` holds for each of
-- them 8 bytes of id and 8 bytes of keyed row digest; `head` chains to `previous`.
CREATE TABLE IF NOT EXISTS rr_trail.seal (
    id integer PRIMARY KEY,
    at timestamptz NOT NULL,
    after_id bigint NOT NULL,
    upto_id bigint NOT NULL CHECK (upto_id > after_id),
    digests bytea NOT NULL,
    previous bytea NOT NULL,
    head bytea NOT NULL
);

-- How far ids had been drawn, and the transactions that were writing entries then.
CREATE TABLE IF NOT EXISTS rr_trail.mark (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    upto_id bigint NOT NULL,
    writers text[] NOT NULL,
    at timestamptz NOT NULL
);

-- The tables that carry a trail trigger, as their triggers were installed.
CREATE TABLE IF NOT EXISTS rr_trail.watched (
    table_name text PRIMARY KEY,
    model text NOT NULL
);

-- Names this trail in the file of heads: survives copies and restores.
CREATE TABLE IF NOT EXISTS rr_trail.identity (
    one boolean PRIMARY KEY DEFAULT true CHECK (one),
    trail uuid NOT NULL DEFAULT gen_random_uuid(),
    version integer NOT NULL DEFAULT 0
);
INSERT INTO rr_trail.identity DEFAULT VALUES ON CONFLICT DO NOTHING;
