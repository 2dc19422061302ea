# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Which triggers the registry calls for, and putting them in place.

The same list serves installation and verification: a table that is missed here would
be missed twice, so the list is also compared with the names of the models.
"""

from typing import NamedTuple

from odoo.tools import SQL

ROW_TRIGGER = "rr_trail_row"
TRUNCATE_TRIGGER = "rr_trail_truncate"

# Bits of pg_trigger.tgtype (PostgreSQL, catalog/pg_trigger.h): row 1, insert 4,
# delete 8, update 16, truncate 32.
ROW_TYPE = 1 + 4 + 8 + 16
TRUNCATE_TYPE = 32

# Free text, files and structures can hold anything about a person.
SPOKEN_TYPES = frozenset(
    (
        "boolean",
        "char",
        "date",
        "datetime",
        "float",
        "integer",
        "many2one",
        "many2one_reference",
        "monetary",
        "selection",
    )
)

# Kept by the trail itself: who and when.
LOG_COLUMNS = frozenset(("id", "create_uid", "create_date", "write_uid", "write_date"))


class Trigger(NamedTuple):
    """A trigger as it should stand on a table."""

    table: str
    name: str
    model: str
    function: str
    type: int
    arguments: tuple


def is_audited(model):
    """Whether the rows of `model` belong in the trail."""
    return (
        hasattr(model, "_rr_audit_exclude")
        and model._auto
        and not model._abstract
        and not model._transient
        and model._table_query is None
    )


def spoken_columns(model):
    """Names of the columns whose values may be copied into the trail, sorted."""
    only = model._rr_audit_only
    return sorted(
        name
        for name, field in model._fields.items()
        if field.store
        and field.column_type
        and name not in LOG_COLUMNS
        and name not in model._rr_audit_exclude
        and not name.endswith(("_cipher", "_key_index"))
        and (name in only if only is not None else field.type in SPOKEN_TYPES)
    )


def _row_trigger(model):
    """The row trigger of the model's own table."""
    spoken = spoken_columns(model)
    ref = next((name for name in model._rr_audit_refs if name in spoken), "")
    # "Who touched this person's file" finds the row by it.
    parent = next(
        (
            name
            for name in model._rr_parents()
            if name in model._fields
            and model._fields[name].store
            and model._fields[name].type == "many2one"
        ),
        "",
    )
    return Trigger(
        model._table,
        ROW_TRIGGER,
        model._name,
        "rr_trail.record_row",
        ROW_TYPE,
        (
            model._name,
            "{" + ",".join(spoken) + "}",
            ref,
            parent,
            model._fields[parent].comodel_name if parent else "",
        ),
    )


def _link_fields(env):
    """Yield the many2many fields whose relation belongs in the trail."""
    for model in env.registry.values():
        if model._abstract or model._transient or not model._auto:
            continue
        own = is_audited(model)
        for field in model._fields.values():
            if field.type != "many2many" or not field.store or not field.relation:
                continue
            comodel = env.registry.get(field.comodel_name)
            if comodel is None or comodel._transient:
                continue
            if own or (comodel._name.startswith("rr.") and is_audited(comodel)):
                yield field


def _link_triggers(env):
    """One trigger per relation table, told from the side of its likelier owner."""
    by_table = {}
    fields = sorted(
        _link_fields(env),
        key=lambda field: (
            not field.model_name.startswith("rr."),
            field.model_name != "res.users",
            field.model_name,
            field.name,
        ),
    )
    for field in fields:
        by_table.setdefault(
            field.relation,
            Trigger(
                field.relation,
                ROW_TRIGGER,
                field.model_name,
                "rr_trail.record_link",
                ROW_TYPE,
                (field.model_name, field.name, field.column1, field.column2),
            ),
        )
    return list(by_table.values())


def expected_triggers(env):
    """Every trigger that the models of the registry call for."""
    rows = [_row_trigger(m) for m in env.registry.values() if is_audited(m)]
    rows += _link_triggers(env)
    truncates = [
        Trigger(
            trigger.table,
            TRUNCATE_TRIGGER,
            trigger.model,
            "rr_trail.record_truncate",
            TRUNCATE_TYPE,
            (trigger.model,),
        )
        for trigger in rows
    ]
    return sorted(rows + truncates)


