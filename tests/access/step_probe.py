"""Tries to give by hand what only steps write. Run by the tests in Odoo's shell.

Every model that has such fields, each field, by every way that values come in: create,
write, import, a default of the context, a copy, a call of the web client. Each try is
made by a user who may create or write the model, and is undone.
"""

import json
from contextlib import closing

import psycopg2
from odoo import api
from odoo.addons.rr_base.models.guard_mixin import ALL, AllBut, by_hand
from odoo.exceptions import UserError
from odoo.models import MAGIC_COLUMNS
from odoo.service.model import call_kw

#: How the guard's refusals begin to differ from others'
OF_THE_GUARD = ("set by its steps", "changed by its steps")


class Forger:
    """Collects, by model: its fields, and what became of each try."""

    def __init__(self, env, logins):
        self.env = env
        self.users = env["res.users"].search([("login", "in", logins)])
        self.found, self.told = {}, {}

    def guarded(self):
        """Models with fields that only steps write, and the names of these."""
        mixin = self.env.registry["rr.guard.mixin"]
        for name in sorted(self.env.registry):
            model = self.env[name]
            if not isinstance(model, mixin) or model._abstract or model._transient:
                continue
            names = sorted(model._rr_set_by_steps() | model._rr_state_fields())
            if names:
                yield name, names

    def who_may(self, model, operation):
        """A record set of the model as a user who may do this, or nothing."""
        for user in self.users:
            mine = self.env[model].with_user(user).with_context(active_test=False)
            if mine.has_access(operation):
                if operation == "create":
                    return mine
                rows = mine.search([], limit=20)
                rows = rows.filtered(lambda row, op=operation: row.has_access(op))
                if rows:
                    return rows[:1]
        return None

    def forged(self, model, name):
        """A value that the field could hold, and that no step set."""
        field = self.env[model]._fields[name]
        match field.type:
            case "many2one":
                rows = self.env[field.comodel_name].sudo().search([], limit=2)
                if field.comodel_name == "res.users":
                    return api.SUPERUSER_ID  # who forges is the default of some
                return rows[-1:].id or None
            case "one2many" | "many2many":
                rows = self.env[field.comodel_name].sudo().search([], limit=1)
                return [(6, 0, rows.ids)] if rows else None
            case "selection":
                values = [v for v in field.get_values(self.env)
                          if v != self.env[model]._rr_first_value(name)]
                return values[-1] if values else None
            case "boolean":
                return not self.env[model]._rr_first_value(name)
            case "date":
                return "2026-01-01"
            case "datetime":
                return "2026-01-01 10:00:00"
            case "integer" | "float" | "monetary":
                return 4711
            case "json":
                return {"forged": True}
            case "binary":
                return "Zm9yZ2Vk"
        return "forged"

    def ways(self, model, name, value):
        """Way → function that makes the records, or writes one."""
        maker = self.who_may(model, "create")
        writer = self.who_may(model, "write")
        if maker is not None:
            base = self._others(model, name)
            yield "create", lambda: maker.create({**base, name: value})
            yield "call", lambda: maker.browse(call_kw(
                maker.browse(), "create", [[{**base, name: value}]], {}))
            yield "default", lambda: maker.with_context(
                **{f"default_{name}": value}).create(base)
        if writer is not None:
            yield "write", lambda: self._written(writer, name, value)
            yield "import", lambda: self._imported(writer, name, value)
            yield "call to write", lambda: self._called(writer, name, value)
            if maker is not None:
                yield "copy", lambda: writer.with_env(maker.env).copy({name: value})

    def _others(self, model, name):
        """Values of an existing record that people type, for the rest of a new one."""
        rows = self.env[model].sudo().with_context(active_test=False)
        row = rows.search([], limit=1, order="id")
        closed = row._rr_set_by_steps() | row._rr_state_fields() | {name}
        return {
            key: field.convert_to_write(row[key], row)
            for key, field in row._fields.items()
            if row and field.store and not (field.compute or field.related)
            and key not in closed and key not in MAGIC_COLUMNS
            and field.type not in ("one2many", "many2many", "binary")
        }

    def _imported(self, writer, name, value):
        column = f"{name}/.id" if writer._fields[name].type == "many2one" else name
        answer = writer.load([".id", column], [[str(writer.id), str(value)]])
        if not answer["ids"]:
            # an import tells what was raised in its own words
            text = answer["messages"][0]["message"]
            names = [name] if any(word in text for word in OF_THE_GUARD) else ()
            raise by_hand(UserError(text), names)
        return writer

    def _written(self, writer, name, value):
        writer.write({name: value})
        return writer

    def _called(self, writer, name, value):
        call_kw(writer.browse(), "write", [writer.ids, {name: value}], {})
        return writer

    def holds(self, rows, name, value):
        """Whether a record now has the forged value."""
        field = self.env[rows._name]._fields[name]
        for row in rows.sudo():
            now = field.convert_to_write(row[name], row)
            if field.type in ("one2many", "many2many"):
                if set(row[name].ids) == set(value[0][2]):
                    return True
            elif field.type in ("date", "datetime"):
                if now and str(now) == value:
                    return True
            elif now == value:
                return True
        return False

    def _is_forged(self, rows, name, value):
        """Whether the value stands there, and is not what is reckoned anyway."""
        if self.holds(rows, name, value):
            field = self.env[rows._name]._fields[name]
            if not field.compute:
                return True
            self.env.add_to_compute(field, rows.sudo())
            return not self.holds(rows, name, value)
        return False

    def attempt(self, model, name, value, way, function):
        """“refused”, “something else” (a refusal for another reason), or “kept out”;
        “forged” when the value stands in a record."""
        with closing(self.env.cr.savepoint()) as undo:
            try:
                rows = function()
                self.env.flush_all()
                return "forged" if self._is_forged(rows, name, value) else "kept out"
            except (UserError, ValueError, psycopg2.Error) as error:
                if name in getattr(error, "rr_by_hand", ()):
                    return "refused"
                self.told[f"{model}.{name} by {way}"] = f"{type(error).__name__}: {error}"[:300]
                return "something else"
            finally:
                undo.rollback()
                self.env.invalidate_all()

    def loose_lines(self):
        """Lines of documents that stand still in some state, and do not say so."""
        mixin = self.env.registry["rr.guard.mixin"]
        for name in sorted(self.env.registry):
            model = self.env[name]
            if not isinstance(model, mixin) or model._abstract or not model._frozen:
                continue
            lines = [f for f in model._fields.values() if f.type == "one2many"]
            for field in lines:
                line = self.env[field.comodel_name]
                held = any(
                    field.name in (names.of([field.name]) if isinstance(names, AllBut)
                                   else names)
                    for names in model._frozen.values()
                )
                typed = isinstance(line, mixin) and line._step_fields is not ALL and any(
                    self.who_may(line._name, operation) for operation in ("create", "write")
                )
                # what has states of its own is a document beside it, and no line
                if held and typed and not getattr(line, "_steps", None) and (
                    line._part_of != (field.inverse_name, field.name)
                ):
                    yield f"{name}.{field.name}"

    def run(self):
        for model, names in self.guarded():
            tries = {}
            for name in names:
                value = self.forged(model, name)
                if value is None:
                    continue
                for way, function in self.ways(model, name, value):
                    what = self.attempt(model, name, value, way, function)
                    tries.setdefault(way, {}).setdefault(what, []).append(name)
            self.found[model] = {"fields": names, "tries": tries}
        return self.found


def run(env, spec_path, result_path):
    with open(spec_path, encoding="utf-8") as handle:
        spec = json.load(handle)
    forger = Forger(api.Environment(env.cr, env.uid, {}), list(spec["users"]))
    found = forger.run()
    env.cr.rollback()
    with open(result_path, "w", encoding="utf-8") as handle:
        lines = sorted(forger.loose_lines())
        json.dump({"models": found, "told": forger.told, "lines": lines}, handle)
