# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import UTC, datetime, time, timedelta

from odoo import fields, models
from odoo.addons.rr_base.tools.start_parts import Figure, Picture, Task, Waiting
from odoo.tools import format_date, format_datetime, formatLang
from odoo.tools.translate import LazyTranslate

_lt = LazyTranslate(__name__)

DPO = ("dpo",)
_DAYS = 7

PARTS = (
    Task(
        _lt("Who read, wrote, exported"), DPO, 10, action="rr_audit.rr_audit_search_action"
    ),
    Task(_lt("Trail"), DPO, 60, action="rr_audit.rr_audit_entry_action"),
    Task(_lt("Seals"), DPO, 70, action="rr_audit.rr_audit_seal_action"),
    Waiting(
        _lt("Overrides in the last 7 days to look at"),
        DPO,
        80,
        model="rr.audit.entry",
        domain=[("operation", "=", "override"), ("date", ">=", "today -7d")],
    ),
    Figure(_lt("Trail sealed up to"), DPO, 10, method="_rr_figure_sealed"),
    Figure(_lt("Exports in 30 days"), DPO, 20, method="_rr_figure_exports"),
    Picture(_lt("The last seven days"), DPO, 10, method="_rr_picture_trail"),
)


class RrStartPage(models.AbstractModel):
    """The data protection officer's trail."""

    _inherit = "rr.start.page"

    def _rr_parts(self):
        return super()._rr_parts() + list(PARTS)

    def _rr_figure_sealed(self):
        state = self.env["rr.audit.seal"]._state()
        sign = {"success": "✓", "warning": "!", "danger": "✗"}[state["colour"]]
        if not state["sealed_until"]:
            return self.env._("%(sign)s nothing yet", sign=sign)
        when = format_datetime(
            self.env, state["sealed_until"], dt_format="d MMM, HH:mm"
        )
        return f"{sign} {when}"

    def _rr_figure_exports(self):
        since = fields.Datetime.now() - timedelta(days=30)
        return str(
            self.env["rr.audit.entry"].search_count(
                [("operation", "=", "export"), ("date", ">=", since)]
            )
        )

    def _rr_picture_trail(self):
        """Per day how often was read, changed and exported; not by whom."""
        today = fields.Date.context_today(self)
        start = today - timedelta(days=_DAYS - 1)
        counts = self._rr_trail_counts(start, today)
        rows = []
        for number in range(_DAYS):
            day = start + timedelta(days=number)
            values = counts[day]
            rows.append(
                (
                    format_date(self.env, day, date_format="EEE d MMM"),
                    values,
                    formatLang(self.env, sum(values.values()), digits=0),
                )
            )
        return self._rr_bars(
            [
                ("read", self.env._("Read")),
                ("other", self.env._("Written")),
                ("export", self.env._("Exported")),
            ],
            rows,
        )

    def _rr_trail_counts(self, first, last):
        """Entries per day and kind, days of the reader's time zone.

        One count for each: the index of the trail answers a span of one operation
        without a look at its entries, however many there are.

        :return: ``{date: {"read": n, "other": n, "export": n}}``
        """
        entries = self.env["rr.audit.entry"]
        names = [name for name, _label in entries._fields["operation"].selection]
        kinds = {
            "read": ["read"],
            "export": ["export"],
            "other": [name for name in names if name not in ("read", "export")],
        }
        counts = {}
        for number in range((last - first).days + 1):
            day = first + timedelta(days=number)
            span = [
                ("date", ">=", self._rr_midnight(day)),
                ("date", "<", self._rr_midnight(day + timedelta(days=1))),
            ]
            counts[day] = {
                kind: entries.search_count([*span, ("operation", "in", operations)])
                for kind, operations in kinds.items()
            }
        return counts

    def _rr_midnight(self, day):
        """The moment (UTC, naive) at which a day begins for the reader."""
        midnight = self.env.tz.localize(datetime.combine(day, time.min))
        return midnight.astimezone(UTC).replace(tzinfo=None)
