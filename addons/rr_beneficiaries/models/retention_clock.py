# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Is the clock of the server to be believed? What is erased does not come back."""

import logging
from datetime import timedelta

from odoo import api, fields, models

_logger = logging.getLogger(__name__)

#: A pause of the daily job that is longer, or a day before its last one, is a jump.
LONGEST_PAUSE = timedelta(days=31)
#: So long the clock must run on without another jump before anything is erased.
PROBATION = timedelta(days=7)
_LAST, _SINCE = "rr_beneficiaries.retention_last_day", "rr_beneficiaries.retention_jump"


class RrRetentionRule(models.Model):
    _inherit = "rr.retention.rule"

    @api.model
    def _rr_clock_is_steady(self):
        """Whether a job that erases may trust today's date.

        A clock that jumps years ahead would make everything due at once. After a jump
        the jobs erase nothing for a week, and say so in the log each day; a server that
        was off for months only waits that week.

        :return: False for seven days after a jump, forwards or backwards
        """
        # Settings of the system, which no user of the register may read.
        settings = self.env["ir.config_parameter"].sudo()
        today = fields.Date.context_today(self)
        last = fields.Date.to_date(settings.get_param(_LAST))
        since = fields.Date.to_date(settings.get_param(_SINCE))
        if last and not timedelta() <= today - last <= LONGEST_PAUSE:
            since = today
            settings.set_param(_SINCE, fields.Date.to_string(today))
        if last != today:
            settings.set_param(_LAST, fields.Date.to_string(today))
        if since and today - since < PROBATION:
            _logger.warning(
                "Nothing is erased until %s: the clock jumped, or the daily jobs did "
                "not run for more than %s days. Check the server's date.",
                since + PROBATION,
                LONGEST_PAUSE.days,
            )
            return False
        return True
