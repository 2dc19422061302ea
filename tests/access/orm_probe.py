"""Tries the matrix inside Odoo, as each user. Run by the tests in Odoo's shell.

Every user gets an environment of their own with an empty cache: the cache is shared
between users and would answer without asking the rules.
"""

import json
from contextlib import closing, contextmanager

import doors

SAMPLE = 3


def _fill(domain, values):
    """The domain with the words for the user replaced, also in sub-domains."""
    return [
        [part[0], part[1], _fill(part[2], values)]
        if isinstance(part, list) and part[1] == "any"
        else [part[0], part[1], values.get(part[2], part[2])]
        if isinstance(part, list) and isinstance(part[2], str)
        else part
        for part in domain
    ]


class Probe:
    """Collects what each door did: one finding per door, user and model."""

    def __init__(self, env, spec):
        self.env = env
        self.spec = spec
        self.findings = []
        # {login: {model: {"open": number or None, "closed": [ids]}}}
        self.reach = {}
        # The savepoint to which every try goes back, see ``undoing``.
        self.undo = None
        # What is asked again and again. Every try is undone: it stays as it is.
        self._ids, self._words, self._attachments = {}, {}, {}

    def note(self, channel, login, model, door, ok, denial=True, detail=""):
        self.findings.append(
            {
                "channel": channel,
                "login": login,
                "model": model,
                "door": door,
                "ok": bool(ok),
                "denial": denial,
                "detail": str(detail)[:300],
            }
        )

    def tried(self, function, *args, refusals=doors.REFUSALS):
        """``(refused, what)`` of a door; one that breaks has not refused."""
        try:
            return doors.attempt(
                self.undo, self.env, function, *args, refusals=refusals
            )
        except Exception as error:
            return False, f"broke: {error!r}"

    def refused(self, channel, login, model, door, function, *args):
        """The door must refuse or let nothing out."""
        refused, what = self.tried(function, *args)
        self.note(channel, login, model, door, refused or not what, detail=what)

    def domain(self, model, cell, user):
        """The domain of a cell, with what it says of the user filled in."""
        if cell in ("all", "none", "steps"):
            return [] if cell == "all" else [(0, "=", 1)]
        if user not in self._words:
            self._words[user] = {
                "$uid": user.id,
                "$partner": user.commercial_partner_id.id,
                "$municipalities": user.rr_municipality_ids.ids,
            }
        return _fill(self.spec["rows"][model][cell], self._words[user])

    def ids(self, model, domain):
        key = (model, str(domain))
        if key not in self._ids:
            # sudo: what lies there, whoever may see it
            rows = self.env[model].sudo().with_context(active_test=False)
            self._ids[key] = frozenset(rows.search(domain).ids)
        return self._ids[key]

    def attach(self, model, row):
        """Hang a file on a row, once for all users who must not get at it."""
        if (model, row) not in self._attachments:
            values = {"name": "probe", "res_model": model, "res_id": row}
            # sudo: somebody else hung it there
            kept = self.env["ir.attachment"].sudo().create({**values, "raw": b"probe"})
            self._attachments[model, row] = kept.id

    @contextmanager
    def undoing(self):
        """What is tried within leaves nothing behind."""
        with closing(self.env.cr.savepoint()) as self.undo:
            yield

    # ------------------------------------------------------------------ channels

    def operation(self, login, user, model, operation, cell):
        """Rights and rules together allow the rows of the cell, and no others."""
        rows = self.env[model].with_user(user).with_context(active_test=False)
        self.env.invalidate_all()
        if cell == "steps":
            return
        if operation == "create":
            ok = rows.has_access("create") == (cell == "yes")
            self.note("rights", login, model, "create", ok, cell == "none")
            return
        right = rows.has_access(operation)
        if cell == "none":
            if right and operation == "read":
                right = bool(rows.search([], limit=1))
            elif right:
                everything = rows.browse(self.ids(model, []))
                right = bool(everything._filtered_access(operation))
            self.note("rights", login, model, operation, not right)
            return
        everything = self.ids(model, [])
        expected = self.ids(model, self.domain(model, cell, user))
        self.note("rights", login, model, operation, right, False, "no right at all")
        if not right:
            return
        if operation == "read":
            found = set(rows.search([]).ids)
        else:
            found = set(rows.browse(everything)._filtered_access(operation).ids)
        less, more = expected - found, found - expected
        self.note(
            "rows", login, model, operation, found == expected, expected != everything,
            f"{len(less)} too few, {len(more)} too many of {len(everything)}",
        )

    def remember(self, login, user, model, cell):
        """Keep what the user may read, for the probes from outside.

        :return: the ids of the rows that are closed to the user
        """
        mine = self.ids(model, self.domain(model, cell, user))
        closed = sorted(self.ids(model, []) - mine)
        self.reach.setdefault(login, {})[model] = {
            "open": sorted(mine),
            "closed": closed[:SAMPLE],
        }
        return closed

    def doors(self, login, user, model, cells):
        """Every door, on what is closed to the user."""
        rows = self.env[model].with_user(user).with_context(active_test=False)
        everything = self.ids(model, [])
        for operation, cell in cells.items():
            if operation == "create":
                if cell in ("none", "steps"):
                    for door, function in doors.CREATES.items():
                        self.refused("doors", login, model, door, function, rows)
                continue
            closed = everything - self.ids(model, self.domain(model, cell, user))
            some = rows.browse(sorted(closed)[:SAMPLE])
            if operation == "read":
                self._closed_reads(login, model, cell, rows, some)
                self._side_channels(login, user, model, some)
            elif some:
                table = doors.ROW_WRITES if operation == "write" else doors.ROW_UNLINKS
                for door, function in table.items():
                    self.refused("doors", login, model, door, function, some)

    def _closed_reads(self, login, model, cell, rows, some):
        if cell == "none":
            for door, function in doors.MODEL_READS.items():
                self.refused("doors", login, model, door, function, rows)
        if some:
            for door, function in doors.ROW_READS.items():
                self.refused("doors", login, model, door, function, some)
            if cell != "none":
                name = some.sudo()[:1].display_name or ""
                self.refused(
                    "doors", login, model, "name_search of a closed row",
                    lambda: [
                        hit for hit in rows.name_search(name, limit=None)
                        if hit[0] in some.ids
                    ],
                )
                count = rows.search_count([])
                self.refused(
                    "doors", login, model, "count in a group",
                    lambda: max(0, doors._groups(rows, []) - count),
                )

    def _side_channels(self, login, user, model, some):
        """Attachments, messages and activities of rows that are closed."""
        if not some:
            return
        row = some[:1]
        env = self.env(user=user.id)

        def attachment():
            kept = self._attachments[model, row.id]
            mine = env["ir.attachment"]
            return mine.search([("id", "=", kept)]).ids or mine.browse(kept).read(["raw"])

        self.refused("attachments", login, model, "attachment", attachment)
        if "message_ids" in row._fields:

            def message():
                kept = self.env[model].browse(row.id).message_post(body="probe")
                self.env.invalidate_all()
                mine = env["mail.message"]
                found = mine.search([("id", "=", kept.id)])
                return found.ids or mine.browse(kept.id).read(["body"])

            self.refused("chatter", login, model, "message", message)
            self.refused(
                "chatter", login, model, "message_post",
                lambda: env[model].browse(row.id).message_post(body="probe").ids,
            )
        if "activity_ids" in row._fields:
            self.refused(
                "chatter", login, model, "activity",
                lambda: env["mail.activity"].search(
                    [("res_model", "=", model), ("res_id", "in", some.ids)]
                ).ids,
            )

    def defaults(self, login, user, model):
        """Defaults must not hand out records that the user cannot read."""
        rows = self.env[model].with_user(user)

        def leaks():
            values = rows.default_get(list(rows._fields))
            out = []
            for name, value in values.items():
                field = rows._fields[name]
                if field.type == "many2one" and isinstance(value, int) and value:
                    target = self.env[field.comodel_name].with_user(user).browse(value)
                    if target._name.startswith("rr.") and not target.has_access("read"):
                        out.append(name)
            return out

        self.refused("defaults", login, model, "default_get", leaks)

    def hidden_fields(self, login, user, model):
        """Fields of a readable model that the user's groups do not open."""
        rows = self.env[model].with_user(user).with_context(active_test=False)
        some = rows.search([], limit=SAMPLE)
        for name, field in rows._fields.items():
            if not field.groups or rows._has_field_access(field, "read"):
                continue
            self._hidden_doors(login, model, rows, some, name, field)

    def _hidden_doors(self, login, model, rows, some, name, field):
        refusals = (*doors.REFUSALS, ValueError)
        table = {
            "read": lambda: some.read([name]),
            "probing by a domain": lambda: rows.search(_guess(field, name)).ids,
            "export": lambda: [
                row for row in some.export_data([name])["datas"] if any(row)
            ],
        }
        if field.store and field.column_type:
            table["ordering"] = lambda: rows.search([], order=name).ids
            table["grouping"] = lambda: rows.formatted_read_group([], [name], ["__count"])
            table["write"] = lambda: some[:1].write({name: False})
        for door, function in table.items():
            if not some and door in ("read", "write", "export"):
                continue
            refused, what = self.tried(function, refusals=refusals)
            self.note(
                "hidden fields", login, model, f"{name}: {door}", refused or not what,
                detail=what,
            )

    def sealed_fields(self, login, user, entry, su=False):
        """Fields that only some readers see in clear: for the others, nothing."""
        model = entry["model"]
        rows = self.env[model].with_user(user).with_context(active_test=False)
        rows = rows.sudo() if su else rows
        some = rows.browse(sorted(self.ids(model, []))[:SAMPLE])
        if not some:
            return
        refusals = (*doors.REFUSALS, *doors.NO_SUCH_DOMAIN)
        for name in entry["fields"]:
            table = {
                "clear text": lambda name=name: [
                    row[name] for row in some.read([name]) if row[name]
                ],
                "clear text by attribute": lambda name=name: [
                    row[name] for row in some if row[name]
                ],
                "clear text by export": lambda name=name: [
                    row for row in some.export_data([name])["datas"] if any(row)
                ],
                "probing by a domain": lambda name=name: rows.search(
                    [(name, "ilike", "a")]
                ).ids,
            }
            for door, function in table.items():
                refused, what = self.tried(function, refusals=refusals)
                who = f"{login} (superuser mode)" if su else login
                self.note(
                    "sealed fields", who, model, f"{name}: {door}", refused or not what,
                    detail="came out in clear",
                )

    def paths(self, login, user, role, model):
        """Ways from a readable model into one that is closed to the role."""
        rows = self.env[model].with_user(user).with_context(active_test=False)
        for name, field in rows._fields.items():
            if field.comodel_name not in self.spec["cells"]:
                continue
            if not rows._has_field_access(field, "read"):
                continue
            target = self.env[field.comodel_name]
            if self.spec["cells"][target._name]["read"][role] != "none":
                continue
            for inner, inner_field in target._fields.items():
                if not inner_field.store or inner_field.type not in (
                    "char", "selection", "integer", "date", "boolean"
                ):
                    continue
                if inner in ("id", "active"):
                    continue
                self.refused(
                    "related", login, model, f"probing by {name}.{inner}",
                    lambda path=f"{name}.{inner}": rows.search(
                        [(path, "!=", False)]
                    ).ids,
                )
                break
        for name, field in rows._fields.items():
            if not field.related or not rows._has_field_access(field, "read"):
                continue
            step, closed = rows, False
            for part in field.related.split(".")[:-1]:
                comodel = step._fields[part].comodel_name
                cells = self.spec["cells"].get(comodel)
                closed = closed or bool(cells and cells["read"][role] == "none")
                step = self.env[comodel]
            if closed:
                ok = f"{model}.{name}" in self.spec["related_allowed"]
                self.note(
                    "related", login, model, f"{name} copies {field.related}", ok,
                    detail="a related field hands out what is closed",
                )

    # ------------------------------------------------------------------ the run

    def user(self, login, user, role):
        """All cells of the user's role, by every door."""
        for model, operations in self.spec["cells"].items():
            if model not in self.env:
                continue
            cells = {op: roles[role] for op, roles in operations.items()}
            for operation, cell in cells.items():
                self.operation(login, user, model, operation, cell)
            if self.env[model]._transient:
                continue
            closed = self.remember(login, user, model, cells["read"])
            if closed:
                self.attach(model, closed[0])
            with self.undoing():
                self.doors(login, user, model, cells)
                self.defaults(login, user, model)
                if cells["read"] != "none" and (
                    self.env[model].with_user(user).has_access("read")
                ):
                    self.hidden_fields(login, user, model)
                    self.paths(login, user, role, model)
        with self.undoing():
            for entry in self.spec["hidden"]:
                if entry["model"] in self.env and role not in entry["roles"]:
                    self.sealed_fields(login, user, entry)

    def run(self):
        for login, role in self.spec["users"].items():
            user = self.env["res.users"].search([("login", "=", login)])
            if not user:
                self.note("rights", login, "res.users", "login", False, False, "no user")
                continue
            self.user(login, user, role)
            print(f"progress: {login}")
        root = self.env.ref("base.user_root")
        admin = self.env.ref("base.user_admin")
        with self.undoing():
            for entry in self.spec["hidden"]:
                if entry["model"] in self.env and entry["encrypted"]:
                    self.sealed_fields("root", root, entry, su=True)
                    self.sealed_fields("admin", admin, entry, su=True)
        return self.findings


