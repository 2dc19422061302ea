# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models

from .table_title import table_title

STATUSES = [
    ("issued", "Issued"),
    ("held", "Held"),
    ("never issued", "Never issued"),
]


class RrReleaseTable(models.Model):
    """What a release decided about one table: issued now, or held at the last version
    with its own date, and what would let it move."""

    _name = "rr.release.table"
    _inherit = ["rr.release.append.only", "rr.audited.mixin"]
    _description = "Table of a release"
    _order = "release_id, sequence, id"

    release_id = fields.Many2one(
        "rr.release", required=True, readonly=True, index=True, ondelete="restrict"
    )
    sequence = fields.Integer(readonly=True)
    name = fields.Char(string="Table", required=True, readonly=True, index=True)
    title = fields.Char(string="What it counts", compute="_compute_title")
    audience = fields.Char(string="Published to", readonly=True)
    threshold = fields.Integer(readonly=True)
    spec = fields.Json(readonly=True)
    status = fields.Selection(STATUSES, required=True, readonly=True)
    version = fields.Integer(readonly=True)
    version_date = fields.Date(
        string="Date of the version", readonly=True, help="Printed beside the table."
    )
    held_since = fields.Char(readonly=True, help="Release of the first hold.")
    reasons = fields.Char(readonly=True)
    is_coarser = fields.Boolean(
        string="Make coarser",
        readonly=True,
        help="Held at two attempts running: merge its categories.",
    )
    hint = fields.Char(compute="_compute_hint", string="What would let it move")

    @api.depends("name", "spec")
    @api.depends_context("lang")
    def _compute_title(self):
        for table in self:
            table.title = table_title(
                self.env, table.name, (table.spec or {}).get("group")
            )

    @api.depends("reasons", "is_coarser")
    def _compute_hint(self):
        for table in self:
            table.hint = self._hint((table.reasons or "").split(","), table.is_coarser)

    @api.model
    def _hint(self, reasons, is_coarser):
        """What would let a table move, in a sentence that names no count.

        :param reasons: letters of the clauses that it fails, as the gate gives them
        :param is_coarser: it was held at two attempts running
        """
        words = {
            "a": self.env._(
                "A category is still too small to be shown; merging it would help."
            ),
            "b": self.env._(
                "Too little has changed in some category since the last issue."
            ),
            "c": self.env._(
                "The persons outside this group are too few in some category."
            ),
            "d": self.env._(
                "One organisation could work out the persons of the others."
            ),
            "e": self.env._(
                "Together with what is already public it would give someone away."
            ),
            "growth": self.env._(
                "The public total has not grown enough since the last issue."
            ),
            "minimum": self.env._(
                "The group is too small for tables; its totals are given."
            ),
            "schedule": self.env._("The table is not due in this period."),
            "time": self.env._("The audit did not finish in its time limit."),
        }
        first = reasons[0] if reasons else ""
        hint = words.get(first, "")
        if is_coarser and first in ("a", "b", "c"):
            hint += " " + self.env._("Held twice: make the table coarser.")
        return hint

    def _cells(self):
        """Published cells of the version that the table prints."""
        self.ensure_one()
        return self.env["rr.release.cell"].search(
            [
                ("table_name", "=", self.name),
                ("version", "=", self.version),
                ("kind", "=", "equal"),
            ],
            order="id",
        )

    def action_open_cells(self):
        """Open the cells of the version that is printed."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.title,
            "res_model": "rr.release.cell",
            "view_mode": "list",
            "domain": [
                ("table_name", "=", self.name),
                ("version", "=", self.version),
            ],
        }
