# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""How long a name stays on a roster: as long as it is shared, and not for ever."""

from dateutil.relativedelta import relativedelta
from odoo import api, fields, models


class RrEnrolment(models.Model):
    _inherit = "rr.enrolment"

    @api.model
    def _withdraw_shared_names(self, persons=None):
        """Replace first names that are no longer shared by the number in the course.

        :param persons: ``rr.beneficiary`` to look at; everybody without it
        """
        domain = [("name_kind", "=", "first_name"), ("beneficiary_id", "!=", False)]
        if persons is not None:
            domain.append(("beneficiary_id", "in", persons.ids))
        today = fields.Date.context_today(self)
        # Elevated: sharing ends for every provider, whoever records the withdrawal.
        for enrolment in self.sudo().search(domain):
            person, provider = enrolment.beneficiary_id, enrolment.provider_id
            if not person._rr_may_share(provider, "course", today):
                enrolment.write({"name_kind": "alias"})
                enrolment._replace_roster_name()

    def _replace_roster_name(self):
        """Leave nothing of a name but the number in the course."""
        for enrolment in self:
            enrolment.roster_name = self.env._("No. %(number)s", number=enrolment.number)

    @api.model
    def _erase_old_roster_names(self):
        """Erase the names of courses that ended longer ago than they may be kept."""
        months = int(
            self.env["ir.config_parameter"]
            .sudo()
            .get_param("rr_training.roster_name_months", 12)
        )
        limit = fields.Date.context_today(self) - relativedelta(months=months)
        # A job: names go everywhere, whoever reads the rosters.
        old = self.sudo().search(
            [
                ("course_id.state", "in", ("done", "cancelled")),
                ("course_id.date_end", "<", limit),
                ("roster_name_cipher", "!=", False),
            ]
        )
        old.write({"roster_name_cipher": False})
        return len(old)

    @api.model
    def _cron_roster_names(self):
        self._withdraw_shared_names()
        if self.env["rr.retention.rule"]._rr_clock_is_steady():
            self._erase_old_roster_names()