def unaudited_models(env):
    """Names of the models of ours that keep rows and are not in the trail."""
    return sorted(
        model._name
        for model in env.registry.values()
        if model._name.startswith("rr.")
        and model._auto
        and not model._abstract
        and not model._transient
        and model._table_query is None
        and not is_audited(model)
    )


def standing_triggers(env):
    """``{(table, trigger): (enabled, Trigger, conditional)}`` as the catalogue has it.

    `enabled` is ``pg_trigger.tgenabled``: A fires always, O not for a replica role,
    D never.
    """
    rows = env.execute_query(
        SQL(
            """SELECT c.relname, t.tgname, t.tgenabled::text, t.tgtype, t.tgargs,
                      p.pronamespace::regnamespace::text || '.' || p.proname,
                      t.tgqual IS NOT NULL OR t.tgattr::text <> ''
                 FROM pg_trigger t
                 JOIN pg_class c ON c.oid = t.tgrelid
                 JOIN pg_proc p ON p.oid = t.tgfoid
                WHERE c.relnamespace = 'public'::regnamespace
                  AND t.tgname IN %s""",
            (ROW_TRIGGER, TRUNCATE_TRIGGER),
        )
    )
    found = {}
    for table, name, enabled, kind, raw, function, conditional in rows:
        arguments = tuple(bytes(raw).decode().split("\0")[:-1])
        found[table, name] = (
            enabled,
            Trigger(table, name, arguments[0] if arguments else "", function, kind,
                    arguments),
            conditional,
        )
    return found


def trigger_faults(env):
    """Say what is wrong with the triggers: an empty list, or one sentence per fault."""
    standing = standing_triggers(env)
    faults = [
        f"model {name} keeps rows that no trail trigger sees"
        for name in unaudited_models(env)
    ]
    for trigger in expected_triggers(env):
        place = f"trigger {trigger.name} on table {trigger.table} ({trigger.model})"
        enabled, found, conditional = standing.get(
            (trigger.table, trigger.name), (None, None, None)
        )
        if found is None:
            faults.append(f"{place} is missing")
        elif enabled != "A":
            faults.append(f"{place} is disabled (tgenabled is {enabled}, not A)")
        elif found != trigger or conditional:
            faults.append(f"{place} was altered")
    return faults


def sync_triggers(env):
    """Create or mend every expected trigger of a table that exists."""
    cr = env.cr
    standing = standing_triggers(env)
    tables = {
        row[0]
        for row in env.execute_query(
            SQL(
                "SELECT relname FROM pg_class WHERE relkind = 'r'"
                " AND relnamespace = 'public'::regnamespace"
            )
        )
    }
    watched = dict(
        env.execute_query(SQL("SELECT table_name, model FROM rr_trail.watch_list"))
    )
    for trigger in expected_triggers(env):
        if trigger.table not in tables:
            continue
        if standing.get((trigger.table, trigger.name)) != ("A", trigger, False):
            _create_trigger(cr, trigger)
    for trigger in expected_triggers(env):
        if trigger.table in tables and watched.get(trigger.table) != trigger.model:
            cr.execute(
                SQL("SELECT rr_trail.watch(%s, %s)", trigger.table, trigger.model)
            )
            watched[trigger.table] = trigger.model


def _create_trigger(cr, trigger):
    row = trigger.type == ROW_TYPE
    cr.execute(
        SQL(
            """CREATE OR REPLACE TRIGGER %(name)s AFTER %(events)s ON %(table)s
               FOR EACH %(each)s EXECUTE FUNCTION %(function)s(%(arguments)s);
               ALTER TABLE %(table)s ENABLE ALWAYS TRIGGER %(name)s""",
            name=SQL.identifier(trigger.name),
            events=SQL("INSERT OR UPDATE OR DELETE" if row else "TRUNCATE"),
            table=SQL.identifier(trigger.table),
            each=SQL("ROW" if row else "STATEMENT"),
            function=SQL(trigger.function),
            arguments=SQL(", ").join(SQL("%s", arg) for arg in trigger.arguments),
        )
    )


def drop_triggers(env):
    """Remove every trail trigger of the database; each removal leaves an entry."""
    for table, name in standing_triggers(env):
        env.cr.execute(
            SQL("DROP TRIGGER %s ON %s", SQL.identifier(name), SQL.identifier(table))
        )
    for (table,) in env.execute_query(
        SQL("SELECT table_name FROM rr_trail.watch_list")
    ):
        env.cr.execute(SQL("SELECT rr_trail.unwatch(%s)", table))
