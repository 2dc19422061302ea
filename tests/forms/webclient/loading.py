"""Which fields a view loads, and the specification that the server is asked for.

Follows ``extractFieldsFromArchInfo``, ``patchActiveFields`` and ``getFieldsSpec`` of
``model/relational_model/utils.js``.
"""

import dataclasses

from .arch import ALWAYS, TAGS, X2M
from .expressions import combine, partial_dict


@dataclasses.dataclass
class Active:
    """How a view uses a field; modifiers are expressions.

    ``related`` is (active fields, definitions) of the lines of a list of records.
    """

    context: str = "{}"
    invisible: str = "False"
    readonly: str = "True"
    required: str = "False"
    on_change: bool = False
    force_save: bool = False
    related: tuple | None = None
    limit: int | None = None
    order: str | None = None

    def copy(self, **changes):
        return dataclasses.replace(self, **changes)

    def join(self, other):
        """The same field once more in the view."""
        self.invisible = combine(self.invisible, other.invisible, "AND")
        self.readonly = combine(self.readonly, other.readonly, "AND")
        self.required = combine(self.required, other.required, "OR")
        self.on_change = self.on_change or other.on_change
        self.force_save = self.force_save or other.force_save
        self.limit = other.limit or self.limit
        if not other.related:
            return
        if not self.related:
            self.related = other.related
            return
        for name, entry in other.related[0].items():
            if name in self.related[0]:
                self.related[0][name].join(entry)
            else:
                self.related[0][name] = entry.copy()
        self.related[1].update(other.related[1])


def _of_node(node):
    entry = Active(
        context=node.context,
        invisible=combine(node.invisible, node.column_invisible, "OR"),
        readonly=node.readonly or "False",
        required=node.required or "False",
        on_change=node.on_change,
        force_save=node.force_save,
    )
    if node.kind not in X2M:
        return entry
    entry.related = ({}, {})
    if node.widget in TAGS:
        entry.related = (
            {"display_name": Active()},
            {"display_name": {"name": "display_name", "type": "char"}},
        )
    elif node.view:
        entry.related = extract(node.view)
        entry.limit, entry.order = node.view.limit, node.view.order
        if "form" in node.views:
            active, definitions = extract(node.views["form"])
            for name, value in active.items():
                entry.related[0].setdefault(name, value.copy(invisible="True"))
            entry.related[1].update(definitions)
    if node.has_view:
        entry.required = "False"
    return entry


def extract(arch):
    """(active fields by name, definitions by name) of a view."""
    active = {}
    for node in arch.nodes:
        entry = _of_node(node)
        if node.name in active:
            active[node.name].join(entry)
        else:
            active[node.name] = entry
        for other in node.range_ends:
            if other not in arch.fields:
                continue
            end = Active(
                readonly=node.element.get("readonly") or "False",
                required=node.element.get("required") or "False",
                invisible=node.element.get("invisible") or "False",
            )
            if other in active:
                active[other].join(end)
            else:
                active[other] = end
    return active, dict(arch.fields)


def specification(active, definitions, scope, with_invisible=False):
    """What the server is asked to return.

    :param scope: names for contexts, without the record
    :param with_invisible: also the lines of lists that never show (``onchange``)
    """
    spec = {}
    for name, entry in active.items():
        kind = definitions[name]["type"]
        hidden = entry.invisible in ALWAYS
        spec[name] = item = {}
        context = None
        if kind in X2M:
            if not entry.related or (hidden and not with_invisible):
                continue
            item["fields"] = specification(*entry.related, scope, with_invisible)
            if entry.limit:
                item["limit"] = entry.limit
            if entry.order:
                item["order"] = entry.order
        elif kind in ("many2one", "reference"):
            item["fields"] = {}
            if hidden:
                continue
            item["fields"]["display_name"] = {}
        else:
            continue
        context = partial_dict(entry.context, scope) or definitions[name].get("context")
        if context:
            item["context"] = context
    return spec
