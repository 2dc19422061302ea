"""A record as the web client holds it: loaded values, changes, what a save sends.

Follows ``model/relational_model/record.js``.
"""

from .arch import TEXTS, X2M
from .errors import ClientRefusal, ServerError
from .expressions import Scope, evaluate, evaluate_dict
from .lines import Lines
from .loading import specification

NUMBERS = ("boolean", "float", "integer", "monetary")
# Keys of a context that lead to a view and must not follow into its fields.
LEADING = ("default_", "search_default_")


def _empty(kind, name):
    if kind in X2M:
        return []
    if kind in ("integer", "float", "monetary"):
        return False if name == "id" else 0
    return False


class Record:
    """A stored or a new record in a view.

    :param active: how the view uses each field (:mod:`.loading`)
    :param definitions: the fields, as ``get_views`` gives them
    :param res_id: its id, or ``False`` for a new one
    :param lines: the :class:`Lines` that it is a line of
    """

    def __init__(self, client, model, active, definitions, res_id, context, lines=None):
        self.client, self.model = client, model
        self.active, self.definitions = active, definitions
        self.id, self.context, self.lines = res_id, context, lines
        self.values, self.changes, self.texts = {}, {}, {}
        self.is_dirty = False
        # What the last save sent.
        self.sent = None
        self._loaded = (res_id, {})

    @property
    def parent(self):
        return self.lines and self.lines.parent

    @property
    def data(self):
        return {**self.values, **self.changes}

    # ------------------------------------------------------------------ loading

    def load(self, data):
        """Take the values of an answer; what was typed is forgotten."""
        self._loaded = (self.id, data)
        self._take(data)

    def reset(self):
        """As it was loaded: for another try, after a sandbox took the last one back."""
        self.id, data = self._loaded
        self._take(data)

    def _take(self, data):
        values = {name: value for name, value in data.items() if name in self.active}
        for name in self.active:
            values.setdefault(name, _empty(self.definitions[name]["type"], name))
        self.changes, self.values = {}, {}
        self.values = self.parsed(values)
        self.is_dirty = False

    def parsed(self, data, current=None):
        """Values of an answer as the client holds them.

        :param current: values whose lists of lines go on (``onchange``)
        """
        found = {}
        for name, value in data.items():
            if name not in self.active:
                continue
            kind = self.definitions[name]["type"]
            if kind in X2M:
                found[name] = self._parsed_lines(name, value, (current or {}).get(name))
            elif kind in TEXTS:
                self.texts[name] = value
                found[name] = value or ""
            else:
                found[name] = value
        return found

    def _parsed_lines(self, name, value, lines):
        value = value or []
        is_commands = bool(value) and isinstance(value[0], list | tuple)
        if lines is None:
            lines = Lines(self, name, [] if is_commands else value)
        if is_commands:
            lines.apply(value)
        return lines

    # ------------------------------------------------------------------ expressions

    def plain_scope(self):
        return self.client.scope(self.context)

    def scope(self, with_virtual=True):
        """Names that the view's expressions may use.

        :param with_virtual: lists hold the ids of lines that are not stored, too
        """
        scope = dict(self.plain_scope())
        for name, value in self.data.items():
            kind = self.definitions[name]["type"]
            if kind in X2M:
                scope[name] = [
                    key for key in value.ids if with_virtual or isinstance(key, int)
                ]
            elif kind in TEXTS:
                scope[name] = self.texts.get(name)
            elif kind in ("many2one", "many2one_reference"):
                scope[name] = value["id"] if isinstance(value, dict) else value
            elif kind == "reference" and isinstance(value, dict):
                scope[name] = self._reference(value)
            else:
                scope[name] = value
        scope["id"] = self.id or False
        if self.parent is not None:
            scope["parent"] = Scope(self.parent.scope(with_virtual))
        return scope

    def is_(self, modifier, name):
        """Whether the view makes a field ``invisible``, ``readonly``, ``required``."""
        return bool(evaluate(getattr(self.active[name], modifier), self.scope()))

    def field_context(self, name, raw=None):
        """The context of a request about one field (a picker, its lines)."""
        context = {
            key: value for key, value in self.context.items()
            if not key.startswith(LEADING) and not key.endswith("_view_ref")
        }
        context.update(self.definitions[name].get("context") or {})
        context.update(
            evaluate_dict(raw or self.active[name].context, self.scope(False))
        )
        return context

    # ------------------------------------------------------------------ what is sent

    @staticmethod
    def _reference(value):
        target = value.get("id")
        return f"{target['model']},{target['id']}" if isinstance(target, dict) else False

    def _formatted(self, kind, value):
        if kind in TEXTS:
            return value if value != "" else False
        if kind == "many2one":
            return value["id"] if isinstance(value, dict) else (value or False)
        if kind == "many2one_reference":
            return value["id"] if isinstance(value, dict) else (value or 0)
        if kind == "reference" and isinstance(value, dict):
            return self._reference(value)
        return value

    def get_changes(self, changes=None, with_readonly=False):
        """The values that a save would send (``_getChanges``)."""
        changes = dict(self.changes if changes is None else changes)
        if not self.id:
            changes = {**self.values, **changes}
        result, scope = {}, self.scope()
        for name, value in changes.items():
            if name == "id":
                continue
            entry = self.active.get(name)
            kept = with_readonly or not entry or entry.force_save
            if not kept and evaluate(entry.readonly, scope):
                continue
            kind = self.definitions[name]["type"]
            if kind not in X2M:
                result[name] = self._formatted(kind, value)
                continue
            commands = value.commands_to_send(with_readonly)
            if commands or not self.id or with_readonly:
                result[name] = commands
        return result

    def missing(self):
        """Names of fields that are required and empty (``_checkValidity``)."""
        found, scope = [], self.scope()
        for name, entry in self.active.items():
            kind = self.definitions[name]["type"]
            if kind in NUMBERS or evaluate(entry.invisible, scope):
                continue
            value = self.data.get(name)
            required = evaluate(entry.required, scope)
            if kind in X2M:
                unfinished = any(row.is_dirty and row.missing() for row in value.rows())
                if unfinished or (required and not value.ids):
                    found.append(name)
            elif required and not value:
                found.append(name)
        return found

    # ------------------------------------------------------------------ typing

    def _onchange(self, changes, names):
        spec = specification(self.active, self.definitions, self.plain_scope(), True)
        context = dict(self.context)
        if len(names) == 1:
            context.update(evaluate_dict(self.active[names[0]].context, self.scope()))
        answer = self.client.call(
            self.model, "onchange", [[self.id] if self.id else [], changes, names, spec],
            context=context,
        )
        return answer.get("value") or {}

    def update(self, changes, quiet=False):
        """A person typed.

        :param changes: raw values by name; a many2one as ``{id, display_name}``
        :param quiet: nothing is asked of the server
        """
        self.is_dirty = True
        names = [n for n in changes if n in self.active and self.active[n].on_change]
        answer = {}
        if names and not quiet:
            local = self.get_changes({**self.changes, **changes}, with_readonly=True)
            if self.parent is not None and self.lines.inverse:
                local[self.lines.inverse] = self.parent.as_parent(with_readonly=True)
            answer = self._onchange(local, names)
        for name, value in changes.items():
            self.changes[name] = value
            if self.definitions[name]["type"] in TEXTS:
                self.texts[name] = value
        self.changes.update(self.parsed(answer, current=self.data))
        if self.parent is not None and not quiet:
            self.parent.update({self.lines.name: self.lines})

    def as_parent(self, with_readonly=False):
        """Its changes, as the onchange of one of its lines is told them."""
        changes = self.get_changes(with_readonly=with_readonly)
        if self.id:
            changes["id"] = self.id
        return changes

    # ------------------------------------------------------------------ saving

    def save(self):
        """Press *Save*; returns the id.

        :raise ClientRefusal: when a required field is empty
        """
        for name, value in self.data.items():
            if self.definitions[name]["type"] in X2M:
                value.abandon()
        missing = self.missing()
        if missing:
            raise ClientRefusal(missing)
        changes = self.get_changes()
        if self.id and not changes:
            return self.id
        self.sent = changes
        spec = specification(self.active, self.definitions, self.plain_scope())
        records = self.client.call(
            self.model, "web_save", [[self.id] if self.id else [], changes],
            context=self.context, specification=spec,
        )
        self.id = self.id or records[0]["id"]
        self._take(records[0])
        return self.id

    def reload(self):
        """Read it again, as when it is opened."""
        spec = specification(self.active, self.definitions, self.plain_scope())
        records = self.client.call(
            self.model, "web_read", [[self.id]], specification=spec,
            context={"bin_size": True, **self.context},
        )
        if not records:
            raise ServerError("client.FetchRecordError", "the record is not there")
        self.load(records[0])
