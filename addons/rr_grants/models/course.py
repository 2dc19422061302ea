# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models


class Course(models.Model):
    _inherit = "rr.course"

    funding_ids = fields.One2many(
        "rr.activity.funding",
        "course_id",
        groups="rr_base.group_officer,rr_base.group_head,rr_base.group_director,"
        "rr_base.group_finance,rr_base.group_reporter",
    )

    def _do_step(self, step, reason=None):
        """Confirming a course commits its funding; cancelling gives back the rest."""
        result = super()._do_step(step, reason=reason)
        # the provider's own users confirm nothing; the rows follow the course
        shares = self.sudo().funding_ids
        if step == "confirm":
            shares.filtered(lambda s: s.state == "draft")._commit_with_activity()
        elif step == "cancel":
            shares.filtered(lambda s: s.state == "committed")._release("cancelled")
        return result
