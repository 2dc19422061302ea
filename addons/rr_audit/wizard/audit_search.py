# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import format_datetime

# Entries shown under the search; the whole answer opens as a list.
SHOWN = 100


class RrAuditSearch(models.TransientModel):
    """Who read, wrote or exported: by person, by user, by period."""

    _name = "rr.audit.search"
    _description = "Search in the Trail"

    code = fields.Char(string="Person's code", help="For example RR-000123.")
    user_id = fields.Many2one("res.users")
    date_from = fields.Date(
        string="From", default=lambda self: fields.Date.today() - timedelta(days=30)
    )
    date_to = fields.Date(string="To (included)", default=fields.Date.context_today)
    entry_ids = fields.Many2many(
        "rr.audit.entry", string="Entries", compute="_compute_entries"
    )
    summary = fields.Char(compute="_compute_entries")
    seal_colour = fields.Char(compute="_compute_seal")
    seal_text = fields.Char(string="Seals", compute="_compute_seal")

    def _compute_display_name(self):
        for search in self:
            search.display_name = self.env._("Who read, wrote, exported")

    @api.depends("code", "user_id", "date_from", "date_to")
    def _compute_entries(self):
        Entry = self.env["rr.audit.entry"]
        labels = dict(Entry._fields["operation"]._description_selection(self.env))
        for search in self:
            domain = search._domain()
            search.entry_ids = Entry.search(domain, limit=SHOWN)
            counts = Entry._read_group(domain, ["operation"], ["__count"])
            total = sum(count for _operation, count in counts)
            parts = [f"{labels[operation]}: {count}" for operation, count in counts]
            if search.code and not Entry._person_ids(search.code):
                search.summary = self.env._(
                    "No person with the code %(code)s was ever registered.",
                    code=search.code,
                )
            elif not total:
                search.summary = self.env._(
                    "Nothing was recorded. Widen the period or clear a field."
                )
            else:
                if total > SHOWN:
                    parts.append(
                        self.env._("the last %(shown)s are shown", shown=SHOWN)
                    )
                search.summary = " · ".join(parts)

    @api.depends_context("lang", "tz")
    def _compute_seal(self):
        state = self.env["rr.audit.seal"]._state()
        if state["sealed_until"]:
            text = self.env._(
                "sealed up to %(time)s; %(waiting)s later entries wait for the next "
                "seal",
                time=format_datetime(self.env, state["sealed_until"]),
                waiting=state["waiting"],
            )
        else:
            text = self.env._(
                "nothing is sealed yet; %(waiting)s entries wait",
                waiting=state["waiting"],
            )
        word = {
            "success": self.env._("✓ Green"),
            "warning": self.env._("! Late"),
            "danger": self.env._("✗ Broken"),
        }[state["colour"]]
        for search in self:
            search.seal_colour = state["colour"]
            search.seal_text = " · ".join(
                part for part in (word, state["problem"], text) if part
            )

    def _domain(self):
        self.ensure_one()
        domain = Domain.TRUE
        if self.date_from and self.date_to and self.date_from > self.date_to:
            raise UserError(self.env._("The period ends before it begins."))
        if self.code:
            domain &= Domain("person_code", "=", self.code)
        if self.user_id:
            domain &= Domain("user_id", "=", self.user_id.id)
        if self.date_from:
            domain &= Domain("date", ">=", self.date_from)
        if self.date_to:
            domain &= Domain("date", "<", self.date_to + timedelta(days=1))
        return domain

    def action_open(self):
        """Open everything that the search finds as a list."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "rr_audit.rr_audit_entry_action"
        )
        return dict(action, domain=list(self._domain()), context={})

    def action_verify(self):
        """Check the seals, the entries and the triggers now."""
        return self.env["rr.audit.seal"].action_verify()
