# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.fields import NO_ACCESS

from .table_title import table_title


class RrReleaseCell(models.Model):
    """A count of persons that was published, or shown as withheld: when, and to whom.

    Every audit reckons with all of them.
    """

    _name = "rr.release.cell"
    _inherit = ["rr.release.append.only", "rr.audited.mixin"]
    _description = "Published cell"
    _order = "release_id, table_name, id"

    release_id = fields.Many2one(
        "rr.release", required=True, readonly=True, index=True, ondelete="restrict"
    )
    table_name = fields.Char(string="Table", required=True, readonly=True, index=True)
    title = fields.Char(string="What it counts", compute="_compute_title")
    version = fields.Integer(readonly=True, help="0: a total, or a one-off table.")
    period = fields.Integer(required=True, readonly=True)
    date = fields.Date(required=True, readonly=True)
    key = fields.Json(readonly=True)
    key_text = fields.Char(string="Cell", readonly=True)
    shown_text = fields.Char(compute="_compute_shown_text", string="Shown as")
    profile = fields.Json(readonly=True)
    group_name = fields.Char(string="Group", readonly=True)
    category = fields.Char(readonly=True)
    audience = fields.Char(string="Published to", required=True, readonly=True)
    threshold = fields.Integer(readonly=True)
    kind = fields.Selection(
        [("equal", "Published"), ("withheld", "Withheld")], required=True, readonly=True
    )
    value = fields.Integer(string="Persons", readonly=True)
    # What a withheld cell hides: the audit needs it, no reader does.
    hidden_value = fields.Integer(readonly=True, groups=NO_ACCESS)

    @api.depends("table_name", "group_name")
    @api.depends_context("lang")
    def _compute_title(self):
        for cell in self:
            cell.title = table_title(self.env, cell.table_name, cell.group_name)

    @api.depends("key")
    @api.depends_context("lang")
    def _compute_shown_text(self):
        sexes = dict(
            self.env["rr.known.total"]._fields["sex"]._description_selection(self.env)
        )
        for cell in self:
            parts = [sexes.get(label, label) for _name, label in cell.key or ()]
            cell.shown_text = ", ".join(parts) or self.env._("All")

    _withheld_shows_nothing = models.Constraint(
        "CHECK (kind = 'equal' OR COALESCE(value, 0) = 0)",
        "A withheld cell shows no value.",
    )
