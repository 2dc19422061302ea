"""The lines of a one2many or many2many on a form.

Follows ``model/relational_model/static_list.js``. A line that is not stored has a
virtual id (text) until the form is saved.
"""

import itertools

from .expressions import partial_dict
from .loading import specification

CREATE, UPDATE, DELETE, UNLINK, LINK, CLEAR, SET = range(7)
# Keys of the parent's context that do not follow into its lines.
LEADING = ("default_", "search_default_")

_numbers = itertools.count(1)


class Lines:
    """A list of records in a form.

    :param parent: the record whose field it is
    :param name: the field's name
    :param data: stored lines, as ids or as dictionaries with an ``id``
    """

    def __init__(self, parent, name, data):
        self.parent, self.name = parent, name
        definition = parent.definitions[name]
        self.active, self.definitions = parent.active[name].related or ({}, {})
        self.model = definition.get("relation")
        self.inverse = definition.get("relation_field")
        self.ids, self.commands, self._cache = [], [], {}
        # Lines that the person began; one that stays untouched is dropped.
        self._begun = set()
        context = self.context() if data else None
        for item in data:
            key = item["id"] if isinstance(item, dict) else item
            self.ids.append(key)
            if isinstance(item, dict) and len(item) > 1:
                self._cache[key] = self._record(item, key, context=context)

    def _record(self, data, res_id=False, active=None, context=None):
        # A line is a record like its parent.
        record = type(self.parent)(
            self.parent.client, self.model, active or self.active, self.definitions,
            res_id, context or self.context(), lines=self,
        )
        record.load(data)
        return record

    def context(self):
        """The context in which its lines are read and made."""
        parent = self.parent
        context = {
            key: value for key, value in parent.context.items()
            if not key.startswith(LEADING) and not key.endswith("_view_ref")
        }
        context.update(parent.definitions[self.name].get("context") or {})
        raw = parent.active[self.name].context
        if raw != "{}":
            # While the parent is being read, what speaks of it is not known yet.
            context.update(partial_dict(raw, parent.scope(False)))
        return context

    def rows(self):
        """Its lines that are loaded, in order."""
        return [self._cache[key] for key in self.ids if key in self._cache]

    # ------------------------------------------------------------------ commands

    def _has(self, operations, key):
        return any(c[0] in operations and c[1] == key for c in self.commands)

    def _forget(self, key):
        self.commands = [c for c in self.commands if c[1] != key]

    def apply(self, commands):
        """Take commands of an answer (``_applyCommands``)."""
        for operation, *rest in commands:
            key = rest[0] if rest else None
            value = rest[1] if len(rest) > 1 else None
            if operation == CREATE:
                self._begin(self._record(value))
            elif operation == UPDATE:
                self._update(key, value)
            elif operation in (DELETE, UNLINK):
                self._remove(operation, key)
            elif operation == LINK:
                self._link(key, value)
            elif operation == CLEAR:
                self.apply([[UNLINK, key] for key in list(self.ids)])
            elif operation == SET:
                self.apply([[UNLINK, old] for old in self.ids if old not in value])
                self.apply([[LINK, new] for new in value])

    def _begin(self, record):
        virtual = f"virtual_{next(_numbers)}"
        self._cache[virtual] = record
        self.ids.append(virtual)
        self.commands.append([CREATE, virtual])
        return virtual

    def _update(self, key, values):
        if not self._has((CREATE, UPDATE), key):
            self.commands.append([UPDATE, key])
        if key not in self._cache:
            self._cache[key] = self._record({}, key)
        record = self._cache[key]
        record.changes.update(record.parsed(values, current=record.data))

    def _remove(self, operation, key):
        undone = self._has((CREATE,) if operation == DELETE else (LINK,), key)
        self._forget(key)
        if not undone:
            self.commands.append([operation, key])
        self.ids = [other for other in self.ids if other != key]

    def _link(self, key, values):
        if key in self.ids:
            return
        if isinstance(values, dict):
            self._cache[key] = self._record(values, key)
        self.ids.append(key)
        self.commands.append([LINK, key])

    def commands_to_send(self, with_readonly=False):
        """What a save says about these lines (``_getCommands``)."""
        result = []
        for operation, key in self.commands:
            if operation not in (CREATE, UPDATE):
                result.append([operation, key])
                continue
            values = self._cache[key].get_changes(with_readonly=with_readonly)
            if operation == CREATE or values:
                result.append([operation, key, values])
        return result

    # ------------------------------------------------------------------ by hand

    def begin(self, active=None, definitions=None):
        """*Add a line*: its own onchange, told of the parent; the new record.

        :param active: fields of the form that opens for a line, where one does
        """
        changes = {}
        if self.inverse:
            changes[self.inverse] = self.parent.as_parent()
        active = active or self.active
        context = self.context()
        spec = specification(
            active, definitions or self.definitions, self.parent.client.scope(context),
            True,
        )
        answer = self.parent.client.call(
            self.model, "onchange", [[], changes, [], spec], context=context
        )
        if definitions:
            self.definitions = {**self.definitions, **definitions}
        record = self._record(answer.get("value") or {}, active=active)
        self._begun.add(self._begin(record))
        return record

    def drop(self, record):
        """Take back a line that is not stored."""
        for key in [k for k in self.ids if self._cache.get(k) is record]:
            self.ids.remove(key)
            self._forget(key)

    def abandon(self):
        """What the client does before a save: drop untouched, unfinished lines."""
        for key in [k for k in self.ids if k in self._begun]:
            record = self._cache[key]
            if not record.is_dirty and record.missing():
                self.drop(record)
