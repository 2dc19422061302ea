# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import models


class RrPermission(models.Model):
    _inherit = "rr.permission"

    def write(self, vals):
        result = super().write(vals)
        if {"withdrawn_on", "date_from", "date_to", "purpose", "recipient_id"} & {*vals}:
            self.env["rr.enrolment"]._withdraw_shared_names(self.beneficiary_id)
        return result

    def unlink(self):
        persons = self.beneficiary_id
        result = super().unlink()
        self.env["rr.enrolment"]._withdraw_shared_names(persons)
        return result
