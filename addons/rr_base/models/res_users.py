# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import ValidationError


class ResUsers(models.Model):
    _inherit = "res.users"

    rr_municipality_ids = fields.Many2many(
        "rr.municipality",
        "rr_municipality_res_users_rel",
        "user_id",
        "municipality_id",
        string="Municipalities",
        help="Municipalities this officer is responsible for: their persons and cases "
        "are open to the officer beside the officer's own cases.",
    )

    # ------------------------------------------------------------ constraints

    @api.constrains("group_ids", "active")
    def _check_exclusive_roles(self):
        """An exclusive role (planner, data protection officer, administrator) stands
        alone, whoever writes it: superuser and imports included."""
        for user in self.sudo():
            groups = user.all_group_ids.filtered("rr_role")
            exclusive = groups.filtered("rr_is_exclusive")
            if exclusive and len(set(groups.mapped("rr_role"))) > 1:
                others = groups.filtered(
                    lambda group, keys=set(exclusive[:1].mapped("rr_role")): (
                        group.rr_role not in keys
                    )
                )
                raise ValidationError(
                    self.env._(
                        "User %(user)s: the role “%(exclusive)s” excludes every "
                        "other role, and this user would also hold “%(others)s”.",
                        user=user.login,
                        exclusive=exclusive[:1].name,
                        others=", ".join(others.mapped("name")),
                    )
                )

    # ------------------------------------------------------------------ roles

    def _rr_roles(self):
        """Keys of the roles this user holds by their groups.

        :return: set of role keys such as ``{"officer", "head"}``
        """
        self.ensure_one()
        return set(self.sudo().all_group_ids.mapped("rr_role")) - {False, ""}
