# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import models


class RrBeneficiary(models.Model):
    _inherit = "rr.beneficiary"

    def _rr_hold_reason(self):
        """A person in a course that still runs is not erased."""
        reason = super()._rr_hold_reason()
        if reason:
            return reason
        # Only a reason leaves this method; who asks need not read enrolments.
        running = self.env["rr.enrolment"].sudo()
        if running.search_count(
            [
                ("beneficiary_id", "=", self.id),
                ("state", "=", "enrolled"),
                ("course_id.state", "in", ("confirmed", "running")),
            ],
            limit=1,
        ):
            return self.env._("a course that still runs")
        return ""

    def _rr_erase_records(self):
        """The name leaves the rosters; number, hours and marks stay."""
        removed = super()._rr_erase_records()
        # Part of an erasure, which runs elevated.
        names = self.env["rr.enrolment"].sudo()
        named = names.search(
            [("beneficiary_id", "=", self.id), ("roster_name_cipher", "!=", False)]
        )
        named.write({"roster_name_cipher": False})
        removed["rr.enrolment.roster_name"] = len(named)
        return removed
