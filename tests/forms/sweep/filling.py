"""Filling a form as a person would: fields from top to bottom, lines too."""

import datetime
import random

from webclient.arch import X2M
from webclient.expressions import evaluate
from webclient.loading import extract

from sweep import values

MODIFIERS = ("readonly", "invisible", "column_invisible")
# Records of a picker among which one is chosen.
CHOICE = 40
ROUNDS = 4
DEPTH = 1


def is_empty(value):
    return not (value.ids if hasattr(value, "ids") else value)


def standing(record, name):
    """The value that a field has now, as :func:`values.plain` compares it."""
    value = record.data.get(name)
    if hasattr(value, "ids"):
        return None
    return value["id"] if isinstance(value, dict) else value


class Filler:
    """Types plausible values.

    :param seed: another number types other values
    :param full: optional fields are filled as well as required ones
    """

    def __init__(self, client, seed=0, full=False):
        self.client, self.seed, self.full = client, seed, full
        # (field, what its line lacks) of the last line that could not be made
        self.unfinished = None

    # ------------------------------------------------------------------ choosing

    def domain(self, node, record):
        raw = node.domain or node.field.get("domain") or []
        return (evaluate(raw, record.scope(False)) or []) if isinstance(raw, str) else raw

    def candidates(self, node, record, typed="", limit=CHOICE):
        """What a picker offers, by id and shown text."""
        return self.client.call(
            node.field["relation"], "web_name_search", [], name=typed, operator="ilike",
            domain=self.domain(node, record), limit=limit,
            specification={"display_name": {}},
            context=record.field_context(node.name, node.context),
        )

    def _chosen(self, node, record, other_than=None):
        """The first one; for other seeds any: of neighbours often none will do."""
        found = [c for c in self.candidates(node, record) if c["id"] != other_than]
        if not found or not self.seed:
            return found[0] if found else None
        return random.Random(f"{node.name} {self.seed}").choice(found)

    # ------------------------------------------------------------------ one field

    def put(self, node, record, other_than=None, depth=0):
        """Type into one field; ``False`` when there is nothing to choose."""
        if node.kind == "one2many":
            return self._add_line(node, record, depth)
        if node.kind == "many2many":
            chosen = self._chosen(node, record)
            if not chosen:
                return False
            lines = record.data[node.name]
            lines.apply([[4, chosen["id"]]])
            record.update({node.name: lines})
            return True
        if node.kind == "many2one":
            value = self._chosen(node, record, other_than)
            value = value and {key: value[key] for key in ("id", "display_name")}
        else:
            value = values.plain(node, record.model, self.seed, other_than)
        if value in (None, ""):
            return False
        record.update({node.name: value})
        if node.kind in ("date", "datetime"):
            self._put_range(node, record, value)
        return True

    def _put_range(self, node, record, value):
        """The other end of a range, thirty days away."""
        day = datetime.date.fromisoformat(str(value)[:10])
        for option, days in (("start_date_field", -30), ("end_date_field", 30)):
            other = node.options.get(option)
            if other and other in record.active:
                end = day + datetime.timedelta(days)
                record.update({other: end.isoformat()})

    def _finish_range(self, node, record):
        """Fill the other end where one stands and the other is wanted."""
        value = record.data.get(node.name)
        if not node.range_ends or not value:
            return
        wanted = [
            end for end in node.range_ends
            if end in record.active and not record.data.get(end)
            and (self.full or record.is_("required", end))
        ]
        if wanted:
            self._put_range(node, record, value)

    # ------------------------------------------------------------------ lines

    def can_add(self, node):
        """Whether a list of lines shows *Add a line*."""
        return node.view is None or node.view.can["create"]

    def _add_line(self, node, record, depth):
        view, lines = node.view, record.data[node.name]
        if depth > DEPTH or view is None or not view.can["create"]:
            return False
        if view.type == "list" and view.editable:
            row = lines.begin()
            self._fill(lambda: self._columns(view, row), row, depth + 1)
        else:
            arch = self.client.line_arch(node)
            active, definitions = extract(arch)
            row = lines.begin({**lines.active, **active}, definitions)
            self._fill(lambda: self.client.editable(arch, row), row, depth + 1)
        row.is_dirty = True
        missing = row.missing()
        if missing:
            lines.drop(row)
            self.unfinished = (node.name, missing)
            return False
        record.update({node.name: lines})
        return True

    @staticmethod
    def _columns(view, row):
        """The columns of a list edited in place that can be typed into."""
        scope = row.scope()
        return [n for n in view.nodes if not any(
            evaluate(getattr(n, modifier), scope) for modifier in MODIFIERS
        )]

    # ------------------------------------------------------------------ whole forms

    def fill(self, arch, record):
        """Fill a form; again while answers of the server open further fields."""
        return self._fill(lambda: self.client.editable(arch, record), record, 0)

    def fill_row(self, arch, record):
        """Fill a new line of a list that is edited in place."""
        return self._fill(lambda: self._columns(arch, record), record, 0)

    def _fill(self, nodes_of, record, depth):
        done = set()
        for _round in range(ROUNDS):
            progress = False
            for node in nodes_of():
                if node.name in done or node.name == "active":
                    continue
                self._finish_range(node, record)
                if not self._is_wanted(node, record):
                    continue
                done.add(node.name)
                progress = self.put(node, record, depth=depth) or progress
            if not progress:
                break
        return done

    def _is_wanted(self, node, record):
        if record.is_("readonly", node.name):
            return False
        if values.is_told(record.model, node.name) and not record.id:
            # Its default would not do.
            return True
        if not is_empty(record.data.get(node.name)):
            return False
        required = record.is_("required", node.name) or (
            node.kind in X2M and evaluate(node.required, record.scope())
        )
        if node.kind == "boolean":
            return required
        return required or self.full
