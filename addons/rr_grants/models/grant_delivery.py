# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import date_utils


class GrantDelivery(models.Model):
    """Goods handed over, with the delivery act."""

    _name = "rr.grant.delivery"
    _inherit = ["rr.audited.mixin"]
    _description = "Delivery in kind"
    _order = "date desc, id desc"

    grant_id = fields.Many2one(
        "rr.grant", required=True, index=True, ondelete="restrict"
    )
    name = fields.Char(string="Goods", required=True)
    date = fields.Date(required=True, default=fields.Date.context_today)
    serial_numbers = fields.Char()
    is_signed_supplier = fields.Boolean(string="Signed by the supplier")
    is_signed_recipient = fields.Boolean(string="Signed by the recipient")
    retention_until = fields.Date(
        compute="_compute_retention_until",
        store=True,
        readonly=False,
        precompute=True,
        help="Until then the goods may not be sold or given away.",
    )
    verified_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    verified_on = fields.Date(readonly=True, copy=False)
    file = fields.Binary(string="Delivery act", attachment=True)
    file_name = fields.Char()

    @api.depends("date", "grant_id.category")
    def _compute_retention_until(self):
        for delivery in self:
            rule = self.env["rr.grant.rule"]._for(
                delivery.grant_id.kind, delivery.grant_id.category
            )
            delivery.retention_until = (
                date_utils.add(delivery.date, years=rule.retention_years)
                if delivery.date and rule.retention_years
                else False
            )

    @api.model_create_multi
    def create(self, vals_list):
        deliveries = super().create(vals_list)
        deliveries._plan_visits()
        return deliveries

    def write(self, vals):
        if "grant_id" in vals and self.filtered("verified_by_id"):
            # It would be another grant's verification.
            raise UserError(self.env._("A delivery is verified by its step."))
        return super().write(vals)

    def _plan_visits(self):
        """Plan a visit for every month that the rule names, once per grant."""
        for delivery in self:
            grant = delivery.grant_id
            rule = self.env["rr.grant.rule"]._for(grant.kind, grant.category)
            if grant.visit_ids or not rule.visit_months:
                continue
            self.env["rr.grant.visit"].create(
                [
                    {
                        "grant_id": grant.id,
                        "date_due": date_utils.add(delivery.date, months=int(months)),
                    }
                    for months in rule.visit_months.split(",")
                ]
            )

    def _verify_delivery(self):
        """Confirm deliveries by an officer who certified no tranche of the grant."""
        self.check_access("read")
        # Nobody types a verification; role, signatures and duty are asked for each.
        for delivery in self.sudo():
            if not self.env.user._rr_holds_role("officer"):
                raise UserError(self.env._("A case officer verifies a delivery."))
            if not (delivery.is_signed_supplier and delivery.is_signed_recipient):
                raise UserError(
                    self.env._(
                        "%(goods)s: the delivery act needs both signatures.",
                        goods=delivery.name,
                    )
                )
            self.env["rr.grant.duty"]._take(delivery.grant_id, "verify", "officer")
            delivery.write(
                {
                    "verified_by_id": self.env.uid,
                    "verified_on": fields.Date.context_today(self),
                }
            )
        return True

    def action_verify(self):
        return self._verify_delivery()


class GrantVisit(models.Model):
    """A visit to see whether what was paid for is in use."""

    _name = "rr.grant.visit"
    _inherit = ["rr.audited.mixin"]
    _description = "Visit to a grant"
    _order = "date_due, id"
    _fixed_fields = ("grant_id",)

    grant_id = fields.Many2one(
        "rr.grant", required=True, index=True, ondelete="restrict"
    )
    date_due = fields.Date(string="Due on", required=True)
    date = fields.Date(string="Visited on", readonly=True)
    state = fields.Selection(
        [("planned", "Planned"), ("done", "Done")],
        default="planned",
        required=True,
        readonly=True,
    )
    result = fields.Selection(
        [("in_use", "In use"), ("sold", "Sold"), ("lost", "Lost"), ("other", "Other")],
        readonly=True,
    )
    note = fields.Char(help="What was seen of the goods; nothing about the person.")
    user_id = fields.Many2one("res.users", string="Visitor", readonly=True)

    @api.depends("grant_id.name", "date_due")
    def _compute_display_name(self):
        for visit in self:
            visit.display_name = f"{visit.grant_id.name} · {visit.date_due}"

    def _record_visit(self, result, date=None, note=None):
        """Record what the visitor, who certified no tranche, has found."""
        self.check_access("read")
        # Nobody types a visit's result; role and duty are asked for each.
        for visit in self.sudo():
            if not self.env.user._rr_holds_role("officer"):
                raise UserError(self.env._("A case officer makes the visit."))
            if visit.state == "done":
                raise UserError(
                    self.env._("%(visit)s is done.", visit=visit.display_name)
                )
            self.env["rr.grant.duty"]._take(visit.grant_id, "verify", "officer")
            visit.write(
                {
                    "state": "done",
                    "result": result,
                    "date": date or fields.Date.context_today(self),
                    "user_id": self.env.uid,
                    "note": note or visit.note,
                }
            )
        return True

    def action_in_use(self):
        return self._record_visit("in_use")

    def action_sold(self):
        return self._record_visit("sold")

    def action_lost(self):
        return self._record_visit("lost")
