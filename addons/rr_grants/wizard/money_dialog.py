# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import UserError

from ..models.grant_receipt import REJECTION_REASONS


class MoneyDialog(models.TransientModel):
    """Asks for what a step of money needs: date, reference, amount, reason.

    It adds no right: each method it calls checks role, state and guard itself.
    """

    _name = "rr.money.dialog"
    _description = "Details of a money step"

    mode = fields.Selection(
        [
            ("pay", "Record payment"),
            ("return", "Returned by the bank"),
            ("override", "Override overlap"),
            ("repay", "Record repayment"),
            ("write_off", "Write off"),
            ("justify", "Justified"),
            ("offset", "Keep back from a tranche"),
            ("admit_part", "Admit in part"),
            ("confirm", "Confirmed on paper"),
        ],
        required=True,
        readonly=True,
    )
    res_ids = fields.Char(required=True, readonly=True)
    date = fields.Date(default=fields.Date.context_today)
    reference = fields.Char(string="Bank reference")
    document = fields.Char(
        help="For money that the partner pays: the statement that shows it."
    )
    currency_id = fields.Many2one(
        "res.currency", default=lambda self: self.env.ref("base.EUR")
    )
    amount = fields.Monetary()
    reason = fields.Text()
    rejection_reason = fields.Selection(
        REJECTION_REASONS, string="Why the rest is not admitted"
    )
    tranche_id = fields.Many2one("rr.grant.tranche", string="Tranche to be paid")

    MODELS = {
        "pay": "rr.grant.tranche",
        "return": "rr.grant.payment",
        "override": "rr.grant",
        "repay": "rr.grant.recovery",
        "write_off": "rr.grant.recovery",
        "justify": "rr.grant.recovery",
        "offset": "rr.grant.recovery",
        "admit_part": "rr.grant.receipt",
        "confirm": "rr.grant.payment",
    }

    def action_confirm(self):
        self.ensure_one()
        ids = [int(item) for item in self.res_ids.split(",") if item.isdigit()]
        records = self.env[self.MODELS[self.mode]].browse(ids).exists()
        if not records:
            raise UserError(self.env._("There is nothing to do."))
        getattr(self, f"_confirm_{self.mode}")(records)
        return {"type": "ir.actions.act_window_close"}

    def _confirm_pay(self, tranches):
        tranches._pay(self.date, self.reference, document=self.document)

    def _confirm_return(self, payments):
        payments._return(self.date, self.reason)

    def _confirm_override(self, grants):
        grants._override_overlap(self.reason)

    def _confirm_repay(self, recoveries):
        recoveries._repay(self.amount, self.date, self.reference)

    def _confirm_write_off(self, recoveries):
        recoveries._write_off(self.reason)

    def _confirm_justify(self, recoveries):
        recoveries._justify(self.document)

    def _confirm_offset(self, recoveries):
        if not self.tranche_id:
            raise UserError(self.env._("Choose the tranche that is paid."))
        recoveries._offset(self.tranche_id, self.date, self.reference)

    def _confirm_admit_part(self, receipts):
        receipts._admit(self.amount, reason=self.rejection_reason)

    def _confirm_confirm(self, payments):
        payments._confirm_received(self.document)

    @api.model
    def _open(self, mode, records, **defaults):
        return {
            "type": "ir.actions.act_window",
            "name": dict(self._fields["mode"]._description_selection(self.env))[mode],
            "res_model": self._name,
            "view_mode": "form",
            "target": "new",
            "context": {
                "default_mode": mode,
                "default_res_ids": ",".join(map(str, records.ids)),
                **{f"default_{name}": value for name, value in defaults.items()},
            },
        }


class GrantTrancheDialog(models.Model):
    _inherit = "rr.grant.tranche"

    def action_pay_dialog(self):
        return self.env["rr.money.dialog"]._open("pay", self)


class GrantPaymentDialog(models.Model):
    _inherit = "rr.grant.payment"

    def action_return_dialog(self):
        return self.env["rr.money.dialog"]._open("return", self)

    def action_confirm_dialog(self):
        return self.env["rr.money.dialog"]._open("confirm", self)


class GrantReceiptDialog(models.Model):
    _inherit = "rr.grant.receipt"

    def action_admit_part_dialog(self):
        return self.env["rr.money.dialog"]._open(
            "admit_part", self, amount=self.amount, currency_id=self.currency_id.id
        )


class GrantDialog(models.Model):
    _inherit = "rr.grant"

    def action_override_dialog(self):
        return self.env["rr.money.dialog"]._open("override", self)


class GrantRecoveryDialog(models.Model):
    _inherit = "rr.grant.recovery"

    def action_repay_dialog(self):
        return self.env["rr.money.dialog"]._open(
            "repay", self, amount=self.outstanding, currency_id=self.currency_id.id
        )

    def action_write_off_dialog(self):
        return self.env["rr.money.dialog"]._open("write_off", self)

    def action_offset_dialog(self):
        return self.env["rr.money.dialog"]._open("offset", self)

    def action_justify_dialog(self):
        return self.env["rr.money.dialog"]._open("justify", self)