def _guess(field, name):
    """A domain that asks for a value. "Is it set" is no question where it must be."""
    if not field.required:
        return [(name, "!=", False)]
    if field.type == "selection" and isinstance(field.selection, list):
        return [(name, "=", field.selection[0][0])]
    if field.type in ("integer", "float", "monetary"):
        return [(name, ">", 0)]
    if field.type in ("many2one", "one2many", "many2many"):
        return [(f"{name}.id", ">", 0)]
    return [(name, ">", "")]


def encrypted_fields(env):
    """``{model: [field, …]}`` of what our models encrypt, wizards left out."""
    return {
        name: sorted(model._encrypted_fields)
        for name, model in env.registry.items()
        if getattr(model, "_encrypted_fields", None)
        and not model._abstract
        and not model._transient
    }


def models_of_ours(env):
    """``{model: is it a wizard}`` of every model of ours that is no mere mixin."""
    return {
        name: bool(model._transient)
        for name, model in env.registry.items()
        if name.startswith("rr.") and not model._abstract
    }


def run(env, spec_path, result_path):
    """Read the spec, try everything, write findings and models as JSON."""
    with open(spec_path, encoding="utf-8") as handle:
        spec = json.load(handle)
    probe = Probe(env, spec)
    with doors.worded_once(env):
        probe.run()
    env.cr.rollback()
    found = {
        "findings": probe.findings,
        "reach": probe.reach,
        "models": models_of_ours(env),
        "encrypted": encrypted_fields(env),
        "empty": sorted(
            name
            for name, wizard in models_of_ours(env).items()
            if not wizard and not env[name].sudo().search_count([])
        ),
    }
    with open(result_path, "w", encoding="utf-8") as handle:
        json.dump(found, handle)
