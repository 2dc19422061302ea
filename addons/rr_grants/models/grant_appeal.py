# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models
from odoo.addons.rr_base.tools.language import format_date


class GrantAppeal(models.Model):
    """The applicant's complaint and who decides it."""

    _inherit = "rr.grant.application"

    def _may_appeal(self):
        """Until the last day that the decision named."""
        until = self.appeal_until
        return bool(until) and fields.Date.context_today(self) <= until

    def _guard_appeal(self, reason):
        self._own_only()
        if not self._may_appeal():
            return self.env._(
                "complaints were taken until %(date)s",
                date=format_date(self.env, self.appeal_until) or "–",
            )
        return None

    def _after_appeal(self, reason):
        self.write({"appeal_on": fields.Date.context_today(self), "appeal_text": reason})

    def _not_a_voter(self):
        """Who voted on an application does not decide the complaint about it."""
        # Who voted binds, whether or not the reader sees votes.
        votes = self.sudo().item_ids.vote_ids.user_id
        if self.env.user in votes:
            return self.env._("who voted on it does not decide the complaint")
        return None

    def _was_assessed(self):
        # sudo: a yes or no of reviews that the office alone reads
        return self.sudo().review_count >= self.call_id.reviews_wanted

    def _may_uphold(self):
        return self._was_assessed()

    def _may_readmit(self):
        return not self._was_assessed()

    def _guard_uphold(self, reason):
        if not self._may_uphold():
            return self.env._("it was never assessed: admit it instead")
        return self._not_a_voter()

    def _guard_readmit(self, reason):
        if not self._may_readmit():
            return self.env._("it was assessed: uphold the complaint instead")
        return self._not_a_voter()

    def _guard_dismiss(self, reason):
        return self._not_a_voter()

    def _after_uphold(self, reason):
        self.write({"answer": reason})

    def _after_readmit(self, reason):
        self.write({"answer": reason})

    def _after_dismiss(self, reason):
        self.write({"answer": reason})

    def _guard_withdraw(self, reason):
        self._own_only()
        return None
