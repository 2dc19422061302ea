# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from ..document import BLANK, Value

#: Unit of a figure → kind of its value on the page.
_FIGURE_KINDS = {"percent": "percent", "hours": "decimal", "decimal": "decimal"}


def _key(table, key):
    return table, tuple(sorted(key.items()))


class SnapshotReader:
    """Looks up the snapshot's cells; computes nothing."""

    def __init__(self, snapshot, words, signatures=(), status="draft"):
        self.snapshot = snapshot
        self.meta = snapshot["meta"]
        self.words = words
        self._ = words._
        self.signatures = list(signatures)
        self.status = status
        self._counts = {_key(c["table"], c["key"]): c for c in snapshot["cells"]}
        self._figures = {_key(c["table"], c["key"]): c for c in snapshot["figures"]}
        self._money = {_key(c["table"], c["key"]): c for c in snapshot["money"]}

    @property
    def currency(self):
        return self.meta["currency"]

    @property
    def is_programme(self):
        return self.meta["kind"] == "programme"

    def find(self, table, **key):
        """The value of a cell, whichever of the three lists holds it.

        :return: :class:`Value`; blank when the snapshot has no such cell
        """
        ref = _key(table, key)
        for look in (self._count, self._amount, self._figure):
            value = look(ref)
            if value is not None:
                return value
        return BLANK

    def _count(self, ref):
        cell = self._counts.get(ref)
        if cell is None:
            return None
        if cell.get("withheld"):
            return Value("withheld", None, ref)
        return Value("integer", cell["value"], ref)

    def _amount(self, ref):
        cell = self._money.get(ref)
        return None if cell is None else Value("money", cell["value"], ref)

    def _figure(self, ref):
        cell = self._figures.get(ref)
        if cell is None:
            return None
        unit = cell.get("unit", "number")
        if unit in _FIGURE_KINDS:
            return Value(_FIGURE_KINDS[unit], cell["value"], ref)
        whole = float(cell["value"]).is_integer()
        if whole:
            return Value("integer", int(cell["value"]), ref)
        return Value("decimal", cell["value"], ref)

    def day(self, value):
        return Value("date", value) if value else BLANK

    def period(self):
        return f"{self.words.date(self.meta['period']['start'])} – {self.words.date(self.meta['period']['end'])}"

    def unit(self, unit):
        names = {
            "persons": self._("persons"),
            "money": self.currency,
            "municipalities": self._("municipalities"),
            "hours": self._("hours"),
            "sessions": self._("sessions"),
            "percent": "%",
            "days": self._("days"),
            "cases": self._("cases"),
            "grants": self._("grants"),
            "number": self._("number"),
        }
        return names.get(unit, unit)

    def signal(self, signal):
        """A state twice told: a mark and a word."""
        names = {
            "on_track": ("●", self._("on track")),
            "behind": ("▲", self._("behind")),
            "off_track": ("■", self._("off track")),
            "no_target": ("–", self._("no target")),
            "waiting": ("–", self._("not published")),
        }
        mark, word = names[signal]
        return Value("sign", f"{mark} {word}", reason=signal)
