"""The ways by which somebody may try to reach rows that are not theirs.

Runs inside Odoo (see ``orm_probe``). A door is a function of a recordset of the acting
user that returns what it let out: nothing, or an exception, is a refusal.
"""

from unittest.mock import patch

from odoo.exceptions import AccessDenied, AccessError, UserError

# AccessError, MissingError and ValidationError are UserErrors.
REFUSALS = (AccessDenied, UserError)
# How the platform refuses a domain on what is not stored, and a text search in a file.
NO_SUCH_DOMAIN = (ValueError, NotImplementedError)

SPECIFICATION = {"display_name": {}}


def attempt(undo, env, door, *args, refusals=REFUSALS):
    """Try a door and undo whatever it did.

    :param undo: an open savepoint. It stays open: to go back to it takes one statement,
        where one of its own for each of the many tries would take three
    :return: ``(refused, what)``: what came out, or the name of the refusal
    """
    try:
        result = door(*args)
        env.flush_all()
        return False, result
    except refusals as error:
        return True, type(error).__name__
    finally:
        # Empties the cache, too.
        undo.rollback()


def worded_once(env):
    """Refusals of a right say what Odoo says, but its sentence is made only once.

    Odoo asks the database for the words each time, which is most of what a refusal costs.
    """
    access = env.registry["ir.model.access"]
    make, words = access._make_access_error, {}

    def made_before(self, model, mode):
        key = (self.env.lang, model, mode)
        if key not in words:
            words[key] = str(make(self, model, mode))
        return AccessError(words[key])

    return patch.object(access, "_make_access_error", made_before)


def _first_groupable(model):
    for name, field in model._fields.items():
        if field.store and field.type in ("many2one", "selection", "char", "boolean"):
            if not field.groups:
                return name
    return None


def _groups(model, groupby):
    groups = model.formatted_read_group([], groupby, ["__count"])
    return sum(group["__count"] for group in groups)


def _export(records):
    return [row for row in records.export_data(["display_name"])["datas"] if any(row)]


# On the whole model: what comes out must be empty.
MODEL_READS = {
    "search": lambda model: model.search([]).ids,
    "search_count": lambda model: model.search_count([]),
    "search_fetch": lambda model: model.search_fetch([], ["display_name"]).ids,
    "search_read": lambda model: model.search_read([], ["display_name"]),
    "web_search_read": lambda model: model.web_search_read([], SPECIFICATION)["records"],
    "name_search": lambda model: model.name_search(""),
    "count in a group": lambda model: _groups(model, []),
    "grouping": lambda model: (
        _groups(model, [_first_groupable(model)]) if _first_groupable(model) else 0
    ),
}

# On rows that are not theirs.
ROW_READS = {
    "read": lambda rows: rows.read(["display_name"]),
    "web_read": lambda rows: rows.web_read(SPECIFICATION),
    "search by id": lambda rows: rows.search([("id", "in", rows.ids)]).ids,
    "count by id": lambda rows: rows.search_count([("id", "in", rows.ids)]),
    "export": _export,
    "metadata": lambda rows: rows.get_metadata() if rows._log_access else [],
}


def _a_value(rows):
    """A value that could be written back unchanged."""
    for name, field in rows._fields.items():
        if (
            field.store
            and not field.readonly
            and not field.compute
            and not field.groups
            and field.type in ("char", "boolean", "integer", "selection", "date")
        ):
            return {name: rows.sudo()[:1][name]}
    return {}


ROW_WRITES = {
    "write": lambda rows: rows.write(_a_value(rows)) if _a_value(rows) else rows.check_access("write"),
    "web_save": lambda rows: rows.web_save(_a_value(rows), SPECIFICATION)
    if _a_value(rows)
    else rows.check_access("write"),
}
ROW_UNLINKS = {"unlink": lambda rows: rows.unlink()}


def _load(model):
    """The import of a file: refusals come back as messages."""
    name = _first_groupable(model) or "display_name"
    outcome = model.load([name], [["1"]])
    return outcome["ids"] or []


CREATES = {
    "create": lambda model: model.create({}).ids,
    "import of a file": _load,
}
