# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import UserError

from .grant_data import EXCLUSIVE_DUTIES


class GrantDuty(models.Model):
    """Who took which duty on a grant.

    Two unique indexes say what the ministry's rule says: on one grant nobody takes
    two of propose, approve, certify and authorise, and the certifier does not verify
    delivery. They hold for the superuser, imports and direct SQL alike.
    """

    _name = "rr.grant.duty"
    _inherit = ["rr.audited.mixin"]
    _description = "Duty taken on a grant"
    _order = "id"

    grant_id = fields.Many2one(
        "rr.grant", required=True, readonly=True, index=True, ondelete="cascade"
    )
    user_id = fields.Many2one(
        "res.users", required=True, readonly=True, ondelete="restrict"
    )
    duty = fields.Selection(
        [
            ("propose", "Proposed"),
            ("approve", "Approved"),
            ("certify", "Certified"),
            ("authorise", "Authorised"),
            ("verify", "Verified delivery"),
        ],
        required=True,
        readonly=True,
    )
    standin_id = fields.Many2one("rr.standin", readonly=True, ondelete="restrict")
    date = fields.Datetime(default=fields.Datetime.now, readonly=True)

    _once = models.UniqueIndex("(grant_id, user_id, duty)", "Already recorded.")
    _one_duty = models.UniqueIndex(
        "(grant_id, user_id) WHERE duty IN ({})".format(
            ", ".join(f"'{duty}'" for duty in EXCLUSIVE_DUTIES)
        ),
        "On one grant nobody takes two of: propose, approve, certify, authorise.",
    )
    _certifier_does_not_verify = models.UniqueIndex(
        "(grant_id, user_id) WHERE duty IN ('certify', 'verify')",
        "Who certified a tranche does not verify its delivery.",
    )

    @api.model
    def _clash(self, grant, user, duty):
        """Return the duty that keeps a user from another one on a grant.

        :return: the earlier ``rr.grant.duty`` record, empty when there is none.
        """
        # Duties bind whoever reads them, and nobody types them.
        taken = self.sudo().search(
            [("grant_id", "=", grant.id), ("user_id", "=", user.id)]
        )
        if duty in EXCLUSIVE_DUTIES:
            clash = taken.filtered(
                lambda d: d.duty in EXCLUSIVE_DUTIES and d.duty != duty
            )
            if clash:
                return clash[:1]
        pair = {"certify": "verify", "verify": "certify"}.get(duty)
        return taken.filtered(lambda d: d.duty == pair)[:1]

    @api.model
    def _take(self, grants, duty, role):
        """Record that the current user takes a duty; refuse a second one.

        :raises UserError: the user, whoever it is, took a duty that excludes it.
        """
        user = self.env.user
        standin = user._rr_standin_for(role)
        own = role in user._rr_roles()
        for grant in grants:
            clash = self._clash(grant, user, duty)
            if clash:
                labels = dict(self._fields["duty"]._description_selection(self.env))
                raise UserError(
                    self.env._(
                        "%(grant)s: %(user)s has already: %(earlier)s. Another person "
                        "must take this step.",
                        grant=grant.name,
                        user=user.name,
                        earlier=labels[clash.duty],
                    )
                )
            # Duties are typed by nobody: the step that was checked leaves one.
            known = self.sudo().search_count(
                [
                    ("grant_id", "=", grant.id),
                    ("user_id", "=", user.id),
                    ("duty", "=", duty),
                ],
                limit=1,
            )
            if not known:
                self.sudo().create(
                    {
                        "grant_id": grant.id,
                        "user_id": user.id,
                        "duty": duty,
                        "standin_id": False if own else standin.id,
                    }
                )
        self.flush_model()
